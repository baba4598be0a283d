"""Letters wait beside the chat, not in its queue: places, estimates, room and handing out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.common.clock import now, told_by
from flowbuilder.conversations import live
from flowbuilder.conversations.models import Contact, Conversation, Message
from flowbuilder.conversations.queue_port import QueuePlace
from flowbuilder.conversations.services import append_message, lock
from flowbuilder.flows.models import FlowVersion
from flowbuilder.handoff import inbox, lists, places, selectors, supervision
from flowbuilder.handoff.models import Agent, Handoff, Team
from flowbuilder.handoff.services import answering, queue, reopening, rounds, writing
from tests.clock import VirtualClock
from tests.handoff.conftest import be_online

pytestmark = pytest.mark.django_db
Start = Callable[..., Conversation]


@pytest.fixture
def clock() -> VirtualClock:
    clock = VirtualClock(now())
    with told_by(clock):
        yield clock


@pytest.fixture
def letter(workspace: Workspace, version: FlowVersion, team: Team) -> Start:
    """A letter has come, and waits for the team."""

    def arrive(text: str = "My lamp is broken.") -> Conversation:
        conversation = Conversation.objects.create(
            workspace=workspace,
            flow_version=version,
            channel="email",
            contact=Contact.objects.create(workspace=workspace, language="en"),
            language="en",
            page={"title": text},
        )
        with transaction.atomic():
            locked = reopening.queue_again(lock(conversation.pk), team=team, reason=text)
            append_message(locked, author=Message.Author.VISITOR, content={"text": text})
        conversation.refresh_from_db()
        return conversation

    return arrive


@pytest.fixture
def handing_out(team: Team) -> Team:
    team.auto_assign = True
    team.save()
    return team


def claim(talk: Conversation, user: User) -> Conversation:
    talk.refresh_from_db()
    return answering.claim(talk.workspace, talk.pk, user, epoch=talk.owner_epoch)


def close(talk: Conversation, user: User) -> None:
    answering.close(talk.workspace, talk.pk, user, epoch=talk.owner_epoch)


def answer(talk: Conversation, user: User, text: str = "We send another.") -> None:
    talk.refresh_from_db()
    writing.reply(talk.workspace, talk.pk, user, text=text, client_id=text, epoch=talk.owner_epoch)


def owner(talk: Conversation) -> User | None:
    talk.refresh_from_db()
    return talk.agent


def later(clock: VirtualClock, **time: int) -> None:
    clock.moves(**time)
    for agent in Agent.objects.all():
        be_online(agent)


# ---- What a visitor is told -----------------------------------------------------


def test_letters_that_wait_do_not_stand_before_a_visitor_in_the_chat(
    asked: Start, letter: Start, ewa: User
) -> None:
    for _ in range(12):
        letter()
    first, second = asked(), asked()

    assert places.queue_place(first).position == 1
    assert places.queue_place(second).position == 2


def test_a_letter_has_no_place_in_the_queue_of_the_chat(letter: Start, ewa: User) -> None:
    assert places.queue_place(letter()) is None


def test_those_who_wait_in_the_chat_are_told_of_chats_that_move_and_letters_of_nothing(
    asked: Start,
    letter: Start,
    ewa: User,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    rung: list[tuple[str, str]] = []
    monkeypatch.setattr(live, "publish", lambda ring: rung.append((ring["name"], ring["group"])))
    first, second, written = asked(), asked(), letter()

    def told_of(talk: Conversation) -> set[str]:
        rung.clear()
        with django_capture_on_commit_callbacks(execute=True):
            claim(talk, ewa)
        return {group for name, group in rung if name == "queue.moved"}

    letter()

    assert told_of(written) == set()
    assert told_of(first) == {live.conversation_group(second.pk)}


def test_the_estimate_is_made_of_chats(
    clock: VirtualClock, asked: Start, letter: Start, make_agent: Callable[..., User], team: Team
) -> None:
    ewa = make_agent("ewa", capacity=1)
    letters = [claim(letter(), ewa) for _ in range(5)]
    for _ in range(5):
        talk = claim(asked(), ewa)
        later(clock, minutes=3)
        close(talk, ewa)
    later(clock, hours=30)
    for one in letters:
        close(one, ewa)
    claim(asked(), ewa)
    first, second = asked(), asked()

    assert places.service_times(team) == [180] * 5
    assert places.queue_place(first).eta_s == 180
    assert places.queue_place(second).eta_s == 360


def test_the_estimate_counts_on_those_who_speak_the_visitors_language(
    clock: VirtualClock, asked: Start, make_agent: Callable[..., User]
) -> None:
    ewa, jan = make_agent("ewa", capacity=1), make_agent("jan", capacity=1)
    Agent.objects.filter(user=ewa).update(languages=["pl"])
    Agent.objects.filter(user=jan).update(languages=["en"])
    for _ in range(5):
        talk = claim(asked(), ewa)
        later(clock, seconds=60)
        close(talk, ewa)
    later(clock, minutes=10)
    for user in (ewa, jan):
        be_online(Agent.objects.get(user=user))
        claim(asked(), user)
    polish, english = asked(), asked()
    Conversation.objects.filter(pk=polish.pk).update(language="pl")
    Conversation.objects.filter(pk=english.pk).update(language="en")
    english.refresh_from_db()

    place = places.queue_place(english)

    assert place == QueuePlace(position=2, eta_s=60)  # whoever is ahead waits for ewa


def test_letters_that_an_agent_has_leave_room_for_the_chat_in_the_estimate(
    clock: VirtualClock, asked: Start, letter: Start, make_agent: Callable[..., User]
) -> None:
    ewa = make_agent("ewa", capacity=1)
    for _ in range(5):
        talk = claim(asked(), ewa)
        later(clock, minutes=3)
        close(talk, ewa)
    claim(letter(), ewa)

    assert places.queue_place(asked()).eta_s is None


def test_how_soon_the_team_usually_replies_is_told_of_chats(
    clock: VirtualClock, asked: Start, letter: Start, ewa: User, team: Team
) -> None:
    written, talk = letter(), asked()
    later(clock, minutes=2)
    answer(claim(talk, ewa), ewa)
    later(clock, hours=20)
    answer(claim(written, ewa), ewa)

    assert selectors.first_replies(team) == [120]


# ---- Whose hands are full -------------------------------------------------------


def test_letters_take_no_room_in_the_chat(
    asked: Start, letter: Start, make_agent: Callable[..., User], handing_out: Team
) -> None:
    ewa = make_agent("ewa", capacity=1)
    written = letter()
    talk = asked()

    assert (owner(written), owner(talk)) == (ewa, ewa)
    assert selectors.loads(ewa.memberships.get().workspace_id) == {ewa.pk: 1}


def test_a_letter_taken_from_the_assistant_takes_no_room_either(
    workspace: Workspace, version: FlowVersion, ewa: User
) -> None:
    written = Conversation.objects.create(
        workspace=workspace,
        flow_version=version,
        channel="email",
        contact=Contact.objects.create(workspace=workspace),
    )
    answering.take_over(workspace, written.pk, ewa, epoch=written.owner_epoch)

    assert selectors.open_handoff(written).by_mail
    assert selectors.loads(workspace.pk) == {}


def test_chats_leave_room_for_letters(
    asked: Start, letter: Start, make_agent: Callable[..., User], handing_out: Team
) -> None:
    ewa = make_agent("ewa", capacity=1)
    talk = asked()
    written = letter()

    assert (owner(talk), owner(written)) == (ewa, ewa)


def test_an_agent_has_as_many_letters_to_answer_as_chats_and_the_rest_waits(
    letter: Start, make_agent: Callable[..., User], handing_out: Team, workspace: Workspace
) -> None:
    ewa, jan = make_agent("ewa", capacity=2), make_agent("jan", capacity=1)
    written = [letter() for _ in range(5)]
    owners = [owner(one) for one in written]

    assert sorted(one.username for one in owners if one) == ["ewa", "ewa", "jan"]
    assert owners[3:] == [None, None]
    assert selectors.letters(workspace.pk) == {ewa.pk: 2, jan.pk: 1}


def test_who_has_answered_a_letter_is_given_the_next(
    letter: Start, make_agent: Callable[..., User], handing_out: Team
) -> None:
    ewa = make_agent("ewa", capacity=1)
    first, second = letter(), letter()
    answer(first, ewa)
    assert owner(second) is None

    rounds.make_rounds()

    assert owner(second) == ewa


# ---- Handing out ----------------------------------------------------------------


def test_no_letter_is_given_while_a_chat_waits(
    asked: Start, letter: Start, make_agent: Callable[..., User], handing_out: Team
) -> None:
    ewa = make_agent("ewa", capacity=1)
    talk, waiting = asked(), asked()
    written = letter()
    assert (owner(talk), owner(waiting), owner(written)) == (ewa, None, None)

    close(talk, ewa)

    assert (owner(waiting), owner(written)) == (ewa, ewa)


def test_whoever_comes_is_given_the_chats_first_then_letters(
    asked: Start, letter: Start, make_agent: Callable[..., User], team: Team, workspace: Workspace
) -> None:
    ewa = make_agent("ewa", capacity=1)
    written, talk, waiting = letter(), asked(), asked()
    team.auto_assign = True
    team.save()

    assert queue.hand_out(workspace.pk) == 1
    assert (owner(talk), owner(waiting), owner(written)) == (ewa, None, None)

    claim(waiting, ewa)
    assert queue.hand_out(workspace.pk) == 1
    assert owner(written) == ewa


def test_a_chat_of_another_team_holds_no_letter_back(
    asked: Start, letter: Start, make_agent: Callable[..., User], handing_out: Team
) -> None:
    ewa = make_agent("ewa", capacity=1)
    busy, talk = asked(), asked()
    other = Team.objects.create(workspace=handing_out.workspace, name="Zwroty", slug="zwroty")
    Handoff.objects.filter(conversation=talk).update(team=other)
    written = letter()

    assert (owner(busy), owner(talk), owner(written)) == (ewa, None, ewa)


# ---- What agents and their leads see --------------------------------------------


def test_the_inbox_counts_all_that_wait(
    asked: Start, letter: Start, ewa: User, team: Team, workspace: Workspace
) -> None:
    talk, written = asked(), letter()
    counts = lists.counts_for(workspace.pk, ewa)
    rows, _next = lists.page_of("waiting", workspace.pk, ewa)
    seen = supervision.overview(workspace)

    assert (counts["waiting"], counts["queues"]) == (2, {str(team.pk): 2})
    assert [row["id"] for row in rows] == [str(talk.pk), str(written.pk)]
    assert (seen.total.waiting, selectors.waiting_count(workspace)) == (2, 2)


def test_ones_own_are_counted_together_and_chats_beside_capacity(
    asked: Start, letter: Start, ewa: User, workspace: Workspace
) -> None:
    claim(asked(), ewa)
    claim(letter(), ewa)
    claim(letter(), ewa)
    counts = lists.counts_for(workspace.pk, ewa)
    me = inbox.me_shown(Agent.objects.get(user=ewa))

    assert (counts["mine"], counts["chats"]) == (3, 1)
    assert (me["load"], me["capacity"]) == (1, 4)


def test_the_live_view_names_letters_to_answer_and_whoever_left_them_behind(
    asked: Start, letter: Start, ewa: User, workspace: Workspace
) -> None:
    claim(letter(), ewa)
    answer(claim(letter(), ewa), ewa)
    Agent.objects.filter(user=ewa).update(last_seen_at=now() - timedelta(hours=1))
    [team] = supervision.overview(workspace).teams
    [shown] = team.shown

    assert (shown.name, shown.load, shown.letters) == ("Ewa", 0, 1)
