"""One flow, several languages: plural forms, what is said in which, and what is missing."""

from __future__ import annotations

import pytest

from flowbuilder.core.errors import InvalidFlow
from flowbuilder.core.languages import CODES, NAMES, offered, plural_category, plural_form
from flowbuilder.core.plan import compile_flow
from flowbuilder.core.templates import render
from flowbuilder.core.testing import Conversation, flow
from flowbuilder.core.translating import fingerprint, texts_of
from flowbuilder.core.upgrades import load_document
from flowbuilder.core.validation import validate

MENU = {
    "text": "Wybierz.",
    "options": [
        {"value": "parcel", "label": "Paczka", "words": "przesyłka"},
        {"value": "return", "label": "Zwrot"},
    ],
    "save_as": "topic",
}


def german(node: str, **texts: str) -> dict:
    """Translations into German, made from nothing in particular."""
    return {"de": {node: {key: {"text": text} for key, text in texts.items()}}}


def menu(translations: dict, *, options: list | None = None):
    config = {**MENU, "options": options or MENU["options"]}
    return flow(
        ("menu", "choices", config),
        ("parcel", "message", {"text": "Gdzie jest paczka {{ topic }}?"}),
        ("return", "message", {"text": "Zwroty są łatwe."}),
        wires="menu.parcel > parcel; menu.return > return",
        translations=translations,
    )


MENU_DE = {
    "de": {
        "menu": {
            "text": {"text": "Bitte wählen."},
            "options.parcel.label": {"text": "Paket"},
            "options.parcel.words": {"text": "Sendung"},
            "options.return.label": {"text": "Rückgabe"},
        },
        "parcel": {"text": {"text": "Wo ist das Paket {{ topic }}?"}},
    }
}


# Plural forms: each row is CLDR's.


@pytest.mark.parametrize(
    ("language", "category", "numbers"),
    [
        ("pl", "one", [1]),
        ("pl", "few", [2, 3, 4, 22, 24, 102, 1004]),
        ("pl", "many", [0, 5, 11, 12, 13, 14, 19, 21, 25, 101, 112, 1000]),
        ("pl", "other", [0.5, 1.5, 2.5]),
        ("en", "one", [1]),
        ("en", "other", [0, 2, 1.5, 11, 21, 101]),
        ("de", "one", [1]),
        ("de", "other", [0, 2, 1.5, 100]),
        ("uk", "one", [1, 21, 101, 1001]),
        ("uk", "few", [2, 4, 22, 104]),
        ("uk", "many", [0, 5, 11, 12, 14, 111, 112]),
        ("uk", "other", [1.5]),
        ("cs", "one", [1]),
        ("cs", "few", [2, 3, 4]),
        ("cs", "other", [0, 5, 21, 22, 102]),
        ("cs", "many", [1.5]),
        ("sk", "few", [2, 4]),
        ("fr", "one", [0, 1, 1.5]),
        ("fr", "other", [2, 100]),
        ("lt", "one", [1, 21, 101]),
        ("lt", "few", [2, 9, 22]),
        ("lt", "other", [0, 10, 11, 19, 20, 111]),
        ("ro", "few", [0, 2, 19, 101, 119]),
        ("ro", "one", [1]),
        ("ro", "other", [20, 100]),
        ("es", "one", [1]),
        ("it", "other", [0, 2]),
        ("hu", "other", [5]),
        ("sv", "one", [1]),
        ("xx", "other", [2]),
    ],
)
def test_a_number_has_the_category_that_cldr_gives_it(language, category, numbers):
    assert {plural_category(language, number) for number in numbers} == {category}


def test_a_form_that_is_left_out_has_a_near_one():
    forms = ("paczka", "paczki", "paczek")

    assert plural_form("pl", 2.5, forms) == "paczki"
    assert plural_form("pl", 2.5, (*forms, "paczki.")) == "paczki."
    assert plural_form("pl", 5, ("paczka", "paczki")) == "paczki"
    assert plural_form("pl", -5, forms) == "paczek"
    assert plural_form("de", 5, ("Paket", "Pakete", "zu viel")) == "Pakete"
    assert plural_form("pl", 5, ()) == ""


def test_every_language_has_a_name():
    assert set(NAMES) == set(CODES)


@pytest.mark.parametrize(
    ("asked", "found"), [("de", "de"), ("de-AT", "de"), ("DE_de", "de"), ("fr", None), ("", None)]
)
def test_a_browsers_tag_names_a_language(asked, found):
    assert offered(asked, ("pl", "de")) == found


PARCELS = '{{ n }} {{ n | plural: "paczka", "paczki", "paczek" }}'


@pytest.mark.parametrize(
    ("n", "said"),
    [(1, "1 paczka"), (3, "3 paczki"), ("22", "22 paczki"), (5, "5 paczek"), (None, " paczek")],
)
def test_the_filter_picks_the_form(n, said):
    assert render(PARCELS, {"n": n}, "pl") == said


