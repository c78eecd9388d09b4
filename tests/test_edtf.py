"""What EDTF dates promise: the days they may mean, and nothing that no calendar has."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taiyaku.languages import edtf

SPANS = {
    "2026": ("2026-01-01", "2026-12-31"),
    "0000": ("0000-01-01", "0000-12-31"),
    "0000-02": ("0000-02-01", "0000-02-29"),
    "9999-12-31": ("9999-12-31", "9999-12-31"),
    "2024-02": ("2024-02-01", "2024-02-29"),
    "2023-02": ("2023-02-01", "2023-02-28"),
    "1900-02-28": ("1900-02-28", "1900-02-28"),
    "2000-02-29": ("2000-02-29", "2000-02-29"),
    "198X": ("1980-01-01", "1989-12-31"),
    "19XX": ("1900-01-01", "1999-12-31"),
    "2026-XX": ("2026-01-01", "2026-12-31"),
    "2026-04-XX": ("2026-04-01", "2026-04-30"),
    "2026-XX-XX": ("2026-01-01", "2026-12-31"),
    "2026?": ("2026-01-01", "2026-12-31"),
    "2026-04~": ("2026-04-01", "2026-04-30"),
    "2026-04-01%": ("2026-04-01", "2026-04-01"),
    "2026-04/2027": ("2026-04-01", "2027-12-31"),
    "2026/2026-05": ("2026-01-01", "2026-05-31"),
    "2026-05/2026": ("2026-05-01", "2026-12-31"),
    "2026/..": ("2026-01-01", ""),
    "2026/": ("2026-01-01", ""),
    "../2026": ("", "2026-12-31"),
    "/2026": ("", "2026-12-31"),
    "198X?/1999~": ("1980-01-01", "1999-12-31"),
}


@pytest.mark.parametrize("text", SPANS)
def test_dates_and_intervals_span_the_days_they_may_mean(text: str) -> None:
    span = edtf.read(text)
    assert span is not None
    assert (span.first, span.last) == SPANS[text]


NONE = [
    "",
    "/",
    "x",
    "26",
    "2026-13",
    "2026-00",
    "2026-02-29",
    "1900-02-29",
    "2026-04-31",
    "2026-4",
    "2026-04-1",
    "2026/2025",
    "2026-04-02/2026-04-01",
    "20X6",
    "2XXX",
]
NONE += [
    "XXXX",
    "2026-XX-15",
    "2026-X4",
    "198X-04",
    "2026-04-01T00:00",
    "2026/2027/2028",
    "２０２６",
    "2026 ",
    " 2026",
    "2026\n",
    "2026?-04",
    "-2026",
    "12026",
    "2026-04-00",
    "令和8年",
]


@pytest.mark.parametrize("text", NONE)
def test_what_no_calendar_has_is_none(text: str) -> None:
    assert edtf.read(text) is None


@given(st.dates(), st.dates())
def test_every_day_and_every_interval_in_order_is_itself(one: dt.date, other: dt.date) -> None:
    first, last = sorted([one, other])
    assert edtf.read(first.isoformat()) == edtf.Span(first.isoformat(), first.isoformat())
    assert edtf.read(f"{first.isoformat()}/{last.isoformat()}") == edtf.Span(first.isoformat(), last.isoformat())
    assert first == last or edtf.read(f"{last.isoformat()}/{first.isoformat()}") is None


@given(st.text(alphabet="0123456789X-/.?~%", max_size=12))
def test_any_text_is_a_date_or_none(text: str) -> None:
    span = edtf.read(text)
    assert span is None or not span.first or not span.last or span.first <= span.last
