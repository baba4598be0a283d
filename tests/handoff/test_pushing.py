"""An agent's closed browser is told what concerns them, and nothing that is not true any more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.common.clock import now
from flowbuilder.common.errors import InvalidInput
from flowbuilder.conversations.models import Conversation
from flowbuilder.flows.models import FlowVersion
from flowbuilder.handoff.models import Agent, Holiday, PushSubscription, ReadMark, Team
from flowbuilder.handoff.services import answering, passing_on, pushing
from flowbuilder.handoff.services.assigning import move
from flowbuilder.integrations.webpush import Browser, PushRefused
from flowbuilder.runtime.models import Job
from tests.handoff.conftest import says
from tests.integrations.test_webpush import BROWSER, push_service

pytestmark = pytest.mark.django_db


def subscribe(workspace: Workspace, user: User, endpoint: str) -> None:
    PushSubscription.objects.create(
        workspace=workspace,
        user=user,
        endpoint=endpoint,
        digest=endpoint[-60:],
        p256dh=BROWSER.p256dh,
        auth=BROWSER.auth,
    )


def jobs() -> list[str]:
    pushes = Job.objects.filter(key__startswith="push:").order_by("pk")
    return [key.split(":")[1] for key in pushes.values_list("key", flat=True)]


def last_key() -> str:
    return Job.objects.filter(key__startswith="push:").latest("pk").key


@pytest.fixture
def taken(asked: Callable[..., Conversation], ewa: User, workspace: Workspace) -> Conversation:
    """Ewa's conversation."""
    conversation = asked()
    return answering.claim(workspace, conversation.pk, ewa, epoch=conversation.owner_epoch)


def test_a_visitors_words_call_whoever_has_the_conversation(
    taken: Conversation, ewa: User, workspace: Workspace, settings: Any
) -> None:
    with push_service(201) as (place, seen):
        settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS = [place]
        subscribe(workspace, ewa, f"http://{place}/a")
        subscribe(workspace, ewa, f"http://{place}/b")
        says(taken, "Are you there?")
        assert jobs() == ["said"]
        pushing.send(last_key())

    assert len(seen) == 2


def test_nobody_is_called_without_a_browser_that_asked_for_it(taken: Conversation) -> None:
    says(taken, "Are you there?")

    assert jobs() == []


def test_nobody_is_called_for_what_they_have_read_or_do_not_have_any_more(
    taken: Conversation, ewa: User, jan: User, workspace: Workspace, settings: Any
) -> None:
    with push_service(201) as (place, seen):
        settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS = [place]
        subscribe(workspace, ewa, f"http://{place}/a")
        says(taken, "Are you there?")
        ReadMark.objects.create(
            workspace=workspace, conversation=taken, user=ewa, seq=taken.head_seq
        )
        pushing.send(last_key())
        says(taken, "Hello?")
        passing_on.transfer(workspace, taken.pk, ewa, epoch=taken.owner_epoch, agent_id=jan.pk)
        pushing.send(Job.objects.filter(key__startswith="push:said").latest("pk").key)

    assert seen == []


def test_who_is_given_a_conversation_is_called_and_who_takes_one_is_not(
    taken: Conversation, ewa: User, jan: User, workspace: Workspace
) -> None:
    subscribe(workspace, jan, "https://push.example/jan")
    subscribe(workspace, ewa, "https://push.example/ewa")
    passing_on.transfer(workspace, taken.pk, ewa, epoch=taken.owner_epoch, agent_id=jan.pk)
    assert jobs() == ["given"]

    taken.refresh_from_db()
    answering.take_over(workspace, taken.pk, ewa, epoch=taken.owner_epoch)
    assert jobs() == ["given"]


def test_a_browser_that_is_gone_is_forgotten_and_a_busy_service_is_tried_again(
    taken: Conversation, ewa: User, workspace: Workspace, settings: Any
) -> None:
    with push_service(410) as (gone, _), push_service(429) as (busy, _):
        settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS = [gone, busy]
        subscribe(workspace, ewa, f"http://{gone}/a")
        subscribe(workspace, ewa, f"http://{busy}/b")
        says(taken, "Are you there?")
        with pytest.raises(PushRefused):
            pushing.send(last_key())

    assert PushSubscription.objects.get().endpoint == f"http://{busy}/b"


def test_who_may_not_use_the_inbox_any_more_is_told_nothing(
    taken: Conversation, ewa: User, workspace: Workspace, settings: Any
) -> None:
    with push_service(201) as (place, seen):
        settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS = [place]
        subscribe(workspace, ewa, f"http://{place}/a")
        says(taken, "Are you there?")
        ewa.memberships.all().delete()
        pushing.send(last_key())

    assert seen == []


# ---- Somebody new waits ----------------------------------------------------------------------


@pytest.fixture
def away(workspace: Workspace, make_agent: Callable[..., User], settings: Any) -> Iterator[Any]:
    """Ola, available with her inbox closed, and what her subscribed browser was told."""
    ola = make_agent("ola")
    Agent.objects.filter(user=ola).update(last_seen_at=None)
    with push_service(201) as (place, seen):
        settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS = [place]
        subscribe(workspace, ola, f"http://{place}/ola")
        yield ola, seen


