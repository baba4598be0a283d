"""Who is handed a conversation: languages, skills, whom the contact knows, hard cases and rest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.common.clock import now
from flowbuilder.conversations.models import Conversation
from flowbuilder.core.effects import RequestHandoff
from flowbuilder.handoff.candidates import clean_skills
from flowbuilder.handoff.models import Agent, Handoff, Team
from flowbuilder.handoff.services import answering, passing_on, queue, rounds
from flowbuilder.runtime import dispatch

pytestmark = pytest.mark.django_db

Start = Callable[..., Conversation]


@pytest.fixture(autouse=True)
def hands_out(team: Team) -> None:
    team.auto_assign = True
    team.save()


def is_told(user: User, **values: Any) -> None:
    Agent.objects.filter(user=user).update(**values)


@pytest.fixture
def asks(new_conversation: Start) -> Start:
    """A visitor for whom the flow asks for a person, with what the step says."""

    def ask(**values: Any) -> Conversation:
        conversation = new_conversation(values.pop("contact", None))
        Conversation.objects.filter(pk=conversation.pk).update(
            language=values.pop("language", "pl")
        )
        conversation.refresh_from_db()
        effect = RequestHandoff(id=f"{conversation.pk}:1", **values)
        dispatch.INLINE[RequestHandoff](effect, conversation)
        conversation.refresh_from_db()
        return conversation

    return ask


def test_the_language_of_the_visitor_decides(asks: Start, ewa: User, jan: User) -> None:
    is_told(ewa, languages=["pl"])
    is_told(jan, languages=["en"])

    assert [asks(language="en").agent, asks(language="en").agent] == [jan, jan]


def test_what_the_step_asks_for_decides(asks: Start, ewa: User, jan: User) -> None:
    is_told(jan, skills=["invoices", "returns"])

    assert [asks(skills=("  Returns ",)).agent for _ in range(2)] == [jan, jan]
    assert [row.skills for row in Handoff.objects.all()] == [["returns"], ["returns"]]


def test_whoever_waits_for_the_right_person_keeps_nobody_from_another(
    asks: Start, ewa: User, make_agent: Any
) -> None:
    jan = make_agent("jan", capacity=1)
    is_told(jan, skills=["returns"])
    first = asks(skills=("returns",))
    waiting = asks(skills=("returns",))
    behind = asks()

    assert (first.agent, waiting.state, behind.agent) == (jan, "queued", ewa)


def test_after_two_minutes_anybody_is_asked(asks: Start, ewa: User, make_agent: Any) -> None:
    jan = make_agent("jan", capacity=1)
    is_told(jan, skills=["returns"])
    asks(skills=("returns",))
    waiting = asks(skills=("returns",))
    Handoff.objects.filter(conversation=waiting).update(requested_at=now() - timedelta(seconds=121))

    rounds.make_rounds()

    waiting.refresh_from_db()
    assert waiting.agent == ewa


def test_a_contact_comes_back_to_whom_they_know(
    asks: Start, ewa: User, jan: User, workspace: Workspace
) -> None:
    first = asks()
    known = first.agent
    assert known is not None
    Handoff.objects.filter(conversation=first).update(first_reply_at=now())
    answering.close(workspace, first.pk, known, epoch=first.owner_epoch)
    asks()  # the other one is less busy now, by the time of the last assignment
    is_told(known, capacity=4)

    assert asks(contact=first.contact).agent == known


def test_hard_cases_are_spread_over_the_team(asks: Start, ewa: User, jan: User) -> None:
    first = asks(hard=True).agent
    for _ in range(2):
        asks(skills=("x",))
    is_told(ewa, capacity=40 if first == ewa else 4)
    is_told(jan, capacity=40 if first == jan else 4)

    assert asks().agent == first  # by load alone
    assert asks(hard=True).agent != first


def test_a_rest_after_a_hard_one_is_kept_and_ends(
    asks: Start, ewa: User, team: Team, workspace: Workspace
) -> None:
    team.rest_minutes = 10
    team.save()
    hard = asks(hard=True)
    answering.close(workspace, hard.pk, ewa, epoch=hard.owner_epoch)
    waiting = asks()
    assert waiting.state == "queued"

    Handoff.objects.filter(conversation=hard).update(closed_at=now() - timedelta(minutes=11))
    rounds.make_rounds()

    waiting.refresh_from_db()
    assert waiting.agent == ewa


def test_a_long_story_is_a_hard_case(asks: Start, new_conversation: Start, ewa: User) -> None:
    long = new_conversation()
    long.head_seq = queue.LONG
    long.save()
    dispatch.INLINE[RequestHandoff](RequestHandoff(id="long"), long)
    asks()

    assert list(Handoff.objects.order_by("pk").values_list("hard", flat=True)) == [True, False]


def test_what_is_passed_on_stays_what_it_is(
    asks: Start, ewa: User, jan: User, workspace: Workspace
) -> None:
    conversation = asks(hard=True, skills=("returns",))
    owner = conversation.agent
    assert owner is not None
    other = jan if owner == ewa else ewa

    passing_on.transfer(
        workspace, conversation.pk, owner, epoch=conversation.owner_epoch, agent_id=other.pk
    )

    newest = Handoff.objects.filter(conversation=conversation).first()
    assert newest is not None
    assert (newest.agent, newest.hard, newest.skills) == (other, True, ["returns"])


def test_skills_are_compared_whatever_their_case_and_spaces() -> None:
    assert clean_skills([" Zwroty  i reklamacje", "ZWROTY I REKLAMACJE", "", "faktury"]) == [
        "zwroty i reklamacje", "faktury",
    ]  # fmt: skip
