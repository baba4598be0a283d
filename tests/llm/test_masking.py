"""Personal data stays here: what a model is given, and what becomes of its answer."""

from __future__ import annotations

import pytest

from flowbuilder.llm.masking import Mask


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Proszę pisać na jan.nowak@example.pl.", "Proszę pisać na [EMAIL_1]."),
        ("Mój numer: 501 234 567", "Mój numer: [PHONE_1]"),
        ("tel. +48 501-234-567, pilne", "tel. [PHONE_1], pilne"),
        ("PESEL 44051401359", "PESEL [NUMBER_1]"),
        ("karta 4111 1111 1111 1111", "karta [NUMBER_1]"),
        ("NIP 526-104-08-28", "NIP [NUMBER_1]"),
        ("konto PL61 1090 1014 0000 0712 1981 2874", "konto [ACCOUNT_1]"),
        ("Mieszkam przy ul. Lipowej 5/3 w Krakowie", "Mieszkam przy [ADDRESS_1] w Krakowie"),
        ("I live at 12 Baker Street, London", "I live at [ADDRESS_1], London"),
        ("Nazywam się Anna Nowak i pytam", "Nazywam się [NAME_1] i pytam"),
        ("My name is John Smith.", "My name is [NAME_1]."),
        ("Mam na imię Ola, gdzie paczka?", "Mam na imię [NAME_1], gdzie paczka?"),
        ("Jestem Jan Kowalski i pytam o zwrot", "Jestem [NAME_1] i pytam o zwrot"),
        ("Dzień dobry, jestem Anna Maria Nowak", "Dzień dobry, jestem [NAME_1]"),
        ("Jestem Artem Kowalenko", "Jestem [NAME_1]"),
        ("Jestem Janem Kowalskim", "Jestem [NAME_1]"),
        ("Jestem Anną Nowak, klientką", "Jestem [NAME_1], klientką"),
        ("Dzień dobry tu Jan Kowalski.", "Dzień dobry tu [NAME_1]."),
        ("Tu Kowalski, gdzie paczka?", "Tu [NAME_1], gdzie paczka?"),
        ("z tej strony Ewa Zając-Kot", "z tej strony [NAME_1]"),
        ("I'm John Smith, where is it?", "I'm [NAME_1], where is it?"),
        ("Hello, I am Mary O'Brien", "Hello, I am [NAME_1]"),
        ("Hi, this is John Smith", "Hi, this is [NAME_1]"),
        ("This is Anna from Leeds", "This is [NAME_1] from Leeds"),
        ("Kind regards,\nJohn Smith", "Kind regards,\n[NAME_1]"),
    ],
)
def test_what_is_personal_becomes_a_placeholder_and_comes_back(text, hidden):
    mask = Mask()

    assert mask.hide(text) == hidden
    assert mask.restore(hidden) == text


@pytest.mark.parametrize(
    "text",
    [
        "Ile kosztuje dostawa do 00-950 Warszawa?",
        "Zamówienie ZAM-123456789 z 2026-11-27 10:00",
        "Kupiłam 27.11.2026 za 1 234,56 zł",
        "od 12 do 14 godziny, pokój 12",
        "Czy macie osiem tysięcy sztuk?",
        "Jestem z Krakowa",
        "Jestem Polakiem, czy dostanę zniżkę?",
        "JESTEM BARDZO ZADOWOLONY",
        "Jestem Klientem Premium, czy mam zniżkę?",
        "Jestem Stałą Klientką Sklepu",
        "jestem Członkiem Klubu Herbaty",
        "I'm Premium Customer, do I pay for delivery?",
        "I am Polish and I'm In London",
        "Kupiłam tu Apple Watch",
        "This is great, is this is Visa only?",
    ],
)
def test_what_a_question_is_about_stays(text):
    assert Mask().hide(text) == text


def test_the_person_s_own_name_is_found_in_its_cases():
    mask = Mask(names=["Jan Kowalski"])

    assert mask.hide("Paczka dla Kowalskiego, JAN") == "Paczka dla [NAME_1], [NAME_2]"
    assert mask.restore("Dla [NAME_1]") == "Dla Kowalskiego"


def test_what_is_known_of_the_person_is_found_as_it_is():
    mask = Mask(details=["AB-17", "x"])

    assert mask.hide("Polisa ab-17, x") == "Polisa [DETAIL_1], x"


def test_what_the_company_says_of_itself_is_public():
    mask = Mask(public="Proszę dzwonić pod 22 123 45 67 89 albo pisać na sklep@example.pl.")

    assert mask.hide("Czy sklep@example.pl działa?") == "Czy sklep@example.pl działa?"


def test_the_same_piece_has_one_placeholder_in_all_texts():
    mask = Mask()
    first, second = mask.hide("a@example.pl i b@example.pl"), mask.hide("b@example.pl")

    assert (first, second) == ("[EMAIL_1] i [EMAIL_2]", "[EMAIL_2]")


def test_a_model_may_lose_the_brackets_and_cannot_invent_a_piece():
    mask = Mask()
    mask.hide("a@example.pl")

    assert mask.restore("EMAIL_1, [EMAIL_7], [NAME_1]") == "a@example.pl, [EMAIL_7], [NAME_1]"


def test_who_writes_a_placeholder_gets_nothing_of_anybody():
    mask = Mask()

    assert mask.restore(mask.hide("Moje [EMAIL_1] to x@example.pl")) == (
        "Moje [EMAIL_1] to x@example.pl"
    ).replace("[EMAIL_1]", "x@example.pl")


def test_a_long_text_is_hidden_quickly():
    text = "1 " * 20_000 + "a" * 20_000 + "@" * 5_000 + "(" * 5_000

    assert len(Mask(names=["Jan"]).hide(text[:40_000])) > 0


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("[NAME_1], zwrot trwa 30 dni.", ", zwrot trwa 30 dni."),
        ("Dzień dobry, [NAME_1]! Zwrot trwa 30 dni.", "Dzień dobry,! Zwrot trwa 30 dni."),
        ("Zwrot trwa 30 dni, Panie [NAME_1].", "Zwrot trwa 30 dni,."),
        ("Dear Mr [NAME_1], you have 30 days.", ", you have 30 days."),
        ("Szanowny Panie [NAME_1], jest 30 dni.", ", jest 30 dni."),
        ("Reklamację rozpatruje [NAME_1].", "Reklamację rozpatruje Jan Kowalski."),
        ("[NAME_1] jest prezesem.", "Jan Kowalski jest prezesem."),
        ("Prezes: [NAME_1].", "Prezes: Jan Kowalski."),
        ("Zwrot, [EMAIL_1], trwa.", "Zwrot, jan@sklep.example, trwa."),
    ],
)
def test_a_name_that_only_addresses_the_person_claims_nothing(text, claims):
    mask = Mask()
    mask.hide("Nazywam się Jan Kowalski, jan@sklep.example")

    assert mask.unaddressed(text) == claims
