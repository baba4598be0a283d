"""A letter that arrived becomes words in a conversation, once.

First its row is stored, by its Message-ID; then, if it begins one, its conversation; then the
words with the row's end, in one transaction. A crash between leaves a row that is gone on with.

From is a claim. A letter joins a conversation only by the name of a letter that we sent to its
address; a contact only if the receiving server vouches for the address (`authenticity`).
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from flowbuilder.channels.email import authenticity, reading, threads
from flowbuilder.channels.email.authenticity import Verdict
from flowbuilder.channels.email.choosing import choice
from flowbuilder.channels.email.models import Arrival, Departure, Mailbox, MailThread
from flowbuilder.channels.email.reading import Letter
from flowbuilder.channels.email.straight import straight_version
from flowbuilder.common.clock import now
from flowbuilder.common.crashpoints import pass_point
from flowbuilder.common.errors import AppError
from flowbuilder.common.ids import uuid7
from flowbuilder.conversations import attachments, live, segments
from flowbuilder.conversations import selectors as conversations
from flowbuilder.conversations.models import Attachment, Contact, Conversation, Message
from flowbuilder.conversations.services import append_message, keep_claims, lock
from flowbuilder.core.events import (
    SessionStarted,
    VisitorSaid,
    VisitorUploaded,
)
from flowbuilder.handoff.letters import body_of
from flowbuilder.handoff.services.reopening import queue_again
from flowbuilder.runtime.commits import durably
from flowbuilder.runtime.turns import take_first_turn, take_turn

#: A letter that breaks something is tried again after so many minutes, and then left alone. Those
#: behind it do not wait for it.
PAUSES = (1, 5, 30, 120, 360, 720)
MAX_PER_HOUR = 30
#: From somebody whom we wrote to, as an answer to that.
MAX_ANSWERS_TO_US = 120
#: More letters an hour the flow writes to nobody: two machines may be talking.
MAX_ANSWERS_PER_HOUR = 10
#: What a visitor writes at most in one message; the rest is kept with what was quoted.
MAX_SAID = 8_000
Fate = Arrival.Fate
State = Conversation.State

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a letter goes: its thread, whether that is new, and what it wrongly quoted."""

    thread: MailThread
    is_new: bool
    stolen: MailThread | None
    verdict: Verdict

    @property
    def is_verified(self) -> bool:
        """Whether something speaks for the letter's being from its sender."""
        return self.verdict == Verdict.VERIFIED or not self.is_new


def take(mailbox: Mailbox, uid: int, data: bytes) -> Arrival:
    """Take a letter, unless it was taken before or was tried just now.

    What breaks is logged, and the letter tried again later: its row remains as it is.
    """
    arrival, begun = durably(_arrival, mailbox, uid, reading.key_of(data))
    if not begun:
        return arrival
    if arrival.tries > len(PAUSES):
        with translation.override(mailbox.workspace.language):
            why = _("It could not be taken; the program's log says why.")
        return durably(_settle, arrival, Fate.UNREADABLE, why)
    try:
        with translation.override(mailbox.language):
            return _read_and_take(mailbox, arrival, data)
    except Exception:
        logger.exception("Letter %s of mailbox %s could not be taken.", uid, mailbox.pk)
        return arrival


def _read_and_take(mailbox: Mailbox, arrival: Arrival, data: bytes) -> Arrival:
    try:
        letter = reading.read(data)
    except reading.Unreadable as problem:
        logger.warning("Letter %s of mailbox %s: %s", arrival.uid, mailbox.pk, problem)
        return durably(_settle, arrival, Fate.UNREADABLE, str(problem))
    durably(_describe, arrival, letter)
    pass_point("letter_noted")
    return _take(mailbox, arrival, letter)


def refuse(mailbox: Mailbox, uid: int, head: bytes, why: str) -> Arrival:
    """Note a letter that is not taken at all, such as one that is too large."""
    arrival, _begun = durably(_arrival, mailbox, uid, reading.key_of(head))
    if arrival.fate != Fate.NEW:
        return arrival
    try:
        durably(_describe, arrival, reading.read(head))
    except reading.Unreadable:
        logger.info("Letter %s of mailbox %s has no readable head.", uid, mailbox.pk)
    return durably(_settle, arrival, Fate.UNREADABLE, why)


