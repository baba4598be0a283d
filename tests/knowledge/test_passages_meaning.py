"""Passages are placed by the model beside the entries, each text once."""

from __future__ import annotations

import pytest

from flowbuilder.knowledge import selectors, services
from flowbuilder.knowledge.reading import sources
from flowbuilder.knowledge.reading.sources import Upload
from flowbuilder.knowledge.search import indexed
from tests.knowledge.reading import file_source, read
from tests.knowledge.test_meaning import TopicModel, settle

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = "# Regulamin\n\n## Jeden\n\nTowar można oddać w salonie.\n\n## Dwa\n\nPrzyjmujemy BLIK.\n"


@pytest.fixture
def model(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    made = TopicModel()
    monkeypatch.setattr(indexed, "embedder", lambda: made)
    yield made
    settle()


def test_an_unchanged_passage_keeps_its_place(workspace, model):
    source = read(file_source(workspace, "a.md", TEXT))
    selectors.index_of(workspace.pk)
    settle()
    assert selectors.index_of(workspace.pk).is_placed
    model.placed.clear()

    changed = TEXT.replace("Przyjmujemy BLIK.", "Przyjmujemy karty.")
    read(sources.save(source, upload=Upload(name="a.md", data=changed.encode())))
    selectors.index_of(workspace.pk)
    settle()

    assert model.placed == ["Regulamin › Dwa: Przyjmujemy karty."]


def test_a_new_entry_files_no_passage_anew(workspace, model):
    read(file_source(workspace, "a.md", TEXT))
    selectors.index_of(workspace.pk)
    settle()
    before = selectors.index_of(workspace.pk).passages
    services.create_entry(workspace, question="Dostawa do domu", answer="Jutro.")
    selectors.index_of(workspace.pk)
    settle()

    assert selectors.index_of(workspace.pk).passages is before
    assert selectors.index_of(workspace.pk).is_placed


def test_entries_are_found_by_meaning_while_passages_still_wait(workspace, model):
    services.create_entry(workspace, question="Dostawa do domu", answer="Jutro.")
    selectors.index_of(workspace.pk)
    settle()
    read(file_source(workspace, "a.md", TEXT))
    found = selectors.search(workspace.pk, "kiedy przyjedzie kurier", "pl").result

    assert found.hits[0].document.question == "Dostawa do domu"
    assert found.hits[0].signals.phrasing == pytest.approx(1)
