"""Data is picked out of sentences as people write them, and nothing is made up."""

from __future__ import annotations

from datetime import date

import pytest

from flowbuilder.core.effects import PickOut, effect_from_json, effect_to_json
from flowbuilder.core.testing import Conversation, flow
from flowbuilder.core.validation import validate
from flowbuilder.nodes.extract import FAULTS, FORMS, Extract, ExtractConfig, fault_of


def pick(*kinds: str, **more: object) -> dict[str, object]:
    return {"fields": [{"kind": kind, "variable": kind, **more} for kind in kinds]}


@pytest.mark.parametrize(
    ("kind", "language", "said", "kept"),
    [
        ("order_number", "pl", "Gdzie jest moje zamówienie nr ZAM-1234?", "ZAM-1234"),
        ("order_number", "pl", "chodzi o zamówienie 884512 z 3 maja 2026", "884512"),
        ("order_number", "pl", "numer zamowienia to 2026/11/0042, tel. 501234567", "2026/11/0042"),
        ("order_number", "pl", "mam nr: A1B2C3", "A1B2C3"),
        ("order_number", "pl", "Zepsuty kubek, FX-99012-PL", "FX-99012-PL"),
        ("order_number", "pl", "778899", "778899"),
        ("order_number", "en", "Order #10077 has not come", "10077"),
        ("order_number", "en", "my order number is TR-5521.", "TR-5521"),
        ("nip", "pl", "Faktura na NIP 526-104-08-28", "5261040828"),
        ("nip", "pl", "PL5261040828", "5261040828"),
        ("nip", "pl", "526 104 08 28, dziękuję", "5261040828"),
        ("pesel", "pl", "mój pesel 44051401359", "44051401359"),
        ("pesel", "pl", "02270803624", "02270803624"),
        ("postcode", "pl", "ul. Lipowa 3/4, 00-950 Warszawa", "00-950"),
        ("postcode", "pl", "kod 31 - 044", "31-044"),
        ("postcode", "en", "Send it to sw1a 1aa, please", "SW1A 1AA"),
        ("amount", "pl", "zapłaciłam 1 234,56 zł za 2 sztuki", 1234.56),
        ("amount", "pl", "kosztowało 99 zlotych", 99),
        ("amount", "pl", "120 PLN", 120),
        ("amount", "en", "I paid £49.90 for 3 items", 49.9),
        ("amount", "en", "EUR 20", 20),
        ("email", "pl", "proszę pisać na jan@example.pl.", "jan@example.pl"),
        ("phone", "pl", "tel. 501 234 567, zamówienie 12345", "+48501234567"),
        ("date", "pl", "kupione 12 marca 2026 w sklepie", "2026-03-12"),
    ],
)  # fmt: skip
def test_it_is_picked_out_of_a_sentence(try_node, kind, language, said, kept):
    visitor = try_node("extract", pick(kind), language=language, before=said)

    assert visitor.heard == ["[found]"]
    assert visitor.variables[kind] == kept


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("order_number", "Gdzie jest moja paczka?"),
        ("order_number", "zamówienia ZAM-1 i ZAM-22345 oraz ZAM-99871"),
        ("order_number", "mam 3 kubki"),
        ("nip", "526-104-08-29"),
        ("nip", "0000000000"),
        ("nip", "501 234 567 8"),
        ("pesel", "44051401358"),
        ("pesel", "44133101359"),
        ("postcode", "od 10-200 zł"),
        ("postcode", "2026-11-27"),
        ("amount", "12"),
        ("amount", "10 zł albo 20 zł"),
        ("email", "jan małpa example"),
        ("order_number", "x" * 5000),
    ],
)
def test_what_is_not_there_or_there_twice_is_missing(try_node, kind, said):
    visitor = try_node("extract", pick(kind), before=said)

    assert visitor.heard == ["[missing]"]
    assert visitor.variables.get(kind) in (None, "")


def test_several_are_taken_from_one_sentence(try_node):
    said = "Zamówienie ZAM-1234 z 3 maja 2026, jan@example.pl, zapłacone 89,90 zł"

    visitor = try_node("extract", pick("order_number", "date", "email", "amount"), before=said)

    kept = {name: visitor.variables[name] for name in ("order_number", "date", "email", "amount")}
    assert kept == {
        "order_number": "ZAM-1234",
        "date": "2026-05-03",
        "email": "jan@example.pl",
        "amount": 89.9,
    }


def test_what_was_found_is_kept_and_counts_when_the_rest_comes(catalogue):
    asks = flow(
        ("pick", "extract", pick("order_number", "email")),
        ("ask", "question", {"question": "Jaki e-mail?", "save_as": "typed"}),
        ("all", "message", {"text": "{{ order_number }} {{ email }}"}),
        ("start", "question", {"question": "Słucham?", "save_as": "said"}),
        wires="start>pick; pick.missing>ask; ask>pick; pick.found>all",
        start="start",
    )
    visitor = Conversation(asks, catalogue).starts()
    visitor.says("Zamówienie 884512 jest zepsute")
    assert visitor.heard == ["Jaki e-mail?"]
    visitor.says("jan@example.pl")

    assert visitor.heard == ["884512 jan@example.pl"]


def test_what_is_not_needed_is_empty_when_it_is_not_there(try_node):
    fields = [
        {"kind": "order_number", "variable": "number"},
        {"kind": "email", "variable": "mail", "required": False},
    ]

    visitor = try_node("extract", {"fields": fields}, before="zamówienie 12345")

    assert visitor.heard == ["[found]"]
    assert (visitor.variables["number"], visitor.variables["mail"]) == ("12345", "")


