"""A question is asked once more in the words that entries use, where a workspace says so."""

from __future__ import annotations

import pytest

from flowbuilder.knowledge.search.rewording import MOST, Rewording

GROUPS = [["paka", "paczka", "przesyłka"], ["apka", "aplikacja"], ["e-mail", "poczta"]]


def askings(question: str, used: str = "paczka przesyłka aplikacja poczta") -> list[str]:
    made = Rewording(GROUPS, "pl", lambda word: word in used.split())
    return made.askings(question)


@pytest.mark.parametrize(
    ("question", "others"),
    [
        ("Gdzie jest moja paka?", ["Gdzie jest moja paczka?", "Gdzie jest moja przesyłka?"]),
        ("GDZIE PAKĘ MAM W APCE", ["GDZIE paczka MAM W APCE", "GDZIE przesyłka MAM W APCE"]),
        ("paka w apka?", ["paczka w aplikacja?", "przesyłka w aplikacja?"]),
        ("Jaki macie E-mail?", ["Jaki macie poczta?"]),
        ("Gdzie jest sklep?", []),
        ("", []),
    ],
)
def test_other_words_take_the_place_of_what_was_said(question, others):
    assert askings(question) == [question, *others]


def test_words_that_no_entry_uses_take_no_place():
    assert askings("moja paka", used="paczka") == ["moja paka", "moja paczka"]
    assert askings("moja paka", used="paka") == ["moja paka"]


def test_a_question_is_not_asked_without_end():
    group = [f"słowo{letter}" for letter in "abcdefghijkl"]
    made = Rewording([group], "pl", lambda _word: True)

    assert len(made.askings("to jest słowoa")) == MOST + 1
