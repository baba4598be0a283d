"""A shop with a mailbox on real servers, and its one agent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.channels.email import fetching, tasks
from flowbuilder.channels.email.models import Mailbox
from flowbuilder.common.clock import now
from flowbuilder.conversations.models import Conversation
from flowbuilder.flows import services as flow_services
from flowbuilder.flows.models import Flow
from flowbuilder.handoff.models import Agent, Team
from flowbuilder.handoff.services import answering, writing
from flowbuilder.integrations.secrets import seal
from flowbuilder.runtime import jobs, performing
from flowbuilder.runtime.models import Job
from tests import mail_servers
from tests.mail_servers import PASSWORD, USER, Mails


@pytest.fixture
def mails(settings: Any) -> Iterator[Mails]:
    with mail_servers.running() as running:
        settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS = [
            f"127.0.0.1:{running.imap_port}",
            f"127.0.0.1:{running.smtp_port}",
        ]
        yield running


@pytest.fixture
def team(workspace: Workspace) -> Team:
    return Team.objects.create(workspace=workspace, name="Obsługa", slug="obsluga")


@pytest.fixture
def ewa(workspace: Workspace, team: Team, make_user: Any) -> User:
    user: User = make_user("agent", workspace, "ewa")
    agent = Agent.objects.create(workspace=workspace, user=user, capacity=4)
    agent.teams.add(team)
    return user


@pytest.fixture
def mailbox(workspace: Workspace, team: Team, mails: Mails) -> Mailbox:
    """Looked into once: what arrives from now on is taken."""
    box = Mailbox.objects.create(
        workspace=workspace,
        name="Sklep Ada",
        address=USER,
        team=team,
        imap_host="127.0.0.1",
        imap_port=mails.imap_port,
        imap_security="none",
        imap_user=USER,
        imap_sealed=seal(PASSWORD),
        smtp_host="127.0.0.1",
        smtp_port=mails.smtp_port,
        smtp_security="none",
    )
    assert fetching.fetch(box) == 0
    box.refresh_from_db()
    return box


@pytest.fixture
def publish(workspace: Workspace) -> Callable[..., Flow]:
    """Publishes a flow of these nodes and edges."""

    def make(nodes: list[dict[str, Any]], edges: list[tuple[str, str, str]]) -> Flow:
        document = flow_services.read_document(
            {
                "format": 1,
                "name": "Poczta",
                "locale": "pl",
                "start": nodes[0]["id"],
                "nodes": nodes,
                "edges": [
                    {"source": source, "port": port, "target": target}
                    for source, port, target in edges
                ],
            }
        )
        flow = flow_services.create_flow(
            workspace=workspace, name="Poczta", user=None, document=document
        )
        flow_services.publish(flow=flow, revision=flow.draft_revision, note="", user=None)
        return flow

    return make


def fetch(mailbox: Mailbox) -> int:
    """Look into the mailbox, as the next minute's job does."""
    mailbox.refresh_from_db()
    count = tasks.check(mailbox)
    mailbox.refresh_from_db()
    return count


def perform(kind: str, *, ahead: bool = True) -> None:
    """Do the waiting jobs of this kind; those for later, too."""
    for job in Job.objects.filter(effect__kind=kind, status=Job.Status.WAITING):
        if ahead:
            Job.objects.filter(pk=job.pk).update(run_at=now())
        claimed = jobs.claim(job.pk)
        if claimed is not None:
            performing.perform(claimed)


def reply(conversation: Conversation, user: User, text: str) -> None:
    """The agent takes the conversation, if it is not theirs, and answers; the letter leaves."""
    conversation.refresh_from_db()
    workspace = conversation.workspace
    if conversation.agent_id != user.pk:
        conversation = answering.take_over(
            workspace, conversation.pk, user, epoch=conversation.owner_epoch
        )
    writing.reply(
        workspace,
        conversation.pk,
        user,
        text=text,
        client_id=f"{text[:20]}-{conversation.head_seq}",
        epoch=conversation.owner_epoch,
    )
    perform("SendMail")


def lines(conversation: Conversation, *, notes: bool = False) -> list[tuple[str, str]]:
    """Who said what."""
    return [
        (message.author, message.content.get("text", ""))
        for message in conversation.messages.filter(private=notes).order_by("seq")
    ]
