"""Letters and replies meet in one conversation: over real IMAP and SMTP on loopback."""

from __future__ import annotations

import pytest
from django.utils import timezone

from flowbuilder.channels.email import tasks
from flowbuilder.channels.email.models import Arrival, Departure, MailThread
from flowbuilder.conversations.models import Contact, Conversation
from flowbuilder.handoff import inbox, selectors
from flowbuilder.handoff.services import answering, writing
from tests.channels_email.conftest import fetch, lines, perform, reply
from tests.mail_servers import USER, letter

pytestmark = pytest.mark.django_db(transaction=True)
State = Conversation.State


def the_conversation() -> Conversation:
    return Conversation.objects.get()


def test_a_letter_waits_in_the_teams_queue_whoever_is_there(mailbox, mails, team):
    mails.put(letter("Dzień dobry,\nlampa nie świeci."))

    assert fetch(mailbox) == 1
    conversation = the_conversation()
    handoff = selectors.open_handoff(conversation)
    assert conversation.state == State.QUEUED
    assert (handoff.team, handoff.reason, handoff.by_mail) == (team, "Lampa nie świeci", True)
    assert lines(conversation) == [("visitor", "Dzień dobry,\nlampa nie świeci.")]
    assert (conversation.contact.name, conversation.contact.email) == (
        "Ada Nowak",
        "ada@client.example",
    )
    assert mails.seen == {1}
    assert selectors.in_vain(timezone.now(), timezone.timedelta(0)) == []


def test_an_agents_reply_goes_out_and_the_answer_comes_back_to_the_same_place(mailbox, mails, ewa):
    mails.put(letter("Lampa nie świeci."))
    fetch(mailbox)
    reply(the_conversation(), ewa, "Proszę podać **numer** zamówienia.")
    sent = mails.wait_for(1)

    assert sent["To"] == "ada@client.example"
    assert sent["From"] == f"Sklep Ada <{USER}>"
    assert sent["Subject"] == "Re: Lampa nie świeci"
    assert sent["In-Reply-To"] == "<one@client.example>"
    assert sent["References"] == "<one@client.example>"
    assert sent["Auto-Submitted"] is None
    words = sent.get_body(("plain",)).get_content()
    assert words.startswith("Proszę podać numer zamówienia.\n\n")
    assert "> Lampa nie świeci." in words
    assert "<b>numer</b>" in sent.get_body(("html",)).get_content()

    mails.put(
        letter(
            "Numer 1234.\n\nW dniu 28.11.2026 o 12:00, Sklep Ada pisze:\n> Proszę podać numer",
            Message_ID="<two@client.example>",
            In_Reply_To=sent["Message-ID"],
        )
    )
    fetch(mailbox)

    conversation = the_conversation()
    assert conversation.state == State.AGENT
    assert lines(conversation)[-1] == ("visitor", "Numer 1234.")
    shown, _more = inbox.messages_of(conversation.pk)
    assert shown[-1]["mail"]["quoted"].startswith("W dniu 28.11.2026")
    assert [row["mail"] and row["mail"]["state"] for row in shown] == [
        "received",
        None,
        "sent",
        "received",
    ]


def test_a_reply_to_what_was_closed_opens_it_again_for_the_same_team(mailbox, mails, ewa, team):
    mails.put(letter("Lampa nie świeci."))
    fetch(mailbox)
    conversation = the_conversation()
    reply(conversation, ewa, "Proszę wymienić żarówkę.")
    conversation.refresh_from_db()
    answering.close(conversation.workspace, conversation.pk, ewa, epoch=conversation.owner_epoch)
    conversation.refresh_from_db()
    assert conversation.state == State.CLOSED

    sent = mails.wait_for(1)
    mails.put(letter("Nadal nie.", Message_ID="<x@client.example>", References=sent["Message-ID"]))
    fetch(mailbox)

    conversation = the_conversation()
    assert conversation.state == State.QUEUED
    assert selectors.open_handoff(conversation).team == team
    reply(conversation, ewa, "Wyślemy nową.")
    assert mails.wait_for(2)["References"].endswith("<x@client.example>")
    conversation.refresh_from_db()
    answering.close(conversation.workspace, conversation.pk, ewa, epoch=conversation.owner_epoch)
    conversation.refresh_from_db()
    assert conversation.state == State.CLOSED


