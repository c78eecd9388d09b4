"""Texts that people have translated from English into Japanese, out of Debian packages: only read from a folder of ours, never installed or copied here."""

from __future__ import annotations

import codecs
import hashlib
import html
import json
import os
import re
import struct
import subprocess
import sys
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

PACKAGES = Path(__file__).with_name("catalogues.txt")
"""The packages that the matcher was mended with."""
FURTHER = {name: Path(__file__).with_name(f"{name}.txt") for name in ("unseen", "blind")}
"""Others, by the name of their set: each was listed when the mending was over, scored once, and then looked at."""
HELP = ("libreoffice-help-en-us", "libreoffice-help-ja")
DESCRIPTIONS = "package descriptions"
JAPANESE = re.compile(r"[ぁ-ヿ一-鿿]")
CREDITS = ("translator-credits", "translator_credits")
"""Messages that are answered with names and addresses."""
PLACEHOLDER = re.compile(
    r"%%|%\(\w+\)[a-z]|%[A-Za-z]\w*:\d|%[-+ #0]*\d*(?:\.\d+)?(?:hh|ll|[hlLqjzt])?[a-zA-Z](?![A-Za-z0-9_])|%\d+\$[-+ #0]*\d*(?:\.\d+)?l*[a-zA-Z]|%L?\d+|%[A-Z]+\d*\b|\$\(\w+\)|\{\w*[^{}\s]*\}|\$\{?\w+\}?|"
    r"&#?\w+;|<[^<>]*>|\\[\\0-9xu]\w*|https?://\S+|\S+@\S+\.\w+|0x(?=%)|\([_&]\w\)"
)
"""What a program replaces or a browser reads, and keys of menus: digits in it are no numbers."""
SPELLED = re.compile(
    r"(?i)\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|"
    r"hundreds?|thousands?|millions?|billions?|trillions?|dozens?|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|twice|half)\b"
)


@dataclass(frozen=True, slots=True)
class Pair:
    """An English text, its Japanese translation, and the package that holds both."""

    package: str
    en: str
    ja: str

    @property
    def key(self) -> str:
        """What names the pair where its texts are not to be copied."""
        return hashlib.sha1(f"{self.en}\0{self.ja}".encode(), usedforsecurity=False).hexdigest()

    @property
    def numeric(self) -> bool:
        """Whether one of its texts holds a number: digits outside of placeholders and markup, or, in English, a number word."""
        return any(re.search(r"\d", PLACEHOLDER.sub(" ", text)) for text in (self.en, self.ja)) or SPELLED.search(self.en) is not None


def cache() -> Path:
    """Give the folder that keeps the packages: outside of any checkout."""
    return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "taiyaku" / "catalogues"


def pairs(folder: Path) -> list[Pair]:
    """Give all pairs, each once; packages are downloaded into the folder when they are not there yet."""
    kept = folder / "pairs.jsonl"
    if not kept.exists():
        _download(folder, _names(PACKAGES))
        found = {(pair.en, pair.ja): pair for pair in _all(folder) if _translated(pair)}
        _keep(found.values(), kept)
    return _kept(kept)


def further(folder: Path, name: str) -> list[Pair]:
    """Give the pairs of another set of packages, without those whose English text an earlier set has too."""
    kept = folder / f"{name}.jsonl"
    if not kept.exists():
        earlier = [pairs(folder), *(further(folder, each) for each in list(FURTHER)[: list(FURTHER).index(name)])]
        known = {pair.en for each in earlier for pair in each}
        _download(folder / name, _names(FURTHER[name]))
        found = {
            (pair.en, pair.ja): pair
            for package, path in _packages(folder / name).items()
            for pair in _messages(package, path)
            if _translated(pair) and pair.en not in known
        }
        _keep(found.values(), kept)
    return _kept(kept)


def _translated(pair: Pair) -> bool:
    return pair.en != pair.ja and JAPANESE.search(pair.ja) is not None and not JAPANESE.search(pair.en)


