"""What the assistant prepared for a visitor whom a person has taken over meanwhile (case 19)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.channels.web.services import messages_after
from flowbuilder.common.clock import now
from flowbuilder.conversations.models import EventRecord, Message
from flowbuilder.conversations.ownership import Move
from flowbuilder.conversations.services import change_owner
from flowbuilder.core.document import Flow as Document
from flowbuilder.core.events import AgentJoined
from flowbuilder.core.testing import flow
from flowbuilder.knowledge import selectors, services
from flowbuilder.runtime import jobs, performing
from flowbuilder.runtime.models import Job
from flowbuilder.runtime.turns import take_turn
from tests.knowledge.shop import ENTRIES
from tests.knowledge.test_effects import with_model
from tests.llm.fake_model import Quoting, running

pytestmark = pytest.mark.django_db

COST, ANSWER = ENTRIES[0][1], ENTRIES[0][3]


def looking_up(kind: str) -> Document:
    """A flow that asks, and answers from the knowledge by a step of that kind."""
    ways = {"faq_lookup": "found not_found", "llm_answer": "answered not_grounded wants_human"}
    asked = {"query" if kind == "faq_lookup" else "question": "{{ asked }}"}
    return flow(
        ("hello", "question", {"question": "How can I help?", "save_as": "asked"}),
        ("know", kind, asked),
        ("end", "end"),
        wires="; ".join(["hello.next>know", *(f"know.{way}>end" for way in ways[kind].split())]),
        variables=({"name": "asked"},),
        locale="pl",
    )


@pytest.fixture
def knows(workspace: Workspace) -> Iterator[None]:
    """The workspace knows what delivery costs, and how goods are sent back."""
    selectors.forget()
    for key, question, variants, answer in ENTRIES:
        services.create_entry(
            workspace, question=question, answer=answer, variants=variants, key=key
        )
    yield
    selectors.forget()


def take_over(talk, agent: User) -> None:
    row = talk.row
    change_owner(row, Move.TAKE, expected_epoch=row.owner_epoch, agent=agent)
    take_turn(talk.pk, AgentJoined(at=now(), agent=agent.shown_name))


@pytest.mark.parametrize(
    ("kind", "author", "generated"), [("llm_answer", "ai", True), ("faq_lookup", "bot", False)]
)
def test_an_answer_that_comes_after_a_take_over_is_a_note_for_agents_and_never_shown(
    begin, knows, agent, settings, kind, author, generated
):
    """Seen to fail, for both, without `keep_unsent`; and with the note not private."""
    talk = begin(looking_up(kind))
    talk.says(COST)
    job = jobs.claim(Job.objects.get(conversation=talk.pk).pk)
    take_over(talk, agent)
    shown = messages_after(talk.pk, 0)

    with running(Quoting()) as model:
        with_model(model, settings)
        performing.perform(job)
        asked = len(model.requests)

    notes = Message.objects.filter(conversation=talk.pk, private=True)
    note = notes.get()
    assert asked == (kind == "llm_answer")
    assert (note.author, note.generated) == (author, generated)
    assert note.content["text"] == (
        f"The assistant had prepared this answer; it was not sent:\n{ANSWER}"
    )
    record = EventRecord.objects.filter(conversation=talk.pk).latest("number")
    assert (record.kind, record.fate) == ("EffectSucceeded", "discarded")
    assert record.note == "The answer came after somebody else had taken the conversation over."
    assert messages_after(talk.pk, 0) == shown
    assert ANSWER not in str(shown)
