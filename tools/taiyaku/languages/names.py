"""Names as concepts: those that every text may use (``data/names.yaml``), and those of a package, with the forms that follow from a full name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache

from taiyaku.languages.lexicon import table
from taiyaku.languages.terms import Concept, lemma

KINDS = ("country", "region", "place", "organisation", "body")

_TOWARDS = "訪在駐"
_TOWARDS_JAPAN = ("来日", "訪日", "在日", "滞日", "知日", "親日")
_COMPOUNDED = ("米英仏独伊豪加韓中露ロ欧印台", "英韓中露ロ加豪仏欧")
"""Countries in compounds after 日 and after 米."""
_OTHER = ("中韓", "中露", "中ロ", "英仏", "独仏", "仏独", "英米", "独伊", "仏伊", "英独", "英伊", "仏英")
_AMBIGUOUS = {"日中", "米中", "中台", "欧米"}
"""Daytime, in the grain of rice, and the West: such a compound answers a name and does not say it."""


@cache
def common() -> tuple[Concept, ...]:
    """Give the names that every text may use; countries have their compounds (日米, 訪伊) among their Japanese forms."""
    shorts = {**{each["short"]: each["en"][0] for each in table("names")["country"] + table("names")["region"][:1] if "short" in each}, "ロ": "Russia"}
    said: dict[str, list[str]] = {}
    answers: dict[str, list[str]] = {}
    for compound in [*(f"日{each}" for each in _COMPOUNDED[0]), *(f"米{each}" for each in _COMPOUNDED[1]), *_OTHER]:
        for short in compound:
            (answers if compound in _AMBIGUOUS else said).setdefault(shorts[short], []).append(compound)
    for short in _COMPOUNDED[0]:
        said.setdefault(shorts[short], []).extend(f"{before}{short}" for before in _TOWARDS)
        answers.setdefault(shorts[short], []).extend(
            [
                f"{short}側",
                f"{short}政府",
                f"{short}大統領",
                f"{short}軍",
                f"{short}海軍",
                f"{short}空軍",
                f"{short}陸軍",
                f"{short}首相",
                f"{short}国務",
                f"{short}企業",
                f"対{short}",
            ]
        )
    said.setdefault("Japan", []).extend(_TOWARDS_JAPAN)
    return tuple(
        Concept(
            kind,
            {"en": each["en"], "ja": each["ja"]},
            {
                "en": each.get("also", {}).get("en", ()),
                "ja": [*each.get("also", {}).get("ja", ()), *answers.get(each["en"][0], ())],
            },
            own=False,
            joint=said.get(each["en"][0], ()),
        )
        for kind in KINDS
        for each in table("names")[kind]
    )


def place(names: Mapping[str, str]) -> Concept:
    """Give a place of a package; one that every text may name keeps those forms too."""
    known = next((each for each in common() if each.kind != "organisation" and names["en"] in each.forms["en"]), None)
    if known is None:
        return Concept("place", {language: [name] for language, name in names.items()})
    return replace(known, own=True, forms={language: [name, *known.forms[language]] for language, name in names.items()})


_DESCRIPTIVE = re.compile(r"\b(?!(?:of|the|and|for|on|in|at|to|with|de|du|des|la|le|von|van)\b)[a-z]{2,}")


def organisation(names: Mapping[str, str], acronym: str = "") -> Concept | None:
    """Give an organisation of a package, or nothing where it has no proper name (Space agencies overseas)."""
    if _DESCRIPTIVE.search(names["en"]):
        return None
    known = [each for each in common() if each.kind == "organisation" and (names["en"] in each.forms["en"] or (acronym and acronym in each.forms["en"]))]
    forms = {language: [name, *([acronym] if acronym else []), *(form for each in known for form in each.forms[language])] for language, name in names.items()}
    whole = re.sub(r"^Government of ", "", names["en"])
    if whole != names["en"]:
        forms["en"] += [f"{each} Government" for country in common() if whole in country.forms["en"] for each in country.forms["en"]]
        forms["ja"] += [f"{each}政府" for country in common() if whole in country.forms["en"] for each in country.forms["ja"]]
        return Concept("organisation", forms, {"en": ["government"], "ja": ["政府"]})
    return Concept("organisation", forms)


_PARTS = re.compile(r"[・＝=\s]+")
_KATAKANA = re.compile(r"[ァ-ヺー・＝=\s]+")
_WHOLE = 3
"""A Japanese name of fewer characters is a family name, and may be a common word."""


def person(names: Mapping[str, str]) -> Concept:
    """Give a person: either order of the name, and the family name alone (in capitals in the English name, where it says which one it is)."""
    words = names["en"].split()
    family = [word for word in words if len(word) > 1 and word.isupper()]
    given = [word for word in words if word not in family]
    english = [names["en"], *([f"{' '.join(given)} {' '.join(family)}", f"{' '.join(family)} {' '.join(given)}", " ".join(family)] if family else [])]
    japanese, alone = names["ja"], list[str]()
    if _KATAKANA.fullmatch(japanese):
        parts = _PARTS.split(japanese)
        alone = [parts[0] if family and words[0] in family else parts[-1]]
        return Concept("person", {"en": english, "ja": [japanese, *(each for each in alone if len(each) >= _WHOLE)]}, {"ja": alone}, titled=alone)
    japanese = _PARTS.sub("", japanese)
    if len(japanese) < _WHOLE or not given:
        alone = [japanese]
    else:
        alone = [japanese[:length] for length in range(2 if len(japanese) > _WHOLE else 1, min(len(japanese), 4))]
    whole = [japanese] if given and len(japanese) >= _WHOLE else []
    return Concept("person", {"en": english, "ja": whole}, {"en": [] if family else words, "ja": [each for each in alone if len(each) > 1]}, titled=alone)


def refers(text: str, language: str, concepts: Iterable[Concept]) -> bool:
    """Tell whether a text may speak of one of these without its name: the ministry, both countries, 同省, 両国."""
    words = table("references")[language]
    if language == "ja":
        if any(each.kind in {"country", "region", "organisation"} for each in concepts) and any(group in text for group in words["groups"]):
            return True
        endings = {form[-length:] for each in concepts for form in each.forms["ja"][:3] for length in (1, 2, 3, 4) if len(form) > length}
        endings |= {title for each in concepts if each.kind == "person" for title in words["titles"]}
        return any(f"{before}{ending}" in text for before in words["before"] for ending in endings)
    low = [lemma(word) for word in re.findall(r"[A-Za-z']+", text)]
    if any(each.kind in {"country", "region", "organisation"} for each in concepts) and set(low) & set(words["groups"]):
        return True
    if any(each.kind == "person" for each in concepts) and set(low) & {"he", "she", "his", "her", "him", "minister", "president", "speaker", "director"}:
        return True
    heads = {_head(each.forms["en"][0]) for each in concepts}
    return any(word in words["before"] and heads & set(low[at + 1 : at + 4]) for at, word in enumerate(low))


def _head(form: str) -> str:
    """Give the noun that an English name is built on: ministry of Ministry of Finance, fund of Space Strategy Fund."""
    words: Sequence[str] = re.findall(r"[A-Za-z']+", re.split(r" (?:of|for|on|and) ", form)[0]) or [form]
    return lemma(words[-1])
