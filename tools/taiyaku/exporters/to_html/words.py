"""The toolkit's own words on a page, by what they are for."""

from functools import lru_cache

from taiyaku.exporters.to_html.pieces import Piece
from taiyaku.i18n import LANGUAGES, Messages, _, messages

WORDS = {
    "skip": _("Skip to the content"),
    "languages": _("Languages"),
    "facts": _("Facts"),
    "in_language": _("Text in {language}"),
    "fallback": _("There is no text in {wanted} yet; the text in {language} is shown."),
    "in_brackets": _(" (in {language})"),
    "brackets": _(" ({inside})"),
    "both_authentic": _("{languages} (equally authentic)"),
    "any_language": _("the same in every language"),
    "and": _("{first} and {last}"),
    "pointing": _("{table} whose “{field}” is this record"),
    "around": _("Previous and next record"),
    "previous": _("Previous: {title}"),
    "next": _("Next: {title}"),
    "all_of": _("{table}: all records"),
    "tables": _("Other tables"),
    "title": _("Title"),
    "about": _("About this data"),
    "version": _("Version"),
    "version_named": _("version {version}"),
    "licences": _("Licence"),
    "sources": _("Sources of the data"),
    "menu": _("Pages"),
    "more": _("More about the data"),
    "credit": _("How to credit"),
    "report": _("Report an error on this page"),
    "none": _("There are no records."),
    "separator": _(", "),
    "yes": _("yes"),
    "no": _("no"),
    "label": _("{label}: "),
    "described": _("{table}: {title}. {package}."),
    "since": _("since {date}"),
    "until": _("until {date}"),
    "interval": _("{start} to {end}"),
    "unknown_end": _("from {date}, end unknown"),
    "unknown_start": _("to {date}, start unknown"),
    "decade": _("the {year}s"),
    "about_date": _("about {date}"),
    "uncertain": _("{date} (uncertain)"),
}
"""Purpose to msgid."""

COUNT = (_("{n} record"), _("{n} records"))
"""Msgids for one record and for many."""


def spoken(language: str) -> Messages:
    """Give the toolkit's messages for pages of a language: those of its main subtag, else English."""
    main = _main(language)
    return messages(main if main in LANGUAGES else "en")


def words(language: str) -> dict[str, Piece]:
    """Give every word for pages of a language; where the toolkit does not speak it, in English and marked so."""
    return {purpose: word(language, msgid) for purpose, msgid in WORDS.items()}


@lru_cache(maxsize=1 << 10)
def word(language: str, msgid: str) -> Piece:
    """Give one message for pages of a language, in the same manner."""
    return Piece(spoken(language).text(msgid), lang="" if _main(language) in LANGUAGES else "en")


def count(language: str, number: int) -> str:
    """Say how many records there are."""
    return spoken(language).count(*COUNT, number)


def _main(language: str) -> str:
    return language.partition("-")[0].lower()
