"""What the author does not want spoken of."""

from __future__ import annotations

import pytest

from flowbuilder.knowledge.answers.excluding import Excluded

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


@pytest.mark.parametrize(
    ("topic", "text"),
    [
        ("polityka", "Co sądzicie o polityce rządu?"),
        ("polityka prywatności", "Mam pytanie o polityce prywatności"),
        ("dieta", "o diecie"),
        ("apteka", "w aptece"),
        ("droga", "po drodze"),
        ("opera", "w operze"),
        ("moda", "o modzie"),
        ("religia", "o religii"),
        ("kredyt", "o kredycie"),
        ("samochód", "o samochodzie"),
        ("sąd", "w sądzie"),
        ("giełda", "na giełdzie"),
    ],
)
def test_a_topic_is_named_where_its_stem_changes(topic, text):
    assert Excluded((topic,), "pl").names(text)


@pytest.mark.parametrize(
    ("topic", "text"),
    [
        ("serek", "To mi leży na sercu, serce boli"),
        ("mucha", "Muszę wiedzieć"),
        ("bęben", "będzie"),
    ],
)
def test_a_word_of_another_stem_is_another_topic(topic, text):
    assert not Excluded((topic,), "pl").names(text)
