"""Whatever agents, a visitor, letters, the flow and the clock do, in any order: one owner, always.

`HISTORIES=10000` runs as many random histories; a few hundred run with the other tests.
"""

from __future__ import annotations

import contextlib
import os
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import override_settings
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.common.clock import now, told_by
from flowbuilder.common.errors import AppError
from flowbuilder.conversations import blocking, merging, my_data, told
from flowbuilder.conversations.errors import ConversationClosed
from flowbuilder.conversations.models import Contact, Conversation, Message
from flowbuilder.conversations.ownership import MOVES, ImpossibleMove, Move, state_after
from flowbuilder.conversations.services import lock
from flowbuilder.core.events import (
    EffectFailed,
    EffectSucceeded,
    SessionStarted,
    TimerFired,
    VisitorAskedForPerson,
    VisitorSaid,
)
from flowbuilder.flows.models import FlowVersion
from flowbuilder.handoff import story
from flowbuilder.handoff.models import Agent, Handoff, Team
from flowbuilder.handoff.services import (
    answering,
    assigning,
    many,
    passing_on,
    presence,
    reopening,
    rounds,
    snoozing,
    writing,
)
from flowbuilder.runtime import jobs
from flowbuilder.runtime.models import Job
from flowbuilder.runtime.turns import take_answer, take_turn
from tests.clock import VirtualClock
from tests.handoff.conftest import DOCUMENT, publish

HISTORIES = int(os.environ.get("HISTORIES", "150"))
STEPS = 20
#: How often one act may make the conversation change hands: given back, asked again, taken.
AT_ONCE = 3

#: The shop's flow, with a look into the knowledge and at an order on the way to the person: words
#: that wait for their rest, and answers to wait for.
WITH_ORDER = DOCUMENT | {
    "nodes": [
        *DOCUMENT["nodes"],
        {"id": "faq", "type": "faq_lookup", "title": "Knowledge", "config": {}},
        {
            "id": "order",
            "type": "http_request",
            "title": "Order",
            "config": {"url": "http://127.0.0.1:9/{{ customer }}"},
        },
    ],
    "edges": [
        *(edge for edge in DOCUMENT["edges"] if edge["source"] != "name"),
        {"source": "name", "port": "next", "target": "faq"},
        {"source": "faq", "port": "found", "target": "rate"},
        {"source": "faq", "port": "not_found", "target": "order"},
        {"source": "faq", "port": "problem", "target": "order"},
        {"source": "order", "port": "next", "target": "person"},
        {"source": "order", "port": "refused", "target": "person"},
        {"source": "order", "port": "problem", "target": "person"},
    ],
}
AGENTS = st.sampled_from(("ewa", "jan"))
#: Mostly they see the conversation as it is.
LATE = st.sampled_from((0, 0, 0, 1))
STEP = st.sampled_from(("", "name", "person", "rate", "bye", "nowhere"))
TEAM = st.sampled_from(("obsluga", "specjalisci"))
NOTHING = {"verdict": "none", "hits": [], "ms": 1}


@pytest.mark.parametrize("move", Move)
@pytest.mark.parametrize("state", Conversation.State)
def test_a_conversation_changes_hands_as_the_table_says_or_not_at_all(move, state):
    sources, target = MOVES[move]
    if state in sources:
        assert state_after(move, state) == target
    else:
        with pytest.raises(ImpossibleMove):
            state_after(move, state)


def test_only_a_letter_leads_on_from_the_end():
    after = [move for move, (sources, _to) in MOVES.items() if Conversation.State.CLOSED in sources]

    assert after == [Move.REOPEN]


