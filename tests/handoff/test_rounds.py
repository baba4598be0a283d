"""Nobody is left waiting for a person who does not come."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.common.clock import now
from flowbuilder.conversations.models import Conversation
from flowbuilder.core.events import TimerFired
from flowbuilder.handoff.errors import NobodyThere
from flowbuilder.handoff.models import Agent, Handoff, Team
from flowbuilder.handoff.services import answering, passing_on, rounds, writing
from flowbuilder.nodes.handoff import NOBODY, STAYS, STILL
from flowbuilder.runtime import jobs
from flowbuilder.runtime.models import Job
from flowbuilder.runtime.turns import take_answer
from tests.handoff.conftest import lines, says

Start = Callable[..., Conversation]
pytestmark = pytest.mark.django_db

LONG_AGO = now() - timedelta(hours=1)


def goes_offline(*users: User) -> None:
    """Their inboxes have been closed for an hour."""
    Agent.objects.filter(user__in=users).update(last_seen_at=LONG_AGO)
    Handoff.objects.filter(agent__in=users).update(assigned_at=LONG_AGO)


def open_handoff(conversation: Conversation) -> Handoff:
    return Handoff.objects.get(conversation=conversation, status__in=["waiting", "assigned"])


@pytest.fixture
def other_team(workspace: Workspace, jan: User) -> Team:
    """A second team, with Jan alone in it."""
    team = Team.objects.create(workspace=workspace, name="Zwroty", slug="zwroty")
    Agent.objects.get(user=jan).teams.set([team])
    return team


@pytest.fixture
def taken(asked: Start, ewa: User, workspace: Workspace) -> Conversation:
    """A conversation that Ewa answers."""
    conversation = asked()
    return answering.claim(workspace, conversation.pk, ewa, epoch=conversation.owner_epoch)


def test_a_visitor_whose_team_has_gone_is_told_and_goes_on(asked: Start, ewa: User) -> None:
    conversation = asked()
    goes_offline(ewa)

    rounds.make_rounds()

    conversation.refresh_from_db()
    assert ("bot", "Nobody there.") in lines(conversation)
    assert Handoff.objects.get(conversation=conversation).status == "nobody"
    assert conversation.state == "closed"


def test_a_visitor_whose_team_is_there_waits_on(asked: Start, ewa: User) -> None:
    conversation = asked()

    rounds.make_rounds()

    conversation.refresh_from_db()
    assert (conversation.state, open_handoff(conversation).status) == ("queued", "waiting")


def test_nothing_is_passed_to_a_team_without_anybody(
    taken: Conversation, ewa: User, jan: User, other_team: Team, workspace: Workspace
) -> None:
    goes_offline(jan)

    with pytest.raises(NobodyThere, match="Zwroty"):
        passing_on.transfer(
            workspace, taken.pk, ewa, epoch=taken.owner_epoch, team_id=other_team.pk
        )

    taken.refresh_from_db()
    assert (taken.state, taken.agent) == ("agent", ewa)


def test_nothing_is_passed_to_a_colleague_who_is_not_there(
    taken: Conversation, ewa: User, jan: User, workspace: Workspace
) -> None:
    goes_offline(jan)

    with pytest.raises(NobodyThere, match="Jan"):
        passing_on.transfer(workspace, taken.pk, ewa, epoch=taken.owner_epoch, agent_id=jan.pk)


@pytest.fixture
def passed(taken: Conversation, ewa: User, other_team: Team, workspace: Workspace) -> Conversation:
    """Ewa passed the conversation to Jan's team, which is there and has not taken it for long."""
    passed = passing_on.transfer(
        workspace, taken.pk, ewa, epoch=taken.owner_epoch, team_id=other_team.pk
    )
    Handoff.objects.filter(pk=open_handoff(passed).pk).update(requested_at=LONG_AGO)
    rounds.make_rounds()
    passed.refresh_from_db()
    return passed


def let_the_clock_run_out(conversation: Conversation) -> None:
    """The timer that began last is due."""
    due = Job.objects.filter(conversation=conversation, kind="timer", status="waiting")
    job = due.latest("pk")
    Job.objects.filter(pk=job.pk).update(run_at=now())
    claimed = jobs.claim(job.pk)
    assert claimed is not None
    take_answer(claimed, TimerFired(at=now(), effect_id=claimed.effect["id"]))
    conversation.refresh_from_db()


def test_whoever_was_passed_on_and_is_not_taken_is_asked_whether_they_wait_on(
    passed: Conversation,
) -> None:
    """Seen to fail while they were sent away although the other team was there."""
    assert (passed.state, open_handoff(passed).status) == ("queued", "waiting")
    assert lines(passed)[-1] == ("bot", STILL["en"])


def test_they_are_asked_once_and_keep_their_place(passed: Conversation, jan: User) -> None:
    place = open_handoff(passed)
    says(passed, "Keep waiting")
    rounds.make_rounds()

    passed.refresh_from_db()
    assert lines(passed)[-1] == ("bot", STAYS["en"])
    assert open_handoff(passed) == place
    assert open_handoff(passed).waits_since == place.waits_since


def test_without_an_answer_they_are_told_and_go_on(passed: Conversation) -> None:
    let_the_clock_run_out(passed)

    assert passed.state == "closed"
    assert ("bot", "Nobody there.") in lines(passed)


def test_they_may_leave_a_message_instead(passed: Conversation) -> None:
    says(passed, "Leave a message instead")

    assert ("bot", "Nobody there.") in lines(passed)
    assert Handoff.objects.filter(conversation=passed).order_by("pk").last().status == "gave_up"


