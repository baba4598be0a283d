"""Two lines of a conversation: which sentences they are."""

from __future__ import annotations

import pytest

from flowbuilder.handoff.summary import LONGEST, Said, Speaker, two_lines


def talk(*lines: str) -> list[Said]:
    """Lines as `v: …`, `b: …` and `a: …`."""
    who: dict[str, Speaker] = {"v": "visitor", "b": "assistant", "a": "agent"}
    return [Said(who=who[line[0]], text=line[3:]) for line in lines]


def lines(*said: str) -> list[str]:
    return [f"{one.who[0]}: {one.text}" for one in two_lines(talk(*said))]


def test_the_matter_and_the_newest_wish_in_the_order_they_were_said():
    assert lines(
        "b: Dzień dobry. W czym mogę pomóc?",
        "v: Dzień dobry. Kubek z zamówienia 10234 przyszedł stłuczony, a pudełko było całe.",
        "b: Przykro nam.",
        "v: Wolę zwrot pieniędzy niż nowy kubek",
        "v: halo?",
    ) == [
        "v: Kubek z zamówienia 10234 przyszedł stłuczony, a pudełko było całe.",
        "v: Wolę zwrot pieniędzy niż nowy kubek",
    ]


def test_a_wish_before_the_fullest_sentence_stays_before_it():
    found = lines(
        "v: Pytanie o zwrot pieniędzy.",
        "v: Paczka z herbatą Earl Grey wysłana kurierem we wtorek wieczorem nadal nie dotarła.",
    )

    assert found[0] == "v: Pytanie o zwrot pieniędzy."


def test_with_one_sentence_the_second_line_is_what_they_were_told():
    assert lines(
        "v: Ile kosztuje dostawa za granicę?",
        "b: Do Niemiec paczka kosztuje 49 zł. Czy mogę pomóc w czymś jeszcze?",
        "v: Proszę o rozmowę z człowiekiem",
    ) == ["v: Ile kosztuje dostawa za granicę?", "a: Do Niemiec paczka kosztuje 49 zł."]


def test_the_same_matter_in_other_inflections_is_not_said_twice():
    found = lines(
        "v: Gdzie jest moja paczka z herbatą zieloną?", "v: paczki z zieloną herbatą nie ma"
    )

    assert found == ["v: Gdzie jest moja paczka z herbatą zieloną?"]


@pytest.mark.parametrize(
    "said", ["", "Dzień dobry", "halo??", "Chcę porozmawiać z konsultantem", "👍", "ok"]
)
def test_nothing_is_made_of_nothing(said):
    assert lines(f"v: {said}") == []


def test_a_long_sentence_is_cut_at_a_word():
    (line,) = two_lines(talk("v: " + "reklamacja zamówienia filiżanka " * 30))

    assert len(line.text) <= LONGEST
    assert line.text.endswith("…")
    assert line.text[:-1].rsplit(" ", 1)[-1] in {"reklamacja", "zamówienia", "filiżanka"}


def test_a_long_word_is_cut_where_it_must_be():
    (line,) = two_lines(talk("v: stłuczony kubek " + "x" * 400))

    assert len(line.text) == LONGEST
