"""What runtime tests share: a conversation on a published flow, and words to talk in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from flowbuilder.accounts.models import Workspace
from flowbuilder.common.clock import now, told_by
from flowbuilder.conversations.engine_port import Receipt
from flowbuilder.conversations.models import Contact, Conversation, Message
from flowbuilder.core.document import Flow as Document
from flowbuilder.core.events import SessionStarted, VisitorChose, VisitorSaid
from flowbuilder.core.testing import flow
from flowbuilder.flows import services
from flowbuilder.flows.models import FlowVersion
from flowbuilder.runtime.turns import take_turn
from tests.clock import VirtualClock

LOOK_UP = flow(
    ("ask", "question", {"question": "What is it about?", "save_as": "subject"}),
    ("call", "http_request", {"url": "http://127.0.0.1:9/orders/{{ subject }}"}),
    ("again", "question", {"question": "Found. What else?", "save_as": "more"}),
    ("sorry", "message", {"text": "That did not work."}),
    ("said", "message", {"text": "You said: {{ more }}"}),
    ("bye", "end", {}),
    wires="ask.next>call; call.next>again; call.refused>sorry; call.problem>sorry; "
    "again.next>said; said.next>bye; sorry.next>bye",
    locale="en",
    variables=({"name": "subject"}, {"name": "more"}),
)


class Talk:
    """A conversation and what may happen in it."""

    def __init__(self, conversation: Conversation) -> None:
        self.pk = conversation.pk

    @property
    def row(self) -> Conversation:
        return Conversation.objects.get(pk=self.pk)

    @property
    def transcript(self) -> list[tuple[str, str]]:
        found = Message.objects.filter(conversation=self.pk).order_by("seq")
        return [(message.author, message.content["text"]) for message in found]

    def starts(self) -> Receipt:
        return take_turn(self.pk, SessionStarted(at=now()))

    def says(self, text: str, client_id: str | None = None, **more: Any) -> Receipt:
        return take_turn(self.pk, VisitorSaid(at=now(), text=text), client_id=client_id, **more)

    def chooses(self, value: str, effect_id: str, client_id: str | None = None) -> Receipt:
        event = VisitorChose(at=now(), value=value, label=value, effect_id=effect_id)
        return take_turn(self.pk, event, client_id=client_id)


@pytest.fixture
def publish(workspace: Workspace) -> Callable[[Document], FlowVersion]:
    """Publishes a document as the first version of a new flow."""

    def make(document: Document) -> FlowVersion:
        made = services.create_flow(
            workspace=workspace, name=f"Flow {id(document)}", user=None, document=document
        )
        return services.publish(flow=made, revision=made.draft_revision, note="", user=None)

    return make


@pytest.fixture
def begin(workspace: Workspace, publish: Callable[[Document], FlowVersion]) -> Callable[..., Talk]:
    """Begins a conversation: `talk = begin(LOOK_UP)`; `version=` takes a published one."""

    def make(document: Document = LOOK_UP, version: FlowVersion | None = None) -> Talk:
        talk = Talk(
            Conversation.objects.create(
                workspace=workspace,
                flow_version=version or publish(document),
                channel="web",
                widget_key="shop",
                contact=Contact.objects.create(workspace=workspace),
                language="en",
                page={},
            )
        )
        talk.starts()
        return talk

    return make


@pytest.fixture
def clock() -> Iterator[VirtualClock]:
    """Time that stands still until the test moves it."""
    virtual = VirtualClock()
    with told_by(virtual):
        yield virtual