def test_what_an_author_may_get_wrong_is_said():
    twice = ExtractConfig.model_validate(pick("email", "pattern", variable="one"))

    said = [field for field, _text, _params in Extract().check(twice)]

    assert said == ["fields", "fields.1.pattern"]


def test_a_flow_that_reads_what_was_picked_out_is_whole(catalogue):
    reads = flow(
        ("ask", "question", {"question": "?", "save_as": "said"}),
        ("pick", "extract", pick("order_number")),
        ("told", "end", {"text": "{{ order_number }}"}),
        ("no", "handoff", {}),
        ("bye", "end", {}),
        wires="ask>pick; pick.found>told; pick.missing>no; no.done>bye",
    )

    assert [problem.code for problem in validate(reads, catalogue)] == []


COLOUR = {"kind": "described", "description": "kolor kubka", "variable": "colour"}
SAID = "Poproszę ten niebieski kubek na zamówienie ZAM-1234, najlepiej do 3 maja 2026"


def described(**more):
    return {"fields": [{"kind": "order_number", "variable": "order"}, {**COLOUR, **more}]}


def found(**told):
    return {"found": {"colour": told}, "model": "m"}


def test_what_has_no_kind_is_asked_of_the_model_and_the_rest_is_not(try_node):
    visitor = try_node("extract", described(), before=SAID)
    (asked,) = visitor.effects_of(PickOut)

    assert asked.wanted == (("colour", "kolor kubka", ()),)
    assert (asked.text, asked.language, asked.mask) == (SAID, "pl", True)
    assert effect_from_json(effect_to_json(asked)) == asked


@pytest.mark.parametrize(
    ("more", "told", "kept"),
    [
        ({}, {"quote": "niebieski"}, "niebieski"),
        ({"options": ["granat", "biel"]}, {"quote": "niebieski", "option": "granat"}, "granat"),
        ({"form": "date"}, {"quote": "do 3 maja 2026"}, "2026-05-03"),
        ({"form": "number"}, {"quote": "2 sztuki"}, 2),
        ({"form": "yes_no"}, {"quote": "najlepiej", "option": "yes"}, True),
        ({"form": "yes_no"}, {"quote": "najlepiej", "option": "no"}, False),
        ({"form": "nip"}, {"quote": "NIP 526-104-08-28"}, "5261040828"),
        ({"form": "email"}, {"quote": "na Jan@Example.pl"}, "Jan@example.pl"),
    ],
)
def test_what_the_model_found_is_read_by_rules(try_node, more, told, kept):
    visitor = try_node("extract", described(**more), before=SAID).effect_succeeds(found(**told))

    assert visitor.heard[-1] == "[found]"
    assert (visitor.variables["order"], visitor.variables["colour"]) == ("ZAM-1234", kept)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({}, {}),
        ({"form": "number"}, {"quote": "niebieski"}),
        ({"options": ["granat"]}, {"quote": "niebieski", "option": "czerwień"}),
        ({"form": "yes_no"}, {"quote": "najlepiej", "option": "może"}),
        ({"form": "nip"}, {"quote": "526-104-08-29"}),
        ({"form": "date"}, {"quote": "31 lutego"}),
    ],
)
def test_what_cannot_be_read_is_missing_and_the_rest_is_kept(try_node, more, told):
    visitor = try_node("extract", described(**more), before=SAID).effect_succeeds(found(**told))

    assert visitor.heard[-1] == "[missing]"
    assert visitor.variables["order"] == "ZAM-1234"
    assert "colour" not in visitor.variables


def test_another_variable_is_never_set(try_node):
    told = {"found": {"colour": {"quote": "niebieski"}, "order": {"quote": "X"}, "admin": {}}}
    visitor = try_node("extract", described(), before=SAID).effect_succeeds(told)

    assert visitor.variables["order"] == "ZAM-1234"
    assert "admin" not in visitor.variables


def test_the_model_is_told_what_must_be_readable_and_only_that(try_node):
    visitor = try_node("extract", described(form="date"), before=SAID)
    as_written = try_node("extract", described(), before=SAID)

    assert visitor.effects_of(PickOut)[0].forms == (("colour", "date"),)
    assert as_written.effects_of(PickOut)[0].forms == ()


def test_each_form_says_what_is_wrong_with_a_quotation_that_is_not_it():
    today = date(2026, 11, 28)

    assert set(FAULTS) == set(FORMS) - {"text", "yes_no"}
    assert all(fault_of(form, "ani słowa o tym", "pl", today) == FAULTS[form] for form in FAULTS)
    assert fault_of("nip", "526-104-08-28", "pl", today) == ""
    assert fault_of("text", "cokolwiek", "pl", today) == ""


@pytest.mark.parametrize(
    ("code", "port"), [("model_timeout", "problem"), ("model_budget", "over_budget")]
)
def test_a_model_that_fails_has_ways_of_its_own(try_node, code, port):
    visitor = try_node("extract", described(), before=SAID).effect_fails(code)
    unwired = try_node("extract", described(), before=SAID, unwired=("problem", "over_budget"))

    assert visitor.heard[-1] == f"[{port}]"
    assert unwired.effect_fails(code).heard[-1] == "[missing]"
    assert visitor.variables["order"] == "ZAM-1234"


def test_an_unnamed_wish_is_a_problem():
    config = ExtractConfig.model_validate(described(description=" "))

    assert [field for field, _text, _params in Extract().check(config)] == ["fields.1.description"]