def test_a_stolen_reference_opens_a_conversation_of_its_own_and_says_so(mailbox, mails, ewa):
    mails.put(letter("Lampa nie świeci."))
    fetch(mailbox)
    reply(the_conversation(), ewa, "Wyślemy nową na adres Długa 5.")
    sent = mails.wait_for(1)

    mails.put(
        letter(
            "Proszę powtórzyć adres.",
            From="Ada Nowak <eve@evil.example>",
            Message_ID="<eve@evil.example>",
            In_Reply_To=sent["Message-ID"],
            References=sent["Message-ID"],
        )
    )
    fetch(mailbox)

    hers, eves = Conversation.objects.order_by("started_at")
    assert lines(hers)[-1] == ("agent", "Wyślemy nową na adres Długa 5.")
    assert lines(eves) == [("visitor", "Proszę powtórzyć adres.")]
    assert hers.contact != eves.contact
    [(_author, note)] = lines(eves, notes=True)
    assert "ada@client.example" in note


def test_a_claimed_address_joins_no_contact(mailbox, mails, workspace):
    Contact.objects.create(workspace=workspace, email="ada@client.example", name="Z czatu")
    mails.put(letter("Lampa."))
    mails.put(letter("Druga sprawa.", Message_ID="<other@client.example>", Subject="Krzesło"))
    fetch(mailbox)

    assert Conversation.objects.count() == 2
    assert Contact.objects.count() == 3
    assert set(Arrival.objects.values_list("verified", flat=True)) == {False}


def test_an_address_with_a_plus_finds_its_conversation_without_a_reference(mailbox, mails, ewa):
    mailbox.plus_addressing = True
    mailbox.save()
    mails.put(letter("Lampa."))
    fetch(mailbox)
    reply(the_conversation(), ewa, "Jaka?")
    answer_to = mails.wait_for(1)["Reply-To"]

    mails.put(letter("Biurkowa.", To=answer_to, Message_ID="<two@client.example>"))
    fetch(mailbox)
    mails.put(letter("A to ja.", To=answer_to, From="eve@evil.example", Message_ID="<e@e.example>"))
    fetch(mailbox)

    first = Conversation.objects.order_by("started_at").first()
    assert lines(first)[-1] == ("visitor", "Biurkowa.")
    assert Conversation.objects.count() == 2


def test_each_letter_is_taken_once_however_often_it_is_found(mailbox, mails):
    mails.put(letter("Lampa."))
    fetch(mailbox)
    mailbox.last_uid = 0
    mailbox.save()
    mails.put(letter("Lampa."))  # the same Message-ID under another number
    fetch(mailbox)
    mails.validity = 8  # the server numbers anew
    fetch(mailbox)

    assert lines(the_conversation()) == [("visitor", "Lampa.")]
    assert Arrival.objects.count() == 1
    assert (mailbox.uid_validity, mailbox.last_uid) == (8, 2)


def test_what_lay_in_the_mailbox_before_it_was_connected_stays_there(mailbox, mails):
    mails.put(letter("Stare."))
    mailbox.uid_validity = mailbox.last_uid = 0
    mailbox.save()

    assert fetch(mailbox) == 0
    assert Arrival.objects.count() == 0


@pytest.mark.parametrize("point", ["letter_noted", "letter_placed", "letter_taken"])
def test_a_crash_between_loses_nothing_and_doubles_nothing(mailbox, mails, monkeypatch, point):
    from flowbuilder.channels.email import fetching, inbound

    class Crash(BaseException):
        pass

    def crash(name: str) -> None:
        if name == point:
            raise Crash

    mails.put(letter("Lampa."))
    with monkeypatch.context() as patched:
        patched.setattr(inbound, "pass_point", crash)
        patched.setattr(fetching, "pass_point", crash)
        with pytest.raises(Crash):
            fetch(mailbox)
    mails.put(letter("Krzesło.", Message_ID="<next@client.example>"))
    fetch(mailbox)  # the next one does not wait for it
    Arrival.objects.update(tried_at=timezone.now() - timezone.timedelta(minutes=1))
    fetch(mailbox)

    said = [lines(conversation) for conversation in Conversation.objects.all()]
    assert sorted(said) == [[("visitor", "Krzesło.")], [("visitor", "Lampa.")]]
    assert set(Arrival.objects.values_list("fate", flat=True)) == {"taken"}


def test_a_retry_after_a_temporary_refusal_is_the_same_letter(mailbox, mails, ewa):
    mails.put(letter("Lampa."))
    fetch(mailbox)
    conversation = the_conversation()
    mails.refusals = ["451 try later"]
    reply(conversation, ewa, "Wyślemy nową.")

    row = Departure.objects.get()
    assert (row.state, row.attempts) == ("waiting", 1)
    assert "451 try later" in row.problem
    Departure.objects.update(next_at=timezone.now())
    perform("SendMail")

    row.refresh_from_db()
    assert (row.state, row.problem) == ("sent", "")
    assert mails.wait_for(1)["Message-ID"] == f"<{row.message_id}>"


