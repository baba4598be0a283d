"""The figures of the live view, counted by hand, and giving a conversation to an agent.

Seen to fail: with warnings of broken promises counted as at risk, with notices of promises kept
late counted, with another middle than the median's, with the priority of a take-over, without the
epoch's check, and with the contact read for each line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from flowbuilder.accounts.models import AuditEntry, User, Workspace
from flowbuilder.common.clock import now, told_by
from flowbuilder.common.errors import NotFound
from flowbuilder.conversations.errors import OwnerChanged
from flowbuilder.conversations.models import Contact, Conversation, Message
from flowbuilder.flows.models import FlowVersion
from flowbuilder.handoff import supervision
from flowbuilder.handoff.errors import NobodyThere, NothingToClaim
from flowbuilder.handoff.inbox_rows import row_for
from flowbuilder.handoff.models import Agent, Handoff, OpeningHours, SlaNotice, Team
from flowbuilder.handoff.moment import Presence
from flowbuilder.handoff.services import answering, passing_on, writing
from flowbuilder.handoff.services.assigning import assign, move
from tests.handoff.conftest import lines, publish, says

pytestmark = pytest.mark.django_db
Start = Callable[..., Conversation]
Status = Handoff.Status


@pytest.fixture(autouse=True)
def at() -> Iterator[datetime]:
    """The moment at which everything happens."""
    moment = now()
    with told_by(lambda: moment):
        yield moment


def of(conversation: Conversation) -> Handoff:
    return Handoff.objects.filter(conversation=conversation).latest("pk")


def since(conversation: Conversation, at: datetime, **ago: float) -> Conversation:
    """The visitor began to wait so long ago."""
    Handoff.objects.filter(pk=of(conversation).pk).update(requested_at=at - timedelta(**ago))
    return conversation


def notice(conversation: Conversation, promise: str, kind: str, at: datetime) -> None:
    handoff = of(conversation)
    SlaNotice.objects.create(
        workspace=handoff.workspace, handoff=handoff, promise=promise, kind=kind, due_at=at,
        noticed_at=at,
    )  # fmt: skip


def waiting_rows(team: Team, version: FlowVersion, at: datetime, count: int) -> None:
    """So many visitors who wait, a second after each other."""
    where = {"workspace": team.workspace}
    contact = Contact.objects.create(name="Ada", **where)
    talks = Conversation.objects.bulk_create(
        Conversation(contact=contact, flow_version=version, state="queued", **where)
        for _ in range(count)
    )
    Handoff.objects.bulk_create(
        Handoff(
            conversation=talk, team=team, status="waiting",
            requested_at=at - timedelta(seconds=count - number), **where,
        )
        for number, talk in enumerate(talks)
    )  # fmt: skip


# ---- Figures -------------------------------------------------------------------------


def test_the_waits_of_each_team_are_counted(
    workspace: Workspace, team: Team, ewa: User, asked: Start, at: datetime
) -> None:
    """Four wait for 2, 6, 10 and 30 minutes: half of them for 8, between 6 and 10."""
    other = Team.objects.create(workspace=workspace, name="Zwroty", slug="zwroty")
    for minutes in (6, 30, 2, 10):
        since(asked(), at, minutes=minutes)
    for minutes in (1, 5, 90):
        talk = since(asked(), at, minutes=minutes)
        Handoff.objects.filter(conversation=talk).update(team=other)

    shown = supervision.overview(workspace)

    first, second = shown.teams
    assert (first.queue.waiting, first.queue.longest, first.median) == (4, "30 min", "8 min")
    assert (second.queue.waiting, second.queue.longest, second.median) == (3, "1 h 30 min", "5 min")
    assert (shown.total.waiting, shown.total.longest) == (7, "1 h 30 min")


def test_agents_are_available_away_or_not_there_and_have_a_load(
    workspace: Workspace, make_agent: Callable[..., User], asked: Start, at: datetime
) -> None:
    ewa, jan = make_agent("ewa", capacity=2), make_agent("jan")
    make_agent("ola", online=False)
    Agent.objects.filter(user=jan).update(state="away")
    for _ in range(2):
        talk = asked()
        answering.claim(workspace, talk.pk, ewa, epoch=talk.owner_epoch)

    shown = supervision.overview(workspace)

    [team] = shown.teams
    assert [
        (one.name, one.presence, one.load, one.capacity, one.is_full) for one in team.shown
    ] == [
        ("Ewa", Presence.AVAILABLE, 2, 2, True),
        ("Jan", Presence.AWAY, 0, 4, False),
    ]
    assert team.absent == ["Ola"]
    assert (shown.available, shown.agents, team.queue.under_way) == (1, 3, 2)


def test_whoever_left_visitors_behind_is_shown_although_not_there(
    workspace: Workspace, ewa: User, jan: User, asked: Start
) -> None:
    talk = asked()
    answering.claim(workspace, talk.pk, ewa, epoch=talk.owner_epoch)
    Agent.objects.filter(user=ewa).update(last_seen_at=None)

    [team] = supervision.overview(workspace).teams

    assert [(one.name, one.presence) for one in team.shown] == [
        ("Jan", Presence.AVAILABLE),
        ("Ewa", Presence.ABSENT),
    ]


def test_a_team_is_open_or_says_when_it_opens(workspace: Workspace, team: Team) -> None:
    OpeningHours.objects.create(
        workspace=workspace, team=team, weekday=0, opens="08:00", closes="16:00"
    )
    monday = datetime.fromisoformat("2026-11-23T09:00:00+01:00")

    with told_by(lambda: monday):
        [open_now] = supervision.overview(workspace).teams
    with told_by(lambda: monday + timedelta(days=1)):
        [closed] = supervision.overview(workspace).teams

    assert (open_now.is_open, open_now.opens_at) == (True, None)
    assert (closed.is_open, closed.opens_at) == (False, monday + timedelta(days=7, hours=-1))


def test_a_broken_promise_is_not_at_risk_any_more_and_one_that_was_kept_late_is_neither(
    workspace: Workspace, ewa: User, asked: Start, at: datetime
) -> None:
    risky, broken, late = asked(), asked(), asked()
    notice(risky, "first_reply", "warning", at)
    for kind in ("warning", "breach"):
        notice(broken, "first_reply", kind, at)
        notice(late, "first_reply", kind, at)
    answering.claim(workspace, late.pk, ewa, epoch=late.owner_epoch)
    Handoff.objects.filter(conversation=late).update(first_reply_at=at)

    shown = supervision.overview(workspace)

    assert (shown.total.at_risk, shown.total.broken) == (1, 1)
    assert [talk.promise and talk.promise.broken for talk in shown.waiting.talks] == [False, True]
    assert [talk.promise for talk in shown.under_way.talks] == [None]


def test_urgent_ones_come_first_then_whoever_has_waited_longest(
    workspace: Workspace, ewa: User, asked: Start, at: datetime
) -> None:
    talks = [since(asked(name), at, minutes=m) for name, m in (("A", 5), ("B", 9), ("C", 1))]
    Handoff.objects.filter(conversation=talks[2]).update(priority="high")

    waiting = supervision.overview(workspace).waiting

    assert [(one.reason, one.since, one.urgent) for one in waiting.talks] == [
        ("Parcel of C", "1 min", True),
        ("Parcel of B", "9 min", False),
        ("Parcel of A", "5 min", False),
    ]


def test_of_those_under_way_the_visitor_who_waits_for_a_word_comes_first(
    workspace: Workspace, ewa: User, asked: Start, at: datetime
) -> None:
    quiet, spoken = asked("A"), asked("B")
    for talk in (quiet, spoken):
        answering.claim(workspace, talk.pk, ewa, epoch=talk.owner_epoch)
        talk.refresh_from_db()
    with told_by(lambda: at + timedelta(minutes=1)):
        says(spoken, "Hello?")
        writing.reply(workspace, quiet.pk, ewa, text="Yes?", client_id="1", epoch=quiet.owner_epoch)
    with told_by(lambda: at + timedelta(minutes=4)):
        writing.note(workspace, spoken.pk, ewa, text="A note says nothing", client_id="2")
        shown = supervision.overview(workspace).under_way

    assert [(one.id, one.last_by, one.last, one.since) for one in shown.talks] == [
        (spoken.pk, "visitor", "3 min", "4 min"),
        (quiet.pk, "agent", "3 min", "4 min"),
    ]


def test_the_lists_are_those_of_the_chosen_team_and_a_foreign_one_chooses_none(
    workspace: Workspace, other_workspace: Workspace, team: Team, ewa: User, asked: Start
) -> None:
    other = Team.objects.create(workspace=workspace, name="Zwroty", slug="zwroty")
    foreign = Team.objects.create(workspace=other_workspace, name="Foreign", slug="foreign")
    asked()

    assert len(supervision.overview(workspace, team.pk).waiting.talks) == 1
    assert len(supervision.overview(workspace, other.pk).waiting.talks) == 0
    assert supervision.overview(workspace, foreign.pk).chosen is None
    assert supervision.overview(other_workspace).total.waiting == 0


def test_two_thousand_who_wait_take_no_more_queries_and_fifty_lines(
    workspace: Workspace, team: Team, ewa: User, version: FlowVersion, at: datetime
) -> None:
    waiting_rows(team, version, at, 3)
    with CaptureQueriesContext(connection) as few:
        supervision.overview(workspace)

    waiting_rows(team, version, at, 2000)
    with CaptureQueriesContext(connection) as many:
        shown = supervision.overview(workspace)

    assert len(many) == len(few)
    assert (len(shown.waiting.talks), shown.waiting.more) == (50, 1953)
    assert (shown.total.waiting, shown.total.longest) == (2003, "33 min")


# ---- Giving a conversation to an agent ------------------------------------------------------


def test_one_who_waits_is_given_to_an_agent_however_busy(
    workspace: Workspace, owner: User, make_agent: Callable[..., User], asked: Start
) -> None:
    jan = make_agent("jan", capacity=1)
    for _ in range(2):
        talk = asked()
        assign(workspace, talk.pk, owner, epoch=talk.owner_epoch, agent_id=jan.pk)
    talk.refresh_from_db()

    assert (talk.state, talk.agent, talk.session["status"]) == ("agent", jan, "with_agent")
    assert lines(talk)[-1] == ("system", "We are passing the conversation to Jan.")
    assert (of(talk).status, of(talk).agent) == (Status.ASSIGNED, jan)
    entry = AuditEntry.objects.filter(action="conversation.transferred").first()
    assert entry is not None
    assert (entry.user, entry.data["to"]) == (owner, jan.pk)


def test_a_colleagues_conversation_goes_on_with_another_at_its_priority_and_on_its_clocks(
    workspace: Workspace, owner: User, ewa: User, jan: User, asked: Start, at: datetime
) -> None:
    talk = since(asked(), at, minutes=9)
    Handoff.objects.filter(conversation=talk).update(priority="high")
    epoch = answering.claim(workspace, talk.pk, ewa, epoch=talk.owner_epoch).owner_epoch

    given = assign(workspace, talk.pk, owner, epoch=epoch, agent_id=jan.pk)

    before, after = Handoff.objects.filter(conversation=talk).order_by("pk")
    assert (given.agent, before.status, before.agent) == (jan, Status.TRANSFERRED, ewa)
    assert (after.agent, after.priority) == (jan, "high")
    assert after.reply_clock_from == at - timedelta(minutes=9)


def passed(conversation: Conversation, user: User) -> object:
    """Who passed it on and their note, as the agent's list shows it."""
    return row_for(conversation.pk, conversation.workspace_id, user)["passed"]


