"""Conversations in which an agent answered what nothing else could, for tests."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.common.clock import now
from flowbuilder.conversations.models import Contact, Conversation, Message
from flowbuilder.core.testing import flow
from flowbuilder.flows.models import FlowVersion
from flowbuilder.flows.services import create_flow, publish
from flowbuilder.knowledge import services
from flowbuilder.knowledge.models import Unanswered

QUESTION = "Czy macie bony podarunkowe?"
ANSWER = "Bony podarunkowe kupi Pani w kasie, od 50 zł do 500 zł."


def version_in(workspace: Workspace) -> FlowVersion:
    """A published flow; the same for all conversations of a workspace."""
    found = FlowVersion.objects.filter(workspace=workspace).first()
    if found is not None:
        return found
    document = flow(("hello", "message", {"text": "Dzień dobry."}), ("end", "end"),
                    wires="hello.next > end", locale="pl")  # fmt: skip
    drawn = create_flow(workspace=workspace, name="Rozmowa", user=None, document=document)
    return publish(flow=drawn, revision=drawn.draft_revision, note="", user=None)


def talk(
    workspace: Workspace,
    *said: tuple[str, str],
    question: str = QUESTION,
    state: str = "closed",
    agent: User | None = None,
    at: datetime | None = None,
    language: str = "pl",
    **contact: Any,
) -> Unanswered:
    """A visitor asked in vain, and then `said` (author and words) was said, a minute apart."""
    version, began = version_in(workspace), at or now()
    conversation = Conversation.objects.create(
        workspace=workspace,
        contact=Contact.objects.create(workspace=workspace, **contact),
        flow_version=version,
        language=language,
        state=state,
        started_at=began,
    )
    words = [("visitor", question), *said]
    for seq, (author, text) in enumerate(words, 1):
        Message.objects.create(
            conversation=conversation,
            seq=seq,
            author=author.removesuffix(" to agents"),
            private=author.endswith(" to agents"),
            content={"kind": "text", "text": text},
            agent=agent if author.startswith("agent") else None,
            at=began + timedelta(minutes=seq - 1),
        )
    asked = services.record_unanswered(
        workspace.pk, question, language=language, at=began, conversation_id=conversation.pk
    )
    assert asked is not None
    return asked