def test_the_machine_is_silent_again_when_somebody_takes_them(
    passed: Conversation, jan: User, workspace: Workspace
) -> None:
    answering.claim(workspace, passed.pk, jan, epoch=passed.owner_epoch)
    before = lines(passed)
    says(passed, "Hello?")

    assert (passed.state, passed.agent) == ("agent", jan)
    assert lines(passed) == [*before, ("visitor", "Hello?")]
    assert not Job.objects.filter(conversation=passed, kind="timer", status="waiting").exists()


def test_when_the_other_team_goes_too_they_are_told(passed: Conversation, jan: User) -> None:
    """Seen to fail by what is awaited: the first handoff's effect, which the second has not."""
    says(passed, "Keep waiting")
    goes_offline(jan)

    rounds.make_rounds()

    passed.refresh_from_db()
    assert passed.state == "closed"
    assert ("bot", "Nobody there.") in lines(passed)


@pytest.fixture
def passed_midway(
    new_conversation: Start, ewa: User, other_team: Team, workspace: Workspace
) -> Conversation:
    """Ewa took it over from the assistant while it asked for a name, and passed it to Jan's team,
    which has not taken it for long: no step of the flow had asked for a person."""
    conversation = new_conversation()
    row = answering.take_over(workspace, conversation.pk, ewa, epoch=conversation.owner_epoch)
    row = passing_on.transfer(workspace, row.pk, ewa, epoch=row.owner_epoch, team_id=other_team.pk)
    Handoff.objects.filter(pk=open_handoff(row).pk).update(requested_at=LONG_AGO)
    rounds.make_rounds()
    row.refresh_from_db()
    return row


def test_where_no_step_had_asked_for_a_person_they_are_asked_too(
    passed_midway: Conversation, jan: User, workspace: Workspace
) -> None:
    """Seen to fail while they were told that nobody comes, and asked for nothing."""
    assert (passed_midway.state, lines(passed_midway)[-1]) == ("queued", ("bot", STILL["en"]))

    says(passed_midway, "Keep waiting")
    assert lines(passed_midway)[-1] == ("bot", STAYS["en"])
    row = answering.claim(workspace, passed_midway.pk, jan, epoch=passed_midway.owner_epoch)
    answering.hand_back(workspace, row.pk, jan, epoch=row.owner_epoch)

    row.refresh_from_db()
    assert (row.state, lines(row)[-1]) == ("bot", ("bot", "Your name?"))


def test_they_may_leave_a_message_instead_there_too(passed_midway: Conversation) -> None:
    says(passed_midway, "Leave a message instead")

    assert passed_midway.state == "bot"
    assert Handoff.objects.filter(conversation=passed_midway).latest("pk").status == "gave_up"
    says(passed_midway, "Please call me.")
    assert not lines(passed_midway)[-1][1].startswith("Your name?")


def test_without_an_answer_they_may_leave_a_message_there_too(passed_midway: Conversation) -> None:
    let_the_clock_run_out(passed_midway)

    assert passed_midway.state == "bot"
    assert ("bot", NOBODY["en"]) in lines(passed_midway)
    assert Handoff.objects.filter(conversation=passed_midway).latest("pk").status == "timed_out"


def test_a_visitor_whose_agent_vanished_gets_another(
    taken: Conversation, ewa: User, jan: User, team: Team
) -> None:
    team.auto_assign = True
    team.save()
    says(taken, "Are you there?")
    goes_offline(ewa)

    rounds.make_rounds()

    taken.refresh_from_db()
    assert (taken.state, taken.agent) == ("agent", jan)
    assert [h.status for h in Handoff.objects.order_by("pk")] == ["transferred", "assigned"]
    assert any(who == "system" and "Ewa" in text for who, text in lines(taken)[-2:])


def test_without_another_agent_the_flow_takes_over(taken: Conversation, ewa: User) -> None:
    says(taken, "Are you there?")
    goes_offline(ewa)

    rounds.make_rounds()

    taken.refresh_from_db()
    assert ("bot", "Nobody there.") in lines(taken)
    assert taken.state == "closed"


def test_an_agent_who_vanished_after_answering_keeps_the_conversation(
    taken: Conversation, ewa: User, workspace: Workspace
) -> None:
    writing.reply(workspace, taken.pk, ewa, text="Here.", client_id="1", epoch=taken.owner_epoch)
    goes_offline(ewa)

    rounds.make_rounds()

    taken.refresh_from_db()
    assert (taken.state, taken.agent) == ("agent", ewa)


def test_a_conversation_taken_over_from_the_assistant_is_not_left_alone_either(
    new_conversation: Start, ewa: User, workspace: Workspace
) -> None:
    conversation = new_conversation()
    taken = answering.take_over(workspace, conversation.pk, ewa, epoch=conversation.owner_epoch)
    says(taken, "Hello?")
    goes_offline(ewa)

    rounds.make_rounds()

    taken.refresh_from_db()
    assert taken.state == "bot"
    assert lines(taken)[-1][0] == "bot"


def test_the_rounds_can_be_made_twice(taken: Conversation, ewa: User, jan: User) -> None:
    says(taken, "Are you there?")
    goes_offline(ewa)

    rounds.make_rounds()
    taken.refresh_from_db()
    before = (taken.owner_epoch, taken.head_seq)
    rounds.make_rounds()

    taken.refresh_from_db()
    assert (taken.owner_epoch, taken.head_seq) == before
    assert taken.state == "queued"
