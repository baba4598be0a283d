from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from flowbuilder.core.effects import AnswerSurvey, AskSurvey, RecordSurvey, SendMessage
from flowbuilder.core.engine import new_session, replay
from flowbuilder.core.events import VisitorChose
from flowbuilder.core.messages import WITHHELD, Rating
from flowbuilder.core.testing import START


def without_words(event):
    if isinstance(event, VisitorChose):
        return replace(event, value=WITHHELD, label="")
    return replace(event, text=WITHHELD)


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
        ("csat", 5, "high"), ("csat", 4, "high"), ("csat", 3, "next"),
        ("csat", 2, "low"), ("csat", 1, "low"),
        ("nps", 10, "high"), ("nps", 9, "high"), ("nps", 8, "next"),
        ("nps", 7, "next"), ("nps", 6, "low"), ("nps", 0, "low"),
        ("ces", 7, "high"), ("ces", 5, "high"), ("ces", 4, "next"), ("ces", 3, "low"),
    ],
)  # fmt: skip
def test_a_score_is_kept_and_a_low_or_high_one_goes_its_own_way(try_node, kind, score, port):
    visitor = try_node("survey", {"kind": kind}).chooses(str(score))

    assert scores(visitor) == [(kind, score, "", "it")]
    assert visitor.heard == ["Dziękujemy za odpowiedź.", f"[{port}]"]


@pytest.mark.parametrize("typed", ["4", " 4. ", "4/5"])
def test_a_score_may_be_typed(try_node, typed):
    assert scores(try_node("survey", {}).says(typed)) == [("csat", 4, "", "it")]


@pytest.mark.parametrize(
    ("kind", "language", "typed", "score"),
    [
        ("csat", "pl", "bardzo dobrze", 5),
        ("csat", "pl", "Bardzo zle.", 1),
        ("csat", "pl", "Bardzo dobrze, dziękuję!", 5),
        ("csat", "pl", "bardzo zadowolona", 5),
        ("csat", "pl", "very good", 5),
        ("csat", "en", "Very satisfied", 5),
        ("csat", "en", "four", 4),
        ("csat", "pl", "piątka", 5),
        ("csat", "pl", "Trzy", 3),
        ("nps", "pl", "na pewno polecę", 10),
        ("nps", "pl", "zero", 0),
        ("ces", "en", "very easy", 7),
    ],
)
def test_a_score_may_be_said_in_the_words_of_the_scale(try_node, kind, language, typed, score):
    visitor = try_node("survey", {"kind": kind}, language=language).says(typed)

    assert scores(visitor) == [(kind, score, "", "it")]


@pytest.mark.parametrize("typed", ["bardzo dobrze czy bardzo źle", "dziesięć", "11", "zero"])
def test_words_that_are_no_score_of_the_scale_are_asked_again(try_node, typed):
    visitor = try_node("survey", {}).says(typed)

    assert scores(visitor) == []
    assert visitor.heard == ["Proszę wybrać liczbę od 1 do 5 albo napisać „pomiń”."]


def test_the_button_beside_the_scale_skips_it(try_node):
    visitor = try_node("survey", {}).chooses("__skip__")

    assert visitor.heard == ["[skipped]"]
    assert scores(visitor) == []


@pytest.mark.parametrize("typed", ["pomiń", "Nie"])
def test_it_may_be_skipped(try_node, typed):
    visitor = try_node("survey", {}).says(typed)

    assert visitor.heard == ["[skipped]"]
    assert scores(visitor) == []


@pytest.mark.parametrize("answer", ["1", "5", "pomiń"])
def test_a_low_or_high_score_and_a_skip_go_on_as_usual_until_they_are_wired(try_node, answer):
    visitor = try_node("survey", {}, unwired=("low", "high", "skipped")).says(answer)

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
    assert visitor.heard == ["Dziękujemy.", "[high]"]


def test_what_is_said_in_a_survey_is_no_matter_for_a_person(try_node):
    visitor = try_node("survey", {"ask_comment": True}, before="Gdzie paczka?")

    visitor.says("5").says("Było wolno")

    assert visitor.session.last_wrote == "Gdzie paczka?"


