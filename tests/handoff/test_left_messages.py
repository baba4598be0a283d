"""What visitors left while nobody was there is counted and marked until somebody answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.common.executor import run_in_orm
from flowbuilder.conversations.models import Conversation
from flowbuilder.core.effects import OpenTicket
from flowbuilder.handoff import effects, inbox_rows, lists
from flowbuilder.handoff.models import Team, Ticket
from flowbuilder.handoff.services import answering, writing
from tests.handoff.test_api import as_agent, one, post  # noqa: F401  a fixture
from tests.handoff.test_socket import sit_down  # noqa: F401  a fixture

Start = Callable[..., Conversation]


def leaves(talk: Conversation, text: str = "My lamp is dark.", key: str = "1") -> None:
    """The visitor leaves a message."""
    effects.open_ticket(OpenTicket(id=key, text=text, email="ada@client.example"), talk)


def left(workspace: Workspace, user: User, team: int | None = None) -> list[tuple[str, str]]:
    """The rows of the list, with what was left."""
    rows, _next = lists.page_of("left", workspace.pk, user, team)
    return [(row["id"], row["left"]["text"]) for row in rows]


def count(workspace: Workspace, user: User) -> int:
    found: int = lists.counts_for(workspace.pk, user)["left"]
    return found


@pytest.mark.django_db
def test_a_message_left_is_counted_and_marked_until_an_agent_answers(
    new_conversation: Start, ewa: User, team: Team, workspace: Workspace
) -> None:
    other, talk = new_conversation(), new_conversation()
    leaves(talk)
    leaves(talk, "And the bulb.", "2")

    assert (left(workspace, ewa), count(workspace, ewa)) == (
        [(str(talk.pk), "My lamp is dark.")],
        1,
    )
    assert inbox_rows.row_for(other.pk, workspace.pk, ewa)["left"] is None

    talk.refresh_from_db()
    mine = answering.take_over(workspace, talk.pk, ewa, epoch=talk.owner_epoch)
    writing.note(workspace, talk.pk, ewa, text="A new one is on its way", client_id="n")
    assert count(workspace, ewa) == 1
    said = {"text": "We send a new one.", "client_id": "a"}
    writing.reply(workspace, talk.pk, ewa, epoch=mine.owner_epoch, **said)

    assert (left(workspace, ewa), count(workspace, ewa)) == ([], 0)
    assert set(Ticket.objects.values_list("status", flat=True)) == {"answered"}


@pytest.mark.django_db
def test_the_list_is_narrowed_to_the_team_for_which_it_was_left(
    new_conversation: Start, ewa: User, team: Team, workspace: Workspace
) -> None:
    talk = new_conversation()
    leaves(talk)
    other = Team.objects.create(workspace=workspace, name="Zwroty", slug="zwroty")

    assert left(workspace, ewa, team.pk) == [(str(talk.pk), "My lamp is dark.")]
    assert left(workspace, ewa, other.pk) == []


@pytest.mark.django_db
def test_an_agent_says_that_it_was_answered_elsewhere(
    new_conversation: Start,
    team: Team,
    as_agent: Client,  # noqa: F811
    other_workspace: Workspace,
    client_for: Callable[..., Client],
) -> None:
    talk = new_conversation()
    leaves(talk)
    address = one(talk, "left-answered")
    stranger = client_for("agent", other_workspace)

    assert post(stranger, address).status_code == 404
    assert Ticket.objects.get().status == "open"
    assert post(as_agent, address).json()["left"] is None
    assert post(as_agent, address).status_code == 200
    assert Ticket.objects.get().status == "answered"
    told = talk.messages.get(author="system")
    assert told.private
    assert told.content["line"]["code"] == "answered"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("how", ["action", "form"])
async def test_open_inboxes_hear_of_what_was_left_and_of_its_answer(
    how: str, new_conversation: Start, ewa: User, team: Team, sit_down: Any,  # noqa: F811
    client_for: Callable[..., Client],
) -> None:  # fmt: skip
    talk = await run_in_orm(new_conversation)
    inbox = await sit_down(ewa)
    await run_in_orm(leaves, talk)
    came = await inbox.until("conversation.updated")

    def answer() -> None:
        ticket = Ticket.objects.get()
        owner = client_for("owner")
        if how == "form":
            page = reverse("admin:handoff_ticket_change", args=[ticket.pk])
            done = owner.post(page, {"status": "answered", "team": team.pk})
        else:
            page = reverse("admin:handoff_ticket_changelist")
            done = owner.post(page, {"action": "mark_answered", "_selected_action": [ticket.pk]})
        assert done.status_code == 302

    await run_in_orm(answer)
    gone = await inbox.until("conversation.updated")

    assert (came["counts"]["left"], came["conversation"]["left"]["text"]) == (1, "My lamp is dark.")
    assert (gone["counts"]["left"], gone["conversation"]["left"]) == (0, None)
