"""Letters of a blocked person are set aside, not lost; those of others who were named are not."""

from __future__ import annotations

import pytest

from flowbuilder.channels.email.models import Arrival
from flowbuilder.conversations import blocking
from flowbuilder.conversations.models import Contact, Conversation
from flowbuilder.handoff.errors import AlreadyClosed
from flowbuilder.handoff.services import answering
from tests.channels_email.conftest import fetch
from tests.mail_servers import letter

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_blocked_persons_letter_is_set_aside_and_stays_unread(mailbox, mails, ewa):
    mails.put(letter("Lampa nie świeci."))
    fetch(mailbox)
    conversation = Conversation.objects.get()
    blocking.block(conversation.contact, by=ewa)
    head = conversation.head_seq

    mails.put(letter("Halo?", **{"Message-ID": "<two@client.example>"}))
    fetch(mailbox)

    conversation.refresh_from_db()
    aside = Arrival.objects.get(fate=Arrival.Fate.IGNORED)
    assert (conversation.state, conversation.head_seq) == ("closed", head)
    assert (aside.sender, aside.why) == ("ada@client.example", "Nadawca jest zablokowany.")
    assert mails.seen == {1}
    with pytest.raises(AlreadyClosed):
        answering.take_over(
            conversation.workspace, conversation.pk, ewa, epoch=conversation.owner_epoch
        )

    blocking.unblock(conversation.contact, by=ewa)
    mails.put(letter("A teraz?", **{"Message-ID": "<three@client.example>"}))
    fetch(mailbox)
    assert Arrival.objects.latest("pk").fate == Arrival.Fate.TAKEN


@pytest.mark.parametrize(("source", "taken"), [("claimed", 1), ("agent", 0), ("verified", 0)])
def test_an_address_that_was_only_typed_in_a_chat_blocks_nobodys_letters(
    mailbox, mails, ewa, workspace, source, taken
):
    stranger = Contact.objects.create(
        workspace=workspace, email="ada@client.example", sources={"email": source}
    )
    blocking.block(stranger, by=ewa)

    mails.put(letter("Lampa nie świeci."))
    fetch(mailbox)

    assert Arrival.objects.filter(fate=Arrival.Fate.TAKEN).count() == taken
