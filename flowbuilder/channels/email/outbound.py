"""What was said goes out as a letter: at least once, always with the same Message-ID and date.

Whether a letter was taken is unknown when the connection is lost before the answer. A second copy,
which most mail systems know by its Message-ID, is better than an answer that never came.

A message is put into a letter (`Departure`) in a transaction, and sent after it. Who fails for a
while is tried again; who is refused for good says so on its message in the inbox.
"""

from __future__ import annotations

import logging
import re
import smtplib
from collections.abc import Sequence
from datetime import datetime, timedelta
from email.utils import format_datetime
from uuid import UUID

from django.core.files.storage import default_storage
from django.core.mail import EmailMultiAlternatives
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from flowbuilder.accounts.models import Language
from flowbuilder.channels.email import rendering, threads
from flowbuilder.channels.email.inbound import announce
from flowbuilder.channels.email.models import Arrival, Departure, Mailbox, MailThread
from flowbuilder.common.clock import now
from flowbuilder.common.crashpoints import pass_point
from flowbuilder.conversations.files.kinds import FORMATS
from flowbuilder.conversations.models import Attachment, Conversation, Message
from flowbuilder.core.messages import said_in
from flowbuilder.integrations.mail_servers import MailServerProblem, connect_smtp
from flowbuilder.runtime import jobs
from flowbuilder.runtime.commits import durably

#: Seconds before the second, third, ... attempt; then it is given up.
PAUSES = (30, 120, 600, 1800, 7200)
#: When another begins although this one has not ended: it was cut off. No attempt takes as long.
AT_IT = timedelta(minutes=15)
MAX_FILES_BYTES = 15 * 1024 * 1024
QUOTED_CHARS = 4_000
REFERENCES = 15
Author = Message.Author
State = Departure.State

logger = logging.getLogger(__name__)


def send_due(conversation_id: UUID) -> None:
    """Put what was said since the last letter into one, and send all that wait, in order."""
    durably(_put_into_letter, conversation_id)
    pass_point("letter_written")
    letters = Departure.objects.filter(conversation=conversation_id)
    send_waiting(letters)
    begun = letters.filter(state=State.WAITING, attempts=0, next_at__gt=now()).first()
    if begun is not None:  # somebody is at it, or was cut off
        durably(_try_at, begun, begun.next_at)


def send_overdue(mailbox: Mailbox) -> None:
    """Send what should have left by now: somebody was cut off while sending it."""
    send_waiting(Departure.objects.filter(thread__mailbox=mailbox))


def send_waiting(letters: QuerySet[Departure]) -> None:
    """Send those of `letters` that are due, the oldest first, none before an earlier one."""
    due = letters.filter(state=State.WAITING, next_at__lte=now()).order_by("pk")
    blocked = Departure.objects.filter(
        thread=OuterRef("thread"), pk__lt=OuterRef("pk"), state=State.WAITING, next_at__gt=now()
    )
    for key in due.exclude(Exists(blocked)).values_list("pk", flat=True)[:50]:
        claimed = durably(_claim, key)
        if claimed is not None:
            _send(claimed)


def _put_into_letter(conversation_id: UUID) -> None:
    thread = (
        MailThread.objects.select_for_update(of=("self",))
        .select_related("mailbox", "conversation")
        .filter(conversation=conversation_id)
        .first()
    )
    if thread is None:
        return
    conversation = thread.conversation
    since = Message.objects.filter(
        conversation=conversation,
        seq__gt=thread.mailed_seq,
        seq__lte=conversation.head_seq,  # what comes meanwhile is the next letter's
        private=False,
    ).order_by("seq")
    due = [message for message in since if _goes_out(message, thread, conversation)]
    thread.mailed_seq = conversation.head_seq
    thread.save(update_fields=["mailed_seq"])
    if due:
        last = due[-1].seq
        Departure.objects.create(
            workspace_id=thread.workspace_id,
            thread=thread,
            conversation=conversation,
            message_id=threads.message_id(thread, last),
            seqs=[message.seq for message in due],
            first=due[0].seq,
            last=last,
        )
        announce(conversation.pk, [message.seq for message in due])


def _goes_out(message: Message, thread: MailThread, conversation: Conversation) -> bool:
    """An agent's words do, unless they were read in the chat; the flow's where it answers."""
    if conversation.channel != threads.CHANNEL:
        return message.author == Author.AGENT and message.seq > conversation.seen_seq
    if message.author in {Author.BOT, Author.AI}:
        return thread.flow_answers
    return message.author == Author.AGENT