def test_who_is_available_with_a_closed_inbox_is_called_when_nobody_takes_somebody_new(
    away: Any, ewa: User, asked: Callable[..., Conversation]
) -> None:
    _ola, seen = away
    asked()
    job = Job.objects.get(key__startswith="push:")

    assert jobs() == ["waits"]
    assert job.run_at - now() > timedelta(seconds=29)
    pushing.send(job.key)
    assert len(seen) == 1


def test_who_has_the_inbox_open_is_called_by_it_alone(
    ewa: User, workspace: Workspace, asked: Callable[..., Conversation], settings: Any
) -> None:
    with push_service(201) as (place, seen):
        settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS = [place]
        subscribe(workspace, ewa, f"http://{place}/ewa")
        asked()
        pushing.send(last_key())

    assert seen == []


def taken_by(ewa: User, talk: Conversation, team: Team, ola: User) -> None:
    answering.claim(team.workspace, talk.pk, ewa, epoch=talk.owner_epoch)


def went_home(ewa: User, talk: Conversation, team: Team, ola: User) -> None:
    Agent.objects.filter(user=ola).update(state="away")


def came_back(ewa: User, talk: Conversation, team: Team, ola: User) -> None:
    Agent.objects.filter(user=ola).update(last_seen_at=now())


def left_the_team(ewa: User, talk: Conversation, team: Team, ola: User) -> None:
    Agent.objects.get(user=ola).teams.clear()


def closed(ewa: User, talk: Conversation, team: Team, ola: User) -> None:
    Holiday.objects.create(workspace=team.workspace, team=team, day=now().date())


@pytest.mark.parametrize("meanwhile", [taken_by, went_home, came_back, left_the_team, closed])
def test_nobody_is_called_for_who_is_not_theirs_to_take_any_more(
    away: Any, ewa: User, team: Team, asked: Callable[..., Conversation], meanwhile: Any
) -> None:
    ola, seen = away
    team.timezone = "UTC"
    team.save()
    talk = asked()

    meanwhile(ewa, talk, team, ola)
    pushing.send(last_key())

    assert seen == []


@pytest.mark.parametrize(("then", "told"), [("rate", 1), ("later", 0)])
def test_where_nobody_is_there_who_is_available_is_called_at_once_unless_the_visitor_is_gone(
    away: Any, version: FlowVersion, asked: Callable[..., Conversation], then: str, told: int
) -> None:
    _ola, seen = away
    for edge in version.document["edges"]:
        if edge["port"] == "nobody":
            edge["target"] = then
    version.save()
    asked()
    job = Job.objects.get(key__startswith="push:")

    assert (jobs(), job.run_at <= now()) == (["missed"], True)
    pushing.send(job.key)
    assert len(seen) == told


def test_who_waits_for_another_team_now_is_told_to_that_one(
    away: Any, ewa: User, owner: User, workspace: Workspace, asked: Callable[..., Conversation]
) -> None:
    ola, seen = away
    returns = Team.objects.create(
        workspace=workspace, name="Zwroty", slug="zwroty", holidays_poland=False
    )
    Agent.objects.get(user=ola).teams.set([returns])
    Agent.objects.get(user=ewa).teams.add(returns)
    talk = asked()
    assert jobs() == []

    move(workspace, talk.pk, owner, epoch=talk.owner_epoch, team_id=returns.pk)
    pushing.send(last_key())

    assert len(seen) == 1


def test_a_browser_subscribes_again_and_again_and_leaves(
    client_for: Callable[..., Client], workspace: Workspace
) -> None:
    client = client_for("agent")
    Agent.objects.create(workspace=workspace, user=client.user)  # type: ignore[attr-defined]  # set by the fixture
    body = {"endpoint": BROWSER.endpoint, "p256dh": BROWSER.p256dh, "auth": BROWSER.auth}

    for _ in range(2):
        assert client.post("/api/v1/inbox/push/", body, "application/json").status_code == 204
    assert PushSubscription.objects.count() == 1
    assert len(client.get("/api/v1/inbox/push/").json()["key"]) == 87
    left = client.delete("/api/v1/inbox/push/", {"endpoint": BROWSER.endpoint}, "application/json")
    assert left.status_code == 204
    assert PushSubscription.objects.count() == 0


@pytest.mark.parametrize(
    "browser",
    [
        Browser(endpoint="http://push.example/1", p256dh=BROWSER.p256dh, auth=BROWSER.auth),
        Browser(endpoint="file:///etc/passwd", p256dh=BROWSER.p256dh, auth=BROWSER.auth),
        Browser(endpoint=BROWSER.endpoint, p256dh="A" * 87, auth=BROWSER.auth),
    ],
)
def test_what_is_no_browser_is_refused(workspace: Workspace, ewa: User, browser: Browser) -> None:
    with pytest.raises(InvalidInput):
        pushing.subscribe(workspace, ewa, browser)


def test_only_so_many_browsers_of_one_person_are_kept(workspace: Workspace, ewa: User) -> None:
    for number in range(pushing.BROWSERS + 2):
        pushing.subscribe(
            workspace,
            ewa,
            Browser(
                endpoint=f"https://push.example/{number}", p256dh=BROWSER.p256dh, auth=BROWSER.auth
            ),
        )

    kept = PushSubscription.objects.values_list("endpoint", flat=True)
    assert len(kept) == pushing.BROWSERS
    assert "https://push.example/0" not in kept
