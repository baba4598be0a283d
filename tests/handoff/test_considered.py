"""The card shows what the assistant considered, and above all where it gave no answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.common.clock import now
from flowbuilder.conversations.models import Contact, Conversation
from flowbuilder.core.events import SessionStarted
from flowbuilder.core.testing import flow
from flowbuilder.flows import services as flow_services
from flowbuilder.handoff import inbox
from flowbuilder.handoff.considered import passages_of
from flowbuilder.handoff.models import Team
from flowbuilder.knowledge import services
from flowbuilder.runtime import jobs, performing
from flowbuilder.runtime.models import Job
from flowbuilder.runtime.turns import take_turn
from tests.handoff.conftest import says
from tests.knowledge.shop import DOCUMENTS
from tests.knowledge.test_effects import with_model
from tests.llm.fake_model import FakeModel, Quoting, running

pytestmark = pytest.mark.django_db

ON_CLAIMS, ON_DELIVERY = "Jak złożyć reklamację?", "Ile kosztuje dostawa?"
#: Shares words with what is known, and is answered by none of it.
UNKNOWN = "Jaki odcień żarówki jest do czytania w łóżku?"
Asking = Callable[[str, str], Conversation]


@pytest.fixture
def asks(workspace: Workspace, team: Team, ewa: User) -> Asking:
    """A visitor asks a step of that kind, which leads to a person unless it has the answer."""
    for each in DOCUMENTS:
        services.create_entry(
            workspace,
            question=each.question,
            answer=each.answer,
            variants=each.variants,
            key=each.id,
        )

    def ask(kind: str, question: str) -> Conversation:
        ways = {
            "faq_lookup": "know.found>person; know.not_found>person",
            "llm_answer": "know.answered>person; know.not_grounded>person; know.wants_human>person",
        }
        document = flow(
            ("hello", "question", {"question": "W czym pomóc?", "save_as": "asked"}),
            ("know", kind, {"query" if kind == "faq_lookup" else "question": "{{ asked }}"}),
            ("person", "handoff", {}),
            ("end", "end"),
            wires=f"hello.next>know; hello.gave_up>person; {ways[kind]}; know.problem>person; "
            "person.done>end; person.nobody>end; person.timed_out>end; person.gave_up>end",
            variables=({"name": "asked"},),
            locale="pl",
        )
        drawn = flow_services.create_flow(
            workspace=workspace, name=kind, user=None, document=document
        )
        version = flow_services.publish(
            flow=drawn, revision=drawn.draft_revision, note="", user=None
        )
        talk = Conversation.objects.create(
            workspace=workspace,
            flow_version=version,
            channel="web",
            contact=Contact.objects.create(workspace=workspace, language="pl"),
            language="pl",
        )
        take_turn(talk.pk, SessionStarted(at=now()))
        says(talk, question)
        look_up(talk)
        return talk

    return ask


def look_up(talk: Conversation) -> None:
    """Do what the step asked for."""
    for job in Job.objects.filter(
        conversation=talk, effect__kind__in=["SearchKnowledge", "AskModel"], status="waiting"
    ):
        performing.perform(jobs.claim(job.pk))
    talk.refresh_from_db()


def asked_of(shown: list[dict[str, Any]]) -> list[str]:
    return [one["question"] for one in shown]


def test_a_lookup_that_found_nothing_shows_what_was_nearest(asks: Asking, ewa: User) -> None:
    talk = asks("faq_lookup", UNKNOWN)
    shown = passages_of(talk)

    assert talk.state == "queued"
    assert 0 < len(shown) <= 3
    assert all(0 <= one["score"] < 0.5 for one in shown)
    assert inbox.card_of(talk, ewa)["passages"] == shown


def test_a_lookup_that_answered_shows_what_with(asks: Asking) -> None:
    first, *_rest = passages_of(asks("faq_lookup", ON_CLAIMS))

    assert first["question"] == ON_CLAIMS
    assert first["score"] > 0.5


@pytest.mark.parametrize("question", [UNKNOWN, ON_CLAIMS])
def test_an_answer_of_the_model_shows_what_it_read(
    question: str, asks: Asking, settings: Any
) -> None:
    with running(Quoting()) as model:
        with_model(model, settings)
        shown = passages_of(asks("llm_answer", question))

    assert 0 < len(shown) <= 3
    assert (shown[0]["question"] == ON_CLAIMS) is (question == ON_CLAIMS)
    assert [one["score"] for one in shown] == sorted((one["score"] for one in shown), reverse=True)


def test_a_model_that_was_not_sure_shows_what_it_read(asks: Asking, settings: Any) -> None:
    with running(FakeModel(answer="NOT_FOUND")) as model:
        with_model(model, settings)
        talk = asks("llm_answer", ON_DELIVERY)

    assert talk.state == "queued"
    assert asked_of(passages_of(talk))[0] == ON_DELIVERY


def test_without_a_model_what_was_quoted_is_shown(asks: Asking) -> None:
    assert asked_of(passages_of(asks("llm_answer", ON_DELIVERY)))[0] == ON_DELIVERY


def test_whoever_asks_for_a_person_had_nothing_considered(asks: Asking) -> None:
    assert passages_of(asks("llm_answer", "Chcę rozmawiać z człowiekiem")) == []