def test_whoever_is_given_one_reads_who_passed_it_on_and_why(
    workspace: Workspace, owner: User, ewa: User, jan: User, asked: Start
) -> None:
    waits, answered = asked(), asked()
    epoch = answering.claim(workspace, answered.pk, ewa, epoch=answered.owner_epoch).owner_epoch
    told = {"by": owner.shown_name, "note": "A regular customer"}

    given = {"agent_id": jan.pk, "note": "  A regular\ncustomer "}
    assign(workspace, waits.pk, owner, epoch=waits.owner_epoch, **given)
    assign(workspace, answered.pk, owner, epoch=epoch, **given)

    notes = Message.objects.filter(private=True).values_list("content__text", "agent")

    assert [passed(waits, jan), passed(answered, jan)] == [told, told]
    assert list(notes) == [("A regular\ncustomer", owner.pk)] * 2


def test_whoever_takes_one_themselves_is_told_of_nobody(
    workspace: Workspace, make_agent: Callable[..., User], asked: Start
) -> None:
    ola, talk = make_agent("ola"), asked()

    assign(workspace, talk.pk, ola, epoch=talk.owner_epoch, agent_id=ola.pk)

    assert passed(talk, ola) is None


def test_a_colleagues_note_stays_where_the_next_one_to_pass_it_on_has_none(
    workspace: Workspace, owner: User, ewa: User, jan: User, team: Team, asked: Start
) -> None:
    talk = asked()
    taken = answering.claim(workspace, talk.pk, ewa, epoch=talk.owner_epoch)
    there = {"team_id": team.pk, "comment": "The blue lamp"}
    moved = passing_on.transfer(workspace, talk.pk, ewa, epoch=taken.owner_epoch, **there)

    assign(workspace, talk.pk, owner, epoch=moved.owner_epoch, agent_id=jan.pk)

    assert passed(talk, jan) == {"by": ewa.shown_name, "note": "The blue lamp"}


