"""Two versions of large tables side by side: what may differ is read; of everything else it is proved that it can be, and is the same.

The older file is proved to be readable and to have no key twice, without a look at its cells; then both are walked
through at once. What the newer one has in common with the older is proved with it; what differs is read strictly. Where
anything is not as it usually is, nothing is given, and the tables are read whole.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from operator import itemgetter

from taiyaku.diff import candidates, in_step
from taiyaku.diff.in_step import Met, Walk
from taiyaku.errors import CannotRead
from taiyaku.loaders import from_csv, regular
from taiyaku.loaders.beside import beside
from taiyaku.loaders.from_csv import Begun
from taiyaku.loaders.from_descriptor import Reading, texts_of, told_of
from taiyaku.loaders.regular import Piece, UnprovedError
from taiyaku.loaders.trees import source
from taiyaku.model import Json, Table

Excerpts = Mapping[str, Table]
"""Tables by their path in the tree."""
_Declared = Mapping[str, tuple[str, Mapping[str, Json]]]
"""Tables by name: path in the tree, and resource."""
_WITHOUT_RECORDS = ("/schema.po", "/taiyaku.po")
"""Locale files that hold no texts of records."""


def excerpts(old: Reading, new: Reading) -> tuple[Excerpts, Excerpts]:
    """Give the tables of which no more was read than may differ; none where it is not worth while, or not certain to come to the same."""
    sides = [(reading, _declared(reading)) for reading in (old, new)]
    found: list[dict[str, Table]] = [{}, {}]
    for names in _groups(sides[0][1], sides[1][1], old.languages) if old.languages == new.languages else ():
        if sum(reading.tree.size(declared[name][0]) for reading, declared in sides for name in names) < candidates.LARGE:
            continue
        try:
            files = [[_begun(reading, *declared[name]) for name in names] for reading, declared in sides]
            read = _read(files[0], files[1], old.languages)
        except (CannotRead, UnprovedError):
            continue
        for tables, (_reading, declared), each in zip(found, sides, read, strict=True):
            tables |= {declared[table.name][0]: table for table in each}
    return found[0], found[1]


def _declared(reading: Reading) -> _Declared:
    """Give the tables of a version; none where a name stands twice, or where locale files may hold other texts than the tables."""
    found = {str(resource.get("name") or ""): (file, resource) for file, resource in reading.delimited}
    locales = (name for name in reading.names if name.startswith(reading.translations) and name.endswith((".po", ".csv")))
    return {} if len(found) < len(reading.delimited) or any(not name.endswith(_WITHOUT_RECORDS) for name in locales) else found


def _groups(old: _Declared, new: _Declared, languages: Sequence[str]) -> Iterator[list[str]]:
    """Yield the names of the tables that hold the same records, facts and texts, where both versions have the same."""
    sides: list[dict[str, list[str]]] = [{}, {}]
    for groups, declared in zip(sides, (old, new), strict=True):
        for name, (_file, resource) in declared.items():
            told = told_of(resource, languages)
            groups.setdefault(told[0] if told else name, []).append(name)
    for of, names in sides[0].items():
        # Of the redirects all are asked for, whichever of them changed.
        if sides[1].get(of) == names and of != "redirects" and (of in names or of not in old):
            yield names


def _begun(reading: Reading, file: str, resource: Mapping[str, Json]) -> Begun:
    return from_csv.begun(source(reading.tree, file, 0), reading.tree.shown(file), resource)


def _read(old: Sequence[Begun], new: Sequence[Begun], languages: Sequence[str]) -> tuple[list[Table], list[Table]]:
    """Read what may differ in the tables that hold the same records. Raises UnprovedError and CannotRead."""
    headers = [[each.source.read(*each.header) for each in side] for side in (old, new)]
    if headers[0] != headers[1] or not _usual([each.table() for each in old], [each.table() for each in new], languages):
        raise UnprovedError
    cuts = [regular.between(each.source, sum(each.header), each.source.size) for each in old]
    with beside(lambda: [_proved(each, cut, each.source.size) for each, cut in zip(old, cuts, strict=True)]) as rests:
        # Proving takes twice as long as walking: so both processes are done at the same time.
        walks = [_walk(*pair, lambda key, other: key < other) for pair in zip(old, new, strict=True)]
        firsts = [_proved(each, sum(each.header), cut) for each, cut in zip(old, cuts, strict=True)]
        proved = [first + rest if first is not None and rest is not None else [] for first, rest in zip(firsts, rests(), strict=True)]
    read = [(one, other, pieces, _certain(one, other, pieces, walk)) for one, other, pieces, walk in zip(old, new, proved, walks, strict=True)]
    ids = {id_ for *_files, walk in read for met in (walk.old, walk.new) for id_ in met}
    tables: tuple[list[Table], list[Table]] = ([], [])
    for one, other, pieces, walk in read:
        same = dict(_picked(one, pieces, {id_.encode() for id_ in ids - walk.old.keys() - walk.new.keys()}))
        there = {key: met._replace(at=walk.there(met.at)) for key, met in same.items()}
        for side, file, met in zip(tables, (one, other), ({**walk.old, **same}, {**walk.new, **there}), strict=True):
            side.append(file.table(sorted(met.values())))
    return tables


def _usual(old: Sequence[Table], new: Sequence[Table], languages: Sequence[str]) -> bool:
    """Tell whether all tables are known by their first column, and are laid out alike in both versions."""
    sides = [{table.name: table for table in side} for side in (old, new)]
    texts = [list(texts_of(side, languages)) for side in sides]
    return (
        candidates.layout(texts[0]) == candidates.layout(texts[1])
        and all(candidates.apart(*each) for each in zip(sides, texts, strict=True))
        and all(one.columns == other.columns and one.key == other.key == one.columns[:1] != one.columns for one, other in zip(old, new, strict=True))
    )


def _proved(file: Begun, at: int, end: int) -> list[Piece] | None:
    """Prove a part of a file; None where that cannot be."""
    try:
        return list(regular.pieces(file.source, at, end))
    except (CannotRead, UnprovedError):
        return None


def _walk(old: Begun, new: Begun, came: Callable[[str, str], bool]) -> Walk | None:
    return in_step.walk((old.source, new.source), (sum(old.header), sum(new.header)), len(old.names), itemgetter(0), came)


def _certain(old: Begun, new: Begun, pieces: Sequence[Piece], walk: Walk | None) -> Walk:
    """Give a walk that took keys for ascending, if the older file is proved and what came is not in it; else one that knows. Raises UnprovedError and CannotRead."""
    ascending = all(piece.ascending for piece in pieces) and all(one.last < other.first for one, other in pairwise(pieces))
    lasts = [piece.last for piece in pieces]

    def missing(key: str) -> bool:
        at = bisect_left(lasts, key.encode())
        return at == len(pieces) or b"\n%s\n" % key.encode() not in b"\n%s\n" % pieces[at].keys

    if not ascending:
        keys = [key for piece in pieces for key in piece.keys.split(b"\n")]
        known = set(keys)
        walk = _walk(old, new, lambda key, _other: key.encode() not in known) if len(known) == len(keys) else None
    elif walk is not None and not all(missing(key) for key in walk.new.keys() - walk.old.keys()):
        walk = None
    if not pieces or walk is None:
        raise UnprovedError
    return walk


def _picked(file: Begun, pieces: Sequence[Piece], keys: Collection[bytes]) -> Iterator[tuple[str, Met]]:
    """Read the records with these keys, as far as there are any. Raises UnprovedError and CannotRead."""
    for piece in pieces:
        here = [key.decode() for key in piece.keys.split(b"\n") if key in keys] if keys else []
        data = file.source.read(piece.at, piece.size) if here else b""
        try:
            found = [(key, at, record, in_step.read(record, len(file.names))) for key, at, record in in_step.picked(data, here)]
        except ValueError:  # a record of one cell has no comma
            raise UnprovedError from None
        for key, at, record, cells in found:
            if cells is None:
                raise UnprovedError
            yield key, Met(piece.at + at, len(record), cells)
