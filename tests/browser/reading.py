"""Pages as their bytes say them: links, anchors, languages, and texts that are heard or found and not seen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

JAPANESE = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u4dbf\u4e00-\u9fff々]")
ENGLISH = re.compile(r"\b(?:a|all|an|and|are|as|at|by|data|find|for|from|in|is|no|not|of|on|or|records?|show|table|the|this|to|with)\b")
"""Words that no name in a Japanese text is made of."""
HEARD = {"alt", "aria-description", "aria-label", "aria-roledescription", "aria-valuetext", "label", "placeholder", "title"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass
class Reading(HTMLParser):
    """What a page says, in which language, and where it leads."""

    content: str
    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    texts: list[tuple[str, str, str]] = field(default_factory=list)
    """(where, language, text) of every run of text and every attribute that is heard; where is a tag, or tag and attribute."""
    _open: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        # A code, and what is marked as not to be translated, is of no language.
        language = "" if tag in {"code", "script"} or known.get("translate") == "no" else known.get("lang", self._open[-1][1] if self._open else "")
        self.ids.extend(known[name] for name in ("id",) if name in known)
        self.links.extend(known[name] for name in ("href", "src") if name in known)
        self.texts.extend((f"{tag} {name}", language, known[name]) for name in sorted(HEARD & known.keys()) if known[name])
        if tag == "meta" and (known.get("name") == "description" or known.get("property") in {"og:title", "og:description"}):
            self.texts.append((f"meta {known.get('name') or known['property']}", language, known["content"]))
        if tag not in VOID:
            self._open.append((tag, language))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and self._open:
            tag, language = self._open[-1]
            self.texts.append((tag, language, " ".join(data.split())))

    def said(self, tag: str) -> list[str]:
        """Give the texts of every element of a kind."""
        return [text for where, _language, text in self.texts if where == tag]


def untranslated(reading: Reading) -> list[str]:
    """Give what a page says in another language than it states: Japanese where English is stated, English words in a text without Japanese where Japanese is."""
    return [
        f"{where} ({language}): {text}"
        for where, language, text in reading.texts
        if (language == "en" and JAPANESE.search(text)) or (language == "ja" and not JAPANESE.search(text) and ENGLISH.search(text))
    ]


def broken(folder: Path, readings: dict[str, Reading], base: str = "") -> Iterator[str]:
    """Yield the links of pages (by path in a folder) that lead nowhere: to no file, to no anchor, out of the folder, or by a name that no server would find."""
    anchors = {path: set(reading.ids) for path, reading in readings.items()}
    known: dict[str, bool] = {}
    for path, reading in readings.items():
        for link in dict.fromkeys(reading.links):
            inside = link.removeprefix(base) if base and link.startswith(base) else link
            parts = urlsplit(inside)
            if parts.scheme in {"http", "https", "mailto"} and inside == link:
                continue
            start = PurePosixPath("/") if inside != link else PurePosixPath("/", path).parent
            target = _resolved(start, unquote(parts.path)) if parts.path or inside != link else path
            if target is None or parts.scheme:
                yield f"{path}: {link} leads out of the release"
            elif not known.setdefault(target, (folder / target).is_file() or (bool(base) and (folder / target / "index.html").is_file())):
                yield f"{path}: {link}: no such file"
            elif parts.fragment and not parts.fragment.startswith("?") and target in anchors and unquote(parts.fragment) not in anchors[target]:
                yield f"{path}: {link}: no such anchor"


def _resolved(start: PurePosixPath, path: str) -> str | None:
    """Give where a relative path leads; None where that is above the top."""
    parts = list(start.parts[1:]) if not path.startswith("/") else []
    for part in path.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts)
