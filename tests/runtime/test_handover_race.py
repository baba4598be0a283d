"""The assistant's answer and two agents reach for a conversation at the same moment (case 19)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from flowbuilder.common.clock import now
from flowbuilder.conversations.errors import OwnerChanged
from flowbuilder.conversations.models import Contact, Conversation, EventRecord, Message
from flowbuilder.conversations.ownership import Move
from flowbuilder.conversations.services import change_owner, lock
from flowbuilder.core.events import AgentJoined, EffectSucceeded
from flowbuilder.runtime import jobs
from flowbuilder.runtime.models import Job
from flowbuilder.runtime.turns import take_answer, take_turn
from tests.runtime.conftest import LOOK_UP, Talk

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 500


def claim(talk, user, epoch, barrier):
    """What the inbox does when an agent takes a conversation."""
    barrier.wait(10)
    try:
        with transaction.atomic():
            change_owner(lock(talk.pk), Move.TAKE, expected_epoch=epoch, agent=user)
            take_turn(talk.pk, AgentJoined(at=now(), agent=user.shown_name))
    except OwnerChanged:
        return None
    return user.pk


def bring(job, barrier):
    """What the job does when the answer has come."""
    event = EffectSucceeded(at=now(), effect_id=job.effect["id"], result={"status": 200})
    barrier.wait(10)
    return take_answer(job, event).fate


def leave(everyone):
    """Close this thread's connection; the barrier keeps one thread from closing for the others."""
    everyone.wait(10)
    connection.close()


def test_there_is_one_owner_and_no_answer_after_a_take_over(workspace, publish, agent, owner):
    """Seen to fail in the first rounds without the compare-and-set in `change_owner` (two owners),
    and without the epoch check in `Turn._take_answer` (an answer taken after the take-over)."""
    version = publish(LOOK_UP)
    contact = Contact.objects.create(workspace=workspace)
    outcomes = set()
    with ThreadPoolExecutor(3) as threads:
        for _round in range(ROUNDS):
            talk = Talk(
                Conversation.objects.create(
                    workspace=workspace, flow_version=version, channel="web", widget_key="shop",
                    contact=contact, language="en", page={},
                )
            )  # fmt: skip
            talk.starts()
            talk.says("1001")
            job = jobs.claim(Job.objects.get(conversation=talk.pk).pk)
            barrier, epoch = Barrier(3), talk.row.owner_epoch

            claims = [threads.submit(claim, talk, user, epoch, barrier) for user in (agent, owner)]
            answer = threads.submit(bring, job, barrier).result(30)
            winners = [found for c in claims if (found := c.result(30)) is not None]

            row = talk.row
            log = list(
                EventRecord.objects.filter(conversation=talk.pk).order_by("number")
                .values_list("kind", "fate")
            )  # fmt: skip
            joined = log.index(("AgentJoined", "taken"))
            came = next(n for n, (kind, _fate) in enumerate(log) if kind == "EffectSucceeded")
            said = Message.objects.filter(conversation=talk.pk, author="bot").count()
            assert winners == [row.agent_id]
            assert (row.state, row.owner_epoch) == ("agent", epoch + 1)
            assert answer == ("taken" if came < joined else "discarded")
            assert said == (2 if came < joined else 1)
            outcomes.add(answer)
        everyone = Barrier(3)
        for _thread in range(3):
            threads.submit(leave, everyone)
    assert outcomes == {"taken", "discarded"}
