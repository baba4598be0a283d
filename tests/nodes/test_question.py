from __future__ import annotations

import pytest

from flowbuilder.core.effects import SendMessage
from flowbuilder.core.messages import Form
from flowbuilder.nodes.question import Question, QuestionConfig


def ask(kind: str, **more: object) -> dict[str, object]:
    return {"question": "Słucham?", "kind": kind, "save_as": "answer", **more}


@pytest.mark.parametrize(
    ("kind", "language", "typed", "kept"),
    [
        ("text", "pl", "  Ala ma kota ", "Ala ma kota"),
        ("email", "pl", "mój adres to Jan.Nowak@Example.PL.", "Jan.Nowak@example.pl"),
        ("phone", "pl", "501 234 567", "+48501234567"),
        ("phone", "pl", "tel. +48 501-234-567", "+48501234567"),
        ("phone", "pl", "(22) 123 45 67", "+48221234567"),
        ("phone", "pl", "+49 30 901820", "+4930901820"),
        ("phone", "en", "07700 900123", "+447700900123"),
        ("phone", "en", "+44 (0)20 7946 0958", "+442079460958"),
        ("number", "pl", "12,50", 12.5),
        ("number", "pl", "1 234,56 zł", 1234.56),
        ("number", "pl", "1\u00a0000", 1000),
        ("number", "pl", "1.234,5", 1234.5),
        ("number", "pl", "jakieś 3 sztuki", 3),
        ("number", "pl", "-4", -4),
        ("number", "en", "£1,234.50", 1234.5),
        ("number", "en", "1,234", 1234),
        ("number", "pl", "1,234", 1.234),
        ("date", "pl", "12.03.2026", "2026-03-12"),
        ("date", "pl", "12-3-26 r.", "2026-03-12"),
        ("date", "pl", "2026-03-12", "2026-03-12"),
        ("date", "pl", "12 marca 2026", "2026-03-12"),
        ("date", "pl", "1 października", "2026-10-01"),
        ("date", "pl", "5 maja", "2026-05-05"),
        ("date", "en", "3rd of May 2026", "2026-05-03"),
        ("date", "en", "12/03/2026", "2026-03-12"),
        ("order_number", "pl", "nr ZAM-1234, tak mi się wydaje", "ZAM-1234"),
        ("order_number", "pl", "A7", "A7"),
        ("amount", "pl", "jakieś 49,90", 49.9),
        ("amount", "pl", "2 sztuki po 15 zł", 15),
        ("postcode", "pl", "00-950 Warszawa", "00-950"),
        ("nip", "pl", "526-104-08-28", "5261040828"),
        ("pesel", "pl", "44051401359", "44051401359"),
    ],
)
def test_an_answer_is_understood_as_people_write_it(try_node, kind, language, typed, kept):
    visitor = try_node("question", ask(kind), language=language).says(typed)

    assert visitor.heard == ["[next]"]
    assert visitor.variables["answer"] == kept


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("text", "   "),
        ("email", "nie mam"),
        ("email", "jan@localhost"),
        ("email", "a@b.pl albo c@d.pl"),
        ("phone", "12345"),
        ("phone", "501 234 567 albo 502 234 567"),
        ("number", "dwa"),
        ("order_number", "nie pamiętam"),
        ("postcode", "Warszawa"),
        ("nip", "1234567890"),
        ("pesel", "12345678901"),
        ("number", "2 lub 3"),
        ("number", "5 6"),
        ("number", "1.2.3"),
        ("number", "9" * 40),
        ("date", "wkrótce"),
        ("date", "31.02.2026"),
        ("date", "12.03.2026 albo 13.03.2026"),
    ],
)
def test_an_answer_that_does_not_fit_is_asked_for_again(try_node, kind, typed):
    visitor = try_node("question", ask(kind, retry="Jeszcze raz, proszę.")).says(typed)

    assert visitor.heard == ["Jeszcze raz, proszę."]
    assert "answer" not in visitor.variables


PATTERN = ask("pattern", pattern=r"[A-Z]{2}-\d{4}")


@pytest.mark.parametrize("typed", ["PL-1042", " PL-1042 ", "Numer to: PL-1042.", "„PL-1042”?"])
def test_a_pattern_matches_the_whole_answer_or_one_word_of_it(try_node, typed):
    assert try_node("question", PATTERN).says(typed).variables["answer"] == "PL-1042"


