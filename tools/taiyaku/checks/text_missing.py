"""Texts that one language has and another has not."""

from __future__ import annotations

from collections.abc import Iterator

from taiyaku.checks._examples import PAIR
from taiyaku.i18n import _
from taiyaku.model import Check, Package, Problem, Severity, Where


def run(package: Package) -> Iterator[Problem]:
    """Yield each empty text that must not be empty: a required one, or one that another language has.

    The titles and descriptions of the descriptor are asked the same question.
    """
    for text in package.texts:
        import polars as pl

        aligned = package.aligned(text)
        languages = list(text.columns)
        blank = {tag: pl.col(tag).str.strip_chars() == "" for tag in languages}
        for tag in languages:
            others = [~blank[other] & pl.col(other).is_not_null() for other in languages if other != tag]
            wanted = pl.lit(text.required) | pl.any_horizontal(*others) if others else pl.lit(text.required)
            for row in aligned.filter(blank[tag] & wanted).iter_rows(named=True):
                where = package.text_where(text, tag, row[f"row:{tag}"])
                yield Problem(where, {"field": text.name, "language": tag}, table=text.of, id=row["record"], field=text.name, language=tag)
    yield from _descriptor(package)


def _descriptor(package: Package) -> Iterator[Problem]:
    from taiyaku import derive

    for language, messages in package.catalogues.items():
        if language == package.languages[0]:
            continue
        said = {(message.context, message.source): message for message in messages}
        known = {message.context: message for message in messages}
        for context, text, _holder, path in derive.strings(package.descriptor.value):
            message = said.get((context, text))
            if message is None or not message.target or message.fuzzy:
                near = message or known.get(context)
                where = package.descriptor.where(path)
                if near:
                    where = Where(package.shown_paths(f"{package.translations}{language}/LC_MESSAGES/schema.po"), near.line)
                yield Problem(where, {"field": context, "language": language}, field=context, language=language)


CHECK = Check(
    id="text-missing",
    group="texts",
    since="0.1.0",
    severity=Severity.ERROR,
    says=_("{field} has no text in the language {language}"),
    why=_("A reader of one language gets an empty place where a reader of the other is told something."),
    run=run,
    bad={
        "datapackage.json": PAIR,
        "items.en.csv": "id,title\ncalet,CALET cosmic ray telescope\n",
        "items.ja.csv": "id,title\ncalet,\n",
    },
    good={"items.ja.csv": "id,title\ncalet,高エネルギー電子・ガンマ線観測装置\n"},
)