def _claim(key: int) -> Departure | None:
    """Take a letter to send it; None when somebody else has, or an earlier one waits."""
    at = now()
    letter = Departure.objects.select_related(
        "thread__mailbox", "conversation__contact", "conversation__workspace"
    ).get(pk=key)
    if letter.thread.departures.filter(state=State.WAITING, pk__lt=key).exists():
        return None
    rows = Departure.objects.filter(pk=key, state=State.WAITING, next_at__lte=at)
    if not rows.update(next_at=at + AT_IT):
        return None
    return letter


def _send(letter: Departure) -> None:
    language = Language.nearest(letter.conversation.language)
    try:
        with translation.override(language):
            message = compose(letter)
            message.message()
    except Exception:  # a bug of ours, which has to be seen where people wait for an answer
        logger.exception("Letter %s could not be written.", letter.pk)
        durably(_failed, letter, _("It could not be written; the program's log says why."), True)
        return
    with translation.override(letter.conversation.workspace.language):  # who reads of problems
        try:
            _hand_over(message, letter.thread.mailbox)
        except MailServerProblem as problem:
            durably(_failed, letter, str(problem.message), problem.permanent)
        except (smtplib.SMTPException, OSError) as problem:
            durably(_failed, letter, *_in_words(problem))
        else:
            pass_point("letter_sent")
            durably(_sent, letter)


def _hand_over(message: EmailMultiAlternatives, mailbox: Mailbox) -> None:
    server = mailbox.smtp
    if server is None:
        message.send()
        return
    connection = connect_smtp(server)
    try:
        connection.sendmail(mailbox.address, message.to, _as_bytes(message))
    finally:
        try:
            connection.quit()
        except (smtplib.SMTPException, OSError):
            connection.close()


def _as_bytes(message: EmailMultiAlternatives) -> bytes:
    data: bytes = message.message().as_bytes()
    return re.sub(rb"\r?\n", b"\r\n", data)


def _sent(letter: Departure) -> None:
    at = now()
    Departure.objects.filter(pk=letter.pk).update(state=State.SENT, sent_at=at, problem="")
    announce(letter.conversation_id, letter.seqs)


def _failed(letter: Departure, problem: str, permanent: bool) -> None:
    """Note why it did not leave; try again later, or give up where people see it."""
    attempts = letter.attempts + 1
    changes: dict[str, object] = {"attempts": attempts, "problem": problem[:400]}
    if permanent or attempts > len(PAUSES):
        changes["state"] = State.FAILED
    else:
        at = now() + timedelta(seconds=PAUSES[attempts - 1])
        changes["next_at"] = at
        _try_at(letter, at)
    Departure.objects.filter(pk=letter.pk).update(**changes)
    announce(letter.conversation_id, letter.seqs)
    logger.warning("Letter %s was not sent: %s", letter.pk, problem)


def _try_at(letter: Departure, at: datetime) -> None:
    jobs.do_at(
        threads.SEND,
        key=f"mail:{letter.conversation_id}:try:{letter.pk}:{at.timestamp()}",
        workspace_id=letter.workspace_id,
        at=at,
        about=letter.thread.address,
    )


def _in_words(problem: Exception) -> tuple[str, bool]:
    """What the server said, and whether trying again is of no use."""
    code, raw = 0, str(problem).encode()
    if isinstance(problem, smtplib.SMTPRecipientsRefused) and problem.recipients:
        code, raw = next(iter(problem.recipients.values()))
    elif isinstance(problem, smtplib.SMTPResponseException):
        code, answer = problem.smtp_code, problem.smtp_error
        raw = answer if isinstance(answer, bytes) else answer.encode()
    said = raw.decode("utf-8", "replace")
    if not code:
        return _("The mail server could not be used: {said}").format(said=said[:250]), False
    words = _("The mail server said: {code} {said}").format(code=code, said=said[:250])
    return words, 500 <= code < 600 and not isinstance(problem, smtplib.SMTPAuthenticationError)


# ---- The letter --------------------------------------------------------------------------


