"""An index built upon an earlier one is the same as one built anew, and costs what changed."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from flowbuilder.knowledge import selectors, services
from flowbuilder.knowledge.models import Entry, StoredVector
from flowbuilder.knowledge.search import index_keeping, vectors
from flowbuilder.knowledge.search.retrieval import Document, Index
from tests.knowledge.shop import DOCUMENTS
from tests.knowledge.test_meaning import TopicModel, model, settle

__all__ = ["model"]

ASKED = ("ile kosztuje dostawa", "jak zwrócić towar?", "reklamcja", "kurier", "paczka za granicę",
         "zażółć gęślą", "kiedy przyjdzie 7")  # fmt: skip


def changed(documents: list[Document], chance: random.Random) -> list[Document]:
    """Some documents gone, some other, some new."""
    kept = [each for each in documents if chance.random() > 0.2]
    for number in range(len(kept)):
        if chance.random() < 0.2:
            other = chance.choice(DOCUMENTS)
            kept[number] = replace(kept[number], answer=other.answer, variants=other.variants)
    new = [replace(chance.choice(DOCUMENTS), id=f"new {chance.random()}") for _ in range(2)]
    return [*kept, *new]


def placed(documents: list[Document], before: Index | None = None) -> Index:
    topics = TopicModel()
    lacking = [each for each in documents if before is None or before.places_of(each) is None]
    texts = vectors.missing(lacking, {})
    known = {
        text.digest: place for text, place in zip(texts, vectors.placed(topics, texts), strict=True)
    }
    return vectors.index(documents, topics, known, before=before)


@pytest.mark.parametrize("seed", range(8))
def test_it_finds_the_same_however_it_came_about(seed):
    chance = random.Random(seed)
    documents = list(DOCUMENTS)
    words, meaning = Index(documents), placed(documents)
    for _time in range(4):
        documents = changed(documents, chance)
        words, meaning = Index(documents, before=words), placed(documents, meaning)
        for question in ASKED:
            assert words.search(question, limit=9) == Index(documents).search(question, limit=9)
            fresh = placed(documents).search(question, limit=9)
            assert meaning.search(question, limit=9) == fresh


@pytest.mark.django_db(transaction=True)
def test_a_changed_entry_alone_is_placed_again_and_at_once(workspace, model, monkeypatch):
    for number in range(30):
        services.create_entry(workspace, question=f"Zwrot {number}", answer="Tak.")
    selectors.index_of(workspace.pk)
    settle()
    StoredVector.objects.all().delete()  # what stays is not looked for there
    model.placed.clear()
    # Because the store was emptied, all would be placed aside by and by: not now.
    monkeypatch.setattr(index_keeping, "_place_aside", lambda *_args: None)
    entry = Entry.objects.get(question="Zwrot 7")
    entry.question = "Zwrot siódmy"
    services.save_entry(entry)
    index = selectors.index_of(workspace.pk)
    at_once = list(model.placed)
    settle()

    assert at_once == ["Zwrot siódmy", "Zwrot siódmy Tak."]
    assert index.is_ready
    assert index.search("Zwrot siódmy").hits[0].document.question == "Zwrot siódmy"
