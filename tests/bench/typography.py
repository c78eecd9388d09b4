"""Alarms of the checks of Japanese typography on texts that people have published: how many there are, and how many of fifty are slips.

``python -m tests.bench.typography [FOLDER]`` reads the texts of ``pairs.py``. Verdicts stand in ``typography.csv`` by the alarm's hash: ``slip``, ``false``
(no reader would change it), or ``encoding`` (the text came out of its catalogue in another encoding than it was written in).
"""

from __future__ import annotations

import csv
import hashlib
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from taiyaku.languages.japanese import foreign_ideographs, slips, unpaired, words
from tests.bench.pairs import cache, further, pairs

VERDICTS = Path(__file__).with_suffix(".csv")
JUDGED = 50

Alarm = tuple[str, int, str]
"""Check, place and text."""


def alarms(texts: Sequence[str]) -> Iterator[Alarm]:
    """Yield what the checks that follow no house style say of Japanese texts."""
    known = words(iter(texts))
    for text in texts:
        yield from (("text-mistyped", slip.start, text) for slip in slips(text, known))
        yield from (("text-wrong-script", place, text) for place, _char in foreign_ideographs(text))
        if found := unpaired(text, "ja"):
            yield "brackets-unpaired", found.start, text


def key(alarm: Alarm) -> str:
    """Give what names an alarm where its text is not to be copied."""
    return hashlib.sha1("\0".join(map(str, alarm)).encode(), usedforsecurity=False).hexdigest()


def main() -> None:
    """Print the alarms in 1,000 texts by check, and the verdicts on those that are drawn."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else cache()
    texts = list(dict.fromkeys(pair.ja for pair in [*pairs(folder), *further(folder, "unseen")]))
    found = list(alarms(texts))
    with VERDICTS.open(encoding="utf-8", newline="") as file:
        known = {row["alarm"]: row["verdict"] for row in csv.DictReader(file)}
    sample = sorted(found, key=lambda alarm: hashlib.sha256(key(alarm).encode()).digest())[:JUDGED]
    print(
        f"{len(texts):,} texts; alarms in 1,000:", {check: f"{1000 * many / len(texts):.2f}" for check, many in Counter(check for check, *_ in found).items()}
    )
    print(f"of {len(sample)} drawn:", dict(Counter((alarm[0], known.get(key(alarm), "not judged")) for alarm in sample)))
    for alarm in sample:
        if key(alarm) not in known:
            check, place, text = alarm
            print(key(alarm), check, repr(text[max(0, place - 40) : place + 60]))


if __name__ == "__main__":
    main()
