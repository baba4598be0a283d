"""A conversation is made urgent by hand: its place in the queue, its promises, and who is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from flowbuilder.accounts.models import Role, User, Workspace
from flowbuilder.conversations import live
from flowbuilder.conversations.models import Conversation, Message
from flowbuilder.handoff import inbox, inbox_rows, selectors
from flowbuilder.handoff.models import Handoff, SlaTarget, Team
from flowbuilder.handoff.services import answering
from tests.handoff.test_api import ROOT, as_agent, one, post  # noqa: F401  a fixture

pytestmark = pytest.mark.django_db
Start = Callable[..., Conversation]


def make(client: Client, talk: Conversation, priority: str = "high", **more: Any) -> Any:
    fresh = Conversation.objects.get(pk=talk.pk)
    given = {"epoch": fresh.owner_epoch, "priority": priority, **more}
    return post(client, one(talk, "priority"), **given)


def said_to_agents(talk: Conversation) -> list[str]:
    shown, _more = inbox.messages_of(talk.pk, after=0)
    return [m["content"]["text"] for m in shown if m["private"]]


def test_an_urgent_one_goes_before_those_who_asked_earlier(
    as_agent: Client,  # noqa: F811
    asked: Start,
    team: Team,
) -> None:
    first, second = asked(), asked()

    row = make(as_agent, second).json()

    assert row["urgent"] is True
    waiting = [one.conversation_id for one in selectors.waiting_in(team)]
    assert waiting == [second.pk, first.pk]
    assert make(as_agent, second, "normal").json()["urgent"] is False
    waiting = [one.conversation_id for one in selectors.waiting_in(team)]
    assert waiting == [first.pk, second.pk]


def test_the_promise_is_that_of_the_new_priority(
    as_agent: Client,  # noqa: F811
    asked: Start,
    team: Team,
) -> None:
    for priority, seconds in (("normal", 600), ("high", 60)):
        SlaTarget.objects.create(
            workspace=team.workspace, team=team, priority=priority, first_reply_s=seconds
        )
    talk = asked()

    assert make(as_agent, talk).json()["target_s"] == 60
    assert make(as_agent, talk, "normal").json()["target_s"] == 600


def test_a_line_for_agents_alone_says_who_did_it_and_counts_as_no_note(
    as_agent: Client,  # noqa: F811
    asked: Start,
) -> None:
    talk = asked()
    before = list(Message.objects.filter(conversation=talk, private=False))

    assert make(as_agent, talk).json()["noted"] is False
    make(as_agent, talk)
    make(as_agent, talk, "normal")

    with translation.override("pl"):
        assert said_to_agents(talk) == [
            "Agent-Sklep-Ada oznacza rozmowę jako pilną.",
            "Agent-Sklep-Ada zdejmuje z rozmowy oznaczenie „pilne”.",
        ]
    with translation.override("en"):
        assert said_to_agents(talk)[0] == "Agent-Sklep-Ada marked the conversation as urgent."
    assert list(Message.objects.filter(conversation=talk, private=False)) == before


def test_agents_look_again_and_those_who_wait_are_told_their_place(
    as_agent: Client,  # noqa: F811
    asked: Start,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    first, second = asked(), asked()
    rung: list[tuple[str, str]] = []
    monkeypatch.setattr(live, "publish", lambda ring: rung.append((ring["name"], ring["group"])))

    with django_capture_on_commit_callbacks(execute=True):
        make(as_agent, second)

    assert ("row.changed", live.inbox_group(second.workspace_id)) in rung
    told = {group for name, group in rung if name == "queue.moved"}
    assert told == {live.conversation_group(talk.pk) for talk in (first, second)}


def test_it_stays_urgent_with_the_agent_who_takes_it(
    as_agent: Client,  # noqa: F811
    asked: Start,
    ewa: User,
) -> None:
    talk = asked()
    make(as_agent, talk)
    fresh = Conversation.objects.get(pk=talk.pk)
    answering.claim(talk.workspace, talk.pk, ewa, epoch=fresh.owner_epoch)

    assert inbox_rows.row_for(talk.pk, talk.workspace_id, ewa)["urgent"] is True
    assert make(as_agent, talk, "normal").json()["urgent"] is False


def test_what_changed_hands_or_is_with_the_assistant_stays_as_it_is(
    as_agent: Client,  # noqa: F811
    asked: Start,
    new_conversation: Start,
) -> None:
    talk = asked()

    stale = make(as_agent, talk, epoch=99)
    assert (stale.status_code, stale.json()["code"]) == (409, "owner_changed")
    assert make(as_agent, new_conversation()).status_code == 409
    assert make(as_agent, talk, "low").status_code == 400
    assert Handoff.objects.get(conversation=talk).priority == "normal"


def test_many_are_made_urgent_at_once_and_what_cannot_be_is_told(
    as_agent: Client,  # noqa: F811
    asked: Start,
    new_conversation: Start,
) -> None:
    talks = [asked(), asked(), new_conversation()]
    chosen = [
        {"id": str(talk.pk), "epoch": Conversation.objects.get(pk=talk.pk).owner_epoch}
        for talk in talks
    ]
    many = {"action": "priority", "conversations": chosen}

    done = post(as_agent, f"{ROOT}many/", **many, priority="high").json()["results"]

    assert [bool(each["code"]) for each in done] == [False, False, True]
    assert Handoff.objects.filter(priority="high").count() == 2
    assert post(as_agent, f"{ROOT}many/", **many).status_code == 400


@pytest.mark.parametrize(("role", "status"), [(Role.OWNER, 204), (Role.AGENT, 403)])
def test_whoever_leads_the_agents_does_it_in_the_live_view(
    client: Client,
    workspace: Workspace,
    make_user: Callable[..., User],
    ewa: User,
    asked: Start,
    role: str,
    status: int,
) -> None:
    """Ewa is there, so somebody waits."""
    talk = asked()
    client.force_login(make_user(role, workspace, "lead"))
    address = reverse("admin:live-priority", args=[talk.pk])

    done = client.post(address, {"priority": "high"}, headers={"X-Requested-With": "fetch"})

    assert done.status_code == status
    assert (Handoff.objects.get().priority == "high") is (status == 204)


def test_in_the_live_view_another_workspaces_conversation_is_not_there(
    client: Client, other_workspace: Workspace, make_user: Callable[..., User], asked: Start
) -> None:
    talk = asked()
    client.force_login(make_user(Role.OWNER, other_workspace))
    address = reverse("admin:live-priority", args=[talk.pk])

    assert client.post(address, {"priority": "high"}).status_code == 404
    assert client.post(address, {"priority": "low"}).status_code == 404
