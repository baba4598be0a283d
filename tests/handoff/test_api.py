"""The inbox over REST: who may, whose it is, and what comes back."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.conversations.models import Conversation
from flowbuilder.handoff import lists
from flowbuilder.handoff.models import Agent, CannedReply, Team
from flowbuilder.handoff.urls import urlpatterns
from tests.handoff.conftest import be_online, says

ROOT = "/api/v1/inbox/"
pytestmark = pytest.mark.django_db
Start = Callable[..., Conversation]


def post(client: Client, path: str, **body: Any) -> Any:
    return client.post(path, json.dumps(body), content_type="application/json")


@pytest.fixture
def as_agent(client_for: Callable[..., Client], workspace: Workspace, team: Team) -> Client:
    """Signed in as an agent who is online."""
    client = client_for("agent")
    user = client.user  # type: ignore[attr-defined]  # set by the fixture
    agent = Agent.objects.create(workspace=workspace, user=user)
    agent.teams.add(team)
    be_online(agent)
    return client


@pytest.fixture
def waiting(as_agent: Client, asked: Start) -> Conversation:
    """A visitor who waits, with an agent there."""
    return asked()


def one(conversation: Conversation, action: str = "") -> str:
    return f"{ROOT}conversations/{conversation.pk}/" + (f"{action}/" if action else "")


def test_a_conversation_from_queue_to_close(as_agent: Client, waiting: Conversation) -> None:
    page = as_agent.get(f"{ROOT}conversations/?view=waiting").json()
    (row,) = page["conversations"]
    assert (row["state"], row["reason"], page["counts"]["waiting"]) == (
        "queued",
        "Parcel of Ada",
        1,
    )

    taken = post(as_agent, one(waiting, "claim"), epoch=row["epoch"]).json()
    assert (taken["state"], taken["epoch"]) == ("agent", row["epoch"] + 1)

    client_id = str(uuid.uuid4())
    sent = post(
        as_agent, one(waiting, "reply"), client_id=client_id, text="Hello", epoch=taken["epoch"]
    )
    assert (sent.status_code, sent.json()["client_id"]) == (201, client_id)

    messages = as_agent.get(one(waiting, "messages")).json()
    assert messages["messages"][-1]["content"]["text"] == "Hello"
    after = as_agent.get(one(waiting, "messages") + f"?after={messages['head'] - 1}").json()
    assert [message["seq"] for message in after["messages"]] == [messages["head"]]

    closed = post(as_agent, one(waiting, "close"), epoch=taken["epoch"])
    assert closed.json()["state"] == "bot"


def test_an_epoch_that_has_moved_is_409_with_a_sentence(
    as_agent: Client, waiting: Conversation
) -> None:
    answer = post(as_agent, one(waiting, "claim"), epoch=waiting.owner_epoch + 3)

    assert answer.status_code == 409
    assert answer.json()["code"] == "owner_changed"
    assert answer.json()["message"]


def test_unread_counts_what_the_visitor_said_since(as_agent: Client, waiting: Conversation) -> None:
    read = post(as_agent, one(waiting, "read"), seq=waiting.head_seq)
    assert read.json() == {"seq": waiting.head_seq}
    says(waiting, "Hello?")
    says(waiting, "Anybody?")

    (row,) = as_agent.get(f"{ROOT}conversations/?view=waiting").json()["conversations"]

    assert (row["unread"], row["last"]["text"]) == (2, "Anybody?")


def test_the_row_of_one_who_waits_shows_their_words_and_not_the_assistants(
    as_agent: Client, waiting: Conversation
) -> None:
    spoken = waiting.messages.order_by("-seq").first()
    assert spoken is not None
    assert spoken.author == "bot"

    (row,) = as_agent.get(f"{ROOT}conversations/?view=waiting").json()["conversations"]

    assert (row["last"]["from"], row["last"]["text"]) == ("visitor", "Ada")


def test_nothing_of_a_closed_conversation_is_unread(
    as_agent: Client, waiting: Conversation
) -> None:
    Conversation.objects.filter(pk=waiting.pk).update(state="closed")

    (row,) = as_agent.get(f"{ROOT}conversations/?view=closed").json()["conversations"]

    assert row["unread"] == 0


def test_the_read_mark_never_goes_back_nor_beyond_the_end(
    as_agent: Client, waiting: Conversation
) -> None:
    head = waiting.head_seq

    assert post(as_agent, one(waiting, "read"), seq=10_000).json() == {"seq": head}
    assert post(as_agent, one(waiting, "read"), seq=1).json() == {"seq": head}


def test_the_list_is_paged_in_the_order_of_asking(
    as_agent: Client, asked: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flowbuilder.handoff.lists.PAGE", 2)
    ids = [str(asked().pk) for _ in range(5)]
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = as_agent.get(f"{ROOT}conversations/?view=waiting&cursor={cursor}").json()
        seen += [row["id"] for row in page["conversations"]]
        cursor = page["next"]

    assert seen == ids


def test_other_views_are_paged_by_activity(
    as_agent: Client, new_conversation: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flowbuilder.handoff.lists.PAGE", 2)
    ids = [str(new_conversation().pk) for _ in range(5)]
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = as_agent.get(f"{ROOT}conversations/?view=bot&cursor={cursor}").json()
        seen += [row["id"] for row in page["conversations"]]
        cursor = page["next"]

    assert seen == ids[::-1]


@pytest.mark.parametrize("cursor", ["x", "YWJj", "fHw", "%00", "a" * 199])
def test_a_cursor_that_makes_no_sense_is_refused(as_agent: Client, cursor: str) -> None:
    assert as_agent.get(f"{ROOT}conversations/?cursor={cursor}").status_code == 400


def test_the_card_tells_the_story(as_agent: Client, waiting: Conversation) -> None:
    card = as_agent.get(one(waiting)).json()

    assert card["handoffs"][0]["reason"] == "Parcel of Ada"
    assert card["answers"][0]["personal"] is True
    assert card["page"]["url"] == "https://shop.example/p"
    assert card["mood"] is None
    assert [step["category"] for step in card["path"]] == ["ask", "people"]


def test_availability_and_people(as_agent: Client, team: Team) -> None:
    away = as_agent.put(f"{ROOT}me/", '{"state": "away"}', content_type="application/json")
    people = as_agent.get(f"{ROOT}people/").json()

    assert (away.json()["state"], away.json()["online"]) == ("away", False)
    assert people["teams"] == [
        {
            "id": team.pk,
            "name": "Obsługa",
            "open": True,
            "agents_online": 0,
            "zone": "Europe/Warsaw",
            "drafts": False,
        }
    ]


def test_whoever_first_opens_the_inbox_is_away_until_they_say_otherwise(
    client_for: Callable[..., Client],
) -> None:
    assert client_for("owner").get(f"{ROOT}me/").json()["state"] == "away"


# ---- Mass assignment (38) -------------------------------------------------------------------

WISHES = {
    "workspace": 1,
    "workspace_id": 1,
    "owner_epoch": 99,
    "agent_id": 1,
    "user": 1,
    "role": "owner",
    "state": "closed",
    "private": False,
    "author": "bot",
    "seq": 0,
    "at": "2020-01-01",
    "is_staff": True,
    "hash": "x",
}
BODIES: dict[str, dict[str, Any]] = {
    "claim": {"epoch": 1},
    "take-over": {"epoch": 1},
    "close": {"epoch": 1},
    "hand-back": {"epoch": 1, "node": ""},
    "transfer": {"epoch": 1, "team": 1},
    "left-answered": {},
    "left-unanswered": {"ticket": 1},
    "reply": {"epoch": 1, "text": "x", "client_id": str(uuid.UUID(int=7))},
    "note": {"text": "x", "client_id": str(uuid.UUID(int=8))},
    "read": {"seq": 1},
    "send-again": {"seq": 1},
    "tags": {"add": [], "remove": []},
    "priority": {"epoch": 1, "priority": "high"},
    "snooze": {"epoch": 1, "until": "2026-11-30T09:00:00Z"},
    "wake": {"epoch": 1},
    "summary": {},
    "translation": {"seq": 1},
    "reply-draft": {},
}


@pytest.mark.parametrize("action", BODIES)
def test_a_field_that_does_not_belong_is_refused_and_nothing_happens(
    as_agent: Client, waiting: Conversation, action: str
) -> None:
    for name, value in WISHES.items():
        if name in BODIES[action]:
            continue
        answer = post(as_agent, one(waiting, action), **{**BODIES[action], name: value})
        assert answer.status_code == 400, (name, answer.content)
        assert name in answer.json()["details"]["fields"]

    head = waiting.head_seq
    waiting.refresh_from_db()
    assert (waiting.state, waiting.head_seq) == ("queued", head)


def test_the_availability_of_others_cannot_be_set(as_agent: Client) -> None:
    for name in ("user", "workspace", "capacity", "teams", "last_seen_at"):
        body = json.dumps({"state": "online", name: 1})
        answer = as_agent.put(f"{ROOT}me/", body, content_type="application/json")
        assert answer.status_code == 400


# ---- Tenants and roles (22, 37) ----------------------------------------------------------------


def test_every_route_of_one_conversation_is_404_for_another_workspace(
    waiting: Conversation, client_for: Callable[..., Client], other_workspace: Workspace
) -> None:
    stranger = client_for("agent", other_workspace)
    absent = Conversation(pk=uuid.uuid4())
    reads = ["", "messages", "steps", "suggestions", "snooze"]
    known = {*reads, *BODIES, "files"}
    routes = {
        str(pattern.pattern).split(">/", 1)[1].strip("/")
        for pattern in urlpatterns
        if "conversation_id" in str(pattern.pattern)
    }
    assert routes == known

    for conversation in (waiting, absent):
        answers = [stranger.get(one(conversation, action)) for action in reads]
        answers += [
            post(stranger, one(conversation, name), **body) for name, body in BODIES.items()
        ]
        answers.append(post(stranger, one(conversation, "files")))
        assert {answer.status_code for answer in answers} == {404}
        assert {answer.json()["code"] for answer in answers} == {"not_found"}


def test_lists_show_only_the_own_workspace(
    waiting: Conversation, client_for: Callable[..., Client], other_workspace: Workspace
) -> None:
    CannedReply.objects.create(
        workspace=waiting.workspace, title="t", shortcut="t", text="t", language="pl"
    )
    stranger = client_for("agent", other_workspace)

    for view in lists.VIEWS:
        page = stranger.get(f"{ROOT}conversations/?view={view}").json()
        assert page["conversations"] == []
        assert page["counts"]["waiting"] == 0
    assert stranger.get(f"{ROOT}canned-replies/").json() == []
    assert stranger.get(f"{ROOT}people/").json()["teams"] == []


def test_a_transfer_to_another_workspaces_team_or_agent_is_404(
    as_agent: Client,
    waiting: Conversation,
    other_workspace: Workspace,
    make_user: Callable[..., User],
) -> None:
    taken = post(as_agent, one(waiting, "claim"), epoch=waiting.owner_epoch).json()
    team = Team.objects.create(workspace=other_workspace, name="X", slug="x")
    stranger = make_user("agent", other_workspace)
    Agent.objects.create(workspace=other_workspace, user=stranger)

    for target in ({"team": team.pk}, {"agent": stranger.pk}):
        answer = post(as_agent, one(waiting, "transfer"), epoch=taken["epoch"], **target)
        assert answer.status_code == 404
    waiting.refresh_from_db()
    assert waiting.owner_epoch == taken["epoch"]


@pytest.mark.parametrize("role", ["author", "analyst"])
def test_roles_without_an_inbox_get_403_everywhere(
    waiting: Conversation, client_for: Callable[..., Client], role: str
) -> None:
    client = client_for(role)
    names = ["me", "people", "canned-replies", "conversations", "colleagues", "tags", "views"]
    paths = [*(f"{ROOT}{name}/" for name in names), f"{ROOT}search/?q=ada"]

    answers = [client.get(path) for path in [*paths, one(waiting), one(waiting, "messages")]]
    answers += [post(client, one(waiting, name), **body) for name, body in BODIES.items()]
    them = [{"id": str(waiting.pk), "epoch": waiting.owner_epoch}]
    answers.append(post(client, f"{ROOT}many/", action="close", conversations=them))
    answers.append(post(client, f"{ROOT}tags/", name="new"))
    answers.append(post(client, f"{ROOT}views/", name="new", view="mine"))
    answers.append(client.delete(f"{ROOT}views/1/"))

    assert {answer.status_code for answer in answers} == {403}
    assert client.get("/inbox/").status_code == 403


def test_a_stranger_is_asked_to_sign_in(waiting: Conversation, client: Client) -> None:
    assert client.get(one(waiting)).status_code == 401
    assert client.get("/inbox/").status_code == 302


def test_what_handing_back_leads_to_is_told_before(as_agent: Client, waiting: Conversation) -> None:
    post(as_agent, one(waiting, "take-over"), epoch=waiting.owner_epoch)

    told = as_agent.get(one(waiting, "hand-back")).json()
    unknown = as_agent.get(one(waiting, "hand-back") + "?node=nowhere")

    assert told["says"][0] in (
        "Asystent prowadzi dalej rozmowę.",
        "The assistant continues the conversation.",
    )
    assert (bool(told["begins"]), bool(told["then"])) == (True, True)
    assert unknown.json()["code"] == "no_such_step"
