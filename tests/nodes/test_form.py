"""Form: several answers in one card, each checked as a question checks its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from flowbuilder.core.catalogue import Catalogue
from flowbuilder.core.effects import SendMessage
from flowbuilder.core.messages import Choices, Form
from flowbuilder.core.testing import Conversation, flow
from flowbuilder.core.translating import texts_of
from flowbuilder.core.validation import validate
from flowbuilder.nodes.form import FormConfig, FormNode

NAME = {"label": "Imię i nazwisko", "variable": "name"}
EMAIL = {"label": "E-mail", "kind": "email", "variable": "email"}
DAY = {"label": "Dzień", "kind": "date", "days": "from_today", "variable": "day"}
SIZE = {
    "label": "Rozmiar", "kind": "choice", "variable": "size",
    "options": [{"value": "s", "label": "Mały"}, {"value": "l", "label": "Duży"}],
}  # fmt: skip
NOTE = {
    "label": "Uwagi", "kind": "long_text", "variable": "note", "required": False, "hint": "Krótko.",
}  # fmt: skip


def asking(*fields: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"text": "Dane do zamówienia", "fields": list(fields), **more}


@pytest.fixture
def by_words(try_node: Any) -> Any:
    """Tries a form from which “something else” leads nowhere, so that it goes on by words."""
    return partial(try_node, unwired=("fallback",))


def card(visitor: Any) -> Form:
    """The form that was just shown."""
    (said,) = visitor.effects_of(SendMessage)
    assert isinstance(said.content, Form)
    return said.content


def test_a_form_says_all_that_it_takes_to_draw_it(try_node):
    shown = card(try_node("form", asking(NAME, DAY, SIZE, NOTE)))

    assert (shown.text, shown.submit) == ("Dane do zamówienia", "Wyślij")
    assert [field.input for field in shown.fields] == ["text", "date", "choice", "long_text"]
    assert (shown.fields[1].low, shown.fields[1].high) == ("2026-03-02", "")
    assert [option.label for option in shown.fields[2].options] == ["Mały", "Duży"]
    assert (shown.fields[3].required, shown.fields[3].hint) == (False, "Krótko.")


def test_every_answer_is_kept_at_once_in_its_form(try_node):
    visitor = try_node("form", asking(NAME, EMAIL, DAY, SIZE, NOTE))

    visitor.fills(
        {"name": " Ada ", "email": "ADA@Example.PL", "day": "2026-12-03", "size": "l", "note": ""}
    )

    assert visitor.heard == ["[next]"]
    assert visitor.variables == {
        "name": "Ada", "email": "ADA@example.pl", "day": "2026-12-03", "size": "l", "note": "",
    }  # fmt: skip


def test_what_does_not_fit_is_named_at_its_field_and_the_rest_stays(try_node):
    visitor = try_node("form", asking(NAME, EMAIL, DAY))

    visitor.fills({"name": "Ada", "email": "ada", "day": "2025-12-03"})

    shown = card(visitor)
    assert shown.text == "Proszę poprawić: E-mail, Dzień."
    assert [field.value for field in shown.fields] == ["Ada", "ada", "2025-12-03"]
    assert [field.error for field in shown.fields] == [
        "",
        "To nie wygląda na adres e-mail. Proszę podać go w postaci imie@example.pl.",
        "Proszę podać dzisiejszą datę albo późniejszą.",
    ]
    assert "name" not in visitor.variables


@pytest.mark.parametrize(
    ("field", "entered", "error"),
    [
        (NAME, "", "Proszę wypełnić to pole."),
        (SIZE, "xl", "Proszę wybrać jedną z podanych odpowiedzi."),
        ({"label": "NIP", "kind": "nip", "variable": "nip"}, "526-104-08-29", "Ten NIP nie jest"),
        ({**DAY, "days": "until_yesterday"}, "2026-03-02", "wcześniejszą niż dzisiejsza"),
        ({"label": "Nr", "kind": "pattern", "pattern": "PL-\\d", "variable": "nr"}, "7", "postaci"),
    ],
)
def test_each_kind_says_what_it_expects(try_node, field, entered, error):
    visitor = try_node("form", asking(field, NOTE)).fills({field["variable"]: entered})

    assert error in card(visitor).fields[0].error


def test_it_gives_up_after_the_last_attempt_and_keeps_what_fitted(try_node):
    visitor = try_node("form", asking(NAME, EMAIL, attempts=2))

    visitor.fills({"name": "Ada", "email": "ada"}).fills({"name": "Ada", "email": "ada@"})

    assert visitor.heard == ["[gave_up]"]
    assert visitor.variables == {"name": "Ada"}


def test_who_writes_instead_is_asked_for_one_thing_at_a_time(by_words):
    visitor = by_words("form", asking(NAME, EMAIL, SIZE, NOTE)).says("Wolę napisać.")

    assert visitor.heard == ["Dobrze, zapytam po kolei.\n\nImię i nazwisko"]
    assert visitor.says("Ada").heard == ["E-mail"]
    assert visitor.says("ada").heard == [
        "To nie wygląda na adres e-mail. Proszę podać go w postaci imie@example.pl."
    ]
    assert visitor.says("ada@example.pl").heard == ["Rozmiar"]
    assert visitor.chooses("Duży").heard == ["Uwagi\n\nKrótko."]
    assert isinstance(visitor.effects_of(SendMessage)[0].content, Choices)
    assert visitor.chooses("Pomiń").heard == ["[next]"]
    assert visitor.variables == {
        "name": "Ada", "email": "ada@example.pl", "size": "l", "note": "",
    }  # fmt: skip


def test_whoever_cannot_answer_one_of_them_gives_up(by_words):
    visitor = by_words("form", asking(NAME, EMAIL, attempts=2)).says("Piszę.").says("Ada")

    assert visitor.says("nie mam").says("naprawdę").heard == ["[gave_up]"]
    assert visitor.variables == {"name": "Ada"}


def test_a_figure_is_an_answer_and_skips_nothing(by_words):
    pieces = {"label": "Sztuk", "kind": "number", "variable": "pieces", "required": False}
    visitor = by_words("form", asking(pieces, NAME)).says("Piszę.").says("1").says("Ada")

    assert visitor.variables == {"pieces": 1, "name": "Ada"}


def test_an_answer_in_each_line_fills_in_the_whole_form(try_node):
    visitor = try_node("form", asking(NAME, EMAIL, NOTE))

    visitor.says("1. Ada Nowak\nE-mail: ada@example.pl\n-")

    assert visitor.heard == ["[next]"]
    assert visitor.variables == {"name": "Ada Nowak", "email": "ada@example.pl", "note": ""}


def test_a_number_that_is_not_the_lines_own_belongs_to_the_answer(try_node):
    visitor = try_node("form", asking(NAME, NOTE)).says("1. Ada\n3. piętro")

    assert visitor.variables == {"name": "Ada", "note": "3. piętro"}


def test_of_lines_only_those_that_do_not_fit_are_asked_for_again(by_words):
    visitor = by_words("form", asking(NAME, EMAIL)).says("Ada Nowak\nnie mam")

    assert visitor.heard == ["Dobrze, zapytam po kolei.\n\nE-mail"]
    assert visitor.says("ada@example.pl").variables["name"] == "Ada Nowak"


def test_what_is_written_is_the_answer_of_a_form_with_one_field(by_words):
    visitor = by_words("form", asking(EMAIL))

    assert visitor.says("zaraz").heard == [
        "To nie wygląda na adres e-mail. Proszę podać go w postaci imie@example.pl."
    ]
    assert visitor.says("ada@example.pl").variables == {"email": "ada@example.pl"}


@pytest.mark.parametrize("fields", [(NAME, EMAIL), (EMAIL,)])
def test_who_asks_something_instead_leaves_by_something_else_where_that_leads_somewhere(
    try_node, fields
):
    visitor = try_node("form", asking(*fields)).says("A ile kosztuje dostawa?")

    assert visitor.heard == ["[fallback]"]
    assert visitor.variables == {}


def test_what_fills_in_the_form_by_words_is_nothing_else(try_node):
    assert try_node("form", asking(EMAIL)).says("ada@example.pl").heard == ["[next]"]
    assert try_node("form", asking(NAME, EMAIL)).says("Ada\nada@example.pl").heard == ["[next]"]
    assert try_node("form", asking(NAME, EMAIL)).says("Ada\nnie mam").heard == [
        "Dobrze, zapytam po kolei.\n\nE-mail"
    ]


def test_a_letter_can_fill_in_nothing_so_it_is_asked_by_words(catalogue):
    document = flow(
        ("it", "form", asking(NAME, EMAIL)), ("end", "end"),
        wires="it>end; it.gave_up>end; it.fallback>end",
    )  # fmt: skip
    visitor = Conversation(document, catalogue)
    visitor.session = replace(visitor.session, channel="email")
    visitor.starts()

    assert visitor.says("Dzień dobry.").heard[0].startswith("Dobrze, zapytam po kolei.")


def test_the_card_can_still_be_filled_in_while_it_is_asked_by_words(by_words):
    visitor = by_words("form", asking(NAME, EMAIL)).says("Chwila.")

    visitor.fills({"name": "Ada", "email": "ada@example.pl"})

    assert visitor.heard == ["[next]"]


def test_a_box_is_ticked_or_not(try_node):
    agreed = {"label": "Zgadzam się", "kind": "tick", "variable": "agreed"}
    news = {"label": "Nowości", "kind": "tick", "variable": "news", "required": False}
    visitor = try_node("form", asking(agreed, news))
    shown = card(visitor)

    assert [(each.value, each.label) for each in shown.fields[0].options] == [("yes", "Tak")]
    visitor.fills({"agreed": "", "news": "yes"})
    assert card(visitor).fields[0].error == (
        "Bez zaznaczenia tego pola nie możemy przyjąć formularza."
    )
    assert visitor.fills({"agreed": "yes", "news": ""}).heard == ["[next]"]
    assert visitor.transcript[-2] == ("visitor", "Zgadzam się: Tak")
    assert visitor.variables == {"agreed": True, "news": False}


def test_a_box_is_ticked_by_words(by_words):
    agreed = {"label": "Zgadzam się", "kind": "tick", "variable": "agreed"}
    visitor = by_words("form", asking(NAME, agreed)).says("Piszę.").says("Ada")

    assert visitor.chooses("Nie").heard == [
        "Bez zaznaczenia tego pola nie możemy przyjąć formularza."
    ]
    assert visitor.says("tak").variables == {"name": "Ada", "agreed": True}


def test_the_form_speaks_the_visitors_language(try_node):
    visitor = try_node("form", asking(NAME), language="en").fills({"name": ""})

    assert card(visitor).submit == "Send"
    assert card(visitor).fields[0].error == "Please fill this in."


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ([NAME, {**EMAIL, "variable": "name"}], "fields"),
        ([NAME, {**SIZE, "options": []}], "fields.1.options"),
        ([{**SIZE, "options": [*SIZE["options"], *SIZE["options"][:1]]}], "fields.0.options"),
        ([{"label": "Nr", "kind": "pattern", "variable": "nr"}], "fields.0.pattern"),
    ],
)
def test_the_author_is_told_what_cannot_be(fields, wrong):
    config = FormConfig.model_validate(asking(*fields))

    assert [field for field, *_rest in FormNode().check(config)] == [wrong]


def test_a_form_left_empty_where_it_may_be_says_so(try_node):
    visitor = try_node("form", asking(NOTE)).fills({"note": ""})

    assert visitor.transcript[-2:] == [("visitor", "–"), ("assistant", "[next]")]
    assert visitor.variables == {"note": ""}


def test_its_texts_are_translated_by_the_names_of_fields_and_answers():
    told = {text.address for text in texts_of(FormConfig, asking(SIZE, NOTE))}

    assert told == {
        "text", "fields.size.label", "fields.size.options.s.label",
        "fields.size.options.l.label", "fields.note.label", "fields.note.hint",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("when_given_up", "codes"),
    [("bye", {"flow.W052"}), ("call", {"flow.W051", "flow.W052"})],
)
def test_the_checks_know_what_a_form_keeps(catalogue, when_given_up, codes):
    """Personal data that leaves for another service; and that it may be empty after giving up."""
    document = flow(
        ("form", "form", asking(NAME, EMAIL)),
        ("call", "http_request", {"url": "https://crm.example/?m={{ email | url_encode }}"}),
        ("bye", "end"),
        wires=f"form>call; form.gave_up>{when_given_up}; call>bye; call.refused>bye; "
        "call.problem>bye",
        variables=({"name": "name"}, {"name": "email", "personal": True}),
    )

    found = validate(document, catalogue)

    assert {each.code for each in found if each.params.get("name") == "email"} == codes


def after_midnight(config: dict[str, Any], catalogue: Catalogue, **more: Any) -> Conversation:
    """Half past midnight on 3 March in Warsaw; by UTC it is still the 2nd."""
    document = flow(("it", "form", config), ("end", "end"), wires="it>end; it.gave_up>end")
    at = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
    return Conversation(document, catalogue, at=at, **more).starts()


def test_today_is_the_day_it_is_where_the_flows_people_are(catalogue):
    visitor = after_midnight(asking(DAY), catalogue, zone="Europe/Warsaw")

    assert card(visitor).fields[0].low == "2026-03-03"
    assert card(visitor.fills({"day": "2026-03-02"})).fields[0].error
    assert card(after_midnight(asking(DAY), catalogue)).fields[0].low == "2026-03-02"


@pytest.mark.parametrize(
    ("limits", "low", "high", "entered", "error"),
    [
        ({"first_day": "2026-12-01", "last_day": "2026-12-24"}, "2026-12-01", "2026-12-24",
         "2026-12-25", "Proszę podać dzień od 1 grudnia 2026 do 24 grudnia 2026."),
        ({"days": "from_today", "last_day": "2026-03-08"}, "2026-03-02", "2026-03-08",
         "2026-03-01", "Proszę podać dzień od 2 marca 2026 do 8 marca 2026."),
        ({"days": "from_today", "first_day": "2026-01-01"}, "2026-03-02", "",
         "2026-03-01", "Proszę podać dzisiejszą datę albo późniejszą."),
        ({"days": "any", "first_day": "2026-04-01"}, "2026-04-01", "",
         "2026-03-31", "Proszę podać dzień 1 kwietnia 2026 lub późniejszy."),
        ({"days": "any", "last_day": "2026-04-01"}, "", "2026-04-01",
         "2026-04-02", "Proszę podać dzień 1 kwietnia 2026 lub wcześniejszy."),
    ],
)  # fmt: skip
def test_days_may_lie_between_fixed_ones(try_node, limits, low, high, entered, error):
    visitor = try_node("form", asking({**DAY, "days": "any", **limits}))
    shown = card(visitor).fields[0]

    assert (shown.low, shown.high) == (low, high)
    assert card(visitor.fills({"day": entered})).fields[0].error == error


def test_fixed_days_that_cannot_be_are_told_to_the_author():
    def told(**limits: str) -> list[str]:
        config = FormConfig.model_validate(asking({**DAY, **limits}))
        return [at for at, _text, _values in FormNode().check(config)]

    assert told(first_day="2026-12-24", last_day="2026-12-01") == ["fields.0.last_day"]
    assert told(first_day="2026-02-30") == ["fields.0.first_day"]
    assert told(first_day="2026-12-01", last_day="2026-12-01") == []