@pytest.mark.parametrize("typed", ["PL-10425", "1042", "PL-1042 i PL-1043", "x" * 20_000])
def test_a_pattern_refuses_what_holds_it_only_in_part_or_twice(try_node, typed):
    visitor = try_node("question", PATTERN).says(typed)

    assert visitor.heard == [
        "To nie ma oczekiwanej postaci. Proszę sprawdzić i napisać jeszcze raz."
    ]


def test_after_the_last_attempt_it_gives_up(try_node):
    visitor = try_node("question", ask("email", attempts=2)).says("nie")

    assert visitor.heard[0].startswith("To nie wygląda na adres e-mail.")
    assert visitor.says("nie podam").heard == ["[gave_up]"]


def test_a_hostile_answer_is_read_in_no_time_at_all(try_node):
    for kind in ("email", "phone", "number", "date"):
        for unit in ("a@", "1 ", "1,", "a.", "12.", "+1"):
            visitor = try_node("question", ask(kind)).says(unit * 10_000)

            assert visitor.heard != ["[next]"]


def test_a_pattern_that_is_not_given_is_a_problem():
    config = QuestionConfig.model_validate(ask("pattern"))

    assert [field for field, _, _ in Question().check(config)] == ["pattern"]
    assert Question().check(QuestionConfig.model_validate(ask("text"))) == ()


def test_a_date_can_be_picked_as_well_as_written(try_node):
    visitor = try_node("question", ask("date", days="from_tomorrow"))
    (said,) = visitor.effects_of(SendMessage)

    assert isinstance(said.content, Form)
    assert (said.content.text, said.content.fields[0].low) == ("Słucham?", "2026-03-03")
    assert visitor.fills({"answer": "2026-12-03"}).variables["answer"] == "2026-12-03"


def test_a_day_that_will_not_do_is_asked_for_again(try_node):
    visitor = try_node("question", ask("date", days="from_tomorrow")).says("2.03.2026")

    assert visitor.heard == ["Proszę podać datę późniejszą niż dzisiejsza."]
    assert visitor.says("3 marca").variables["answer"] == "2026-03-03"


def test_a_date_may_lie_between_fixed_days(try_node):
    visitor = try_node("question", ask("date", first_day="2026-12-01", last_day="2026-12-24"))
    (asked,) = visitor.effects_of(SendMessage)

    assert isinstance(asked.content, Form)
    assert (asked.content.fields[0].low, asked.content.fields[0].high) == (
        "2026-12-01",
        "2026-12-24",
    )
    assert visitor.says("25.12.2026").heard == [
        "Proszę podać dzień od 1 grudnia 2026 do 24 grudnia 2026."
    ]
    assert visitor.says("24.12.2026").variables["answer"] == "2026-12-24"


UNLESS_SAID = ask("pattern", pattern=r"\d{4,6}", unless_said=True)


def test_what_has_just_been_said_is_not_asked(try_node):
    visitor = try_node("question", UNLESS_SAID, before="gdzie jest moja paczka? zamówienie 1002")

    assert visitor.heard == ["[next]"]
    assert visitor.variables["answer"] == "1002"


@pytest.mark.parametrize("before", ["gdzie jest moja paczka?", "zamówienie 1002 albo 1003"])
def test_what_was_not_said_once_is_asked(try_node, before):
    assert try_node("question", UNLESS_SAID, before=before).heard == ["Słucham?"]


def test_nothing_is_taken_unless_the_author_wants_it(try_node):
    asked = try_node("question", ask("pattern", pattern=r"\d{4,6}"), before="zamówienie 1002")

    assert asked.heard == ["Słucham?"]


def test_a_day_that_will_not_do_is_asked_though_one_was_said(try_node):
    config = ask("date", days="from_today", unless_said=True)

    assert try_node("question", config, before="było to 12.03.2020").heard == ["Słucham?"]
    assert try_node("question", config, before="na 12.03.2035").heard == ["[next]"]


def test_who_comes_round_again_with_the_same_answer_is_asked_for_another(try_node):
    known = {"answer": "1002"}
    asked = try_node("question", UNLESS_SAID, before="zamówienie 1002", variables=known)

    assert asked.heard == ["Słucham?"]
