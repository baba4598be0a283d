"""Own ids with foreign ones inside, and sockets: the ways round a check of the address (case 37).

Seen to fail, one by one: `version_of` without its flow, `conversations_of` without its workspace
in the socket, `teams_of` and `agents_of` without theirs in a transfer, `published_documents` of
everybody. Tokens are held by two guards: `welcome_back` and `latest_conversation` both ask for
the widget's key.
"""

from __future__ import annotations

import json
import uuid

import pytest
from django.test import Client

from flowbuilder.accounts.models import Role
from flowbuilder.channels.web.models import Widget
from flowbuilder.common.executor import run_in_orm
from flowbuilder.config.asgi import Sockets
from flowbuilder.conversations.models import Conversation, Message
from flowbuilder.core.testing import flow
from flowbuilder.flows import services
from flowbuilder.flows.models import FlowVersion
from flowbuilder.handoff.consumers import InboxConsumer
from flowbuilder.handoff.lists import VIEWS
from flowbuilder.handoff.models import Handoff
from tests.access.rows import CANARY, Rows
from tests.channels.visitor import Visitor
from tests.handoff.test_socket import Inbox, session_of

pytestmark = pytest.mark.django_db(transaction=True)

#: Every socket, and what proves that one may open it.
SOCKETS = {
    "^ws/chat/(?P<key>[A-Za-z0-9_-]{1,64})/$": "the widget's origin; the visitor's token in hello",
    "ws/inbox/": "the login, from our own pages",
}


@pytest.fixture
def foreign(other_workspace, make_user):
    """Rows of a workspace that the callers do not belong to."""
    rows = Rows(other_workspace, make_user(Role.OWNER, other_workspace, name=CANARY))
    rows.all()
    return rows


@pytest.fixture
def own(workspace, make_user):
    """Rows of the callers' own workspace, each made when it is asked for."""
    return Rows(workspace, make_user(Role.OWNER, workspace, name="somebody"))


# ---- Flows and versions ------------------------------------------------------------


@pytest.mark.parametrize("way", ["", "restore/"])
def test_an_own_flow_has_no_version_of_a_foreign_one(client_for, own, foreign, way):
    FlowVersion.objects.filter(pk=foreign["flows.FlowVersion"].pk).update(number=7)
    client, flow_id = client_for("author"), own["flows.Flow"].pk
    address = f"/api/v1/flows/{flow_id}/versions/{{}}/{way}"
    ask = client.post if way else client.get
    more = {"data": {"revision": 1}, "content_type": "application/json"} if way else {}

    answers = [ask(address.format(number), **more) for number in (7, 8)]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].json() == answers[1].json()


def test_an_own_flow_cannot_run_a_foreign_one(client_for, own, foreign):
    """Neither by publishing it, nor in a trial."""
    document = flow(
        ("call", "call_flow", {"flow": str(foreign["flows.Flow"].pk)}), locale="en"
    ).model_dump(mode="json")
    client, base = client_for("author"), f"/api/v1/flows/{own['flows.Flow'].pk}"
    kind = {"content_type": "application/json"}

    saved = client.put(f"{base}/draft/", {"revision": 1, "document": document}, **kind)
    published = client.post(f"{base}/publish/", {"revision": 2, "note": ""}, **kind)
    tried = client.post(f"{base}/try/", {"document": document, "event": {"kind": "start"}}, **kind)

    assert "flow.E072" in [problem["code"] for problem in saved.json()["problems"]]
    assert published.status_code == 422
    assert CANARY not in json.dumps(tried.json())


def test_a_flow_refers_to_no_foreign_team_credential_or_survey(own, foreign):
    """All are named, so each name is made one that only the other workspace has."""
    for label, change in (
        ("integrations.Credential", {"name": "theirs"}), ("handoff.Team", {"slug": "theirs"}),
        ("surveys.Survey", {"slug": "theirs"}),
    ):  # fmt: skip
        row = foreign[label]
        type(row).objects.filter(pk=row.pk).update(**change)
    document = flow(
        ("call", "http_request", {"url": "https://shop.example/", "credential": "theirs"}),
        ("pass", "handoff", {"team": "theirs"}),
        ("rate", "survey", {"survey": "theirs"}),
        ("bye", "end", {}),
        wires="call.next>pass; call.refused>pass; call.problem>pass; pass.done>rate; "
        "rate.next>bye; pass.nobody>bye; pass.timed_out>bye; pass.gave_up>bye",
        locale="en",
    )

    codes = [problem.code for problem in services.problems_of(own.workspace, document)]

    assert {"flow.E070", "flow.E071", "flow.E081"} <= set(codes)


