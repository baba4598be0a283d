"""The index finds what was meant, and says so when it does not know."""

import threading

import pytest

from flowbuilder.knowledge.search.mixing import log_odds
from flowbuilder.knowledge.search.retrieval import Document, Index
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


ENGLISH = [
    Document(id="blik", question="What is BLIK?", answer="-", language="en"),
    Document(id="back", question="How do I send goods back?", answer="-", language="en"),
    Document(id="paypal", question="PayPal", answer="-", language="en"),
]
BOTH = Index([*DOCUMENTS, Document(id="paypal", question="PayPal?", answer="-"), *ENGLISH])


@pytest.mark.parametrize("language", ["pl", "en"])
@pytest.mark.parametrize("question", ["blik", "paypal"])
def test_the_language_of_the_conversation_comes_first(question, language):
    assert BOTH.search(question, language).hits[0].document.language == language


def test_a_question_in_another_language_finds_what_is_written_in_it():
    own = BOTH.search("how can I send goods back", "en")
    foreign = BOTH.search("how can I send goods back", "pl")

    assert (own.verdict, own.hits[0].document.id) == ("found", "back")
    assert foreign == own
    assert BOTH.search("ile kosztuje dostawa", "en").hits[0].document.id == "wysylka-koszt"


def test_a_language_that_has_no_entries_is_no_wall_either():
    english = Index(ENGLISH).search("how can I send goods back", "pl")

    assert (english.verdict, english.hits[0].document.id) == ("found", "back")


def test_what_tells_no_language_must_be_much_surer_in_another():
    own, foreign = BOTH.search("paypal", "en").hits[0], BOTH.search("paypal", "de").hits[0]

    assert {own.document.id, foreign.document.id} == {"paypal"}
    assert log_odds(own.score) - log_odds(foreign.score) == pytest.approx(3.0)


def test_a_stranger_is_told_in_no_language_what_only_looks_alike():
    assert BOTH.search("How do I open an account?", "pl").verdict == "none"


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
