"""What visitors left while nobody was there is counted and marked until somebody answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.common.clock import now
from flowbuilder.common.executor import run_in_orm
from flowbuilder.conversations.models import Conversation
from flowbuilder.conversations.services import append_message
from flowbuilder.core.effects import OpenTicket
from flowbuilder.handoff import effects, inbox_rows, lists
from flowbuilder.handoff.errors import AlreadyClosed, NotYourTurn
from flowbuilder.handoff.models import Snooze, Team, Ticket
from flowbuilder.handoff.services import answering, leaving, snoozing, writing
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


# ---- Marked as answered by mistake ---------------------------------------------------------


@pytest.mark.django_db
def test_what_was_marked_by_mistake_waits_for_its_answer_again(
    new_conversation: Start,
    ewa: User,
    team: Team,
    workspace: Workspace,
    as_agent: Client,  # noqa: F811
    other_workspace: Workspace,
    client_for: Callable[..., Client],
) -> None:
    talk, other = new_conversation(), new_conversation()
    leaves(talk)
    leaves(talk, "And the bulb.", "2")
    leaves(other, "Where is my parcel?", "3")
    post(as_agent, one(talk, "left-answered"))
    _lamp, bulb, parcel = Ticket.objects.order_by("pk")
    address = one(talk, "left-unanswered")

    assert post(client_for("agent", other_workspace), address, ticket=bulb.pk).status_code == 404
    assert post(as_agent, address, ticket=parcel.pk).status_code == 404
    row = post(as_agent, address, ticket=bulb.pk).json()
    again = post(as_agent, address, ticket=bulb.pk)

    assert (row["left"]["text"], again.status_code) == ("And the bulb.", 200)
    assert list(Ticket.objects.order_by("pk").values_list("status", flat=True)) == [
        "answered", "open", "open",
    ]  # fmt: skip
    told = talk.messages.filter(author="system", private=True)
    assert [line.content["line"]["code"] for line in told] == ["answered", "unanswered"]
    assert count(workspace, ewa) == 2


# ---- Put aside -----------------------------------------------------------------------------


@pytest.fixture
def over(new_conversation: Start, team: Team) -> Conversation:
    """A conversation that is over, with a message left."""
    talk = new_conversation()
    leaves(talk)
    Conversation.objects.filter(pk=talk.pk).update(state=Conversation.State.CLOSED)
    talk.refresh_from_db()
    return talk


def aside(talk: Conversation, user: User) -> Conversation:
    until = now() + timedelta(days=1)
    return snoozing.snooze(talk.workspace, talk.pk, user, epoch=talk.owner_epoch, until=until)


def snoozed(workspace: Workspace, user: User) -> tuple[list[str], int]:
    """The list of what is put aside, and how many that are."""
    rows, _next = lists.page_of("snoozed", workspace.pk, user)
    counted: int = lists.counts_for(workspace.pk, user)["snoozed"]
    return [row["id"] for row in rows], counted


@pytest.mark.django_db
def test_a_message_left_is_put_aside_for_everybody_and_comes_back_at_its_moment(
    over: Conversation, ewa: User, jan: User, workspace: Workspace
) -> None:
    aside(over, ewa)

    for person in (ewa, jan):
        assert (left(workspace, person), count(workspace, person)) == ([], 0)
        assert snoozed(workspace, person) == ([str(over.pk)], 1)

    Snooze.objects.update(until=now())

    assert count(workspace, jan) == 1
    assert snoozed(workspace, jan) == ([], 0)
    assert snoozing.wake_due() == 1


@pytest.mark.django_db
def test_a_colleague_takes_up_a_message_that_was_put_aside(
    over: Conversation, ewa: User, jan: User, workspace: Workspace
) -> None:
    aside(over, ewa)

    snoozing.wake(workspace, over.pk, jan, epoch=over.owner_epoch)

    assert count(workspace, jan) == 1


@pytest.mark.django_db
def test_what_is_answered_is_no_longer_put_aside(
    over: Conversation, ewa: User, workspace: Workspace
) -> None:
    aside(over, ewa)

    leaving.answered_elsewhere(workspace, over.pk, ewa)

    assert snoozed(workspace, ewa) == ([], 0)
    assert not Snooze.objects.exists()
    with pytest.raises(AlreadyClosed):
        aside(over, ewa)


@pytest.mark.django_db
def test_what_is_over_says_which_message_was_left_also_when_it_is_answered(
    over: Conversation, ewa: User, workspace: Workspace
) -> None:
    content = {"kind": "text", "text": "ada@client.example"}
    append_message(over, author="visitor", content=content)
    leaving.answered_elsewhere(workspace, over.pk, ewa)

    rows, _next = lists.page_of("closed", workspace.pk, ewa)

    assert [(row["left"], row["reason"]) for row in rows] == [(None, "My lamp is dark.")]


@pytest.mark.django_db
def test_what_a_colleague_answers_is_theirs_to_put_aside_though_a_message_was_left_there(
    new_conversation: Start, ewa: User, jan: User, team: Team, workspace: Workspace
) -> None:
    talk = new_conversation()
    leaves(talk)
    talk.refresh_from_db()
    theirs = answering.take_over(workspace, talk.pk, jan, epoch=talk.owner_epoch)

    with pytest.raises(NotYourTurn):
        aside(theirs, ewa)
    aside(theirs, jan)

    assert (count(workspace, jan), snoozed(workspace, jan)) == (0, ([str(talk.pk)], 1))