def _names(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").split("\n") if line and not line.startswith("#")]


def _keep(found: Iterable[Pair], kept: Path) -> None:
    unfinished = kept.with_suffix(".part")
    unfinished.write_text("".join(f"{json.dumps(asdict(pair), ensure_ascii=False)}\n" for pair in found), encoding="utf-8")
    unfinished.rename(kept)


def _kept(kept: Path) -> list[Pair]:
    with kept.open(encoding="utf-8") as lines:
        return [Pair(**json.loads(line)) for line in lines]


def _download(folder: Path, names: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    lists = folder / "lists"
    (lists / "partial").mkdir(parents=True, exist_ok=True)
    # An index of our own: the one of the machine stays as it is, and holds no Japanese descriptions.
    index = ("-o", f"Dir::State::lists={lists}", "-o", f"Dir::Cache={folder}", "-o", "Acquire::Languages=en,ja", "-o", "Acquire::GzipIndexes=false")
    _run(folder, "apt-get", "update", "--quiet=2", *index, "-o", "APT::Sandbox::User=root")
    there = {path.name.partition("_")[0] for path in folder.glob("*.deb")}
    if missing := [name for name in names if name not in there]:
        _run(folder, "apt-get", "download", "--quiet=2", *index, "-o", "APT::Sandbox::User=root", *missing)


def _run(folder: Path, *words: str) -> None:
    if subprocess.run(words, cwd=folder, check=False).returncode:
        sys.exit(f"{words[0]} {words[1]} failed: this measurement needs Debian and its package archive")


def _all(folder: Path) -> Iterator[Pair]:
    paths = _packages(folder)
    for name, path in paths.items():
        if name not in HELP:
            yield from _messages(name, path)
    sides = [dict(_paragraphs(paths[name], language)) for name, language in zip(HELP, ("en-US", "ja"), strict=True)]
    yield from (Pair(HELP[1], en, sides[1][place]) for place, en in sides[0].items() if place in sides[1])
    yield from _descriptions(folder / "lists")


def _packages(folder: Path) -> dict[str, Path]:
    return {path.name.partition("_")[0]: path for path in sorted(folder.glob("*.deb"))}


def _messages(name: str, package: Path) -> Iterator[Pair]:
    for _member, content in _members(package, re.compile(r"/ja(?:_JP)?/(?:LC_MESSAGES/)?[^/]+\.mo$")):
        if len(content) >= _MO_HEADER:
            yield from (Pair(name, en, ja) for en, ja in _catalogue(content))


_MO_HEADER = 28


def _members(package: Path, wanted: re.Pattern[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a package, without unpacking it."""
    with (
        subprocess.Popen(["dpkg-deb", "--fsys-tarfile", str(package)], stdout=subprocess.PIPE) as process,
        tarfile.open(fileobj=process.stdout, mode="r|") as archive,
    ):
        for member in archive:
            if member.isfile() and wanted.search(member.name) and (file := archive.extractfile(member)) is not None:
                yield member.name, file.read()


def _catalogue(content: bytes) -> Iterator[tuple[str, str]]:
    """Yield the messages of a .mo file (GNU gettext manual, “The Format of GNU MO Files”), in the charset that its header names; of a plural the form for many."""
    order = "<" if content[:4] == b"\xde\x12\x04\x95" else ">"
    count, originals, translations = struct.unpack(f"{order}3I", content[8:20])
    strings = [[_string(content, order, table + 8 * place) for table in (originals, translations)] for place in range(count)]
    header = next((ja for en, ja in strings if not en), b"")
    charset = _charset(found[1].decode("ascii") if (found := re.search(rb"charset=([\w.:-]+)", header)) else "utf-8")
    for original, translation in strings:
        en, ja = original.decode(charset, "ignore").rpartition("\x04")[2], translation.decode(charset, "ignore")
        if en and ja and en not in CREDITS:
            yield en.rpartition("\0")[2].strip(), ja.rpartition("\0")[2].strip()


def _charset(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "utf-8"


def _string(content: bytes, order: str, entry: int) -> bytes:
    length, start = struct.unpack(f"{order}2I", content[entry : entry + 8])
    return content[start : start + length]


def _paragraphs(package: Path, language: str) -> Iterator[tuple[str, str]]:
    """Yield the paragraphs of the help pages with what names them in every language."""
    for name, content in _members(package, re.compile(rf"/help/{language}/text/.*\.html$")):
        page = content.decode("utf-8", "ignore")
        for found in re.finditer(r'<(p|h\d) id="([a-z]+_id\w+)"[^>]*>(.*?)</\1>', page, re.DOTALL):
            if text := " ".join(html.unescape(re.sub(r"<[^<>]*>", "", found[3])).split()):
                yield f"{name.partition(f'/{language}/')[2]} {found[2]}", text


def _descriptions(lists: Path) -> Iterator[Pair]:
    """Yield the paragraphs of package descriptions that have as many paragraphs in Japanese."""
    sides = [dict(_described(lists.glob(f"*_Translation-{language}"), language)) for language in ("en", "ja")]
    for checksum, japanese in sides[1].items():
        english = sides[0].get(checksum, [])
        if len(english) == len(japanese):
            yield from (Pair(DESCRIPTIONS, en, ja) for en, ja in zip(english, japanese, strict=True))


def _described(paths: Iterable[Path], language: str) -> Iterator[tuple[str, list[str]]]:
    for path in sorted(paths):
        for stanza in path.read_text(encoding="utf-8").split("\n\n"):
            parts = re.search(rf"^Description-md5: (\w+)\nDescription-{language}: (.*)", stanza, re.MULTILINE | re.DOTALL)
            if parts:
                # Deb822 (Debian Policy 5.6.13): a line with a single dot parts paragraphs; lines are filled, so they are joined.
                title, _, rest = parts[2].partition("\n")
                yield parts[1], [title, *(joined for each in re.split(r"\n \.(?=\n|$)", f"\n{rest}") if (joined := _joined(each)))]


def _joined(lines: str) -> str:
    return re.sub(r"(?<=[ぁ-鿿、。]) (?=[ぁ-鿿])", "", " ".join(lines.split()))
