"""Two people at once: exactly one owner, always (reliability case 19)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from django.db import connection, transaction

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.conversations.blocking import block, stay_unblocked
from flowbuilder.conversations.contacts import change
from flowbuilder.conversations.errors import OwnerChanged
from flowbuilder.conversations.models import Contact, Conversation, Message
from flowbuilder.conversations.services import lock
from flowbuilder.handoff.models import Handoff, Team
from flowbuilder.handoff.services import answering
from flowbuilder.runtime.erasure import erase_contact
from tests.handoff.conftest import lines, says

ROUNDS = 20
pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls: Callable[[], object]) -> list[object]:
    """Run the calls in threads that start together; give what each returned or raised."""
    barrier = threading.Barrier(len(calls))
    outcomes: list[object] = [None] * len(calls)

    def run(index: int, call: Callable[[], object]) -> None:
        barrier.wait()
        try:
            outcomes[index] = call()
        except Exception as problem:
            outcomes[index] = problem
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes


@pytest.fixture(autouse=True)
def closed_connections() -> Iterator[None]:
    yield
    connection.close()


def test_of_two_agents_who_claim_at_once_exactly_one_wins(
    asked: Callable[..., Conversation], ewa: User, jan: User, workspace: Workspace
) -> None:
    for _round in range(ROUNDS):
        conversation = asked()
        epoch = conversation.owner_epoch

        outcomes = at_once(
            partial(answering.claim, workspace, conversation.pk, ewa, epoch=epoch),
            partial(answering.claim, workspace, conversation.pk, jan, epoch=epoch),
        )

        losers = [one for one in outcomes if isinstance(one, OwnerChanged)]
        winners = [one for one in outcomes if isinstance(one, Conversation)]
        conversation.refresh_from_db()
        assert (len(losers), len(winners)) == (1, 1), outcomes
        assert conversation.owner_epoch == epoch + 1
        assert winners[0].agent == conversation.agent
        handoff = Handoff.objects.get(conversation=conversation)
        assert (handoff.status, handoff.agent) == ("assigned", conversation.agent)
        joined = [text for author, text in lines(conversation) if author == "system"]
        assert len(joined) == 1


def test_a_transfer_and_a_takeover_at_once_leave_one_owner(
    asked: Callable[..., Conversation], ewa: User, jan: User, workspace: Workspace
) -> None:
    for _round in range(ROUNDS):
        conversation = asked()
        mine = answering.claim(workspace, conversation.pk, ewa, epoch=conversation.owner_epoch)
        epoch = mine.owner_epoch

        outcomes = at_once(
            partial(answering.hand_back, workspace, mine.pk, ewa, epoch=epoch, node="bye"),
            partial(answering.take_over, workspace, mine.pk, jan, epoch=epoch),
        )

        assert sum(isinstance(one, Conversation) for one in outcomes) == 1, outcomes
        open_ones = Handoff.objects.filter(
            conversation=mine, status__in=["waiting", "assigned"]
        ).count()
        mine.refresh_from_db()
        assert open_ones == (1 if mine.state == "agent" else 0)


def test_visitors_who_ask_at_once_never_give_an_agent_more_than_they_can_take(
    new_conversation: Callable[..., Conversation],
    make_agent: Callable[..., User],
    team: Team,
) -> None:
    """Seen to fail on PostgreSQL without the lock on the agent."""
    ewa = make_agent("ewa", capacity=2)
    Team.objects.filter(pk=team.pk).update(auto_assign=True)
    for _round in range(ROUNDS // 4):
        conversations = [new_conversation() for _ in range(4)]

        at_once(*[partial(says, one, "Ada") for one in conversations])

        assert Conversation.objects.filter(state="agent", agent=ewa).count() == 2
        Conversation.objects.filter(pk__in=[one.pk for one in conversations]).delete()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_a_talk_that_begins_while_everything_is_erased_is_erased_too(
    new_conversation: Callable[..., Conversation],
) -> None:
    contact = new_conversation().contact
    begun, erasing = threading.Event(), threading.Event()

    def begin() -> bool:
        with transaction.atomic():
            stay_unblocked(contact)  # as a channel does before it starts one
            talk = new_conversation(contact)
            says(talk, "My PIN is 4711")
            begun.set()
            assert erasing.wait(20)
            while not waits_for_a_lock():
                pass
        return True

    def erase() -> bool:
        assert begun.wait(20)
        erasing.set()
        erase_contact(contact)
        return True

    assert at_once(begin, erase) == [True, True]

    assert not Message.objects.filter(conversation__contact=contact).exists()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_a_turn_that_writes_down_a_detail_of_whoever_is_being_blocked_is_not_in_its_way(
    new_conversation: Callable[..., Conversation], ewa: User
) -> None:
    talk = new_conversation()
    begun = threading.Event()

    def take_a_turn() -> str:
        with transaction.atomic():
            lock(talk.pk)
            begun.set()
            while not waits_for_a_lock():
                pass
            change(talk.contact, {"name": "Ada"}, source=Contact.Source.CLAIMED)
        return "kept"

    def keep_out() -> str:
        assert begun.wait(20)
        block(talk.contact, by=ewa)
        return "blocked"

    assert at_once(take_a_turn, keep_out) == ["kept", "blocked"]

    talk.refresh_from_db()
    assert (talk.contact.name, talk.state) == ("Ada", "closed")


def waits_for_a_lock() -> bool:
    """Whether anybody waits for what another transaction holds."""
    with connection.cursor() as cursor:
        cursor.execute("select exists (select from pg_locks where not granted)")
        return bool(cursor.fetchone()[0])
