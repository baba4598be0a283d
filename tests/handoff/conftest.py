"""A small shop with a published flow: ask a name, hand over, ask for a rating."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.common.clock import now
from flowbuilder.conversations.models import Contact, Conversation
from flowbuilder.core.events import SessionStarted, VisitorSaid
from flowbuilder.flows import services as flow_services
from flowbuilder.flows.models import FlowVersion
from flowbuilder.handoff.models import Agent, Team
from flowbuilder.runtime.turns import take_turn

DOCUMENT: dict[str, Any] = {
    "format": 1,
    "name": "Shop",
    "locale": "en",
    "start": "name",
    "variables": [
        {"name": "customer", "kind": "text", "personal": True},
        {"name": "order_number", "kind": "text"},
    ],
    "nodes": [
        {
            "id": "name",
            "type": "question",
            "title": "Ask for the name",
            "config": {"question": "Your name?", "save_as": "customer"},
        },
        {
            "id": "person",
            "type": "handoff",
            "title": "",
            "config": {"reason": "Parcel of {{ customer }}", "max_wait": 600},
        },
        {"id": "rate", "type": "survey", "title": "Rating", "config": {}},
        {"id": "later", "type": "message", "title": "Sorry", "config": {"text": "Nobody there."}},
        {"id": "bye", "type": "message", "title": "Goodbye", "config": {"text": "Goodbye."}},
        {"id": "end", "type": "end", "title": "", "config": {}},
    ],
    "edges": [
        {"source": "name", "port": "next", "target": "person"},
        {"source": "person", "port": "done", "target": "rate"},
        {"source": "person", "port": "nobody", "target": "later"},
        {"source": "person", "port": "timed_out", "target": "later"},
        {"source": "person", "port": "gave_up", "target": "later"},
        {"source": "rate", "port": "next", "target": "bye"},
        {"source": "later", "port": "next", "target": "end"},
        {"source": "bye", "port": "next", "target": "end"},
    ],
}


def publish(workspace: Workspace, document: dict[str, Any] = DOCUMENT) -> FlowVersion:
    """A published version of `document` in `workspace`."""
    flow = flow_services.create_flow(workspace=workspace, name="Shop", user=None, language="en")
    return FlowVersion.objects.create(
        workspace=workspace, flow=flow, number=1, document=document, components={}
    )


def be_online(agent: Agent) -> Agent:
    """Open an inbox for `agent`, as far as the database knows."""
    agent.state, agent.last_seen_at = Agent.State.ONLINE, now()
    agent.save(update_fields=["state", "last_seen_at"])
    return agent


@pytest.fixture
def team(workspace: Workspace) -> Team:
    return Team.objects.create(
        workspace=workspace, name="Obsługa", slug="obsluga", holidays_poland=False
    )


@pytest.fixture
def make_agent(workspace: Workspace, team: Team, make_user: Any) -> Callable[..., User]:
    """Makes an agent of the team, online: `make_agent("ewa")`."""

    def make(name: str, *, online: bool = True, capacity: int = 4) -> User:
        user: User = make_user("agent", workspace, name)
        agent = Agent.objects.create(workspace=workspace, user=user, capacity=capacity)
        agent.teams.add(team)
        if online:
            be_online(agent)
        return user

    return make


@pytest.fixture
def ewa(make_agent: Callable[..., User]) -> User:
    return make_agent("ewa")


@pytest.fixture
def jan(make_agent: Callable[..., User]) -> User:
    return make_agent("jan")


@pytest.fixture
def version(workspace: Workspace) -> FlowVersion:
    return publish(workspace)


@pytest.fixture
def new_conversation(workspace: Workspace, version: FlowVersion) -> Callable[..., Conversation]:
    """Starts a conversation: the flow has asked for the name."""

    def start(contact: Contact | None = None) -> Conversation:
        contact = contact or Contact.objects.create(workspace=workspace, language="en")
        conversation = Conversation.objects.create(
            workspace=workspace,
            flow_version=version,
            channel="web",
            widget_key="k",
            contact=contact,
            language="en",
            page={"url": "https://shop.example/p", "title": "Lamp"},
        )
        take_turn(conversation.pk, SessionStarted(at=now()))
        conversation.refresh_from_db()
        return conversation

    return start


@pytest.fixture
def asked(new_conversation: Callable[..., Conversation]) -> Callable[..., Conversation]:
    """Starts a conversation in which the visitor has reached the handoff."""

    def ask(name: str = "Ada") -> Conversation:
        conversation = new_conversation()
        says(conversation, name)
        return conversation

    return ask


def says(conversation: Conversation, text: str) -> None:
    """The visitor writes `text`."""
    take_turn(conversation.pk, VisitorSaid(at=now(), text=text))
    conversation.refresh_from_db()


def lines(conversation: Conversation) -> list[tuple[str, str]]:
    """Who said what, notes excluded."""
    return [
        (message.author, message.content["text"])
        for message in conversation.messages.filter(private=False).order_by("seq")
    ]
