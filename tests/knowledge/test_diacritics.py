"""Questions typed without diacritics get back those that the entries are written with."""

from collections import Counter

import pytest

from flowbuilder.knowledge.search.diacritics import Diacritics
from flowbuilder.knowledge.search.meaning import Meanings
from flowbuilder.knowledge.search.retrieval import Document, Index
from flowbuilder.knowledge.search.text import words
from tests.knowledge.test_meaning import TopicModel


def of(*texts: str) -> Diacritics:
    return Diacritics(Counter(word for text in texts for word in words(text)))


TEXTS = ("Jaką żarówkę mam kupić?", "Jak umyć zakurzony abażur?", "Płacić można kartą. Łódź też.")


@pytest.mark.parametrize(
    ("typed", "restored"),
    [
        ("jaka zarowke mam kupic", "jaką żarówkę mam kupić"),
        ("ZAROWKE", "żarówkę"),
        ("dwie zarowki i zarowek", "dwie żarówki i żarówek"),
        ("czy umyje abazur", "czy umyje abażur"),
        ("zaplacic", "zaplacic"),
        ("zażółć zarowke", "zażółć zarowke"),
        ("ze mna", "ze mna"),
        ("", ""),
        ("lodz?! 12,5", "łódź?! 12,5"),
    ],
)
def test_known_words_and_their_relatives_are_written_as_in_the_texts(typed, restored):
    assert of(*TEXTS).restored(typed) == restored


def test_what_is_mostly_written_without_stays_without():
    assert of("bola", "bola", "bolą").restored("bola") == "bola"


def test_without_any_diacritics_in_the_texts_nothing_changes():
    assert of("Where is my parcel?").restored("where IS it") == "where IS it"


def test_a_model_is_asked_with_the_diacritics():
    asked = []
    model = TopicModel()

    def place(question):
        asked.append(question)
        return model.embed([question], "asks")[0]

    entry = Document(id="a", question="Jaką żarówkę kupić?", answer="Każdą.")
    meanings = {
        "pl": Meanings(
            [model.embed([entry.question], "asks")], model.embed([entry.answer], "tells")
        )
    }
    Index([entry], meanings, place, model.name).search("jaka zarowke kupic")

    assert asked == ["jaką żarówkę kupić"]
