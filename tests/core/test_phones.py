"""A telephone number as people read it."""

from __future__ import annotations

import pytest

from flowbuilder.core.phones import phone_in_words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("+48601234567", "+48\N{NO-BREAK SPACE}601\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567"),
        ("+442071234567", "+442071234567"),
        ("+4860123456", "+4860123456"),
        ("", ""),
    ],
)
def test_a_polish_number_is_read_in_threes(number: str, words: str) -> None:
    assert phone_in_words(number) == words
