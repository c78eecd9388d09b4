"""CITATION.cff, by which GitHub, Zotero and others make a reference (Citation File Format 1.2.0)."""

import json
import re

from taiyaku.exporters._identity import creators, described, entries, keywords, released, shown, title
from taiyaku.i18n import _, messages
from taiyaku.model import Artifact, Json, Package

_LICENCE = re.compile(r"CC-BY(-NC)?(-SA|-ND)?-[1-4]\.0|CC0-1\.0|ODbL-1\.0|ODC-By-1\.0|PDDL-1\.0|MIT|Apache-2\.0|GPL-[23]\.0-(only|or-later)")
"""Names of licences for data that the format's list (SPDX) has; any other goes by its address."""


def artifact(package: Package) -> Artifact:
    """Give the file; its texts are English, or as the descriptor has them."""
    descriptor = described(package, "en")
    moment = released(package)
    licences = list(entries(descriptor, "licenses"))
    names = [name for each in licences if _LICENCE.fullmatch(name := shown(each, "name"))]
    addresses = [path for each in licences if re.match("https?://", path := shown(each, "path"))]
    told = {
        "cff-version": "1.2.0",
        "message": messages("en").text(_("If you use this dataset, please cite it as below.")),
        "type": "dataset",
        "title": title(package, descriptor),
        "abstract": shown(descriptor, "description"),
        "version": shown(descriptor, "version"),
        "date-released": moment.date().isoformat() if moment else "",
        "license": names if len(names) == len(licences) else [],
        "license-url": addresses[0] if len(names) < len(licences) and addresses else "",
        "url": shown(descriptor, "homepage"),
        "authors": [{"name": name} for name in creators(descriptor)] or [{"name": title(package, descriptor)}],
        "keywords": list(dict.fromkeys(keywords(descriptor))),
    }
    return Artifact("CITATION.cff", "".join(_lines(told)).encode())


def _lines(told: dict[str, Json]) -> list[str]:
    lines: list[str] = []
    for name, value in told.items():
        if isinstance(value, str) and value:
            lines.append(f"{name}: {_scalar(value)}\n")
        elif value:
            lines += [f"{name}:\n", *(f"  - {_flow(each)}\n" for each in value)]
    return lines


def _flow(value: Json) -> str:
    if isinstance(value, str):
        return _scalar(value)
    return f"{{{', '.join(f'{name}: {_flow(each)}' for name, each in value.items() if each)}}}"


def _scalar(text: str) -> str:
    """Write a double-quoted scalar (YAML 1.2, 7.3.1), in which JSON's escapes hold; nothing that cannot be printed is left in the text."""
    return json.dumps(text, ensure_ascii=False)
