"""Messages that only open a talk."""

import pytest

from flowbuilder.core.openings import opening

GREETS = {
    "pl": ["Dzień dobry", "dzien dobry!", "Hej :)", "Witam serdecznie", "cześć, jest tu ktoś?",
           "Dobry wieczór Państwu", "halo?"],
    "en": ["Hi", "hello there!", "Good morning", "hey, anyone there?"],
}  # fmt: skip
ANNOUNCES = {
    "pl": ["Mam pytanie", "dzień dobry, mam takie pytanie", "Czy mogę o coś zapytać?",
           "Mam inne pytanie", "potrzebuję pomocy", "chciałabym zapytać", "hej mam 2 pytania"],
    "en": ["I have a question", "Hi, quick question", "can I ask you something?",
           "I've got a question", "I need some help please"],
}  # fmt: skip
QUESTIONS = {
    "pl": ["", "mam pytanie o zwrot", "Dzień dobry, gdzie jest moja paczka?", "dobry", "dziękuję",
           "tak", "ile mam na to czasu", "jest?", "czy pomoc przy montażu jest w cenie"],
    "en": ["", "question about delivery", "hi, where is my parcel?", "good", "thanks", "yes",
           "can you help me choose a mug", "do you have one"],
}  # fmt: skip


def told(said):
    return [(language, text) for language, texts in said.items() for text in texts]


@pytest.mark.parametrize(("language", "text"), told(GREETS))
def test_a_greeting_opens(language, text):
    assert opening(text, language) == "greets"


@pytest.mark.parametrize(("language", "text"), told(ANNOUNCES))
def test_saying_that_a_question_follows_opens(language, text):
    assert opening(text, language) == "announces"


@pytest.mark.parametrize(("language", "text"), told(QUESTIONS))
def test_what_has_a_subject_does_not_open(language, text):
    assert opening(text, language) is None


def test_other_languages_and_long_messages_never_open():
    assert opening("hallo", "de") is None
    assert opening("hej " * 30, "pl") is None
