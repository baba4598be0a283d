"""What was answered from the knowledge can be traced: the transcript names source and version."""

import pytest
from django.utils import translation

from flowbuilder.conversations.models import Conversation, EventRecord
from flowbuilder.conversations.transcript import mood_of, sentence_of

ENTRY = {"id": "dostawa", "title": "Ile kosztuje dostawa?", "version": "20261128140501"}
TOPICS = {"zamowienie": "Zamówienie"}
PASSAGE = {"id": "source-7", "title": "Regulamin: Zwroty", "version": "6f698838aa"}


def told(result, language="pl"):
    with translation.override(language):
        return sentence_of(EventRecord(kind="EffectSucceeded", payload={"result": result}), TOPICS)


@pytest.mark.parametrize(
    ("result", "ending"),
    [
        (
            {"verdict": "found", "hits": [ENTRY, PASSAGE]},
            "Podstawa: „Ile kosztuje dostawa?” (stan z 28 lis 2026, 15:05).",
        ),
        ({"verdict": "suggest", "hits": [ENTRY]}, "znaleziono podobne pytania."),
        ({"verdict": "none", "hits": []}, "nic nie znaleziono."),
        (
            {"outcome": "answered", "sources": [ENTRY, PASSAGE]},
            "(stan z 28 lis 2026, 15:05), „Regulamin: Zwroty” (fragment 6f698838).",
        ),
        ({"outcome": "answered", "sources": [{"title": "Dawne"}]}, "odpowiedział."),
        ({"outcome": "not_grounded", "model": "gpt"}, "Zapytano model: nie był dość pewny."),
        ({"outcome": "excluded", "model": ""}, "Nie pytano modelu: temat jest wykluczony."),
        (
            {"outcome": "answered", "model": "", "sources": []},
            "Nie pytano modelu: zacytowano bazę wiedzy.",
        ),
        ({"topic": "zamowienie"}, "Temat: Zamówienie."),
        ({"topic": "inny"}, "Temat: inny."),
        (
            {"found": {"kolor": {"quote": "niebieski"}, "data": {"quote": "3 maja"}, "nip": {}}},
            "Model wyłuskał: kolor, data.",
        ),
        ({"found": {}, "model": ""}, "Model niczego nie wyłuskał."),
    ],
)
def test_the_event_log_says_what_an_answer_stood_on(result, ending):
    assert told(result).endswith(ending)


def test_in_english_too():
    said = told({"verdict": "found", "hits": [ENTRY]}, "en")

    assert said.endswith("It stands on “Ile kosztuje dostawa?” (as of 28 Nov 2026, 15:05).")


@pytest.mark.parametrize(
    ("session", "mood"),
    [
        (None, ""),
        ({"mood": "calm"}, "ton spokojny"),
        (
            {"mood": "upset", "mood_reasons": ["capitals", "marks"]},
            "ton zdenerwowany (wielkie litery; wiele wykrzykników lub znaków zapytania)",
        ),
    ],
)
def test_how_the_visitor_sounds_is_said_with_the_reasons(session, mood):
    with translation.override("pl"):
        assert mood_of(Conversation(session=session)) == mood
