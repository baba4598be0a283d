"""Patterns run on RE2: they match what they say, and no text makes them slow."""

from __future__ import annotations

import time

import pytest

from flowbuilder.core.patterns import is_pattern, matches


def test_the_whole_text_must_match() -> None:
    assert matches(r"\d{2}-\d{3}", "30-001")
    assert not matches(r"\d{2}-\d{3}", "x30-001")


@pytest.mark.parametrize("pattern", ["(a", r"(a)\1", "(?=a)", "a{1001}", "x" * 501])
def test_what_re2_cannot_run_is_no_pattern(pattern: str) -> None:
    assert not is_pattern(pattern)
    assert not matches(pattern, "a")


def test_a_pattern_cannot_be_made_slow() -> None:
    before = time.process_time()

    assert not matches("(a+)+$", "a" * 50_000 + "b")
    assert time.process_time() - before < 0.2
