"""Mail servers that fail in the middle, and our own failing: nothing lost, nothing for ever."""

from __future__ import annotations

import pytest
from django.utils import timezone

from flowbuilder.channels.email import fetching, outbound, tasks
from flowbuilder.channels.email.models import Arrival, Departure, Mailbox
from flowbuilder.channels.email.services import would_move
from flowbuilder.conversations.models import Conversation
from flowbuilder.integrations import mail_servers
from flowbuilder.integrations.secrets import seal
from flowbuilder.runtime.models import Job
from tests.channels_email.conftest import fetch, lines, perform, reply
from tests.mail_servers import letter

pytestmark = pytest.mark.django_db(transaction=True)


class Crash(BaseException):
    pass


def crash(_name: str) -> None:
    raise Crash


@pytest.fixture
def asked(mailbox, mails):
    """A conversation that waits for an answer."""
    mails.put(letter("Lampa."))
    fetch(mailbox)
    return Conversation.objects.get()


def due_again() -> None:
    Departure.objects.filter(state="waiting").update(next_at=timezone.now())


def test_a_connection_lost_before_the_answer_brings_the_same_letter_again(mails, asked, ewa):
    mails.cut_after_data = 1
    reply(asked, ewa, "Wyślemy nową.")
    assert Departure.objects.get().state == "waiting"
    due_again()
    perform("SendMail")

    first, second = mails.letters
    assert Departure.objects.get().state == "sent"
    assert (first["Message-ID"], first["Date"]) == (second["Message-ID"], second["Date"])
    assert first.get_body(("plain",)).get_content() == second.get_body(("plain",)).get_content()


def test_a_crash_between_sending_and_noting_it_is_made_good_without_the_mailbox(
    mailbox, mails, asked, ewa, monkeypatch
):
    with monkeypatch.context() as patched:
        patched.setattr(outbound, "pass_point", lambda name: name == "letter_sent" and crash(name))
        with pytest.raises(Crash):
            reply(asked, ewa, "Wyślemy nową.")
    Mailbox.objects.update(enabled=False)  # nobody looks into it any more
    Job.objects.filter(effect__kind="SendMail").update(status="waiting", lease_until=None)
    perform("SendMail")  # the job's lease ran out: too early for the letter
    assert len(mails.sent) == 1

    due_again()
    perform("SendMail")
    assert Departure.objects.get().state == "sent"
    assert len({mail["Message-ID"] for mail in mails.letters}) == 1


def test_letters_leave_in_the_order_in_which_they_were_written(mailbox, mails, asked, ewa):
    mails.refusals = ["451 later"]
    reply(asked, ewa, "Pierwszy.")
    reply(asked, ewa, "Drugi.")
    assert mails.sent == []

    due_again()
    outbound.send_overdue(mailbox)
    words = [mail.get_body(("plain",)).get_content() for mail in mails.letters]
    assert [text.splitlines()[0] for text in words] == ["Pierwszy.", "Drugi."]


def test_what_is_said_while_a_letter_is_written_goes_into_the_next(mails, asked, ewa):
    reply(asked, ewa, "Pierwszy.")
    asked.refresh_from_db()
    Conversation.objects.update(head_seq=asked.head_seq - 1)  # as it was a moment ago
    Departure.objects.all().delete()
    asked_thread = outbound.MailThread.objects.get()
    asked_thread.mailed_seq = asked.head_seq - 2
    asked_thread.save()
    outbound.send_due(asked.pk)

    assert not Departure.objects.exists()


def test_lines_that_look_like_commands_stay_words(mails, asked, ewa):
    text = "Tak.\r.\rx\n.\nMAIL FROM:<eve@evil.example>\n..\nkoniec"
    reply(asked, ewa, text)

    [sent] = mails.letters
    words = sent.get_body(("plain",)).get_content().splitlines()
    assert words[:7] == ["Tak.", ".", "x", ".", "MAIL FROM:<eve@evil.example>", "..", "koniec"]


def test_a_name_of_many_lines_makes_no_header(mailbox, mails, asked, ewa):
    Mailbox.objects.update(name="Sklep\nBcc: eve@evil.example")
    outbound.MailThread.objects.update(subject="Lampa\r\nBcc: eve@evil.example")
    reply(asked, ewa, "Tak.")

    [sent] = mails.letters
    assert sent["Bcc"] is None
    assert mails.sent[0][1] == ["ada@client.example"]


def test_a_letter_that_cannot_be_written_is_told_to_the_agent(mails, asked, ewa, monkeypatch):
    monkeypatch.setattr(outbound.rendering, "letter", crash_softly)
    reply(asked, ewa, "Tak.")

    assert Departure.objects.get().state == "failed"
    assert Departure.objects.get().problem


