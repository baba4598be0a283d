"""A large index is rebuilt beside the old one."""

import threading

import pytest

from flowbuilder.knowledge import selectors, services
from flowbuilder.knowledge.search import index_keeping


@pytest.mark.django_db(transaction=True)
def test_a_large_index_answers_while_its_successor_is_built(workspace, monkeypatch):
    monkeypatch.setattr(index_keeping, "REBUILD_ASIDE", 0)
    services.create_entry(workspace, question="Jak zwrócić towar?", answer="Formularzem.")
    old = selectors.index_of(workspace.pk)
    services.create_entry(workspace, question="Gdzie jest sklep?", answer="W Krakowie.")
    meanwhile = selectors.index_of(workspace.pk)
    for thread in threading.enumerate():
        if thread.name == index_keeping.REBUILDER:
            thread.join(10)

    assert meanwhile is old
    assert len(selectors.index_of(workspace.pk)) == 2