def test_a_conversation_that_changed_hands_meanwhile_is_left_alone(
    workspace: Workspace, owner: User, ewa: User, jan: User, asked: Start
) -> None:
    talk = asked()
    answering.claim(workspace, talk.pk, ewa, epoch=talk.owner_epoch)

    with pytest.raises(OwnerChanged, match="Ewa"):
        assign(workspace, talk.pk, owner, epoch=talk.owner_epoch, agent_id=jan.pk)

    talk.refresh_from_db()
    assert talk.agent == ewa
    assert Handoff.objects.filter(conversation=talk).count() == 1


def test_nobody_is_given_what_they_cannot_take(
    workspace: Workspace,
    other_workspace: Workspace,
    owner: User,
    ewa: User,
    make_agent: Callable[..., User],
    make_user: Callable[..., User],
    asked: Start,
    new_conversation: Start,
) -> None:
    talk, with_bot = asked(), new_conversation()
    ola, foreign = make_agent("ola", online=False), make_user("agent", other_workspace)
    publish(other_workspace)

    for who, problem in ((ola, NobodyThere), (foreign, NotFound), (owner, NotFound)):
        with pytest.raises(problem):
            assign(workspace, talk.pk, owner, epoch=talk.owner_epoch, agent_id=who.pk)
    with pytest.raises(NothingToClaim):
        assign(workspace, with_bot.pk, owner, epoch=with_bot.owner_epoch, agent_id=ewa.pk)
    with pytest.raises(NotFound):
        assign(other_workspace, talk.pk, owner, epoch=talk.owner_epoch, agent_id=foreign.pk)

    talk.refresh_from_db()
    assert talk.state == "queued"


