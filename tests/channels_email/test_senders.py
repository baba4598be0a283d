"""Who a letter is from: a claim, until the receiving server or an answer to us speaks for it."""

from __future__ import annotations

import pytest

from flowbuilder.channels.email.models import Arrival, Departure
from flowbuilder.conversations.models import Contact, Conversation
from flowbuilder.handoff import inbox
from tests.channels_email.conftest import fetch, lines, perform, reply
from tests.mail_servers import letter

pytestmark = pytest.mark.django_db(transaction=True)
GOOD = "mx.shop.example; dmarc=pass header.from=client.example"
BAD = "mx.shop.example; dmarc=fail (p=REJECT) header.from=client.example"


@pytest.fixture
def checked(mailbox):
    """The receiving server says whom it vouches for."""
    mailbox.verifier = "mx.shop.example"
    mailbox.save()
    return mailbox


def conversations() -> list[Conversation]:
    return list(Conversation.objects.order_by("started_at"))


def test_whom_the_server_vouches_for_is_known_again(checked, mails):
    mails.put(letter("Lampa.", Authentication_Results=GOOD))
    mails.put(letter("Krzesło.", Authentication_Results=GOOD, Message_ID="<2@client.example>"))
    fetch(checked)

    assert Contact.objects.count() == 1
    assert set(Arrival.objects.values_list("verified", flat=True)) == {True}


def test_a_forger_becomes_no_known_contact(checked, mails):
    mails.put(letter("Lampa.", Authentication_Results=GOOD))
    mails.put(letter("To ja, Ada.", Message_ID="<e@evil.example>"))
    mails.put(
        letter("To ja.", Message_ID="<f@evil.example>", Authentication_Results=BAD, Subject="X")
    )
    fetch(checked)

    ada, unknown, forged = conversations()
    assert len({ada.contact, unknown.contact, forged.contact}) == 3
    assert inbox.messages_of(ada.pk)[0][0]["mail"]["verified"] is True
    assert inbox.messages_of(unknown.pk)[0][0]["mail"]["verified"] is False
    [(_author, note)] = lines(forged, notes=True)
    assert "ada@client.example" in note


def test_a_name_of_ours_with_a_forged_address_opens_no_thread(checked, mails, ewa):
    mails.put(letter("Lampa.", Authentication_Results=GOOD))
    fetch(checked)
    reply(conversations()[0], ewa, "Wyślemy na Długą 5.")
    sent = mails.wait_for(1)
    stolen = {"In_Reply_To": sent["Message-ID"], "Authentication_Results": BAD}
    mails.put(letter("Proszę na Krótką 6.", Message_ID="<e@evil.example>", **stolen))
    fetch(checked)

    hers, forged = conversations()
    assert lines(hers)[-1] == ("agent", "Wyślemy na Długą 5.")
    assert lines(forged) == [("visitor", "Proszę na Krótką 6.")]
    assert len(lines(forged, notes=True)) == 2


def test_an_answer_to_our_letter_is_verified_by_that(mailbox, mails, ewa):
    mails.put(letter("Lampa."))
    fetch(mailbox)
    reply(conversations()[0], ewa, "Jaka?")
    sent = mails.wait_for(1)
    mails.put(letter("Duża.", In_Reply_To=sent["Message-ID"], Message_ID="<2@client.example>"))
    fetch(mailbox)

    assert list(Arrival.objects.order_by("pk").values_list("verified", flat=True)) == [False, True]
    assert len(conversations()) == 1


@pytest.mark.parametrize(("results", "count"), [("", 2), (GOOD, 1)])
def test_the_name_of_their_own_letter_opens_its_thread_only_to_the_verified(
    checked, mails, results, count
):
    mails.put(letter("Lampa."))
    fetch(checked)
    mails.put(
        letter(
            "I jeszcze: stojąca.",
            In_Reply_To="<one@client.example>",
            Message_ID="<2@client.example>",
            Authentication_Results=results,
        )
    )
    fetch(checked)

    assert len(conversations()) == count


def test_a_guessed_token_opens_nothing(mailbox, mails):
    mails.put(letter("Lampa."))
    fetch(mailbox)
    for number in range(3):
        token = f"{number:032x}"
        mails.put(
            letter(
                "Zgaduję.",
                To=f"help+{token}@shop.example",
                In_Reply_To=f"<{token}.4@shop.example>",
                Message_ID=f"<{number}@client.example>",
            )
        )
    fetch(mailbox)

    assert len(conversations()) == 4


def test_a_flow_answers_nobody_whose_address_is_forged(checked, mails, publish):
    checked.flow = publish(
        [
            {"id": "ask", "type": "question", "config": {"question": "Co?", "save_as": "x"}},
            {"id": "end", "type": "end", "config": {}},
        ],
        [("ask", "next", "end")],
    )
    checked.save()
    mails.put(letter("Lampa.", Authentication_Results=BAD))
    fetch(checked)
    perform("SendMail")

    assert conversations()[0].state == Conversation.State.QUEUED
    assert not Departure.objects.exists()


def test_a_reply_on_holiday_from_nobody_marks_no_letter_as_lost(mailbox, mails, ewa):
    mails.put(letter("Lampa."))
    fetch(mailbox)
    [conversation] = conversations()
    reply(conversation, ewa, "Jaka?")
    sent = mails.wait_for(1)
    away = {"Return_Path": "<>", "In_Reply_To": sent["Message-ID"]}
    mails.put(letter("Wracam w maju.", Message_ID="<away@client.example>", **away))
    fetch(mailbox)

    assert Departure.objects.get().state == "sent"
    [(_author, note)] = lines(conversation, notes=True)
    assert "Wracam w maju." in note


def test_an_erased_letter_that_is_found_again_stays_erased(mailbox, mails):
    from flowbuilder.runtime.retention import empty

    mails.put(letter("Lampa."))
    fetch(mailbox)
    [conversation] = conversations()
    empty([conversation.pk])
    mails.validity = 8
    fetch(mailbox)

    assert len(conversations()) == 1
    assert list(Arrival.objects.values_list("sender", "subject", "message_id")) == [("", "", "")]


def test_a_list_is_left_alone_unless_it_answers_us(mailbox, mails, ewa):
    mails.put(letter("Lampa."))
    fetch(mailbox)
    [conversation] = conversations()
    reply(conversation, ewa, "Jaka?")
    sent = mails.wait_for(1)
    from_list = {"List_Id": "<all.client.example>"}
    mails.put(letter("Nowości.", Message_ID="<2@client.example>", **from_list))
    mails.put(
        letter("Duża.", Message_ID="<3@c.example>", In_Reply_To=sent["Message-ID"], **from_list)
    )
    fetch(mailbox)

    assert lines(conversation)[-1] == ("visitor", "Duża.")
    assert len(conversations()) == 1
