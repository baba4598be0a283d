"""All of the knowledge works where no other machine can be reached: nothing of it is a service.

`tests/conftest.py` refuses such connections in every test. Here they fail as they do where the
cable is cut, and are counted: what is tried and forgiven would count as well.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from flowbuilder.core import mood
from flowbuilder.core.effects import AskModel, FindTopic, SearchKnowledge
from flowbuilder.knowledge import effects, selectors, services
from flowbuilder.knowledge.checks import expectations, threshold_services
from flowbuilder.knowledge.models import Entry, StoredVector
from flowbuilder.knowledge.search import embedding
from tests.knowledge.shop import ENTRIES
from tests.knowledge.test_effects import Context
from tests.knowledge.test_meaning import settle

pytestmark = pytest.mark.django_db(transaction=True)
FILE = "id,question,variants,answer\n" + "\n".join(
    f'{key},"{question}","{"|".join(variants)}","{answer}"'
    for key, question, variants, answer in ENTRIES
)


@pytest.fixture
def attempts(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """The cable is cut; what was tried all the same."""
    tried: list[object] = []
    connect, resolve = socket.socket.connect, socket.getaddrinfo

    def near(host: object) -> bool:
        return str(host) in {"127.0.0.1", "::1", "localhost", "None", ""}

    def connecting(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and not near(address[0]):
            tried.append(address)
            raise OSError("Network is unreachable")
        return connect(self, address)

    def resolving(host, *args, **more):
        if not near(host):
            tried.append(host)
            raise socket.gaierror("Name or service not known")
        return resolve(host, *args, **more)

    monkeypatch.setattr(socket.socket, "connect", connecting)
    monkeypatch.setattr(socket, "getaddrinfo", resolving)
    yield tried


def test_the_cut_is_felt_and_counted(attempts):
    with socket.socket() as raw, pytest.raises(OSError, match="unreachable"):
        raw.connect(("192.0.2.1", 443))
    with pytest.raises(OSError, match="not known"):
        socket.create_connection(("example.com", 443), timeout=1)

    assert len(attempts) == 2


@pytest.mark.parametrize("embeddings", ["off", "local"])
def test_the_whole_way_of_knowledge_needs_no_other_machine(
    settings, attempts, workspace, owner, embeddings
):
    if embeddings == "local" and not embedding.fits_here():
        pytest.skip("the local model is not for this machine")
    settings.FLOWBUILDER_EMBEDDINGS = embeddings
    embedding.embedder.cache_clear()
    try:
        report = services.import_file(workspace, FILE.encode(), name="faq.csv", by=owner)
        selectors.index_of(workspace.pk)
        settle()
        context = Context(workspace.pk)

        searched = effects.search_knowledge(
            SearchKnowledge(query="formularz zwrotu", language="pl"), context
        )
        answered = effects.ask_model(
            AskModel(question="Jak złożyć reklamację?", language="pl"), context
        )
        entry = Entry.objects.get(key="zwrot-jak")
        expectations.expect(workspace, "jak zwrócić towar", language="pl", entry=entry)
        run = expectations.run(workspace, by=owner)
        standing = threshold_services.standing(workspace.pk)
        topic = effects.find_topic(
            FindTopic(
                text="kiedy dojdzie moja paczka",
                topics=(("parcel", ("kiedy dojdzie paczka",)), ("return", ("chcę oddać towar",))),
                language="pl",
            ),
            context,
        )
        angry = mood.judge([("visitor", "TO JEST SKANDAL!!! Oszuści!!!")], "pl")
    finally:
        embedding.embedder.cache_clear()

    assert report.created == len(ENTRIES)
    assert searched["hits"][0]["id"] == "zwrot-jak"
    assert (answered["outcome"], answered["generated"]) == ("answered", False)
    assert (run.right, run.answerable) == (1, 1)
    assert threshold_services.learn(standing, "balanced").kept == "too_few"
    assert topic["topic"] == "parcel"
    assert angry.name == "upset"
    assert StoredVector.objects.exists() is (embeddings == "local")
    assert attempts == []
