"""A message left in the chat: answered by letter, and both go on in one conversation."""

from __future__ import annotations

from datetime import timedelta

import pytest

from flowbuilder.channels.email.models import Departure, MailThread
from flowbuilder.common.clock import now
from flowbuilder.conversations.models import Contact, Conversation
from flowbuilder.core.events import SessionStarted, VisitorSaid
from flowbuilder.handoff import inbox_rows, selectors
from flowbuilder.handoff.models import Ticket
from flowbuilder.handoff.services import answering, writing
from flowbuilder.runtime.retention import empty
from flowbuilder.runtime.turns import take_turn
from tests.channels_email.conftest import fetch, lines, perform, reply
from tests.mail_servers import letter

pytestmark = pytest.mark.django_db(transaction=True)
State = Conversation.State


@pytest.fixture
def leave_message(workspace, publish):
    """A visitor of the chat leaves a message; the flow ends, or asks one thing more."""

    def leave(*, asks_more: bool = False) -> Conversation:
        more = {"id": "more", "type": "question", "config": {"question": "Coś?", "save_as": "x"}}
        flow = publish(
            [
                {"id": "leave", "type": "leave_message", "config": {}},
                *([more] if asks_more else []),
                {"id": "end", "type": "end", "config": {}},
            ],
            [("leave", "next", "more"), ("more", "next", "end")]
            if asks_more
            else [("leave", "next", "end")],
        )
        conversation = Conversation.objects.create(
            workspace=workspace,
            flow_version=flow.published,
            widget_key="k",
            contact=Contact.objects.create(workspace=workspace),
            language="pl",
        )
        take_turn(conversation.pk, SessionStarted(at=now()))
        for said in ("ada@client.example", "Nie świeci lampa."):
            take_turn(conversation.pk, VisitorSaid(at=now(), text=said))
        conversation.refresh_from_db()
        return conversation

    return leave


def test_a_message_left_waits_for_the_team_and_its_answer_goes_out(
    mailbox, mails, leave_message, ewa, team
):
    conversation = leave_message()
    assert conversation.state == State.CLOSED
    perform("TakeUpTicket")

    conversation.refresh_from_db()
    assert conversation.state == State.QUEUED
    assert selectors.open_handoff(conversation).reason == "Nie świeci lampa."
    row = inbox_rows.row_for(conversation.pk, conversation.workspace_id, ewa)
    assert row["mail"] == {
        "address": "ada@client.example",
        "subject": "Nie świeci lampa.",
        "ours": "help@shop.example",
    }

    reply(conversation, ewa, "Wyślemy nową.")
    sent = mails.wait_for(1)
    assert (sent["To"], sent["Subject"]) == ("ada@client.example", "Re: Nie świeci lampa.")
    assert "> Nie świeci lampa." in sent.get_body(("plain",)).get_content()
    assert Ticket.objects.get().status == Ticket.Status.ANSWERED

    mails.put(letter("Dziękuję.", In_Reply_To=sent["Message-ID"]))
    fetch(mailbox)
    assert lines(conversation)[-2:] == [("agent", "Wyślemy nową."), ("visitor", "Dziękuję.")]
    conversation.refresh_from_db()
    assert (conversation.state, Conversation.objects.count()) == (State.AGENT, 1)


def test_what_was_read_in_the_chat_is_not_sent_as_well(mailbox, mails, leave_message, ewa):
    conversation = leave_message()
    perform("TakeUpTicket")
    conversation.refresh_from_db()
    conversation = answering.take_over(
        conversation.workspace, conversation.pk, ewa, epoch=conversation.owner_epoch
    )
    message = writing.reply(
        conversation.workspace, conversation.pk, ewa, text="Wyślemy nową.", client_id="1",
        epoch=conversation.owner_epoch,
    )  # fmt: skip
    Conversation.objects.update(seen_seq=message.seq)
    perform("SendMail")

    assert mails.sent == []
    assert not Departure.objects.exists()


def test_in_the_chat_they_can_go_on_writing_to_whoever_answers(mailbox, mails, leave_message, ewa):
    conversation = leave_message()
    perform("TakeUpTicket")
    take_turn(conversation.pk, VisitorSaid(at=now(), text="Pilne."))

    conversation.refresh_from_db()
    assert conversation.state == State.QUEUED
    assert lines(conversation)[-1] == ("visitor", "Pilne.")


def test_whoever_still_talks_to_the_flow_is_left_to_it(mailbox, mails, leave_message):
    conversation = leave_message(asks_more=True)
    perform("TakeUpTicket")

    conversation.refresh_from_db()
    assert conversation.state == State.BOT

    Conversation.objects.update(last_activity_at=now() - timedelta(minutes=6))
    perform("TakeUpTicket")
    conversation.refresh_from_db()
    assert conversation.state == State.QUEUED


def test_a_closed_one_can_be_opened_again_by_an_agent(mailbox, mails, leave_message, ewa):
    conversation = leave_message()
    reply(conversation, ewa, "Jeszcze jedno.")

    assert mails.wait_for(1)["To"] == "ada@client.example"


def test_without_a_mailbox_everything_is_as_it_was(leave_message, workspace, team):
    conversation = leave_message()
    perform("TakeUpTicket")

    conversation.refresh_from_db()
    assert conversation.state == State.CLOSED
    assert not MailThread.objects.exists()


def test_emptying_a_conversation_forgets_its_letters(mailbox, mails, leave_message, ewa):
    conversation = leave_message()
    perform("TakeUpTicket")
    reply(conversation, ewa, "Wyślemy nową.")
    sent = mails.wait_for(1)
    empty([conversation.pk])

    assert not MailThread.objects.exists()
    assert not Departure.objects.exists()
    mails.put(letter("Halo?", In_Reply_To=sent["Message-ID"]))
    fetch(mailbox)
    assert Conversation.objects.count() == 2