def test_those_offered_are_there_the_freest_of_the_team_first(
    workspace: Workspace, make_agent: Callable[..., User], asked: Start
) -> None:
    ewa, _jan, eva = make_agent("ewa"), make_agent("jan"), make_agent("eva")
    make_agent("ola", online=False)
    Agent.objects.get(user=eva).teams.clear()
    busy, talk = asked(), asked()
    answering.claim(workspace, busy.pk, ewa, epoch=busy.owner_epoch)

    choice = supervision.choice_for(talk)
    busy.refresh_from_db()

    assert [one.name for one in choice.own] == ["Jan", "Ewa"]
    assert [one.name for one in choice.others] == ["Eva"]
    assert [one.name for one in supervision.choice_for(busy).own] == ["Jan"]


# ---- Another team ------------------------------------------------------------------------------


@pytest.fixture
def returns(workspace: Workspace, make_user: Callable[..., User], at: datetime) -> Team:
    """Another team, with its one agent at the inbox."""
    team = Team.objects.create(
        workspace=workspace, name="Zwroty", slug="zwroty", holidays_poland=False
    )
    agent = Agent.objects.create(
        workspace=workspace, user=make_user("agent", workspace, "ola"), state="online",
        last_seen_at=at,
    )  # fmt: skip
    agent.teams.add(team)
    return team


