"""What patterns promise: the linear engine, or a refusal."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taiyaku import patterns


@pytest.mark.parametrize("pattern", ["^(a+)+$", "(a|a)*b", "(a*)*$", "^(([a-z])+.)+[A-Z]([a-z])+$", "(x+x+)+y", "a{0,500}" * 3])
@pytest.mark.parametrize("length", [40, 100_000])
def test_hostile_patterns_finish_at_once(pattern: str, length: int) -> None:
    start = time.monotonic()
    assert patterns.supported(pattern)
    patterns.found(pattern, "a" * length + "!")
    patterns.found(patterns.whole(pattern), "a" * length + "!")
    assert time.monotonic() - start < 2


@pytest.mark.parametrize("pattern", ["(?=a)b", "(?!a)b", "(?<=a)b", r"(a)\1", "(", "[", "a{1000}{1000}{1000}", "*", r"\k<x>", "(?x)a#", "a)|(b"])
def test_what_the_linear_engine_cannot_run_or_anchor_is_unsupported(pattern: str) -> None:
    start = time.monotonic()
    assert not patterns.supported(pattern)
    assert time.monotonic() - start < 2


@pytest.mark.parametrize("pattern", ["", "a", "^a$", "a|bc", r"\d{4}", r"\p{Han}+", "(?i)a", "(?m)^a$", "[あ-ん]", "(?x) a  b"])
def test_ordinary_patterns_are_supported(pattern: str) -> None:
    assert patterns.supported(pattern)


@pytest.mark.parametrize(("pattern", "yes", "no"), [("a|bc", "bc", "bcd"), ("a", "a", "a\n"), ("(?m)a$", "a", "a\nb"), ("(?i)a", "A", "AA"), ("", "", "x")])
def test_whole_matches_nothing_less_than_the_whole_value(pattern: str, yes: str, no: str) -> None:
    assert patterns.found(patterns.whole(pattern), yes)
    assert not patterns.found(patterns.whole(pattern), no)
    assert patterns.found(pattern, no)


@given(st.text(max_size=30), st.text(max_size=10))
def test_any_pattern_is_run_or_refused(pattern: str, text: str) -> None:
    if patterns.supported(pattern):
        assert patterns.found(pattern, text) in (True, False)
        assert not patterns.found(patterns.whole(pattern), text) or patterns.found(pattern, text)
