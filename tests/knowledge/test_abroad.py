"""A question about a country is answered with what holds there, never with what holds at home."""

import pytest
from babel import Locale

from benchmarks.retrieval_sets import ROOT, documents
from flowbuilder.knowledge.search import abroad
from flowbuilder.knowledge.search.abroad import countries_in, spoken
from flowbuilder.knowledge.search.retrieval import Document, Index
from flowbuilder.knowledge.search.text import fold

SHOPS = {"pl": "sklep-internetowy", "en": "online-shop"}
ABROAD = {"pl": "dostawa-zagranica", "en": "delivery-abroad"}


def shop(language):
    return documents(ROOT / f"flows_library/{SHOPS[language]}/knowledge.csv", language)


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("pl", "Wysyłacie do Norwegii?"),
        ("pl", "ile kosztuje dostawa do kanady"),
        ("pl", "Jaki jest koszt wysyłki do Hiszpanii?"),
        ("pl", "Mieszkam we Włoszech, czy mogę u was zamówić?"),
        ("en", "Do you deliver to Norway?"),
        ("en", "how much is delivery to canada"),
        ("en", "shipping cost to Spain"),
        ("en", "is delivery to Belgium free?"),
    ],
)
def test_the_demo_shops_answer_about_a_country_with_what_they_say_of_abroad(language, question):
    found = Index(shop(language)).search(question, language)

    assert found.verdict != "none"
    assert found.hits[0].document.id == ABROAD[language]


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("pl", "Ile kosztuje dostawa do Norwegii?"),
        ("pl", "jak długo idzie przesyłka do Holandii"),
        ("en", "How much is delivery to Norway?"),
        ("en", "is delivery to Belgium free?"),
    ],
)
def test_where_nothing_is_said_of_abroad_the_price_at_home_is_no_answer(language, question):
    index = Index(entry for entry in shop(language) if entry.id != ABROAD[language])

    assert index.search(question, language).verdict != "found"


def test_an_entry_about_one_country_does_not_answer_for_another():
    index = Index([Document(id="de", question="Ile kosztuje wysyłka do Niemiec?", answer="40 zł.")])

    assert index.search("Ile kosztuje wysyłka do Norwegii?").verdict != "found"
    assert index.search("Ile kosztuje wysyłka do Niemiec?").verdict == "found"
    assert index.search("ile kosztuje wysylka do klienta w Niemczech").verdict == "found"


def test_what_names_the_country_comes_before_what_speaks_of_abroad():
    index = Index(
        [
            Document(id="eu", question="Czy wysyłacie za granicę?", answer="Tak, od 45 zł."),
            Document(
                id="uk", question="Czy wysyłacie do Wielkiej Brytanii?",
                answer="Nie, tak samo jak do Norwegii i Szwajcarii.",
            ),
        ]
    )  # fmt: skip

    found = index.search("wysylacie do norwegii")

    assert found.hits[0].document.id == "uk" or found.verdict != "found"


def test_home_is_not_abroad():
    assert Index(shop("pl")).search("Ile kosztuje dostawa w Polsce?").hits[0].document.id == (
        "dostawa-koszt"
    )
    assert not countries_in("Czy wysyłacie na terenie Polski?", "pl")
    assert not countries_in("Do you deliver in the UK, or to Northern Ireland?", "en")


@pytest.mark.parametrize(
    ("text", "language", "countries"),
    [
        ("dostawa do Niemiec albo na Węgry", "pl", {"DE", "HU"}),
        ("w Szwecji, w Wielkiej Brytanii i w Stanach Zjednoczonych", "pl", {"SE", "GB", "US"}),
        ("Jakie dania są bez glutenu?", "pl", set()),
        ("Czy wysyłacie do Danii?", "pl", {"DK"}),
        ("do you ship to turkey or china", "en", set()),
        ("Do you ship to Turkey or China?", "en", {"TR", "CN"}),
        ("to the united states", "en", {"US"}),
        ("nach Norwegen", "de", set()),
    ],
)
def test_countries_are_told_in_their_cases_and_from_everyday_words(text, language, countries):
    assert countries_in(text, language) == countries


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Wysyłamy poza Polskę.", "pl"),
        ("Wysyłamy tylko na terenie Polski.", "pl"),
        ("Wysyłamy do krajów Unii.", "pl"),
        ("We only deliver within the UK.", "en"),
        ("We ship worldwide.", "en"),
    ],
)
def test_who_serves_home_only_or_the_world_speaks_of_abroad(text, language):
    assert spoken(text, language).abroad


def test_what_holds_at_home_does_not_speak_of_abroad():
    assert not spoken("Od 199 zł dostawa w Polsce jest za darmo.", "pl").abroad
    assert not spoken("Delivery across the country is £3.95.", "en").abroad


@pytest.mark.parametrize("language", ["pl", "en"])
def test_the_names_are_those_of_cldr(language):
    named = Locale(language).territories
    codes = {line.split()[0] for line in abroad.NAMES[language].split(";")}
    #: These are found by their cases alone, or by the name that tells them apart.
    shorter = {"DK"} if language == "pl" else set()

    strange = {c for c in codes - shorter if countries_in(named[c], language) != {c}}

    assert len(codes) > 70
    assert not strange
    assert {fold(named[code]) for code in shorter} <= {"dania"}