def test_who_waits_is_moved_to_another_team_and_keeps_the_time_of_asking(
    workspace: Workspace, owner: User, ewa: User, returns: Team, asked: Start, at: datetime
) -> None:
    first, talk = since(asked(), at, minutes=1), since(asked("Eve"), at, minutes=5)
    before = of(talk)

    move(workspace, talk.pk, owner, epoch=talk.owner_epoch, team_id=returns.pk)

    after = of(talk)
    assert (after.pk, after.team, after.requested_at) == (before.pk, returns, before.requested_at)
    assert (of(first).team, of(talk).status) == (before.team, "waiting")
    assert lines(talk)[-1] == ("system", "The team “Zwroty” will take over the conversation.")
    assert AuditEntry.objects.get(action="conversation.transferred").data == {
        "conversation": str(talk.pk), "team": returns.pk,
    }  # fmt: skip


def test_who_answers_in_the_other_team_reads_who_moved_it(
    workspace: Workspace, owner: User, ewa: User, returns: Team, asked: Start
) -> None:
    talk = asked()

    move(workspace, talk.pk, owner, epoch=talk.owner_epoch, team_id=returns.pk, note="Urgent")

    assert passed(talk, ewa) == {"by": owner.shown_name, "note": "Urgent"}


def test_a_team_that_hands_out_gives_it_to_whoever_is_free_there(
    workspace: Workspace, owner: User, ewa: User, returns: Team, asked: Start
) -> None:
    talk = asked()
    Team.objects.filter(pk=returns.pk).update(auto_assign=True)

    given = move(workspace, talk.pk, owner, epoch=talk.owner_epoch, team_id=returns.pk)

    assert (given.state, given.agent and given.agent.username) == ("agent", "ola")
    assert (given.session or {})["status"] == "with_agent"


def test_nobody_is_moved_to_where_nobody_is_or_once_somebody_answers(
    workspace: Workspace,
    other_workspace: Workspace,
    owner: User,
    ewa: User,
    returns: Team,
    asked: Start,
) -> None:
    talk = asked()
    foreign = Team.objects.create(workspace=other_workspace, name="X", slug="x")
    with pytest.raises(NotFound):
        move(workspace, talk.pk, owner, epoch=talk.owner_epoch, team_id=foreign.pk)
    Agent.objects.filter(teams=returns).update(last_seen_at=None)
    with pytest.raises(NobodyThere):
        move(workspace, talk.pk, owner, epoch=talk.owner_epoch, team_id=returns.pk)
    taken = answering.claim(workspace, talk.pk, ewa, epoch=talk.owner_epoch)
    with pytest.raises(OwnerChanged):
        move(workspace, talk.pk, owner, epoch=talk.owner_epoch, team_id=returns.pk)
    with pytest.raises(NothingToClaim):
        move(workspace, talk.pk, owner, epoch=taken.owner_epoch, team_id=returns.pk)

    assert of(talk).team != returns