def test_the_filter_goes_by_the_language_of_the_text():
    text = '{{ n | plural: "пакет", "пакети", "пакетів" }}'

    assert render(text, {"n": 21}, "uk") == "пакет"
    assert render(text, {"n": 21}, "pl") == "пакетів"
    assert render(text, {"n": 21, "language": "uk"}, "pl") == "пакетів"


def test_hostile_forms_stay_small():
    assert render('{{ n | plural: "a", "b", "c", "d", "e", "f", "g" }}', {"n": ["x"]}, "pl") == "c"
    assert render("{{ n | plural }}", {"n": 10**12}, "pl") == ""


# What is said.


def test_a_conversation_is_held_in_its_language(catalogue):
    visitor = Conversation(menu(MENU_DE), catalogue, language="de").starts()

    assert visitor.heard == ["Bitte wählen."]
    assert visitor.says("Paket").heard == ["Wo ist das Paket parcel?"]


def test_the_value_of_a_choice_is_the_same_in_every_language(catalogue):
    for language, word in (("de", "Sendung"), ("pl", "przesyłka")):
        visitor = Conversation(menu(MENU_DE), catalogue, language=language).says(word)

        assert visitor.session.variables["topic"] == "parcel"


def test_what_is_not_translated_is_said_in_the_main_language(catalogue):
    visitor = Conversation(menu(MENU_DE), catalogue, language="de").chooses("return")

    assert visitor.heard == ["Zwroty są łatwe."]


def test_an_empty_translation_is_none(catalogue):
    visitor = Conversation(menu(german("menu", text="  ")), catalogue, language="de").starts()

    assert visitor.heard == ["Wybierz."]


def test_reordered_buttons_keep_their_translations(catalogue):
    turned = menu(MENU_DE, options=MENU["options"][::-1])
    visitor = Conversation(turned, catalogue, language="de").starts()

    assert [o.label for o in visitor.effects[0].content.options] == ["Rückgabe", "Paket"]


def test_a_borrowed_text_keeps_its_own_plural_rules(catalogue):
    counting = flow(
        ("count", "message", {"text": PARCELS, "variants": ["x"]}),
        variables=[{"name": "n", "kind": "number", "initial": 2}],
        translations=german("count", **{"variants.0": "y"}),
    )
    heard = set()
    for number in range(12):
        visitor = Conversation(counting, catalogue, language="de", session_id=f"s{number}")
        heard |= set(visitor.starts().heard)

    assert heard == {"2 paczki", "y"}


def test_a_flow_may_change_the_language(catalogue):
    around = flow(
        ("hello", "message", {"text": "Dzień dobry."}),
        ("german", "set_language", {"language": "de"}),
        ("french", "set_language", {"language": "fr"}),
        ("bye", "message", {"text": "Do widzenia."}),
        wires="hello > german; german > french; french > bye",
        translations=german("bye", text="Auf Wiedersehen."),
    )
    visitor = Conversation(around, catalogue).starts()

    assert visitor.heard == ["Dzień dobry.", "Auf Wiedersehen."]
    assert visitor.session.language == "de"


def test_a_plan_knows_which_language_to_speak(catalogue):
    plan = compile_flow(menu(MENU_DE), catalogue)

    assert plan.language_for("de-CH") == "de"
    assert plan.language_for("fr", "de") == "de"
    assert plan.language_for("fr", "") == "pl"


def test_knowledge_is_asked_in_the_language_of_the_conversation(catalogue):
    asking = flow(("faq", "faq_lookup", {"query": "Was kostet es?"}), translations={"de": {}})
    visitor = Conversation(asking, catalogue, language="de").starts()

    assert visitor.effects[0].language == "de"


# The document.


def test_a_document_without_translations_stays_as_it_was():
    old = flow(("a", "message", {"text": "x"})).model_dump(mode="json")

    assert "translations" not in old
    assert load_document(old).model_dump(mode="json") == old


def test_a_document_with_translations_comes_back_whole():
    kept = menu(MENU_DE).model_dump(mode="json")

    assert load_document(kept).model_dump(mode="json") == kept
    assert load_document(kept).languages == ("pl", "de")


@pytest.mark.parametrize(
    "hostile",
    [
        {"xx": {}},
        {"de": {"no id": {}}},
        {"de": {"menu": {"text": {"text": "x" * 8001}}}},
        {"de": {"menu": {"x" * 301: {"text": "x"}}}},
        {"de": {"menu": {"text": {"text": "x", "more": 1}}}},
        {"de": {"menu": {"text": "x"}}},
        {"de": []},
    ],
)
def test_translations_of_another_shape_are_refused(hostile):
    data = {**menu({}).model_dump(mode="json"), "translations": hostile}

    with pytest.raises(InvalidFlow):
        load_document(data)


def test_texts_have_addresses_that_survive_reordering(catalogue):
    kind = catalogue["choices"]
    found = {text.address: text.place for text in texts_of(kind.Config, MENU)}

    assert found == {
        "text": "text",
        "options.parcel.label": "options.0.label",
        "options.return.label": "options.1.label",
        "options.parcel.words": "options.0.words",
    }