def crash_softly(*_args, **_more):
    raise ValueError("a bug of ours")


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("UID FETCH", b""),
        ("UID FETCH", b"* 1 FETCH (UID 1 BODY[] {500}\r\nonly this"),
        ("UID FETCH", b"* 1 FETCH (UID 1 BODY[] {99999999999}\r\n"),
        ("UID FETCH", b"* " + b"x" * 2_000_000 + b"\r\n"),
        ("UID SEARCH", b"* BYE\r\n"),
        ("SELECT", b"\xff\x00\r\n"),
    ],
)
def test_a_server_that_breaks_off_is_told_of_and_asked_again(mailbox, mails, command, answer):
    mails.put(letter("Lampa."))
    mails.instead[command] = answer
    fetch(mailbox)
    assert "127.0.0.1" in mailbox.problem

    mails.instead.clear()
    fetch(mailbox)
    assert lines(Conversation.objects.get()) == [("visitor", "Lampa.")]
    assert mailbox.problem == ""


def test_a_server_that_drips_or_floods_is_left(mailbox, mails, monkeypatch):
    monkeypatch.setattr(mail_servers, "MAX_RECEIVED", 10_000)
    mails.instead["UID SEARCH"] = b"* 1 EXISTS\r\n" * 10_000
    fetch(mailbox)
    assert mailbox.problem

    monkeypatch.setattr(mail_servers, "SECONDS", 0)
    mails.instead.clear()
    fetch(mailbox)
    assert mailbox.problem


def test_a_letter_of_a_false_size_is_not_taken_in(mailbox, mails, monkeypatch):
    monkeypatch.setattr(fetching, "MAX_BYTES", 2_000)
    monkeypatch.setattr(fetching, "_size", lambda connection, uid: 10)
    mails.put(letter("Lampa." * 1_000))
    mails.put(letter("Krzesło.", Message_ID="<2@client.example>"))
    fetch(mailbox)

    fates = dict(Arrival.objects.values_list("message_id", "fate"))
    assert fates == {"one@client.example": "unreadable", "2@client.example": "taken"}
    assert Arrival.objects.get(fate="unreadable").subject == "Lampa nie świeci"


def test_a_letter_that_the_server_does_not_give_out_stops_none_behind_it(mailbox, mails):
    mails.withheld = {1}
    mails.put(letter("Lampa."))
    mails.put(letter("Krzesło.", Message_ID="<2@client.example>"))
    fetch(mailbox)

    assert sorted(Arrival.objects.values_list("fate", flat=True)) == ["taken", "unreadable"]


def test_after_a_refused_password_nobody_knocks_for_a_while(mailbox, mails):
    mailbox.imap_sealed = seal("stare")
    mailbox.save()
    fetch(mailbox)
    knocked = len(mails.in_clear)
    tasks.check_mailbox(f"mailbox:{mailbox.pk}:1")
    assert len(mails.in_clear) == knocked

    Mailbox.objects.update(not_before=timezone.now())
    tasks.check_mailbox(f"mailbox:{mailbox.pk}:1")
    assert len(mails.in_clear) > knocked


def test_letters_numbered_anew_are_gone_through_to_the_last(mailbox, mails, monkeypatch):
    monkeypatch.setattr(fetching, "AT_ONCE", 2)
    mails.validity = 9
    for number in range(5):
        mails.put(letter(f"{number}", Message_ID=f"<{number}@client.example>"))
    for _look in range(3):
        fetch(mailbox)

    assert Arrival.objects.filter(fate="taken").count() == 5
    assert (mailbox.uid_validity, mailbox.last_uid) == (9, 5)


def test_a_late_worker_takes_no_step_back(mailbox, mails):
    stale = Mailbox.objects.get()
    mails.put(letter("Lampa."))
    mails.put(letter("Krzesło.", Message_ID="<2@client.example>"))
    fetch(mailbox)
    fetching.fetch(stale)
    fetching._note(stale, 7, 1)

    mailbox.refresh_from_db()
    assert mailbox.last_uid == 2
    assert Conversation.objects.count() == 2


def test_two_letters_of_a_program_with_one_message_id_are_two(mailbox, mails):
    mails.put(letter("Formularz 1."))
    mails.put(letter("Formularz 2.", Date="Sat, 28 Nov 2026 10:00:01 +0100"))
    fetch(mailbox)

    assert Arrival.objects.filter(fate="taken").count() == 2


@pytest.mark.parametrize(
    ("name", "packed"),
    [
        ("INBOX", "INBOX"),
        ("Zgłoszenia & inne", "Zg&AUI-oszenia &- inne"),
        ("Poczta/日本語", "Poczta/&ZeVnLIqe-"),
        ("a+b", "a+b"),
    ],
)
def test_names_of_folders_are_packed_as_imap_has_it(name, packed):
    assert fetching._in_utf7(name) == packed


@pytest.mark.parametrize(
    ("field", "value", "asks"),
    [
        ("imap_host", "mail.evil.example", True),
        ("imap_port", 4143, True),
        ("imap_user", "eve", True),
        ("imap_security", "none", True),
        ("imap_security", "starttls", False),
        ("folder", "Inny", False),
    ],
)
def test_a_stored_password_stays_with_its_server_and_its_encryption(mailbox, field, value, asks):
    Mailbox.objects.update(imap_security="tls")
    mailbox.imap_security = "tls"
    setattr(mailbox, field, value)

    assert would_move(mailbox, "imap") is asks
