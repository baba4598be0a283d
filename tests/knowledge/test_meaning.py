"""Entries are found by what they mean: in the pure index, and with what a workspace has placed."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import pytest
from django.urls import reverse

from flowbuilder.common.clock import now
from flowbuilder.knowledge import selectors, services
from flowbuilder.knowledge.checks import expectations, model_plans
from flowbuilder.knowledge.models import ModelPlan, ModelRun, QualityRun, StoredVector
from flowbuilder.knowledge.search import (
    embedding,
    index_keeping,
    indexed,
    vectors,
)
from flowbuilder.knowledge.search.embedding import Kind, Vectors
from flowbuilder.knowledge.search.meaning import Meanings
from flowbuilder.knowledge.search.mixing import WITH_MEANING, WORDS_ALONE, Mixture, Signals
from flowbuilder.knowledge.search.retrieval import Document, Index
from flowbuilder.knowledge.search.text import fold
from flowbuilder.llm.models import LanguageModelSettings
from flowbuilder.runtime.models import Job
from tests.llm.fake_model import Quoting, running

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


def test_a_word_of_the_shop_that_no_model_knows_is_placed_like_its_synonym():
    model = TopicModel()
    known = vectors.placed(model, vectors.missing(ENTRIES, {}))
    stored = {t.digest: place for t, place in zip(vectors.missing(ENTRIES, {}), known, strict=True)}
    index = vectors.index(ENTRIES, model, stored, alike={"pl": [["paka", "przesyłka", "dostawa"]]})

    found = index.search("Gdzie jest moja paka?")

    assert placed_index(model).search("Gdzie jest moja paka?").verdict == "none"
    assert (found.verdict, found.hits[0].document.id) == ("found", "dostawa")
    assert found.hits[0].signals.phrasing == pytest.approx(1)
    assert model.placed.count("Gdzie jest moja paka?") == 2
    assert not any("przesyłka" in text for text in model.placed)


def test_a_greeting_is_no_question_whatever_it_means():
    model = TopicModel()

    index = placed_index(model)
    model.placed.clear()

    assert index.search("dzień dobry").verdict == "none"
    assert model.placed == []


def test_an_index_by_words_asks_no_model_and_finds_what_words_find():
    model = TopicModel()
    index = placed_index(model)
    asked = ("kiedy przyjedzie kurier", "jak oddać towar", "dzień dobry", "zwrot")
    model.placed.clear()

    by_words = [index.by_words().search(each) for each in asked]

    assert by_words == [Index(ENTRIES).search(each) for each in asked]
    assert by_words != [index.search(each) for each in asked]
    assert (index.by_words().model, index.model) == ("", "topics")


# ---- What a workspace has placed ------------------------------------------------


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> TopicModel:
    made = TopicModel()
    monkeypatch.setattr(indexed, "embedder", lambda: made)
    return made


def settle() -> None:
    """Wait until nothing is placed aside any more; one that ends may have begun another."""
    while aside := [t for t in threading.enumerate() if t.name == index_keeping.REBUILDER]:
        aside[0].join(10)


@pytest.mark.django_db(transaction=True)
def test_entries_are_placed_aside_once_and_then_found_by_meaning(workspace, model, monkeypatch):
    monkeypatch.setattr(index_keeping, "PLACED_AT_ONCE", 0)
    services.create_entry(workspace, question="Zwrot towaru", answer="Formularzem.")
    services.create_entry(workspace, question="Dostawa do domu", answer="Jutro.")

    first = selectors.search(workspace.pk, "kiedy przyjedzie kurier", "pl").result
    settle()
    second = selectors.search(workspace.pk, "kiedy przyjedzie kurier", "pl").result

    assert first.verdict == "none"
    assert second.hits[0].document.question == "Dostawa do domu"
    assert model.placed.count("Zwrot towaru") == 1


@pytest.mark.django_db(transaction=True)
def test_the_box_says_when_words_alone_count(workspace, client_for, monkeypatch):
    monkeypatch.setattr(index_keeping, "PLACED_AT_ONCE", 0)
    goes_on = threading.Event()

    class Slow(TopicModel):
        """Places nothing aside before it is told to."""

        def embed(self, texts: Sequence[str], kind: Kind) -> Vectors:
            if threading.current_thread().name == index_keeping.REBUILDER:
                goes_on.wait(20)
            return super().embed(texts, kind)

    made = Slow()
    monkeypatch.setattr(indexed, "embedder", lambda: made)
    services.create_entry(workspace, question="Zwrot towaru", answer="Formularzem.")
    client = client_for("author")
    asked = (reverse("admin:knowledge_ask"), {"question": "zwrot", "language": "pl"})
    meanwhile = client.get(*asked).content.decode()
    goes_on.set()
    settle()
    after = client.get(*asked).content.decode()

    words = "przez kilka sekund wyniki zależą od samych słów"
    assert (words in meanwhile, words in after) == (True, False)


@pytest.mark.django_db(transaction=True)
def test_a_change_places_what_is_new_and_forgets_what_is_gone(workspace, model):
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


@pytest.mark.django_db(transaction=True)
def test_what_is_written_while_the_rest_is_placed_is_placed_too(workspace, model):
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


@pytest.mark.django_db(transaction=True)
def test_expected_answers_are_checked_when_all_is_placed_and_not_by_words_before(workspace, model):
    entry = services.create_entry(workspace, question="Zwrot towaru", answer="Formularzem.")
    expectations.expect(workspace, "chcę oddać towar", language="pl", entry=entry)
    selectors.index_of(workspace.pk)
    settle()
    expectations.run(workspace)
    services.create_entry(workspace, question="Dostawa do domu", answer="Jutro.")
    Job.objects.all().delete()
    due = f"quality:{workspace.pk}:0"
    goes_on, place = threading.Event(), model.embed

    def slowly(texts: Sequence[str], kind: Kind) -> Vectors:
        if threading.current_thread().name == index_keeping.REBUILDER:
            goes_on.wait(20)
        return place(texts, kind)

    model.embed = slowly
    expectations.judge_due(due)
    runs_meanwhile = QualityRun.objects.count()
    goes_on.set()
    settle()
    planned = Job.objects.filter(key__startswith=f"quality:{workspace.pk}:").count()
    expectations.judge_due(due)

    assert (runs_meanwhile, planned) == (1, 1)
    assert list(QualityRun.objects.values_list("model", flat=True)) == ["topics", "topics"]
    assert not expectations.is_out_of_date(workspace.pk)


@pytest.mark.django_db(transaction=True)
def test_a_changed_model_is_not_asked_before_all_is_placed_but_not_put_off_without_end(
    workspace, model
):
    entry = services.create_entry(workspace, question="Zwrot towaru", answer="Formularzem.")
    expectations.expect(workspace, "chcę oddać towar", language="pl", entry=entry)
    selectors.index_of(workspace.pk)
    settle()
    with running(Quoting()) as asked:
        own = {"base_url": asked.base_url, "model": "own"}
        with model_plans.changing(workspace.pk):
            LanguageModelSettings.objects.create(workspace=workspace, **own)
        services.create_entry(workspace, question="Dostawa do domu", answer="Jutro.")
        goes_on, place = threading.Event(), model.embed

        def slowly(texts: Sequence[str], kind: Kind) -> Vectors:
            if threading.current_thread().name == index_keeping.REBUILDER:
                goes_on.wait(20)
            return place(texts, kind)

        model.embed = slowly
        keys, runs = [], []
        for changed in (now(), now() - model_plans.LONGEST - timedelta(seconds=1)):
            ModelPlan.objects.update(changed_at=changed)
            keys.append(Job.objects.filter(key__startswith="model-plan:").latest("id").key)
            model_plans.take(keys[-1])
            runs.append(ModelRun.objects.count())
        goes_on.set()
        settle()

    assert runs == [0, 1]
    assert keys[0] != keys[1]
    assert not ModelPlan.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_another_model_placed_is_not_compared(workspace, model):
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


@pytest.mark.django_db(transaction=True)
def test_switched_off_nothing_is_placed(workspace):
    services.create_entry(workspace, question="Zwrot towaru", answer="Formularzem.")

    selectors.search(workspace.pk, "oddać", "pl")
    settle()

    assert embedding.embedder() is None
    assert not StoredVector.objects.exists()


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