def test_a_permanent_refusal_is_shown_and_can_be_tried_again(mailbox, mails, ewa):
    mails.put(letter("Lampa."))
    fetch(mailbox)
    conversation = the_conversation()
    mails.refusals = ["550 no such user"]
    reply(conversation, ewa, "Wyślemy nową.")
    seq = conversation.messages.get(author="agent").seq

    shown = inbox.these_messages(conversation.pk, [seq])[0]["mail"]
    assert (shown["state"], "550 no such user" in shown["problem"]) == ("failed", True)
    assert mails.sent == []

    writing.send_again(conversation.workspace, conversation.pk, seq=seq)
    perform("SendMail")
    assert inbox.these_messages(conversation.pk, [seq])[0]["mail"]["state"] == "sent"
    assert len(mails.sent) == 1


def test_a_report_of_non_delivery_is_shown_on_the_message_and_answered_by_nobody(
    mailbox, mails, ewa
):
    mails.put(letter("Lampa."))
    fetch(mailbox)
    reply(the_conversation(), ewa, "Wyślemy nową.")
    sent = mails.wait_for(1)
    mails.put(
        b"Return-Path: <>\r\nFrom: MAILER-DAEMON@client.example\r\nTo: help@shop.example\r\n"
        b"Subject: failed\r\nMessage-ID: <r@client.example>\r\n"
        b'Content-Type: multipart/report; boundary="B"\r\n\r\n'
        b"--B\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
        b"--B\r\nContent-Type: message/delivery-status\r\n\r\n"
        b"Final-Recipient: rfc822; ada@client.example\r\n"
        b"Diagnostic-Code: smtp; 552 mailbox full\r\n\r\n"
        b"--B\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: "
        + str(sent["Message-ID"]).encode()
        + b"\r\n\r\n--B--\r\n"
    )
    fetch(mailbox)

    row = Departure.objects.get()
    assert (row.state, "552 mailbox full" in row.problem) == ("failed", True)
    assert Conversation.objects.count() == 1


def test_machines_get_no_answer(mailbox, mails, publish):
    mailbox.flow = publish(
        [
            {"id": "ask", "type": "question", "config": {"question": "Co?", "save_as": "x"}},
            {"id": "end", "type": "end", "config": {}},
        ],
        [("ask", "next", "end")],
    )
    mailbox.save()
    mails.put(
        letter("Jestem na urlopie.", Auto_Submitted="auto-replied", Message_ID="<a@x.example>")
    )
    mails.put(letter("Nowości.", List_Id="<news.x.example>", Message_ID="<b@x.example>"))
    mails.put(letter("To ja.", From=USER, Message_ID="<c@x.example>"))
    mails.put(letter("Wpłata 10 zł.", Auto_Submitted="auto-generated", Message_ID="<d@x.example>"))
    fetch(mailbox)
    perform("SendMail")

    fates = list(Arrival.objects.order_by("id").values_list("fate", flat=True))
    assert fates == ["ignored", "ignored", "ignored", "taken"]
    assert lines(the_conversation()) == [("visitor", "Wpłata 10 zł.")]  # people may look at it
    assert mails.sent == []


def test_an_automatic_reply_in_a_thread_is_a_note_and_changes_nothing(mailbox, mails, ewa):
    mails.put(letter("Lampa."))
    fetch(mailbox)
    conversation = the_conversation()
    reply(conversation, ewa, "Wyślemy nową.")
    sent = mails.wait_for(1)
    mails.put(
        letter(
            "Wracam w poniedziałek.",
            Auto_Submitted="auto-replied",
            Message_ID="<auto@client.example>",
            In_Reply_To=sent["Message-ID"],
        )
    )
    fetch(mailbox)

    [(author, note)] = lines(conversation, notes=True)
    assert (author, "Wracam w poniedziałek." in note) == ("system", True)
    assert len(mails.sent) == 1


def test_more_than_thirty_an_hour_from_one_sender_are_held(mailbox, mails):
    for number in range(32):
        mails.put(letter(f"{number}", Message_ID=f"<{number}@client.example>"))
    fetch(mailbox)

    fates = list(Arrival.objects.order_by("id").values_list("fate", flat=True))
    assert fates == ["taken"] * 30 + ["held"] * 2


def test_a_letter_that_cannot_be_read_stops_none_behind_it(mailbox, mails):
    mails.put(b"\x00\xff not a letter at all")
    mails.put(
        b"From: <ada@client.example>\r\nMessage-ID: <m@client.example>\r\n"
        b"Subject: =?utf-8?B?\xff\xff?=\r\n"
        b'Content-Type: multipart/mixed; boundary="never"\r\n\r\nno parts\r\n'
    )
    mails.put(letter("Lampa.", Message_ID="<z@client.example>"))

    fetch(mailbox)
    fates = list(Arrival.objects.order_by("id").values_list("fate", flat=True))
    assert (fates[0], fates[-1]) == ("unreadable", "taken")
    assert mailbox.last_uid == 3