def compose(letter: Departure) -> EmailMultiAlternatives:
    """The letter in full, the same at every attempt."""
    thread, conversation = letter.thread, letter.conversation
    mailbox = thread.mailbox
    messages = list(
        Message.objects.filter(conversation=conversation, seq__in=letter.seqs)
        .select_related("agent")
        .order_by("seq")
    )
    parts = [rendering.words_of(message.content) for message in messages]
    files, left_out = _files(messages)
    notices = [
        _("“{name}” could not be attached. Ask us for it.").format(name=name) for name in left_out
    ]
    if any(message.generated for message in messages):
        notices.append(_("This reply was written by an AI assistant."))
    elif all(message.author != Author.AGENT for message in messages):
        notices.append(_("This is an automatic reply."))
    quote, quoted_from = _quote(conversation, letter.first)
    text, html = rendering.letter(
        [part for part in parts if part], notices=notices, quote=quote, quoted_from=quoted_from
    )
    mail = EmailMultiAlternatives(
        subject=_subject(thread.subject),
        body=text,
        from_email=_named(mailbox.name, mailbox.address),
        to=[thread.address],
        headers=_headers(letter, is_automatic=all(m.author != Author.AGENT for m in messages)),
    )
    mail.attach_alternative(html, "text/html")
    for name, data, kind in files:
        mail.attach(name, data, kind)
    return mail


def _subject(subject: str) -> str:
    words = " ".join(subject.split()) or _("your message")
    return words if words.lower().startswith(("re:", "odp:")) else f"Re: {words}"


def _named(name: str, address: str) -> str:
    safe = "".join(c for c in " ".join(name.split()) if c not in '"\\<>')
    return f'"{safe}" <{address}>' if safe else address


def _headers(letter: Departure, *, is_automatic: bool) -> dict[str, str]:
    thread = letter.thread
    headers = {
        "Message-ID": f"<{letter.message_id}>",
        "Date": format_datetime(localtime(letter.created_at)),
    }
    received = Arrival.objects.filter(conversation=letter.conversation_id, fate="taken")
    arrivals = received.filter(seq__lt=letter.first).exclude(message_id="").order_by("seq")
    earlier = Departure.objects.filter(thread=thread, last__lt=letter.first).order_by("last")
    chain = [(row.seq, row.message_id) for row in arrivals]
    chain += [(row.last, row.message_id) for row in earlier]
    ids = [key for _seq, key in sorted(chain)]
    if ids:
        answered = arrivals.last()
        headers["In-Reply-To"] = f"<{answered.message_id if answered else ids[-1]}>"
        shown = ids if len(ids) <= REFERENCES else [ids[0], *ids[1 - REFERENCES :]]
        headers["References"] = " ".join(f"<{key}>" for key in shown)
    if thread.mailbox.plus_addressing:
        local, _at, domain = thread.mailbox.address.rpartition("@")
        headers["Reply-To"] = f"{local}+{thread.token}@{domain}"
    if is_automatic:
        headers["Auto-Submitted"] = "auto-replied"
        headers["X-Auto-Response-Suppress"] = "All"
    return headers


def _quote(conversation: Conversation, before: int) -> tuple[str, str]:
    """The customer's last words before this letter, and the line that says whose they are."""
    said = (
        Message.objects.filter(conversation=conversation, author=Author.VISITOR, seq__lt=before)
        .order_by("-seq")
        .first()
    )
    words = said_in(said.content).strip()[:QUOTED_CHARS] if said is not None else ""
    if said is None or not words:
        return "", ""
    who = conversation.contact.name or conversation.contact.email or _("you")
    day = date_format(localtime(said.at), "DATETIME_FORMAT")
    return words, _("On {day}, {who} wrote:").format(day=day, who=who)


def _files(messages: Sequence[Message]) -> tuple[list[tuple[str, bytes, str]], list[str]]:
    """The files that agents attached, as far as a letter carries them; names of the others."""
    ids = [file["id"] for m in messages for file in m.content.get("files") or ()]
    found: list[tuple[str, bytes, str]] = []
    left_out: list[str] = []
    room = MAX_FILES_BYTES
    for row in Attachment.objects.filter(pk__in=ids).order_by("created_at"):
        try:
            data = _bytes_of(row) if row.size <= room else None
        except OSError:
            logger.exception("A file of a letter could not be read.")
            data = None
        if data is None:
            left_out.append(row.name)
            continue
        room -= row.size
        found.append((row.name, data, FORMATS[row.format].media_type.partition(";")[0]))
    return found, left_out


def _bytes_of(file: Attachment) -> bytes:
    with default_storage.open(file.path) as opened:
        data: bytes = opened.read()
        return data