# A survey of the workspace: its words and whether it is due come back from the shell.

DUE = {
    "due": True, "kind": "nps", "low": 0, "high": 10, "low_until": 6, "high_from": 9,
    "question": "Czy polecą nas Państwo?", "low_label": "", "high_label": "tak",
    "comment": "never", "follow_up": "", "follow_up_low": "", "follow_up_high": "", "thanks": "",
    "anonymous": False, "expires_at": "",
}  # fmt: skip


def answers(visitor):
    return [(e.score, e.comment, e.node) for e in visitor.effects_of(AnswerSurvey)]


def asked(try_node, **changes):
    visitor = try_node("survey", {"survey": "po-rozmowie"})
    return visitor.effect_succeeds({**DUE, **changes})


def test_a_survey_is_asked_for_by_name_before_anything_is_said(try_node):
    visitor = try_node("survey", {"survey": "po-rozmowie"})

    assert visitor.heard == []
    assert [(e.name, e.language, e.node) for e in visitor.effects_of(AskSurvey)] == [
        ("po-rozmowie", "pl", "it")
    ]


def test_a_survey_that_is_due_is_asked_in_its_own_words_and_in_the_usual_ones_for_the_rest(
    try_node,
):
    visitor = asked(try_node)

    assert visitor.effects_of(SendMessage)[0].content == Rating(
        text="Czy polecą nas Państwo?",
        scale="nps",
        low=0,
        high=10,
        low_label="na pewno nie polecę",
        high_label="tak",
        skip="Pomiń",
    )


def test_a_survey_without_words_of_its_own_is_asked_in_the_usual_ones(try_node):
    assert asked(try_node, question="").heard == [
        "Na ile prawdopodobne jest, że polecą nas Państwo znajomym?"
    ]


@pytest.mark.parametrize(("score", "port"), [(0, "low"), (6, "low"), (7, "next"), (9, "high")])
def test_detractors_passives_and_promoters_go_their_own_ways(try_node, score, port):
    visitor = asked(try_node, thanks="Dziękujemy.").chooses(str(score))

    assert visitor.heard == ["Dziękujemy.", f"[{port}]"]
    [kept] = visitor.effects_of(AnswerSurvey)
    assert (kept.name, kept.asked, kept.score, kept.anonymous) == (
        "po-rozmowie", "s:1", score, False,
    )  # fmt: skip


def test_a_survey_thanks_in_its_own_or_the_usual_words_not_in_those_of_the_step(try_node):
    visitor = try_node("survey", {"survey": "x", "thanks": "Krok dziękuje."})

    assert visitor.effect_succeeds(DUE).chooses("8").heard[0] == "Dziękujemy za odpowiedź."


def test_a_survey_that_is_not_due_asks_nothing_and_says_why_in_the_trace(try_node):
    visitor = try_node("survey", {"survey": "nps"}).effect_succeeds(
        {"due": False, "why": "survey_cooling_down"}
    )

    assert visitor.heard == ["[not_asked]"]
    assert "survey_cooling_down" in [step.text for step in visitor.trace]


def test_a_survey_that_could_not_be_looked_up_asks_nothing(try_node):
    assert try_node("survey", {"survey": "nps"}).effect_fails("gone").heard == ["[not_asked]"]


def test_not_asked_goes_on_as_usual_until_it_is_wired(try_node):
    visitor = try_node("survey", {"survey": "nps"}, unwired=("not_asked",))

    assert visitor.effect_succeeds({"due": False, "why": ""}).heard == ["[next]"]


def test_what_is_typed_before_it_is_known_whether_it_is_due_is_no_answer(try_node):
    visitor = try_node("survey", {"survey": "nps"}).says("5")

    assert visitor.heard == []
    assert answers(visitor) == []


def test_only_detractors_are_asked_what_went_wrong(try_node):
    low = {"comment": "low", "follow_up": "Dlaczego?", "follow_up_low": "Co zawiodło?"}

    assert asked(try_node, **low).chooses("6").heard == ["Co zawiodło?"]
    assert asked(try_node, **low).chooses("7").heard == ["Dziękujemy za odpowiedź.", "[next]"]


