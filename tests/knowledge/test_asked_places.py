"""Expected questions are placed by the model once, whoever judges them, and as long as they are
expected."""

from __future__ import annotations

import pytest

from flowbuilder.knowledge import selectors, services
from flowbuilder.knowledge.checks import expectations, what_if
from flowbuilder.knowledge.models import MeaningSettings, StoredVector
from flowbuilder.knowledge.search import index_keeping, indexed
from tests.knowledge.test_meaning import TopicModel, settle

pytestmark = pytest.mark.django_db(transaction=True)

BY_MEANING, STRANGE = "kiedy przyjedzie kurier", "co dziś gotujecie w kuchni"


@pytest.fixture
def model(monkeypatch):
    made = TopicModel()
    monkeypatch.setattr(indexed, "embedder", lambda: made)
    yield made
    settle()


@pytest.fixture
def shop(workspace, model):
    entry = services.create_entry(workspace, question="Dostawa do domu", answer="Jutro.")
    selectors.index_of(workspace.pk)
    settle()
    expectations.expect(workspace, BY_MEANING, language="pl", entry=entry)
    expectations.expect(workspace, STRANGE, language="pl", entry=None)
    expectations.run(workspace)
    model.placed.clear()
    return workspace


def kept(workspace):
    return StoredVector.objects.filter(workspace=workspace, embedder="topics asked").count()


def test_another_process_need_not_place_them(shop, model):
    index_keeping.forget()
    run = expectations.run(shop)
    entry = shop.knowledge.get()
    entry.question, entry.answer = "Zwrot towaru", "Formularzem."
    broken = what_if.if_saved(entry).broken

    assert (run.right, run.refused) == (1, 1)
    assert [each.question for each in broken] == [BY_MEANING]
    assert set(model.placed) == {"Zwrot towaru", "Zwrot towaru Formularzem."}


def test_what_is_expected_no_longer_is_forgotten_by_the_next_check(shop, model):
    before = kept(shop)
    expectations.delete(
        shop, shop.expectations.filter(question=STRANGE).values_list("pk", flat=True)
    )
    expectations.run(shop)

    assert (before, kept(shop)) == (2, 1)


def test_what_goes_with_documents_that_are_gone_is_not_what_was_asked(shop, model):
    services.create_entry(shop, question="Zwrot towaru", answer="Formularzem.")
    selectors.index_of(shop.pk)
    settle()
    stays = kept(shop)
    model.name = "other"
    index_keeping.forget()
    selectors.index_of(shop.pk)
    settle()

    assert (stays, kept(shop)) == (2, 0)


def test_words_alone_keep_no_places(shop, model):
    StoredVector.objects.all().delete()
    MeaningSettings.objects.create(workspace=shop, how="off")
    services.note_change(shop.pk)
    expectations.run(shop)

    assert not StoredVector.objects.exists()