def _take(mailbox: Mailbox, arrival: Arrival, letter: Letter) -> Arrival:
    if threads.is_ours(letter, mailbox):
        return durably(_settle, arrival, Fate.IGNORED, _("It came from one of our own addresses."))
    verdict = authenticity.verdict(letter.results, server=mailbox.verifier, sender=letter.sender)
    if threads.is_blocked(letter, mailbox, verdict):
        return durably(_settle, arrival, Fate.IGNORED, _("The sender is blocked."))
    if letter.automatic == "report":
        return durably(_take_report, arrival, letter)
    if letter.automatic == "receipt":
        return durably(_settle, arrival, Fate.IGNORED, _("It reports that nothing failed."))
    thread, _stolen = threads.thread_of(letter, mailbox, verdict)
    most = MAX_PER_HOUR if thread is None else MAX_ANSWERS_TO_US
    if _lately(mailbox, letter) > most:
        return durably(_settle, arrival, Fate.HELD, _("More than {n} in an hour.").format(n=most))
    if letter.automatic == "reply":
        return durably(_take_automatic_reply, arrival, letter, thread)
    if letter.automatic == "list" and thread is None:
        return durably(_settle, arrival, Fate.IGNORED, _("It was sent to a mailing list."))
    place = durably(_place, mailbox, arrival, letter, verdict)
    files, refused = _receive(place.thread.conversation_id, letter)
    pass_point("letter_placed")
    return durably(_store, mailbox, arrival.pk, letter, place, files, refused)


# ---- Steps, each a transaction ------------------------------------------------------------


def _arrival(mailbox: Mailbox, uid: int, key: str) -> tuple[Arrival, bool]:
    """The row of a letter, and whether it is for us to take it now."""
    made, _created = Arrival.objects.get_or_create(
        mailbox=mailbox, key=key, defaults={"workspace_id": mailbox.workspace_id, "uid": uid}
    )
    arrival = Arrival.objects.select_for_update().get(pk=made.pk)
    at = now()
    if arrival.fate != Fate.NEW:
        return arrival, False
    if arrival.tried_at is not None and at < tried_again_at(arrival):
        return arrival, False
    arrival.uid, arrival.tries, arrival.tried_at = uid, arrival.tries + 1, at
    arrival.save(update_fields=["uid", "tries", "tried_at"])
    return arrival, True


def tried_again_at(arrival: Arrival) -> datetime:
    """When a letter that is being taken, or could not be, is taken up once more."""
    pause = PAUSES[min(max(arrival.tries, 1), len(PAUSES)) - 1]
    return (arrival.tried_at or arrival.arrived_at) + timedelta(minutes=pause)


def _describe(arrival: Arrival, letter: Letter) -> None:
    arrival.message_id, arrival.sender = letter.message_id, letter.sender[:254]
    arrival.subject = letter.subject
    arrival.save(update_fields=["message_id", "sender", "subject"])


def _settle(arrival: Arrival, fate: str, why: str = "") -> Arrival:
    arrival.fate, arrival.why = fate, why[:300]
    arrival.save(update_fields=["fate", "why"])
    return arrival


def _take_report(arrival: Arrival, letter: Letter) -> Arrival:
    """A letter of ours came back: say so on its message. Never answered."""
    ours = Departure.objects.filter(workspace=arrival.workspace_id, message_id__in=letter.returned)
    returned = ours.order_by("-pk").first()  # a chain of references begins with older ones
    if returned is None:
        return _settle(arrival, Fate.IGNORED, _("A report about a letter that is not ours."))
    problem = _("The customer's mail server sent it back.")
    if letter.returned_why:
        problem = _("The customer's mail server sent it back: {why}").format(
            why=letter.returned_why
        )
    returned.state, returned.problem = Departure.State.FAILED, problem[:400]
    returned.save(update_fields=["state", "problem"])
    announce(returned.conversation_id, returned.seqs)
    return _settle(arrival, Fate.NOTED, _("A letter of ours came back."))