# ---- The inbox -----------------------------------------------------------------------


@pytest.mark.parametrize("inside", ["team", "agent"])
def test_an_own_conversation_is_not_passed_to_foreign_people(client_for, own, foreign, inside):
    client = client_for("agent")
    talk = own["conversations.Conversation"]
    Conversation.objects.filter(pk=talk.pk).update(state="agent", agent=client.user)
    them = {"team": foreign["handoff.Team"].pk, "agent": foreign["handoff.Agent"].user_id}
    address = f"/api/v1/inbox/conversations/{talk.pk}/transfer/"
    before = Handoff.objects.count()

    answers = [
        client.post(address, {"epoch": 0, inside: key}, content_type="application/json")
        for key in (them[inside], 999_999)
    ]

    talk.refresh_from_db()
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].json() == answers[1].json()
    assert (talk.state, talk.agent, Handoff.objects.count()) == ("agent", client.user, before)


def test_an_own_conversation_is_not_handed_back_to_a_step_of_another_flow(client_for, own, foreign):
    client = client_for("agent")
    talk = own["conversations.Conversation"]
    Conversation.objects.filter(pk=talk.pk).update(state="agent", agent=client.user)
    version = foreign["flows.FlowVersion"]
    nodes = [{"id": "theirs", "type": "end"}]
    FlowVersion.objects.filter(pk=version.pk).update(document={"nodes": nodes, "start": "theirs"})

    answer = client.post(
        f"/api/v1/inbox/conversations/{talk.pk}/hand-back/",
        {"epoch": 0, "node": "theirs"},
        content_type="application/json",
    )

    talk.refresh_from_db()
    assert answer.status_code in (400, 404)
    assert (talk.state, talk.owner_epoch) == ("agent", 0)


def test_a_list_asked_for_a_foreign_team_is_empty(client_for, own, foreign):
    client = client_for("agent")

    for view in VIEWS:
        query = {"view": view, "team": foreign["handoff.Team"].pk}
        answer = client.get("/api/v1/inbox/conversations/", query)

        assert answer.json()["conversations"] == []


# ---- Sockets ----------------------------------------------------------------------------


def test_every_socket_is_known_here():
    sockets = Sockets()

    assert {str(route.pattern) for route in (*sockets.public, *sockets.ours)} == set(SOCKETS)


def test_the_inbox_has_no_frame_that_names_a_row_but_watch():
    """A frame with another id in it needs a test like the next one."""
    named = {
        kind: sorted(set(frame.model_fields) - {"type", "after", "private"})
        for kind, frame in InboxConsumer.frames.items()
    }

    assert named == {"watch": ["conversation"], "typing": [], "sit": []}


async def test_a_foreign_conversation_is_watched_no_more_than_an_absent_one(
    own, foreign, client_for
):
    user = (await run_in_orm(client_for, "agent")).user
    inbox = Inbox(await run_in_orm(session_of, user))
    await inbox.open()
    await inbox.settled()

    said = []
    for key in (foreign["conversations.Conversation"].pk, uuid.UUID(int=1)):
        await inbox.send({"type": "watch", "conversation": str(key)})
        frames = await inbox.settled()
        said.append([frame for frame in frames if frame["type"] == "error"])
        assert CANARY not in json.dumps(frames)

    assert said[0] == said[1]
    assert [frame["code"] for frame in said[0]] == ["not_found"]
    await inbox.close()


@pytest.mark.parametrize(("path", "code"), [("/ws/inbox/", 4403), ("/ws/other/", 4404)])
async def test_the_door_lets_nobody_else_in(path, code):
    visitor = Visitor(Sockets(), "demo", "http://testserver")
    visitor.scope["path"] = path

    await visitor.open()

    assert (visitor.accepted, visitor.close_code) == (False, code)


def test_a_token_of_one_widget_is_nothing_to_another(own, foreign):
    widgets = [rows["channel_web.Widget"] for rows in (own, foreign)]
    Widget.objects.update(origins=["https://shop.example"])
    chats = [f"/api/v1/chat/{widget.key}/messages" for widget in widgets]
    client = Client(headers={"Origin": "https://shop.example"})
    hello = client.post(chats[1], {"type": "hello"}, content_type="application/json").json()
    token = hello["frames"][0]["visitor"]

    answers = [
        Client(headers={"Authorization": f"Bearer {held}"}).get(chats[0])
        for held in (token, "x" * len(token))
    ]

    assert [answer.status_code for answer in answers] == [401, 401]
    assert answers[0].json() == answers[1].json()
    assert not Message.objects.filter(conversation__workspace=own.workspace, seq__gt=1).exists()
