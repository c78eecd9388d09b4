"""Entries of the glossary that contradict or repeat each other."""

from __future__ import annotations

from collections.abc import Iterator

from taiyaku.checks._examples import PAIR
from taiyaku.checks._pairs import LANGUAGES
from taiyaku.i18n import _
from taiyaku.model import Check, Package, Problem, Said, Severity


def run(package: Package) -> Iterator[Problem]:
    """Yield each entry that repeats an earlier one, says the opposite of it, or gives one term a second required rendering.

    A second rendering that is allowed too belongs to the entry's ``variants``.
    """
    from taiyaku.languages.terms import lemma, read

    glossary = package.glossary
    entries = glossary.value if glossary is not None and isinstance(glossary.value, list) else []
    seen: list[tuple[int, str, dict[str, str]]] = []
    for number, entry in enumerate(entries):
        if glossary is None or not isinstance(entry, dict) or not all(isinstance(entry.get(part), str) for part in (*LANGUAGES, "kind")):
            continue
        folded = {tag: " ".join(lemma(word) for word in entry[tag].split()) if tag == "en" else "".join(read(entry[tag], tag).keys) for tag in LANGUAGES}
        for earlier, kind, before in seen:
            if says := _odd(entry, folded, kind, before, entries[earlier]):
                there = glossary.where([earlier])
                values = {"english": entry["en"], "japanese": entry["ja"], "line": str(there.line), "what": Said(says)}
                yield Problem(glossary.where([number]), values, also=(there,))
                break
        seen.append((number, entry["kind"], folded))


def _odd(entry: dict[str, str], folded: dict[str, str], kind: str, before: dict[str, str], earlier: dict[str, str]) -> str:
    exact = all(entry[tag] == earlier[tag] for tag in LANGUAGES)
    if exact:
        return _("it stands there too") if kind == entry["kind"] else _("there it is of another kind")
    if kind == entry["kind"] == "required" and any(folded[tag] == before[tag] for tag in LANGUAGES):
        return _("there the same term is required to be rendered otherwise")
    return ""


CHECK = Check(
    id="glossary-odd",
    group="terminology",
    since="0.1.0",
    severity=Severity.WARNING,
    says=_("{english} / {japanese} does not go with the entry in line {line}: {what}"),
    why=_("A term base that says two things lets every translator choose."),
    run=run,
    bad={
        "datapackage.json": PAIR,
        "translations/glossary.yaml": "- en: working group\n  ja: 分科会\n  kind: required\n- en: Working groups\n  ja: 作業部会\n  kind: required\n",
        "items.en.csv": "id,title\nforum,Forum\n",
        "items.ja.csv": "id,title\nforum,会議\n",
    },
    good={"translations/glossary.yaml": "- en: working group\n  ja: 分科会\n  kind: required\n  variants:\n    ja: [作業部会]\n"},
)