def _take_automatic_reply(arrival: Arrival, letter: Letter, thread: MailThread | None) -> Arrival:
    """A machine answered for the customer: a note for the agents, and no answer ever."""
    if thread is None:
        return _settle(arrival, Fate.IGNORED, _("An automatic reply to nothing of ours."))
    conversation = lock(thread.conversation_id)
    text = _("Automatic reply from {address}:").format(address=letter.sender)
    _note(conversation, f"{text}\n{letter.text[:1000]}")
    return _settle(arrival, Fate.NOTED, _("An automatic reply."))


def _place(mailbox: Mailbox, arrival: Arrival, letter: Letter, verdict: Verdict) -> Place:
    """The thread of a letter: the one it answers, or a new one with its conversation."""
    current = Arrival.objects.select_for_update().get(pk=arrival.pk)
    thread, stolen = threads.thread_of(letter, mailbox, verdict)
    is_new = thread is None
    if current.conversation_id is not None:  # a crash came between
        thread = MailThread.objects.get(conversation=current.conversation_id)
    elif thread is None:
        thread = _begin(mailbox, letter, verdict)
    current.conversation_id = thread.conversation_id
    current.save(update_fields=["conversation"])
    return Place(thread=thread, is_new=is_new, stolen=stolen, verdict=verdict)


def _begin(mailbox: Mailbox, letter: Letter, verdict: Verdict) -> MailThread:
    """A new conversation by e-mail, as far as its flow says anything by itself."""
    version = mailbox.flow.published if mailbox.flow is not None else None
    is_answered = letter.automatic == "" and verdict != Verdict.FORGED
    flow_answers = version is not None and is_answered
    if version is None or not flow_answers:
        version = straight_version(mailbox.workspace, mailbox.language)
    contact = _contact(mailbox, letter, verdict)
    at = now()
    conversation = Conversation(
        id=uuid7(),
        workspace_id=mailbox.workspace_id,
        flow_version=version,
        channel=threads.CHANNEL,
        contact=contact,
        language=mailbox.language,
        page={"title": letter.subject},
        started_at=at,
        last_activity_at=at,
    )
    started = SessionStarted(at=at, page=conversation.page, contact=segments.known_of(contact))
    receipt = take_first_turn(conversation, started)
    return MailThread.objects.create(
        workspace_id=mailbox.workspace_id,
        conversation_id=conversation.pk,
        mailbox=mailbox,
        address=letter.sender,
        subject=letter.subject,
        flow_answers=flow_answers,
        mailed_seq=receipt.head,  # whoever writes first needs no greeting
    )


def _contact(mailbox: Mailbox, letter: Letter, verdict: Verdict) -> Contact:
    """Who wrote. A claimed address joins nobody; one that is vouched for joins earlier letters.

    Never a contact of the chat: there anybody may type any address.
    """
    earlier = Arrival.objects.filter(
        workspace=mailbox.workspace_id,
        sender=letter.sender,
        verified=True,
        conversation__channel=threads.CHANNEL,
        conversation__contact__email__iexact=letter.sender,
    ).order_by("-id")
    found = earlier.select_related("conversation__contact").first()
    if verdict == Verdict.VERIFIED and found is not None and found.conversation is not None:
        return found.conversation.contact
    contact = Contact.objects.create(workspace_id=mailbox.workspace_id, language=mailbox.language)
    keep_claims(contact.pk, name=letter.name, email=letter.sender)
    contact.refresh_from_db()
    return contact


