"""What the author does not want spoken of."""

from __future__ import annotations

import pytest

from flowbuilder.knowledge.excluding import Excluded

TOPICS = ("porady medyczne", "inwestycje")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Czy udzielacie porad medycznych?", True),
        ("medyczna porada", True),
        ("PORADY MEDYCZNE prosze", True),
        ("W co inwestować? Jaka inwestycja się opłaca?", True),
        ("Proszę o poradę, którą herbatę wybrać", False),
        ("Czy macie zgodę medyczną?", False),
        ("", False),
    ],
)
def test_a_topic_is_named_by_all_its_words_in_any_form(text, named):
    assert Excluded(TOPICS, "pl").names(text) is named


def test_topics_without_a_word_of_their_own_exclude_nothing():
    assert not Excluded(("o tym", "?"), "pl").names("Co o tym wiecie?")
    assert not Excluded().names("Cokolwiek")


def test_other_languages_go_by_the_words_as_they_are():
    assert Excluded(("Steuer",), "de").names("Eine Frage zur Steuer")
