"""What the others ask of the e-mail channel, and how a letter finds its conversation."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from flowbuilder.channels.email.authenticity import Verdict
from flowbuilder.channels.email.models import Arrival, Departure, Mailbox, MailThread
from flowbuilder.channels.email.reading import Letter as Read
from flowbuilder.common.clock import now
from flowbuilder.common.errors import NotFound
from flowbuilder.conversations.mail_port import Letter
from flowbuilder.conversations.mail_port import MailThread as Shown
from flowbuilder.conversations.models import Contact, Conversation
from flowbuilder.runtime import jobs

SEND, TAKE_UP = "SendMail", "TakeUpTicket"
CHANNEL = "email"
#: Who still looks at the chat sees a reply there; only if they do not is it sent as a letter.
CHAT_FIRST = timedelta(seconds=15)
#: When a message that was left is looked at: the flow may say goodbye first.
TAKE_UP_AFTER = timedelta(seconds=3)
_TOKEN = re.compile(r"^([0-9a-f]{32})\.\d{1,9}@", re.IGNORECASE)
_PLUS = re.compile(r"\+([0-9a-f]{32})@", re.IGNORECASE)


class Threads:
    """The channel's side of `mail_port`."""

    def said(self, conversation: Conversation) -> None:
        thread = MailThread.objects.filter(conversation=conversation.pk).first()
        if thread is None or thread.mailed_seq >= conversation.head_seq:
            return
        at = now() if conversation.channel == CHANNEL else now() + CHAT_FIRST
        jobs.do_at(
            SEND,
            key=f"mail:{conversation.pk}:{conversation.head_seq}",
            workspace_id=conversation.workspace_id,
            at=at,
            about=thread.address,
        )

    def ticket(
        self, conversation: Conversation, *, team_id: int | None, email: str, text: str
    ) -> bool:
        mailbox = _mailbox_for(conversation.workspace_id, team_id)
        try:
            validate_email(email)
        except ValidationError:
            return False
        if mailbox is None:
            return False
        MailThread.objects.update_or_create(
            conversation=conversation,
            defaults={"address": email.lower()},
            create_defaults={
                "workspace_id": conversation.workspace_id,
                "mailbox": mailbox,
                "address": email.lower(),
                "subject": " ".join(text.split())[:80],
                "mailed_seq": conversation.head_seq,
            },
        )
        jobs.do_at(
            TAKE_UP,
            key=f"take-up:{conversation.pk}:{conversation.head_seq}:0",
            workspace_id=conversation.workspace_id,
            at=now() + TAKE_UP_AFTER,
            about=email,
        )
        return True

    def threads(self, conversations: Collection[UUID]) -> Mapping[UUID, Shown]:
        rows = MailThread.objects.filter(conversation__in=conversations)
        found = rows.values_list("conversation_id", "address", "subject", "mailbox__address")
        return {
            key: Shown(address=address, subject=subject, ours=ours)
            for key, address, subject, ours in found
        }

    def letters(self, conversation: UUID, seqs: Collection[int]) -> Mapping[int, Letter]:
        thread = MailThread.objects.filter(conversation=conversation).first()
        if thread is None:
            return {}
        found: dict[int, Letter] = {}
        for row in Arrival.objects.filter(conversation=conversation, seq__in=seqs).exclude(seq=0):
            found[row.seq] = Letter(
                state="received",
                address=row.sender,
                subject=row.subject,
                quoted=row.quoted,
                verified=row.verified,
                at=row.arrived_at,
            )
        sent = Departure.objects.filter(
            conversation=conversation, first__lte=max(seqs), last__gte=min(seqs)
        )
        for letter in sent:
            for seq in letter.seqs:
                found[seq] = Letter(
                    state=letter.state,  # type: ignore[arg-type]  # one of the choices
                    address=thread.address,
                    subject=thread.subject,
                    problem=letter.problem,
                    at=letter.sent_at,
                )
        return found

    def send_again(self, conversation: Conversation, seq: int) -> None:
        failed = Departure.objects.filter(
            conversation=conversation, state=Departure.State.FAILED, first__lte=seq, last__gte=seq
        ).first()
        if failed is None:
            raise NotFound(_("There is no e-mail here that could not be delivered."))
        at = now()
        Departure.objects.filter(pk=failed.pk).update(
            state=Departure.State.WAITING, attempts=0, problem="", next_at=at
        )
        jobs.do_at(
            SEND,
            key=f"mail:{conversation.pk}:again:{failed.pk}:{at.timestamp()}",
            workspace_id=conversation.workspace_id,
            at=at,
            about=str(failed.thread.address),
        )

    def forget(self, conversations: Collection[UUID]) -> None:
        # The key stays for as long as the letter may be found once more in the mailbox.
        Arrival.objects.filter(conversation__in=conversations).update(
            conversation=None, message_id="", sender="", subject="", quoted="", why="",
            arrived_at=now(),
        )  # fmt: skip
        MailThread.objects.filter(conversation__in=conversations).delete()