def test_a_letter_with_files_keeps_the_good_and_names_the_others(mailbox, mails):
    from email import message_from_bytes, policy

    from tests.conversations import corpus

    message = message_from_bytes(letter("Oto faktura."), policy=policy.SMTP)
    message.add_attachment(
        corpus.PDF, maintype="application", subtype="pdf", filename="faktura żółta.pdf"
    )
    message.add_attachment(b"MZ\0\0", maintype="application", subtype="x-dos", filename="gra.exe")
    mails.put(message.as_bytes())
    fetch(mailbox)

    conversation = the_conversation()
    content = conversation.messages.get(author="visitor").content
    assert content["text"] == "Oto faktura."
    assert [file["name"] for file in content["files"]] == ["faktura żółta.pdf"]
    [(_author, note)] = lines(conversation, notes=True)
    assert note.startswith("„gra.exe”")


def test_a_flow_answers_by_letter_and_a_number_chooses(mailbox, mails, publish):
    mailbox.flow = publish(
        [
            {"id": "hi", "type": "question", "config": {"question": "Co?", "save_as": "x"}},
            {
                "id": "which",
                "type": "choices",
                "config": {
                    "text": "O co chodzi?",
                    "options": [
                        {"value": "a", "label": "Zwrot"},
                        {"value": "b", "label": "Dostawa"},
                    ],
                },
            },
            {"id": "a", "type": "message", "config": {"text": "Zwrot w 14 dni."}},
            {"id": "b", "type": "message", "config": {"text": "Dostawa w 2 dni."}},
            {"id": "end", "type": "end", "config": {}},
        ],
        [
            ("hi", "next", "which"),
            ("which", "a", "a"),
            ("which", "b", "b"),
            ("a", "next", "end"),
            ("b", "next", "end"),
        ],
    )
    mailbox.save()
    mails.put(letter("Mam pytanie."))
    fetch(mailbox)
    perform("SendMail")
    asked = mails.wait_for(1)
    words = asked.get_body(("plain",)).get_content()
    assert words.startswith("O co chodzi?\n\n1. Zwrot\n2. Dostawa\n")
    assert asked["Auto-Submitted"] == "auto-replied"

    mails.put(letter("2", Message_ID="<2@client.example>", In_Reply_To=asked["Message-ID"]))
    fetch(mailbox)
    perform("SendMail")

    assert "Dostawa w 2 dni." in mails.wait_for(2).get_body(("plain",)).get_content()
    assert the_conversation().state == State.CLOSED


def test_words_of_a_model_say_so_in_the_letter(mailbox, mails, publish):
    from django.db import transaction

    from flowbuilder.conversations.services import append_message, lock

    mails.put(letter("Lampa."))
    fetch(mailbox)
    conversation = the_conversation()
    MailThread.objects.update(flow_answers=True)
    with transaction.atomic():
        append_message(
            lock(conversation.pk),
            author="ai",
            content={"kind": "text", "text": "Żarówka.", "sources": []},
            generated=True,
        )
    tasks.outbound.send_due(conversation.pk)

    words = mails.wait_for(1).get_body(("plain",)).get_content()
    assert "Tę odpowiedź napisał asystent AI." in words


def test_a_wrong_password_is_told_in_a_sentence(mailbox, mails):
    from flowbuilder.integrations.secrets import seal

    mailbox.imap_sealed = seal("zgadnij")
    mailbox.save()
    fetch(mailbox)

    assert "127.0.0.1" in mailbox.problem
    assert mailbox.checked_at is not None


def test_an_internal_server_is_refused_unless_the_operator_allows_it(mailbox, mails, settings):
    settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS = []
    fetch(mailbox)

    assert "FLOWBUILDER_ALLOWED_PRIVATE_HOSTS" in mailbox.problem


def test_a_letter_that_breaks_something_is_left_alone_in_the_end(mailbox, mails, monkeypatch):
    from flowbuilder.channels.email import inbound

    mails.put(letter("Zepsuty.", Message_ID="<bad@client.example>"))
    mails.put(letter("Lampa."))
    take = inbound._place

    def breaks(box, arrival, found, verdict):
        if found.text == "Zepsuty.":
            raise RuntimeError("a bug of ours")
        return take(box, arrival, found, verdict)

    monkeypatch.setattr(inbound, "_place", breaks)
    fetch(mailbox)
    assert lines(the_conversation()) == [("visitor", "Lampa.")]
    fetch(mailbox)
    assert Arrival.objects.get(message_id="bad@client.example").tries == 1  # not at once again

    for _try in inbound.PAUSES:
        Arrival.objects.update(tried_at=timezone.now() - timezone.timedelta(days=1))
        fetch(mailbox)
    fates = dict(Arrival.objects.values_list("message_id", "fate"))
    assert fates == {"bad@client.example": "unreadable", "one@client.example": "taken"}
    assert mails.seen == {2}
