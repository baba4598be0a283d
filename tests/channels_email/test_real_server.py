"""Against a real IMAP server, Dovecot: what the servers of `tests.mail_servers` only pretend."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import timezone

from flowbuilder.channels.email import fetching
from flowbuilder.channels.email.models import Arrival, Mailbox
from flowbuilder.conversations.models import Conversation
from flowbuilder.integrations.secrets import seal
from tests.certificates import Authority
from tests.channels_email.conftest import fetch, lines, reply
from tests.mail_servers import PASSWORD, USER, letter
from tests.real_mail_server import DOVECOT, RealBox, dovecot

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(DOVECOT is None, reason="Dovecot (dovecot-imapd) is not on this machine."),
]


@pytest.fixture
def box(tmp_path, monkeypatch) -> Iterator[RealBox]:
    authority = Authority(tmp_path)
    authority.server("localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    with dovecot((tmp_path / "localhost.pem").read_bytes(), USER, PASSWORD) as running:
        yield running


@pytest.fixture(params=["tls", "starttls"])
def real(request, box, mailbox, settings) -> Mailbox:
    """The mailbox of the other tests, fetched from Dovecot."""
    port = box.tls_port if request.param == "tls" else box.starttls_port
    settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS += [f"localhost:{port}"]
    mailbox.imap_host, mailbox.imap_port, mailbox.imap_security = "localhost", port, request.param
    mailbox.uid_validity = mailbox.last_uid = 0
    mailbox.save()
    box.put(letter("Stare.", Message_ID="<old@client.example>"))
    assert fetching.test(mailbox) == []
    assert fetch(mailbox) == 0
    return mailbox


def test_letters_come_and_answers_go(real, box, mails, ewa):
    box.put(letter("Zażółć gęślą jaźń."))
    box.put(letter("Krzesło." * 20_000, Message_ID="<2@client.example>", Subject="Krzesło"))
    assert (fetch(real), real.problem, box.read) == (2, "", 2)
    lamp, _chair = Conversation.objects.order_by("started_at")
    reply(lamp, ewa, "Jaka?")
    sent = mails.wait_for(1)

    box.put(letter("Duża.", Message_ID="<3@client.example>", In_Reply_To=sent["Message-ID"]))
    assert (fetch(real), fetch(real)) == (1, 0)
    assert lines(lamp)[-1] == ("visitor", "Duża.")
    assert Conversation.objects.count() == 2


def test_a_server_that_numbers_anew_doubles_nothing(real, box):
    box.put(letter("Lampa."))
    assert fetch(real) == 1
    for file in box.folder.glob("mail/dovecot-uidlist*"):
        file.unlink()
    for file in box.folder.glob("mail/dovecot.index*"):
        file.unlink()
    Mailbox.objects.update(uid_validity=real.uid_validity - 1)
    box.put(letter("Krzesło.", Message_ID="<2@client.example>"))
    fetch(real)

    said = [lines(one) for one in Conversation.objects.all()]
    assert [("visitor", "Krzesło.")] in said
    assert said.count([("visitor", "Lampa.")]) == 1
    assert Arrival.objects.filter(message_id="one@client.example").count() == 1


def test_a_folder_with_a_polish_name_and_a_wrong_password(real, box):
    real.folder = "Zgłoszenia & inne"
    real.uid_validity = real.last_uid = 0
    real.save()
    fetch(real)
    assert "Zgłoszenia & inne" in real.problem

    box.put(letter("Stare.", Message_ID="<0@client.example>"), ".Zg&AUI-oszenia &- inne")
    assert fetch(real) == 0
    box.put(letter("Lampa."), ".Zg&AUI-oszenia &- inne")
    assert (fetch(real), real.problem) == (1, "")

    real.imap_sealed = seal("zgadnij")
    real.save()
    fetch(real)
    assert "localhost" in real.problem
    assert real.not_before > timezone.now()
