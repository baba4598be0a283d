from __future__ import annotations

import pytest

from flowbuilder.core.effects import RecordSurvey, SendMessage
from flowbuilder.core.messages import Rating


def scores(visitor):
    return [(e.survey, e.score, e.comment, e.node) for e in visitor.effects_of(RecordSurvey)]


@pytest.mark.parametrize(
    ("kind", "language", "low", "high", "low_label", "high_label"),
    [
        ("csat", "pl", 1, 5, "bardzo źle", "bardzo dobrze"),
        ("nps", "pl", 0, 10, "na pewno nie polecę", "na pewno polecę"),
        ("ces", "en", 1, 7, "very difficult", "very easy"),
    ],
)
def test_asks_on_the_scale_with_a_label_at_each_end(
    try_node, kind, language, low, high, low_label, high_label
):
    content = try_node("survey", {"kind": kind, "question": "Jak?"}, language=language).effects[0]

    assert content.content == Rating(
        text="Jak?",
        scale=kind,
        low=low,
        high=high,
        low_label=low_label,
        high_label=high_label,
        skip="Pomiń" if language == "pl" else "Skip",
    )


@pytest.mark.parametrize(
    ("kind", "score", "port"),
    [
        ("csat", 5, "next"), ("csat", 3, "next"), ("csat", 2, "low"), ("csat", 1, "low"),
        ("nps", 10, "next"), ("nps", 7, "next"), ("nps", 6, "low"), ("nps", 0, "low"),
        ("ces", 4, "next"), ("ces", 3, "low"),
    ],
)  # fmt: skip
def test_a_score_is_kept_and_a_low_one_goes_its_own_way(try_node, kind, score, port):
    visitor = try_node("survey", {"kind": kind}).chooses(str(score))

    assert scores(visitor) == [(kind, score, "", "it")]
    assert visitor.heard == ["Dziękujemy za odpowiedź.", f"[{port}]"]


@pytest.mark.parametrize("typed", ["4", " 4. ", "4/5"])
def test_a_score_may_be_typed(try_node, typed):
    assert scores(try_node("survey", {}).says(typed)) == [("csat", 4, "", "it")]


def test_the_button_beside_the_scale_skips_it(try_node):
    visitor = try_node("survey", {}).chooses("__skip__")

    assert visitor.heard == ["[skipped]"]
    assert scores(visitor) == []


@pytest.mark.parametrize("typed", ["pomiń", "Nie"])
def test_it_may_be_skipped(try_node, typed):
    visitor = try_node("survey", {}).says(typed)

    assert visitor.heard == ["[skipped]"]
    assert scores(visitor) == []


@pytest.mark.parametrize("answer", ["1", "pomiń"])
def test_a_low_score_and_a_skip_go_on_as_usual_until_they_are_wired(try_node, answer):
    visitor = try_node("survey", {}, unwired=("low", "skipped")).says(answer)

    assert visitor.heard[-1] == "[next]"


@pytest.mark.parametrize("typed", ["super było", "6", "0", "-1", "55"])
def test_what_is_no_score_is_asked_once_more_then_skipped(try_node, typed):
    visitor = try_node("survey", {}).says(typed)

    again = visitor.effects_of(SendMessage)[-1].content

    assert visitor.heard == ["Proszę wybrać liczbę od 1 do 5 albo napisać „pomiń”."]
    assert isinstance(again, Rating), "a scale to press comes with the words"
    assert visitor.says("no właśnie").heard == ["[skipped]"]


def test_the_score_is_kept_at_once_and_a_comment_after_it(try_node):
    visitor = try_node("survey", {"ask_comment": True}).chooses("2")

    assert scores(visitor) == [("csat", 2, "", "it")]
    assert visitor.heard == ["Co zdecydowało o tej ocenie? Każde słowo się przyda."]
    visitor.says("Długo czekałem.")

    assert scores(visitor) == [("csat", 2, "Długo czekałem.", "it")]
    assert visitor.heard[-1] == "[low]"


def test_a_score_pressed_twice_is_no_comment(try_node):
    visitor = try_node("survey", {"ask_comment": True}).chooses("5").chooses("5")

    assert scores(visitor) == []
    assert visitor.heard == []
    assert scores(visitor.says("Szybko poszło.")) == [("csat", 5, "Szybko poszło.", "it")]


def test_the_comment_may_be_skipped(try_node):
    visitor = try_node("survey", {"ask_comment": True}).chooses("5").chooses("Pomiń")

    assert scores(visitor) == []
    assert visitor.heard == ["Dziękujemy za odpowiedź.", "[next]"]


def test_what_is_said_in_a_survey_is_no_matter_for_a_person(try_node):
    visitor = try_node("survey", {"ask_comment": True}, before="Gdzie paczka?")

    visitor.says("5").says("Było wolno")

    assert visitor.session.last_wrote == "Gdzie paczka?"
