"""Thanks and goodbyes are known from words that say more."""

from __future__ import annotations

import pytest

from flowbuilder.core.closings import closes


@pytest.mark.parametrize(
    ("text", "only_leaves"),
    [
        ("Dziękuję", True), ("dzieki, do widzenia!", True), ("OK, super, dziękuję za pomoc", True),
        ("thank you, bye", True), ("Thanks a lot for your help :)", True), ("pa pa", True),
        ("dobrze", False), ("ok", False), ("", False), ("5", False), ("pomiń", False),
        ("dziękuję, a co z pudełkiem?", False), ("dziękuję, proszę dosłać pudełko", False),
        ("thanks but it was slow", False), ("nie dziękuję", False),
    ],
)  # fmt: skip
def test_only_leaves(text: str, only_leaves: bool) -> None:
    assert closes(text) is only_leaves