@pytest.mark.parametrize("raw", [{}, {"options": 3}, {"options": [None, {"value": 7}, "x"]}])
def test_a_draft_of_any_shape_has_its_texts_read(catalogue, raw):
    assert list(texts_of(catalogue["choices"].Config, raw)) == []


def test_what_no_visitor_reads_is_not_translated(catalogue):
    raw = {"url": "https://a.example", "body": "x", "headers": [{"name": "A", "value": "b"}]}

    assert list(texts_of(catalogue["http_request"].Config, raw)) == []


# Problems.


def codes(document, catalogue):
    found = validate(document, catalogue)
    return {(p.code, p.language, p.node, p.field) for p in found if p.language}


def test_what_is_missing_is_named_with_a_way_to_mend_it(catalogue):
    document = menu(MENU_DE)
    problems = [p for p in validate(document, catalogue) if p.code == "flow.W100"]

    assert [(p.language, p.node, p.field) for p in problems] == [("de", "return", "text")]
    assert problems[0].fix.kind == "open_translation"
    assert problems[0].fix.data == {"language": "de", "node": "return", "address": "text"}


def test_a_changed_main_text_makes_its_translation_stale(catalogue):
    fresh = {"de": {"return": {"text": {"text": "Einfach.", "source": ""}}}}
    fresh["de"]["return"]["text"]["source"] = fingerprint("Zwroty są łatwe.")
    stale = {"de": {"return": {"text": {"text": "Einfach.", "source": fingerprint("Zwroty.")}}}}

    assert ("flow.W101", "de", "return", "text") not in codes(menu(fresh), catalogue)
    assert ("flow.W101", "de", "return", "text") in codes(menu(stale), catalogue)


def test_what_is_wrong_in_a_translation_is_said_of_it(catalogue):
    broken = german("return", text="{{ topic")
    unknown = german("return", text="{{ tpic }}")
    long = german("menu", **{"options.return.label": "x" * 2001})

    assert ("flow.E024", "de", "return", "text") in codes(menu(broken), catalogue)
    assert ("flow.E050", "de", "return", "text") in codes(menu(unknown), catalogue)
    assert ("flow.E021", "de", "menu", "options.1.label") in codes(menu(long), catalogue)
    with pytest.raises(InvalidFlow):
        compile_flow(menu(broken), catalogue)


def test_a_variable_that_the_main_text_lacks_too_is_told_once(catalogue):
    document = flow(
        ("a", "message", {"text": "{{ lost }}"}), translations=german("a", text="{{ lost }}")
    )
    found = [p for p in validate(document, catalogue) if p.code == "flow.E050"]

    assert [p.language for p in found] == [None]


def test_many_missing_texts_are_counted_and_not_listed(catalogue):
    nodes = [(f"m{n}", "message", {"text": f"Tekst {n}"}) for n in range(30)]
    document = flow(*nodes, translations={"de": {}})
    found = [p for p in validate(document, catalogue) if p.language == "de"]

    assert [p.code for p in found].count("flow.W100") == 20
    assert found[-1].message == "Further texts to translate or check (German): 10."


def test_the_main_language_needs_no_translation(catalogue):
    document = menu({"pl": {}})

    assert codes(document, catalogue) == set()
    assert document.languages == ("pl",)


def test_a_fingerprint_is_the_one_that_the_editor_makes() -> None:
    """The same texts as in `fingerprint.ts`'s test: both sides must find a text unchanged."""
    assert fingerprint("Zażółć gęślą jaźń 🐦") == "ce05ba2d"
    assert fingerprint("") == "00000000"


@pytest.mark.parametrize(
    ("language", "day", "words"),
    [
        ("pl", "2026-12-03", "3 grudnia 2026"),
        ("en", "2026-12-03", "3 December 2026"),
        ("de", "2026-12-03", "03.12.2026"),
        ("pl", "jutro", "jutro"),
        ("pl", "", ""),
    ],
)
def test_a_day_is_written_as_its_reader_writes_it(language: str, day: str, words: str) -> None:
    assert render("{{ day | in_words }}", {"day": day}, language) == words


@pytest.mark.parametrize(
    ("value", "polish", "english"),
    [
        (129.5, "129,50", "129.50"),
        (129, "129", "129"),
        (129.0, "129", "129"),
        (-0.125, "-0,125", "-0.125"),
        (1250.4, "1250,40", "1250.40"),
        (12500.5, "12\u00a0500,50", "12,500.50"),
        (1e30, "1e+30", "1e+30"),
        (True, "true", "true"),
    ],
)
def test_a_number_in_words_has_the_marks_of_the_language(
    value: object, polish: str, english: str
) -> None:
    texts = [render("{{ n | in_words }}", {"n": value}, language) for language in ("pl", "en")]

    assert texts == [polish, english]