class Histories(RuleBasedStateMachine):
    """One conversation, and all that may befall it."""

    def __init__(self, workspace: Workspace, version: FlowVersion, people: dict[str, User]) -> None:
        super().__init__()
        self.workspace, self.people = workspace, people
        self.clock = VirtualClock(now())
        self.closing = contextlib.ExitStack()
        self.closing.enter_context(told_by(self.clock))
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.pk = Conversation.objects.create(
            workspace=workspace,
            flow_version=version,
            channel="web",
            widget_key="k",
            contact=Contact.objects.create(workspace=workspace, language="en"),
            language="en",
        ).pk
        self.seen = self.row
        self.heard = 0
        self.letter_at = self.unheard_at = -1
        take_turn(self.pk, SessionStarted(at=now()))

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)
        self.closing.close()

    @property
    def row(self) -> Conversation:
        return Conversation.objects.get(pk=self.pk)

    @initialize(
        hands_out=st.booleans(),
        both=st.booleans(),
        room=st.integers(0, 2),
        asks=st.booleans(),
        overflows=st.booleans(),
        holds=st.booleans(),
    )
    def opens(
        self, hands_out: bool, both: bool, room: int, asks: bool, overflows: bool, holds: bool
    ) -> None:
        Team.objects.update(auto_assign=hands_out)
        if overflows:
            other = Team.objects.get(slug="specjalisci")
            Team.objects.filter(slug="obsluga").update(overflow_to=other, overflow_minutes=2)
        wait = override_settings(FLOWBUILDER_BURST_MS=1_500 if holds else 0)
        self.closing.enter_context(wait)
        Agent.objects.update(last_seen_at=now(), state="online", capacity=room)
        if not both:
            Agent.objects.filter(user=self.people["jan"]).update(state="away")
        if asks:
            self.asks_for_a_person()

    # ---- The visitor and the flow --------------------------------------------------

    @rule(text=st.sampled_from(("Ada", "Leave a message instead", "5", "hello?")))
    def says(self, text: str) -> None:
        self._visitor(VisitorSaid(at=now(), text=text))

    @rule()
    def asks_for_a_person(self) -> None:
        self._visitor(VisitorAskedForPerson(at=now()))

    @rule(name=st.sampled_from(("Ada", "Grace", "")))
    def corrects_their_name(self, name: str) -> None:
        before = self.row
        my_data.correct(before.contact, {"name": name})
        after = self.row
        assert (after.owner_epoch, after.head_seq) == (before.owner_epoch, before.head_seq)
        if after.session["status"] in told.LISTENS:
            known = after.session["variables"].get("contact", {})
            assert known.get("name", "") == name

    def _visitor(self, event: VisitorSaid | VisitorAskedForPerson) -> None:
        with contextlib.suppress(ConversationClosed):
            take_turn(self.pk, event)

    @rule(found=st.booleans())
    def an_answer_comes(self, found: bool) -> None:
        job = self._job("url")
        if job is None:
            return
        result = {"status": 200, "body": {}, "headers": {}, "text": "Found."}
        effect_id = job.effect["id"]
        take_answer(
            job,
            EffectSucceeded(at=now(), effect_id=effect_id, result=result)
            if found
            else EffectFailed(at=now(), effect_id=effect_id, code="http_timeout"),
        )

    @rule()
    def a_timer_is_due(self) -> None:
        job = self._job("seconds")
        if job is not None:
            take_answer(job, TimerFired(at=now(), effect_id=job.effect["id"]))

    @rule()
    def the_rest_of_a_question_is_heard(self) -> None:
        job = self._job_of("HearOut")
        if job is not None:
            take_answer(job, TimerFired(at=now(), effect_id=job.effect["id"]))

    @rule()
    def the_knowledge_has_nothing(self) -> None:
        job = self._job("query")
        if job is not None:
            effect_id = job.effect["id"]
            take_answer(job, EffectSucceeded(at=now(), effect_id=effect_id, result=NOTHING))

    @rule(sure=st.sampled_from((*(False,) * 4, True)))
    def a_letter_comes(self, sure: bool) -> None:
        if sure:
            reopening.queue_again(lock(self.pk), team=None, reason="A letter")
            self.letter_at = self.unheard_at = self.row.owner_epoch

    @rule(kept=st.booleans(), sure=st.sampled_from((*(False,) * 9, True)))
    def turns_out_to_be_somebody_known(self, kept: bool, sure: bool) -> None:
        if not sure:
            return
        known, here = Contact.objects.create(workspace=self.workspace), self.row.contact
        with contextlib.suppress(AppError):
            merging.merge(*((here, known) if kept else (known, here)), by=self.people["ewa"])
            self.unheard_at = self.row.owner_epoch  # their browser may read nothing of it now

    def _job_of(self, kind: str) -> Job | None:
        for job in Job.objects.filter(conversation=self.pk, status="waiting"):
            if job.effect["kind"] == kind:
                Job.objects.filter(pk=job.pk).update(run_at=now())
                return jobs.claim(job.pk)
        return None

    def _job(self, of: str) -> Job | None:
        """The waiting job whose effect has the field `of`; it is ours now."""
        for job in Job.objects.filter(conversation=self.pk, status="waiting"):
            if of in job.effect:
                Job.objects.filter(pk=job.pk).update(run_at=now())
                return jobs.claim(job.pk)
        return None

    # ---- The agents ----------------------------------------------------------------

    def _act(self, call: Callable[..., object], who: str, late: int, **more: object) -> None:
        """Do it, as somebody who saw the conversation `late` changes of owner ago."""
        before = self.row
        epoch = before.owner_epoch - late
        try:
            call(self.workspace, self.pk, self.people[who], epoch=epoch, **more)
        except AppError:
            after = self.row
            assert (after.owner_epoch, after.head_seq) == (before.owner_epoch, before.head_seq)
        else:
            assert late == 0 or call is writing.reply

    @rule(who=AGENTS, late=LATE)
    def claims(self, who: str, late: int) -> None:
        self._act(answering.claim, who, late)

    @rule(who=AGENTS, late=LATE)
    def takes_over(self, who: str, late: int) -> None:
        self._act(answering.take_over, who, late)

    @rule(who=AGENTS, late=LATE)
    def replies(self, who: str, late: int) -> None:
        self._act(writing.reply, who, late, text="Good morning", client_id=str(uuid.uuid4()))

    @rule(who=AGENTS, late=LATE, to_team=st.booleans(), whom=AGENTS, team=TEAM)
    def passes_on(self, who: str, late: int, to_team: bool, whom: str, team: str) -> None:
        where = {"agent_id": self.people[whom].pk}
        if to_team:
            where = {"team_id": Team.objects.get(slug=team).pk}
        self._act(passing_on.transfer, who, late, comment="See below.", **where)

    @rule(who=AGENTS, late=LATE, kind=st.sampled_from(("take", "close", "transfer")), team=TEAM)
    def does_it_to_several(self, who: str, late: int, kind: str, team: str) -> None:
        given = {"team": Team.objects.get(slug=team).pk} if kind == "transfer" else {}
        act = many.action(self.workspace, self.people[who], kind, given)
        before = self.row
        [done] = many.do_to_all([many.Chosen(self.pk, before.owner_epoch - late)], act)
        after = self.row
        assert not late or done.code
        if done.code:
            assert (after.owner_epoch, after.head_seq) == (before.owner_epoch, before.head_seq)

    @rule(who=AGENTS, late=LATE, team=TEAM)
    def is_moved(self, who: str, late: int, team: str) -> None:
        """To the queue of another team, by whoever leads the agents."""
        self._act(assigning.move, who, late, team_id=Team.objects.get(slug=team).pk)

    @rule(who=AGENTS, late=LATE, node=STEP)
    def hands_back(self, who: str, late: int, node: str) -> None:
        self._act(answering.hand_back, who, late, node=node)

    @rule(who=AGENTS, late=LATE)
    def closes(self, who: str, late: int) -> None:
        self._act(answering.close, who, late)

    @rule(who=AGENTS, late=LATE, whom=AGENTS)
    def is_given(self, who: str, late: int, whom: str) -> None:
        """By whoever leads the agents."""
        self._act(assigning.assign, who, late, agent_id=self.people[whom].pk)

    @rule(who=AGENTS, late=LATE, hours=st.integers(1, 30))
    def puts_aside(self, who: str, late: int, hours: int) -> None:
        self._act(snoozing.snooze, who, late, until=now() + timedelta(hours=hours))

    @rule(who=AGENTS, sure=st.sampled_from((*(False,) * 9, True)))
    def blocks(self, who: str, sure: bool) -> None:
        if sure:
            with contextlib.suppress(AppError):
                blocking.block(self.row.contact, by=self.people[who])

    @rule(who=AGENTS, state=st.sampled_from(("online", "away")))
    def chooses(self, who: str, state: str) -> None:
        presence.set_availability(self.workspace, self.people[who], state)

    @rule(who=AGENTS)
    def loses_the_connection(self, who: str) -> None:
        long_ago = now() - timedelta(hours=1)
        Agent.objects.filter(user=self.people[who]).update(last_seen_at=long_ago)

    # ---- The clock -----------------------------------------------------------------

    @rule(minutes=st.integers(1, 15), there=st.sets(AGENTS))
    def time_passes(self, minutes: int, there: set[str]) -> None:
        self.clock.moves(minutes=minutes)
        for who in there:
            presence.heartbeat(self.workspace.pk, self.people[who])
        rounds.make_rounds()

    # ---- What holds ----------------------------------------------------------------

    @invariant()
    def one_owner(self) -> None:
        row = self.row
        assert (row.state == "agent") == (row.agent_id is not None)
        assert story.is_silent(row) or row.state != "agent", "the machine and a person speak"
        assert not story.is_silent(row) or row.state in {"agent", "queued"}, "nobody speaks"
        handoffs = Handoff.objects.filter(conversation=row, status__in=["waiting", "assigned"])
        found = [(one.status, one.agent_id) for one in handoffs]
        assert found == {
            "queued": [("waiting", None)],
            "agent": [("assigned", row.agent_id)],
        }.get(row.state, [])

    @invariant()
    def nobody_changes_without_a_new_epoch_and_none_goes_round_in_circles(self) -> None:
        row, before = self.row, self.seen
        changes = row.owner_epoch - before.owner_epoch
        if (row.state, row.agent_id) != (before.state, before.agent_id):
            assert changes > 0
            assert before.state != "closed" or row.owner_epoch == self.letter_at, (
                "only a letter leads back"
            )
        assert 0 <= changes <= AT_ONCE
        self.seen = row

    @invariant()
    def the_visitor_hears_of_every_change(self) -> None:
        row = self.row
        said = list(Message.objects.filter(conversation=row, seq__gt=self.heard, private=False))
        before, self.heard = getattr(self, "knew", ("bot", None)), row.head_seq
        self.knew = (row.state, row.agent_id)
        if self.knew != before and row.owner_epoch != self.unheard_at:
            assert any(one.author != "visitor" for one in said), f"{before} became {self.knew}"

    @invariant()
    def what_waits_will_be_heard(self) -> None:
        """Words are held for a rest only while a job will hear them, or an answer is on its way."""
        row = self.row
        if row.pending and row.state in {"bot", "queued"}:
            held = Job.objects.filter(conversation=row, kind="hearing", status="waiting").exists()
            assert held or set(row.session["awaiting"]) & set(row.deferred)

    @invariant()
    def only_the_owner_speaks(self) -> None:
        """A person's words stand only where that person had the conversation."""
        speaker = None
        for message in Message.objects.filter(conversation=self.pk, private=False).order_by("seq"):
            said = message.content.get("line", {})
            if message.author == "system" and said.get("code") in {"joined", "given"}:
                speaker = said["params"]["name"]
            elif message.author == "agent":
                assert message.agent is not None
                assert message.agent.shown_name == speaker
            elif message.author in {"bot", "ai"}:
                speaker = None


@pytest.mark.django_db
@pytest.mark.timeout(60 + HISTORIES)
def test_in_any_history_one_owner_speaks_and_the_visitor_hears_of_every_change(
    workspace: Workspace, ewa: User, jan: User
) -> None:
    version = publish(workspace, WITH_ORDER)
    other = Team.objects.create(workspace=workspace, name="Specjaliści", slug="specjalisci")
    Agent.objects.get(user=jan).teams.add(other)
    people = {"ewa": ewa, "jan": jan}
    run_state_machine_as_test(
        lambda: Histories(workspace, version, people),
        settings=settings(
            max_examples=HISTORIES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
