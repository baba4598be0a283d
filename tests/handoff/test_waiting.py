"""Whoever is passed on has waited since they first asked; the queue keeps an order of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.common.clock import now, told_by
from flowbuilder.conversations.models import Conversation
from flowbuilder.core.events import TimerFired
from flowbuilder.handoff import inbox_rows, lists, places, selectors, supervision
from flowbuilder.handoff.models import Agent, Handoff, Team
from flowbuilder.handoff.services import answering, passing_on, rounds, writing
from flowbuilder.runtime import jobs
from flowbuilder.runtime.models import Job
from flowbuilder.runtime.turns import take_answer
from tests.clock import VirtualClock
from tests.handoff.conftest import DOCUMENT, be_online, says

pytestmark = pytest.mark.django_db

Start = Callable[..., Conversation]


@pytest.fixture
def clock() -> VirtualClock:
    clock = VirtualClock(now())
    with told_by(clock):
        yield clock


@pytest.fixture
def returns(workspace: Workspace, jan: User) -> Team:
    """Another team, of which Jan is."""
    team = Team.objects.create(
        workspace=workspace, name="Zwroty", slug="zwroty", holidays_poland=False
    )
    Agent.objects.get(user=jan).teams.add(team)
    return team


def row(talk: Conversation, user: User) -> dict[str, str]:
    found = inbox_rows.row_for(talk.pk, talk.workspace_id, user)
    assert found is not None
    return found


def claim(talk: Conversation, user: User) -> Conversation:
    return answering.claim(talk.workspace, talk.pk, user, epoch=talk.owner_epoch)


def pass_on(talk: Conversation, user: User, team: Team) -> Conversation:
    return passing_on.transfer(
        talk.workspace, talk.pk, user, epoch=talk.owner_epoch, team_id=team.pk
    )


def later(clock: VirtualClock, minutes: int) -> None:
    """Time passes, with every inbox open."""
    clock.moves(minutes=minutes)
    for agent in Agent.objects.all():
        be_online(agent)


def test_one_passed_to_a_team_has_waited_since_they_asked(
    clock: VirtualClock, asked: Start, ewa: User, returns: Team
) -> None:
    began = now()
    talk = asked()
    later(clock, 12)
    passed = pass_on(claim(talk, ewa), ewa, returns)
    shown = row(talk, ewa)
    later(clock, 3)
    seen = supervision.overview(talk.workspace, returns.pk)

    assert shown["waiting_since"] == began.isoformat()
    assert shown["queued_at"] == (began + timedelta(minutes=12)).isoformat()
    assert passed.state == "queued"
    assert seen.total.longest_s == 15 * 60
    assert [talk.since_s for talk in seen.waiting.talks] == [15 * 60]
    assert {one.median_s for one in seen.teams if one.team == returns} == {15 * 60}


def test_a_colleague_who_is_passed_one_sees_the_whole_wait(
    clock: VirtualClock, asked: Start, ewa: User, jan: User
) -> None:
    began = now()
    talk = claim(asked(), ewa)
    later(clock, 12)
    passing_on.transfer(talk.workspace, talk.pk, ewa, epoch=talk.owner_epoch, agent_id=jan.pk)
    fresh = claim(asked(), jan)
    mine, _next = lists.page_of("mine", talk.workspace_id, jan)

    assert [(one["id"], one["waiting_since"]) for one in mine] == [
        (str(talk.pk), began.isoformat()),
        (str(fresh.pk), now().isoformat()),
    ]
    assert {one["queued_at"] for one in mine} == {None}


def test_the_queue_keeps_the_order_in_which_it_was_joined(
    clock: VirtualClock, asked: Start, ewa: User, returns: Team
) -> None:
    passed = claim(asked(), ewa)
    later(clock, 5)
    other = asked()
    Handoff.objects.filter(conversation=other).update(team=returns)
    later(clock, 5)
    pass_on(passed, ewa, returns)
    waiting, _next = lists.page_of("waiting", passed.workspace_id, ewa)

    assert [one["id"] for one in waiting] == [str(other.pk), str(passed.pk)]
    assert places.queue_place(passed).position == 2


def test_a_wait_ends_with_an_answer_and_the_next_begins_with_what_is_unanswered(
    clock: VirtualClock, asked: Start, ewa: User, returns: Team
) -> None:
    talk = claim(asked(), ewa)
    later(clock, 2)
    writing.reply(talk.workspace, talk.pk, ewa, text="Hello", client_id="a", epoch=talk.owner_epoch)
    later(clock, 4)
    wrote = now()
    says(talk, "And my refund?")
    later(clock, 4)
    pass_on(talk, ewa, returns)

    assert row(talk, ewa)["waiting_since"] == wrote.isoformat()


def test_a_wait_that_was_answered_begins_anew_where_nothing_is_unanswered(
    clock: VirtualClock, asked: Start, ewa: User, returns: Team
) -> None:
    talk = claim(asked(), ewa)
    writing.reply(talk.workspace, talk.pk, ewa, text="Hello", client_id="a", epoch=talk.owner_epoch)
    later(clock, 4)
    pass_on(talk, ewa, returns)

    assert row(talk, ewa)["waiting_since"] == now().isoformat()


def test_one_whose_team_runs_over_has_waited_since_they_asked(
    clock: VirtualClock, asked: Start, ewa: User, team: Team, returns: Team
) -> None:
    Team.objects.filter(pk=team.pk).update(overflow_to=returns, overflow_minutes=3)
    began = now()
    talk = asked()
    later(clock, 4)
    rounds.make_rounds()

    assert selectors.open_handoff(talk).team == returns
    assert row(talk, ewa)["waiting_since"] == began.isoformat()


#: Where nobody comes in time, the other team is asked.
TWO_TEAMS = DOCUMENT | {
    "nodes": [
        *(
            one | {"config": {"ask_first": False}} if one["id"] == "person" else one
            for one in DOCUMENT["nodes"]
        ),
        {"id": "others", "type": "handoff", "title": "", "config": {"team": "zwroty"}},
    ],
    "edges": [
        *(one for one in DOCUMENT["edges"] if one["port"] != "timed_out"),
        {"source": "person", "port": "timed_out", "target": "others"},
        {"source": "others", "port": "nobody", "target": "later"},
    ],
}


def test_one_for_whom_the_flow_asks_another_team_has_waited_since_they_asked(
    clock: VirtualClock,
    workspace: Workspace,
    new_conversation: Start,
    ewa: User,
    returns: Team,
    version: object,
) -> None:
    type(version).objects.update(document=TWO_TEAMS)
    began = now()
    talk = new_conversation()
    says(talk, "Ada")
    later(clock, 10)
    job = Job.objects.get(conversation=talk, status="waiting")
    Job.objects.filter(pk=job.pk).update(run_at=now())
    take_answer(jobs.claim(job.pk), TimerFired(at=now(), effect_id=job.effect["id"]))

    current = selectors.open_handoff(talk)
    assert (current.team, current.status) == (returns, "waiting")
    assert row(talk, ewa)["waiting_since"] == began.isoformat()


def test_what_visitors_are_told_of_replies_counts_the_whole_wait(
    clock: VirtualClock, asked: Start, ewa: User, jan: User, returns: Team
) -> None:
    talk = pass_on(claim(asked(), ewa), ewa, returns)
    later(clock, 6)
    Handoff.objects.filter(status="waiting").update(requested_at=now())
    taken = claim(talk, jan)
    writing.reply(
        talk.workspace, talk.pk, jan, text="Hello", client_id="a", epoch=taken.owner_epoch
    )

    assert selectors.first_replies(returns) == [360]
