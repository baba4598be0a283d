"""A history that grows without end (case 27): a warning, snapshots, and an end with a person."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from flowbuilder.common.clock import now
from flowbuilder.conversations.errors import ConversationClosed
from flowbuilder.conversations.models import Conversation, EventRecord, Message
from flowbuilder.conversations.ownership import Move
from flowbuilder.conversations.services import change_owner
from flowbuilder.core.engine import advance, new_session
from flowbuilder.core.events import (
    AgentLeft,
    TimerFired,
    VisitorSaid,
    event_from_json,
    event_to_json,
)
from flowbuilder.core.retracing import retrace, state_hash
from flowbuilder.flows.selectors import plan_for
from flowbuilder.handoff.models import Agent, Handoff, Team
from flowbuilder.runtime import replaying
from flowbuilder.runtime.histories import END_AT, SNAPSHOT_EVERY, WARN_AT
from flowbuilder.runtime.models import Snapshot
from flowbuilder.runtime.replaying import History, replay_conversation
from flowbuilder.runtime.turns import take_turn
from tests.runtime.test_turns import ECHO

pytestmark = pytest.mark.django_db


def grown(talk, size):
    """As if `size` events were behind it already."""
    Conversation.objects.filter(pk=talk.pk).update(log_size=size)
    return talk


@pytest.fixture
def somebody(workspace, agent):
    """A team with a person who is there, at any hour."""
    team = Team.objects.create(workspace=workspace, name="Team", slug="team", holidays_poland=False)
    online = Agent.objects.create(
        workspace=workspace, user=agent, state=Agent.State.ONLINE, last_seen_at=now()
    )
    online.teams.add(team)


def test_a_warning_is_logged_once_at_ten_thousand(begin, caplog):
    talk = grown(begin(ECHO), WARN_AT - 2)

    with caplog.at_level(logging.WARNING, "flowbuilder.runtime.histories"):
        for word in "abcd":
            talk.says(word)

    told = [r for r in caplog.records if r.name == "flowbuilder.runtime.histories"]
    assert [str(talk.pk) in record.getMessage() for record in told] == [True]


def test_at_the_end_a_person_gets_it(begin, somebody):
    """Seen to fail without `is_at_its_end` in `Turn._run`."""
    talk = grown(begin(ECHO), END_AT - 1)

    assert talk.says("one").fate == "failed"

    handoff = Handoff.objects.get(conversation=talk.pk)
    assert talk.row.state in ("queued", "agent")
    assert handoff.reason == "The conversation became too long for the flow."
    assert "very long" in talk.transcript[-1][1]
    assert EventRecord.objects.filter(conversation=talk.pk).last().note


def test_at_the_end_it_ends_with_a_sentence_when_nobody_is_there(begin):
    talk = grown(begin(ECHO), END_AT)

    talk.says("one")

    assert talk.row.state == "closed"
    assert [author for author, _text in talk.transcript[-3:]] == ["visitor", "system", "system"]
    assert "ends here" in talk.transcript[-1][1]
    with pytest.raises(ConversationClosed):
        talk.says("two")


def test_before_the_end_the_flow_answers(begin):
    talk = grown(begin(ECHO), END_AT - 2)

    assert talk.says("one").fate == "taken"
    assert talk.transcript[-2][1] == "You said one."


def test_what_a_person_does_with_it_always_counts(begin, agent):
    talk = begin(ECHO)
    row = talk.row
    change_owner(row, Move.TAKE, expected_epoch=row.owner_epoch, agent=agent)
    grown(talk, END_AT + 5)

    assert talk.says("to you").fate == "stored"
    row = talk.row
    change_owner(row, Move.GIVE_BACK, expected_epoch=row.owner_epoch)
    left = take_turn(talk.pk, AgentLeft(at=now(), outcome="closed"))

    assert left.fate != "failed"


# ---- Snapshots ---------------------------------------------------------------------------


def test_a_snapshot_is_kept_at_every_thousandth_event(begin):
    """Seen to fail without `keep_up` in `Turn._store`."""
    talk = grown(begin(ECHO), SNAPSHOT_EVERY - 2)

    for word in "abc":
        talk.says(word)

    snapshot = Snapshot.objects.get(conversation=talk.pk)
    assert snapshot.number == SNAPSHOT_EVERY
    assert snapshot.session["variables"] == {"said": "b"}
    assert snapshot.flow_version == talk.row.flow_version


EVENTS = 60_000
BEGUN = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def long_talk(begin):
    """A conversation with a history of 60,000 events, written in bulk as its turns would have."""
    row = begin(ECHO).row
    plan = plan_for(row.flow_version)
    session = new_session(str(row.pk), row.channel, row.language, plan)
    begun = event_from_json(EventRecord.objects.get(conversation=row).payload)
    session, _effects = advance(plan, session, begun)
    rows, snapshots = [], []
    for number in range(2, EVENTS + 1):
        at = BEGUN + timedelta(seconds=number)
        event = TimerFired(at=at, effect_id="old")
        if number % 6 == 0:
            event = VisitorSaid(at=at, text=f"word {number}")
        session, _effects = advance(plan, session, event)
        rows.append(
            EventRecord(
                conversation=row, number=number, kind=type(event).__name__, at=at,
                payload=event_to_json(event),
            )
        )  # fmt: skip
        if number % SNAPSHOT_EVERY == 0:
            snapshots.append(
                Snapshot(
                    conversation=row, number=number, session=session.to_json(),
                    flow_version=row.flow_version,
                )
            )  # fmt: skip
    EventRecord.objects.bulk_create(rows, batch_size=2_000)
    Snapshot.objects.bulk_create(snapshots)
    said = {"kind": "text", "text": ""}
    Message.objects.filter(conversation=row).update(content=said)
    Conversation.objects.filter(pk=row.pk).update(log_size=EVENTS, session=session.to_json())
    return row.pk, session


def test_from_a_snapshot_it_ends_as_from_the_first_event_and_reads_no_more_than_a_thousand(
    long_talk, client_for, monkeypatch
):
    """Case 27. Seen to fail with `History.beginning` always at the start."""
    key, folded = long_talk
    row = Conversation.objects.get(pk=key)
    Snapshot.objects.filter(conversation=row, number=EVENTS).delete()
    history = History(row)
    begun = history.beginning()

    steps = list(history.steps(begun))

    assert (begun.number, len(steps)) == (EVENTS - SNAPSHOT_EVERY, SNAPSHOT_EVERY)
    assert state_hash(steps[-1].retraced.session) == state_hash(folded)
    assert replay_conversation(row).same

    client = client_for("analyst")
    for event in (1, EVENTS // 2 + 500, EVENTS):
        retraced = count_of(monkeypatch)
        answer = client.get(reverse("admin:replay", args=[key]), {"event": event})

        assert answer.status_code == 200
        assert sum(retraced) <= 2 * SNAPSHOT_EVERY, "the step, and the end"


def count_of(monkeypatch):
    """Counts the events that are taken again from now on."""
    seen = []

    def counting(*args, **more):
        for step in retrace(*args, **more):
            seen.append(1)
            yield step

    monkeypatch.setattr(replaying, "retrace", counting)
    return seen
