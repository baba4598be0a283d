"""What is done later: looking into mailboxes, sending letters, bringing what was left to people.

A mailbox is looked into by a chain of jobs, each of which first writes the next; two chains meet
in the same minute and become one.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.utils import translation

from flowbuilder.channels.email import fetching, outbound
from flowbuilder.channels.email.models import Arrival, Mailbox, MailThread
from flowbuilder.channels.email.threads import SEND, TAKE_UP
from flowbuilder.common.clock import now
from flowbuilder.conversations.models import Conversation
from flowbuilder.conversations.services import lock
from flowbuilder.handoff.models import Ticket
from flowbuilder.handoff.services.reopening import queue_again
from flowbuilder.integrations.mail_servers import LoginRefused, MailServerProblem
from flowbuilder.runtime import jobs
from flowbuilder.runtime.commits import durably
from flowbuilder.runtime.models import Job

__all__ = ["CHECK", "SEND", "TAKE_UP", "begin_checks", "check_mailbox", "send_mail"]

CHECK = "CheckMailbox"
EVERY = timedelta(seconds=60)
#: After a refused password.
LOCKED_OUT = timedelta(minutes=15)
#: A visitor who says nothing for so long has left; until then the flow talks to them.
IDLE = timedelta(minutes=5)
TAKE_UP_PAUSE = timedelta(minutes=1)
#: How long it is known of a letter that was not taken who sent it.
KEEP_OTHERS = timedelta(days=30)
State = Conversation.State


def begin_checks(mailbox: Mailbox) -> None:
    """Look into `mailbox` at once, and from then on every minute. Safe to repeat."""
    at = now()
    _check_at(mailbox, at, f"mailbox:{mailbox.pk}:now:{at.timestamp()}")


def check_mailbox(key: str) -> None:
    """Fetch from a mailbox, and send what was left lying."""
    pk = int(key.split(":")[1])
    mailbox = Mailbox.objects.select_related("workspace", "team", "flow").filter(pk=pk).first()
    if mailbox is None or not mailbox.enabled:
        return
    following = now() + EVERY
    durably(_go_on, mailbox, following)
    if mailbox.not_before is None or mailbox.not_before <= now():
        check(mailbox)


def check(mailbox: Mailbox) -> int:
    """Fetch once and note how that went; how many letters were new."""
    with translation.override(mailbox.workspace.language):
        count, problem, not_before = 0, "", None
        try:
            count = fetching.fetch(mailbox)
        except LoginRefused as refused:
            problem, not_before = str(refused.message), now() + LOCKED_OUT
        except MailServerProblem as failed:
            problem = str(failed.message)
        fetching.checked(mailbox, problem, not_before)
    outbound.send_overdue(mailbox)
    return count


def _go_on(mailbox: Mailbox, at: datetime) -> None:
    _check_at(mailbox, at, f"mailbox:{mailbox.pk}:{int(at.timestamp()) // 60}")
    done = Job.objects.filter(key__startswith=f"mailbox:{mailbox.pk}:", status=Job.Status.DONE)
    done.delete()
    forgotten = Arrival.objects.filter(mailbox=mailbox, conversation=None)
    forgotten.filter(arrived_at__lt=at - KEEP_OTHERS).delete()


def _check_at(mailbox: Mailbox, at: datetime, key: str) -> None:
    jobs.do_at(CHECK, key=key, workspace_id=mailbox.workspace_id, at=at, about=mailbox.address)


def send_mail(key: str) -> None:
    """Send what waits in a conversation."""
    outbound.send_due(UUID(key.split(":")[1]))


def take_up_ticket(key: str) -> None:
    """Bring the conversation of a message that was left to the team, once the flow is done."""
    durably(_take_up, key)


def _take_up(key: str) -> None:
    _name, conversation_id, head, attempt = key.split(":")
    conversation = lock(conversation_id)
    ticket = Ticket.objects.filter(conversation=conversation).order_by("-id").first()
    if ticket is None or not MailThread.objects.filter(conversation=conversation).exists():
        return
    talks = conversation.state == State.BOT and now() - conversation.last_activity_at < IDLE
    if talks:
        again = f"take-up:{conversation_id}:{head}:{int(attempt) + 1}"
        jobs.do_at(
            TAKE_UP, key=again, workspace_id=conversation.workspace_id, at=now() + TAKE_UP_PAUSE,
            about=ticket.email,
        )  # fmt: skip
        return
    queue_again(conversation, team=ticket.team, reason=ticket.text)