def _mailbox_for(workspace_id: int, team_id: int | None) -> Mailbox | None:
    """The mailbox of that team, else the workspace's first that is on."""
    boxes = Mailbox.objects.filter(workspace=workspace_id, enabled=True).order_by("id")
    return boxes.filter(team=team_id).first() or boxes.first()


def message_id(thread: MailThread, seq: int) -> str:
    """The Message-ID of the letter that ends with message `seq`, without brackets."""
    return f"{thread.token}.{seq}@{thread.mailbox.domain}"


def thread_of(
    letter: Read, mailbox: Mailbox, verdict: Verdict
) -> tuple[MailThread | None, MailThread | None]:
    """The thread that a letter belongs to, and one that it quotes without belonging to it.

    It belongs where it names our letter, by reference or by the address with a plus, and comes
    from that thread's address: only whoever reads that mailbox knows the name. Quoting a letter of
    one's own leads there, too, but only if the receiving server vouches for the sender.
    """
    tokens = [m[1].lower() for ref in letter.references if (m := _TOKEN.match(ref))]
    tokens += [m[1].lower() for to in letter.recipients if (m := _PLUS.search(to))]
    rows = MailThread.objects.filter(workspace=mailbox.workspace_id).select_related("mailbox")
    stolen: MailThread | None = None
    for thread in rows.filter(token__in=tokens).order_by("-id"):
        if thread.address.lower() == letter.sender and verdict != Verdict.FORGED:
            return thread, None
        stolen = thread
    if verdict != Verdict.VERIFIED:
        return None, stolen
    own = Arrival.objects.filter(
        workspace=mailbox.workspace_id,
        message_id__in=letter.references,
        sender=letter.sender,
        conversation__isnull=False,
    ).values("conversation")
    found = rows.filter(conversation__in=own, address=letter.sender).order_by("-id").first()
    return found, None if found else stolen


def is_blocked(letter: Read, mailbox: Mailbox, verdict: Verdict) -> bool:
    """Whether it comes from a contact who is blocked, as far as letters show who that is.

    An address that was merely typed in the chat blocks nobody's letters: it may be another's.
    """
    thread, _stolen = thread_of(letter, mailbox, verdict)
    if thread is not None:
        return thread.conversation.contact.blocked_at is not None
    shown = MailThread.objects.filter(
        workspace=mailbox.workspace_id, address=letter.sender, conversation__channel=CHANNEL
    )
    if shown.filter(conversation__contact__blocked_at__isnull=False).exists():
        return True
    said = Contact.objects.filter(
        workspace=mailbox.workspace_id, email__iexact=letter.sender, blocked_at__isnull=False
    )
    sure = {Contact.Source.VERIFIED, Contact.Source.AGENT}
    return bool(letter.sender) and any(one.sources.get("email") in sure for one in said)


def is_ours(letter: Read, mailbox: Mailbox) -> bool:
    """Whether it is a letter of ours that came back, or one mailbox writing to another."""
    boxes = Mailbox.objects.filter(workspace=mailbox.workspace_id, address__iexact=letter.sender)
    mine = _TOKEN.match(letter.message_id)
    return boxes.exists() or bool(
        mine and MailThread.objects.filter(token=mine[1].lower()).exists()
    )
