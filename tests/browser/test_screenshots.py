"""A picture of every kind of page in every language, for people to look at: what no program sees, somebody must."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.browser.conftest import SCHEMES, WIDTHS, Visits

PICTURES = os.environ.get("TAIYAKU_SCREENSHOTS", "")
TALLEST = 3000
"""Pixels of a picture: the index is many times that, and its end looks like its middle."""


@pytest.mark.skipif(not PICTURES, reason="TAIYAKU_SCREENSHOTS names no folder")
def test_a_picture_of_every_kind_of_page(visit: Visits, path: str) -> None:
    page = visit(path)
    for width, scheme in zip(WIDTHS, reversed(SCHEMES), strict=True):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        height = min(TALLEST, page.evaluate("document.documentElement.scrollHeight"))
        name = Path(PICTURES, f"{path.removesuffix('.html').replace('/', '-')}-{width}-{scheme}.png")
        name.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=name, full_page=True, clip={"x": 0, "y": 0, "width": width, "height": height})
        assert name.stat().st_size > 2000, "an empty picture"