@pytest.mark.parametrize(("score", "words"), [("2", "A?"), ("8", "B?"), ("10", "C?")])
def test_the_question_about_a_comment_depends_on_the_score(try_node, score, words):
    visitor = asked(
        try_node, comment="everyone", follow_up="B?", follow_up_low="A?", follow_up_high="C?"
    )

    assert visitor.chooses(score).heard == [words]


EXPIRES = START + timedelta(hours=48)


def test_an_answer_in_time_counts_and_one_after_it_is_kindly_refused(try_node):
    in_time = asked(try_node, expires_at=EXPIRES.isoformat())
    in_time.clock_shows(EXPIRES - timedelta(seconds=1))
    assert len(answers(in_time.chooses("9"))) == 1

    late = asked(try_node, expires_at=EXPIRES.isoformat())
    late.clock_shows(EXPIRES)
    late.chooses("9")
    assert answers(late) == []
    assert late.heard[0].startswith("Dziękujemy. Czas na odpowiedź w tej ankiecie już minął")
    assert late.heard[1] == "[skipped]"


def test_what_is_no_answer_is_not_told_that_it_is_late(try_node):
    visitor = asked(try_node, expires_at=EXPIRES.isoformat())
    visitor.clock_shows(EXPIRES + timedelta(days=3))

    assert visitor.says("Gdzie jest moja paczka?").heard == ["[skipped]"]


def test_a_comment_that_comes_too_late_is_not_kept_and_the_score_stays(try_node):
    visitor = asked(try_node, comment="everyone", expires_at=EXPIRES.isoformat()).chooses("2")
    visitor.clock_shows(EXPIRES + timedelta(hours=1)).says("Długo")

    assert answers(visitor) == []
    assert visitor.heard[-1] == "[low]"


def test_an_own_question_has_its_own_scale(try_node):
    visitor = asked(
        try_node, kind="own", low=1, high=3, low_until=1, high_from=3, question="Jasno?"
    )

    assert visitor.effects_of(SendMessage)[0].content.high == 3
    assert answers(visitor.says("4")) == []
    assert answers(visitor.says("3")) == [(3, "", "it")]
    assert visitor.heard[-1] == "[high]"


@pytest.mark.parametrize("score", ["0", "8", "10"])
def test_an_anonymous_score_shows_neither_by_its_way_nor_in_the_session(try_node, score):
    visitor = asked(try_node, anonymous=True, comment="low", follow_up="Dlaczego?")
    visitor.chooses(score)

    assert visitor.heard == ["Dlaczego?"]
    remembered = visitor.session.to_json()
    visitor.says("Bo tak")
    assert visitor.heard[-1] == "[next]"
    after = visitor.session.to_json()
    assert ["visitor", score] not in remembered["history"]
    assert remembered["keep"]["score"] == 0
    assert "Bo tak" not in str(after)


def test_an_anonymous_comment_is_kept_without_its_score(try_node):
    visitor = asked(try_node, anonymous=True, comment="everyone").chooses("2").says("Długo")

    assert answers(visitor) == [(None, "Długo", "it")]


@pytest.mark.parametrize(
    "talk", [["2", "Długo"], ["9", "9", "pomiń"], ["pomiń"], ["22", "4", "Bo tak"]]
)
def test_an_anonymous_talk_replays_to_the_same_session_without_what_was_said(try_node, talk):
    visitor = asked(try_node, anonymous=True, comment="everyone")
    for said in talk:
        visitor.chooses(said) if said.isdecimal() else visitor.says(said)
        if any(effect.withholds for effect in visitor.effects):
            visitor.events[-1] = without_words(visitor.events[-1])

    fresh = new_session("s", "web", "pl", visitor.plan)
    session, _effects = replay(visitor.plan, fresh, visitor.events)

    assert session == visitor.session


@pytest.mark.parametrize(("typed", "score"), [("Tak", 10), ("na pewno nie polecę", 0)])
def test_a_surveys_own_labels_may_be_typed(try_node, typed, score):
    assert answers(asked(try_node).says(typed)) == [(score, "", "it")]