def _store(
    mailbox: Mailbox,
    arrival_id: int,
    letter: Letter,
    place: Place,
    files: Sequence[Attachment],
    refused: Sequence[str],
) -> Arrival:
    """The words of a letter, in its conversation, and the end of its row."""
    arrival = Arrival.objects.select_for_update().get(pk=arrival_id)
    if arrival.fate != Fate.NEW:
        return arrival  # somebody else was faster
    conversation = lock(place.thread.conversation_id)
    with_flow = (
        conversation.state == State.BOT
        and place.thread.flow_answers
        and letter.automatic == ""
        and not _answers_too_much(place.thread)
    )
    if not with_flow:
        team = mailbox.team if place.is_new else None
        queue_again(
            conversation,
            team=team,
            reason=letter.subject or body_of(letter.text, conversation.language),
        )
    said = (letter.text or letter.subject or _("(no text)"))[:MAX_SAID]
    client_id = f"mail:{arrival.key[:40]}"
    if files:
        attachments.mark_sent(files, client_id)
        described = [attachments.described(each) for each in files]
        event = VisitorUploaded(at=now(), text=said if letter.text else "", files=described)
        receipt = take_turn(conversation.pk, event, client_id=client_id)
    else:
        chose = choice(conversation.pk, said) if with_flow else None
        receipt = take_turn(
            conversation.pk, chose or VisitorSaid(at=now(), text=said), client_id=client_id
        )
    for note in [*_warnings(place, letter), *refused]:
        _note(lock(conversation.pk), note)
    arrival.fate, arrival.seq = Fate.TAKEN, receipt.seq
    arrival.verified = place.is_verified
    arrival.quoted = "\n\n".join(filter(None, [letter.text[MAX_SAID:], letter.quoted]))
    arrival.save(update_fields=["fate", "seq", "quoted", "verified"])
    return arrival


# ---- What they need ----------------------------------------------------------------------


def announce(conversation_id: UUID, seqs: Sequence[int]) -> None:
    """Tell open inboxes, on commit, that these messages are shown in another way now."""
    live.announce(live.conversation_group(conversation_id), "message.changed", seqs=list(seqs))


def _note(conversation: Conversation, text: str) -> None:
    append_message(
        conversation,
        author=Message.Author.SYSTEM,
        content={"kind": "text", "text": text, "sources": []},
        private=True,
    )


def _warnings(place: Place, letter: Letter) -> list[str]:
    """What agents have to know before they answer somebody who may be somebody else."""
    warnings = []
    if place.verdict == Verdict.FORGED:
        forged = _("The mail server says that this e-mail was not sent from {address}.")
        warnings.append(forged.format(address=letter.sender))
    if place.stolen is not None:
        stolen = _(
            "This e-mail answers a conversation with {address}, but nothing proves that it comes "
            "from there. It was opened by itself. Do not tell the sender anything from that "
            "conversation."
        )
        warnings.append(stolen.format(address=place.stolen.address))
    return warnings


def _receive(conversation_id: UUID, letter: Letter) -> tuple[list[Attachment], list[str]]:
    """Keep the files of a letter; say of each that is not taken why."""
    taken: list[Attachment] = []
    refused: list[str] = []
    if not letter.files:
        return taken, refused
    conversation = conversations.conversation_by_id(conversation_id)
    for file in letter.files:
        try:
            if len(taken) >= attachments.MOST_AT_ONCE:
                refused.append(_("“{name}” was not taken: too many files.").format(name=file.name))
                continue
            attachments.check_room(conversation, Message.Author.VISITOR)
            given = SimpleUploadedFile(file.name, file.data)
            with transaction.atomic():
                taken.append(
                    attachments.receive(conversation, given, author=Message.Author.VISITOR)
                )
        except AppError as problem:
            words = _("“{name}” was not taken: {why}")
            refused.append(words.format(name=file.name[:80], why=problem.message))
    return taken, refused


def _lately(mailbox: Mailbox, letter: Letter) -> int:
    since = now() - timedelta(hours=1)
    return Arrival.objects.filter(
        workspace=mailbox.workspace_id, sender=letter.sender, arrived_at__gt=since
    ).count()


def _answers_too_much(thread: MailThread) -> bool:
    since = now() - timedelta(hours=1)
    lately = Departure.objects.filter(thread__address=thread.address, created_at__gt=since)
    return lately.filter(workspace=thread.workspace_id).count() >= MAX_ANSWERS_PER_HOUR
