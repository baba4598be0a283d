"""Entries are found by what they mean: in the pure index, and with what a workspace has placed."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np
import pytest

from flowbuilder.knowledge import embedding, selectors, services, vectors
from flowbuilder.knowledge.embedding import Kind, Vectors
from flowbuilder.knowledge.meaning import Meanings
from flowbuilder.knowledge.mixing import WITH_MEANING, WORDS_ALONE, Mixture, Signals
from flowbuilder.knowledge.models import StoredVector
from flowbuilder.knowledge.retrieval import Document, Index
from flowbuilder.knowledge.text import fold

TOPICS = ("return", "delivery", "payment")
#: What the little model below knows: the topic of each word.
SPOKEN = {
    "zwrot": 0, "oddac": 0, "odeslac": 0, "dostawa": 1, "kurier": 1, "wysylka": 1,
    "karta": 2, "blik": 2, "przelew": 2,
}  # fmt: skip


class TopicModel:
    """Places a text at the corner of its topic; a stranger apart from all. Counts its work."""

    name = "topics"

    def __init__(self) -> None:
        self.placed: list[str] = []

    def embed(self, texts: Sequence[str], kind: Kind) -> Vectors:
        self.placed += texts
        return np.stack([self._place(text) for text in texts])

    def _place(self, text: str) -> Vectors:
        place = np.zeros(len(TOPICS) + 1, dtype=np.float32)
        for word, topic in SPOKEN.items():
            place[topic] += word in fold(text)
        if not place.any():
            place[-1] = 1
        return place / np.linalg.norm(place)


def unit(*numbers: float) -> Vectors:
    place = np.array(numbers, dtype=np.float32)
    return place / np.linalg.norm(place)


def test_an_entry_lies_as_near_as_the_nearest_of_its_phrasings():
    near, far, beside = unit(1, 0), unit(-1, 0), unit(0, 1)
    meanings = Meanings(
        [np.stack([far, near]), np.stack([beside]), np.stack([far])],
        np.stack([beside, near, far]),
    )

    found = meanings.near(near)

    assert found.phrasing.tolist() == [1, 0, -1]
    assert found.answer.tolist() == [0, 1, -1]


def test_only_the_nearest_become_candidates():
    chance = np.random.default_rng(1)
    places = [unit(*chance.normal(size=8)) for _ in range(200)]
    question = unit(*chance.normal(size=8))
    found = Meanings([p[None] for p in places], np.stack(places)).near(question)

    best = sorted(range(200), key=lambda n: -float(places[n] @ question))[:20]

    assert found.nearest() == set(best)


@pytest.mark.parametrize("mixture", [WORDS_ALONE, WITH_MEANING], ids=["words", "meaning"])
def test_more_of_any_signal_never_makes_an_entry_less_likely(mixture: Mixture):
    base = {"fit": 0.4, "cover": 0.4, "shape": 0.4, "phrasing": 0.8, "answer": 0.8}
    for name in base:
        more = mixture.score(Signals(**base | {name: base[name] + 0.1}))
        assert more >= mixture.score(Signals(**base))


def test_a_verdict_needs_a_chance_and_a_distance():
    mixture = Mixture(0.0, Signals(1, 1, 1), found=0.6, suggest=0.3, margin=1.0, certain=0.95)

    assert mixture.verdict([]) == "none"
    assert mixture.verdict([0.2]) == "none"
    assert mixture.verdict([0.4]) == "suggest"
    assert mixture.verdict([0.7]) == "found"
    assert mixture.verdict([0.7, 0.65]) == "suggest"
    assert mixture.verdict([0.96, 0.95]) == "found"


ENTRIES = [
    Document(id="zwrot", question="Zwrot towaru", answer="Formularzem."),
    Document(id="dostawa", question="Dostawa do domu", answer="Jutro."),
]


def placed_index(model: TopicModel) -> Index:
    known = {
        text.digest: model.embed([text.text], text.kind)[0] for text in vectors.missing(ENTRIES, {})
    }
    return vectors.index(ENTRIES, model, known)


def test_what_shares_no_word_is_found_by_its_meaning():
    model = TopicModel()
    index = placed_index(model)
    question = "kiedy przyjedzie kurier"

    with_meaning = index.search(question)

    assert Index(ENTRIES).search(question).verdict == "none"
    assert with_meaning.verdict != "none"
    assert with_meaning.hits[0].document.id == "dostawa"
    assert with_meaning.hits[0].signals.phrasing == pytest.approx(1)


def test_a_greeting_is_no_question_whatever_it_means():
    model = TopicModel()

    index = placed_index(model)
    model.placed.clear()

    assert index.search("dzień dobry").verdict == "none"
    assert model.placed == []


# ---- What a workspace has placed ------------------------------------------------


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> TopicModel:
    made = TopicModel()
    monkeypatch.setattr(selectors, "embedder", lambda: made)
    return made


def settle() -> None:
    """Wait until nothing is placed aside any more; one that ends may have begun another."""
    while aside := [t for t in threading.enumerate() if t.name == selectors.REBUILDER]:
        aside[0].join(10)


@pytest.mark.django_db(transaction=True)
def test_entries_are_placed_aside_once_and_then_found_by_meaning(workspace, model):
    selectors.forget()
    services.create_entry(workspace, question="Zwrot towaru", answer="Formularzem.")
    services.create_entry(workspace, question="Dostawa do domu", answer="Jutro.")

    first = selectors.search(workspace.pk, "kiedy przyjedzie kurier", "pl").result
    settle()
    second = selectors.search(workspace.pk, "kiedy przyjedzie kurier", "pl").result

    assert first.verdict == "none"
    assert second.hits[0].document.question == "Dostawa do domu"
    assert model.placed.count("Zwrot towaru") == 1
    selectors.forget()


@pytest.mark.django_db(transaction=True)
def test_a_change_places_what_is_new_and_forgets_what_is_gone(workspace, model):
    selectors.forget()
    services.create_entry(workspace, question="Zwrot towaru", answer="Formularzem.")
    entry = services.create_entry(workspace, question="Dostawa do domu", answer="Jutro.")
    selectors.index_of(workspace.pk)
    settle()
    model.placed.clear()

    entry.question = "Kurier"
    services.save_entry(entry)
    selectors.index_of(workspace.pk)
    settle()

    assert sorted(model.placed) == ["Kurier", "Kurier Jutro."]
    assert StoredVector.objects.count() == 4
    selectors.forget()


@pytest.mark.django_db(transaction=True)
def test_what_is_written_while_the_rest_is_placed_is_placed_too(workspace, model):
    selectors.forget()
    services.create_entry(workspace, question="Zwrot towaru", answer="Formularzem.")
    late = ["Dostawa do domu"]
    place = model.embed

    def interrupted(texts: Sequence[str], kind: Kind) -> Vectors:
        if late:
            services.create_entry(workspace, question=late.pop(), answer="Jutro.")
        return place(texts, kind)

    model.embed = interrupted
    selectors.index_of(workspace.pk)
    settle()

    assert selectors.index_of(workspace.pk).model == "topics"
    assert model.placed.count("Dostawa do domu") == 1
    selectors.forget()


@pytest.mark.django_db(transaction=True)
def test_what_another_model_placed_is_not_compared(workspace, model):
    selectors.forget()
    services.create_entry(workspace, question="Zwrot towaru", answer="Formularzem.")
    selectors.index_of(workspace.pk)
    settle()
    model.name = "another"
    selectors.forget()
    model.placed.clear()

    selectors.index_of(workspace.pk)
    settle()

    assert len(model.placed) == 2
    assert set(StoredVector.objects.values_list("embedder", flat=True)) == {"another"}
    selectors.forget()


@pytest.mark.django_db(transaction=True)
def test_switched_off_nothing_is_placed(workspace):
    selectors.forget()
    services.create_entry(workspace, question="Zwrot towaru", answer="Formularzem.")

    selectors.search(workspace.pk, "oddać", "pl")
    settle()

    assert embedding.embedder() is None
    assert not StoredVector.objects.exists()
    selectors.forget()


@pytest.mark.skipif(not embedding.fits_here(), reason="the local model is not for this machine")
def test_the_local_model_places_what_means_alike_close(settings):
    settings.FLOWBUILDER_EMBEDDINGS = "local"
    embedding.embedder.cache_clear()
    model = embedding.embedder()
    embedding.embedder.cache_clear()
    assert model is not None
    asked, alike, other = model.embed(
        ["Kiedy przyjdzie moja paczka?", "when will my parcel arrive", "Czy macie basen?"], "asks"
    )

    assert np.linalg.norm(asked) == pytest.approx(1, abs=1e-3)
    assert asked @ alike > asked @ other
