"""The index finds what was meant, and says so when it does not know."""

import threading

import pytest

from flowbuilder.knowledge.retrieval import Document, Index
from tests.knowledge.shop import DOCUMENTS

INDEX = Index(DOCUMENTS)


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("Ile kosztuje dostawa?", "wysylka-koszt"),
        ("ile kosztuje dostawa", "wysylka-koszt"),
        ("ILE KOSZTUJE DOSTAWA???", "wysylka-koszt"),
        ("jakie sa koszty przesylek", "wysylka-koszt"),
        ("ile wynosi koszt wysylki", "wysylka-koszt"),
        ("reklamacje jak zlozyc", "reklamacja"),
        ("chcę złożyć rekalmację", "reklamacja"),
        ("dostałam uszkodzony produkt", "reklamacja"),
        ("czy można płacić blikiem", "platnosci"),
        ("płatnosc karta", "platnosci"),
        ("fkatury vat", "faktura"),
        ("poprosze o fakture na firme", "faktura"),
        ("tabela rozmiarow", "rozmiary"),
        ("jaki rozmiar dobrać", "rozmiary"),
        ("do kiedy mozna oddac towar", "zwrot-termin"),
    ],
)
def test_it_is_found_whatever_the_endings_diacritics_and_slips(question, entry):
    result = INDEX.search(question)

    assert (result.verdict, result.hits[0].document.id) == ("found", entry)


@pytest.mark.parametrize(
    "question",
    ["Jaka będzie jutro pogoda?", "Opowiedz mi dowcip", "Kto wygrał mecz?", "Stolica Francji",
     "asdfgh qwerty", "???", "", "   ", "a", "jak", "czy mogę", "Przepis na sernik", "12345"],
)  # fmt: skip
def test_what_nobody_wrote_is_not_found(question):
    assert INDEX.search(question).verdict == "none"


def test_two_near_neighbours_are_both_suggested():
    result = INDEX.search("zwrot")

    assert result.verdict == "suggest"
    assert {hit.document.id for hit in result.hits} >= {"zwrot-termin", "zwrot-jak"}


def test_scores_lie_between_nothing_and_one_and_fall():
    scores = [hit.score for hit in INDEX.search("Ile kosztuje dostawa?", limit=10).hits]

    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


def test_languages_do_not_mix():
    both = Index(
        [*DOCUMENTS, Document(id="en", question="What is BLIK?", answer="-", language="en")]
    )

    assert both.search("blik", "en").hits[0].document.id == "en"
    assert all(hit.document.language == "pl" for hit in both.search("blik", "pl").hits)
    assert both.search("blik", "de").verdict == "none"


def test_an_empty_index_finds_nothing():
    assert Index([]).search("cokolwiek").verdict == "none"


@pytest.mark.parametrize(
    "question", ["x" * 100_000, "zwrot " * 10_000, "\x00", "\ud800zwrot", "💩"]
)
def test_hostile_questions_are_only_questions(question):
    assert INDEX.search(question).verdict in ("found", "suggest", "none")


def test_many_threads_get_the_same_answer():
    seen = []
    threads = [
        threading.Thread(target=lambda: seen.append(INDEX.search("rekalmacja").hits[0].score))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(seen) == 8 and len(set(seen)) == 1
