from __future__ import annotations

import pytest

from flowbuilder.core.messages import Choices, Option
from flowbuilder.nodes.choices import ChoicesConfig, ChoicesNode

MENU = {
    "text": "W czym pomóc?",
    "options": [
        {"value": "parcel", "label": "Gdzie jest paczka?"},
        {"value": "return", "label": "Zwrot lub łódka"},
    ],
    "save_as": "topic",
}


def test_offers_a_button_for_each_option(try_node):
    visitor = try_node("choices", MENU)

    assert visitor.effects[0].content == Choices(
        text="W czym pomóc?",
        options=(
            Option(value="parcel", label="Gdzie jest paczka?"),
            Option(value="return", label="Zwrot lub łódka"),
        ),
    )


def test_a_pressed_button_leaves_by_its_port_and_is_kept(try_node):
    visitor = try_node("choices", MENU).chooses("return")

    assert visitor.heard == ["[return]"]
    assert visitor.variables["topic"] == "return"


@pytest.mark.parametrize("typed", ["zwrot lub lodka", "ZWROT LUB ŁÓDKA!", "return", " 2 ", "2."])
def test_typing_a_label_its_name_or_its_number_counts_as_pressing(try_node, typed):
    assert try_node("choices", MENU).says(typed).heard == ["[return]"]


ANYTHING_ELSE = {
    "text": "Coś jeszcze?",
    "options": [
        {"value": "menu", "label": "Tak, wróćmy do menu", "words": "jeszcze jedno"},
        {"value": "done", "label": "Nie, to wszystko", "words": "dziękuję, 3"},
        {"value": "no-idea", "label": "Nie, sam nie wiem"},
    ],
    "retries": 0,
}


@pytest.mark.parametrize(
    ("typed", "port"),
    [
        ("tak", "menu"),
        ("To wszystko.", "done"),
        ("dziekuje", "done"),
        ("3", "done"),
        ("nie", "fallback"),
        ("wróćmy", "fallback"),
    ],
)
def test_a_clause_of_a_label_or_other_words_for_it_count_unless_they_fit_two(try_node, typed, port):
    assert try_node("choices", ANYTHING_ELSE).says(typed).heard == [f"[{port}]"]


HELPED = {
    "text": "Czy ta odpowiedź pomogła?",
    "options": [
        {"value": "yes", "label": "Tak, dziękuję", "words": "pomogło, dzięki, super, ok"},
        {"value": "again", "label": "Zapytam inaczej", "words": "nie, nie pomogło, dziękuję"},
    ],
    "retries": 0,
}


@pytest.mark.parametrize(
    ("typed", "port"),
    [
        ("ok, dzięki!", "yes"),
        ("Super, pomogło, tak", "yes"),
        ("nie, dziękuję", "again"),
        ("nie nie pomogło", "again"),
        ("tak, nie", "fallback"),
        ("ok, a ile kosztuje dostawa?", "fallback"),
        ("dzięki komu", "fallback"),
    ],
)
def test_several_ways_to_say_it_one_after_another_count_too(try_node, typed, port):
    assert try_node("choices", HELPED).says(typed).heard == [f"[{port}]"]


SHOP = {
    "text": "W czym mogę pomóc?",
    "options": [
        {"value": "parcel", "label": "Gdzie jest moja paczka?"},
        {"value": "return", "label": "Zwrot lub reklamacja"},
        {"value": "yes", "label": "Tak, poproszę"},
    ],
    "retries": 0,
}


@pytest.mark.parametrize(
    ("typed", "port"),
    [
        ("gdzie jest moja paczka?? Zamówienie 1003, czekam tydzień", "parcel"),
        ("Dzień dobry, gdzie jest moja paczka?? Zamówienie 1003, czekam tydzień", "parcel"),
        ("Dzień dobry!\nZwrot lub reklamacja.", "return"),
        ("Gdzie jest moja paczka? Zwrot lub reklamacja?", "fallback"),
        ("nie pytam gdzie jest moja paczka", "fallback"),
        ("Nie pytam, gdzie jest moja paczka", "fallback"),
        ("Tak. Poproszę. Ale najpierw ile to kosztuje?", "fallback"),
    ],
)
def test_a_sentence_that_is_a_long_label_presses_it(try_node, typed, port):
    assert try_node("choices", SHOP).says(typed).heard == [f"[{port}]"]


@pytest.mark.parametrize("typed", ["coś innego", "3", "0", "!!!"])
def test_other_words_are_asked_again_then_leave_by_the_fallback(try_node, typed):
    visitor = try_node("choices", MENU).says(typed)

    assert visitor.heard == ["Proszę wybrać jedną z poniższych odpowiedzi."]
    assert visitor.effects[0].content.kind == "choices"
    assert visitor.says(typed).heard == ["[fallback]"]
    assert "topic" not in visitor.variables


def test_a_button_works_after_being_asked_again(try_node):
    visitor = try_node("choices", {**MENU, "retries": 3, "retry": "Jeszcze raz?"}).says("hm")

    assert visitor.heard == ["Jeszcze raz?"]
    assert visitor.chooses("parcel").heard == ["[parcel]"]


def test_with_no_retries_other_words_leave_at_once_and_are_remembered(try_node):
    visitor = try_node("choices", {**MENU, "retries": 0}).says("ile kosztuje dostawa?")

    assert visitor.heard == ["[fallback]"]
    assert visitor.session.last_said == "ile kosztuje dostawa?"


def test_two_buttons_of_one_name_are_a_problem_and_so_is_the_name_of_a_port():
    options = [{"value": v, "label": v} for v in ("a", "a", "fallback")]
    config = ChoicesConfig.model_validate({"text": "?", "options": options})

    assert [params for _, _, params in ChoicesNode().check(config)] == [
        {"name": "a"},
        {"name": "fallback"},
    ]
