"""Tells an agent's browser what concerns them, also while the inbox is closed.

What is told is a job of the runtime, written down in the transaction that it tells of. It is sent
only while it is still true: nobody is called for what somebody has read or taken meanwhile.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.utils import translation
from django.utils.translation import gettext as _

from flowbuilder.accounts.access import Permission, may
from flowbuilder.accounts.models import User
from flowbuilder.common.clock import now
from flowbuilder.common.errors import InvalidInput
from flowbuilder.conversations import live
from flowbuilder.conversations.models import Conversation, Message
from flowbuilder.flows import later_port
from flowbuilder.handoff import selectors
from flowbuilder.handoff.models import Agent, Handoff, Mention, ReadMark
from flowbuilder.handoff.push_models import PushSubscription
from flowbuilder.integrations import webpush
from flowbuilder.integrations.errors import OutboundProblem
from flowbuilder.integrations.webpush import Browser, BrowserIsGone, KeysAreNone, PushRefused

if TYPE_CHECKING:
    from flowbuilder.accounts.models import Workspace

#: The name of the task that the runtime does; see `dispatch.TASKS`.
TASK = "SendPush"
#: So many browsers of one person are told; the oldest is forgotten for a new one.
BROWSERS = 8
WORDS_SHOWN = 140
#: So long those with an open inbox have for somebody new before the others are called.
TAKEN_WITHIN = timedelta(seconds=30)

State = Conversation.State
Status = Handoff.Status


def subscribe(workspace: Workspace, user: User, browser: Browser) -> None:
    """Tell this browser from now on. Safe to repeat: its newest keys count.

    Raises:
        InvalidInput: It is no browser's address, or its keys are none.
    """
    if urlsplit(browser.endpoint).scheme != "https":
        raise InvalidInput(_("This browser gave no address that can be called."))
    try:
        webpush.encrypted(b"", browser)
    except KeysAreNone:
        raise InvalidInput(_("This browser gave no keys that can be used.")) from None
    PushSubscription.objects.update_or_create(
        user=user,
        digest=_digest(browser.endpoint),
        defaults={
            "workspace": workspace,
            "endpoint": browser.endpoint,
            "p256dh": browser.p256dh,
            "auth": browser.auth,
        },
    )
    kept = PushSubscription.objects.filter(user=user).values_list("pk", flat=True)[:BROWSERS]
    PushSubscription.objects.filter(user=user).exclude(pk__in=list(kept)).delete()


def unsubscribe(user: User, endpoint: str) -> None:
    """Tell this browser nothing more."""
    PushSubscription.objects.filter(user=user, digest=_digest(endpoint)).delete()


def tell_of_message(conversation: Conversation, _text: str = "") -> None:
    """The visitor wrote to whoever has the conversation."""
    if conversation.agent_id is not None:
        _tell(conversation, conversation.agent_id, "said")


def tell_of_assignment(conversation: Conversation, user_id: int, by: User | None = None) -> None:
    """The conversation is theirs now, and it was not they who took it: `by`, or nobody, gave it."""
    _tell(conversation, user_id, "given")
    live.announce(
        live.inbox_group(conversation.workspace_id),
        "conversation.given",
        conversation=str(conversation.pk),
        user=user_id,
        visitor=str(conversation.contact),
        by=by.shown_name if by is not None else "",
    )


def tell_of_mention(conversation: Conversation, user_id: int) -> None:
    """A note calls them by name."""
    _tell(conversation, user_id, "named")


def tell_of_wait(handoff: Handoff) -> None:
    """Somebody new waits for a team: its available agents whose inbox is closed are called, unless
    somebody takes it soon; at once where nobody is there and the visitor is told so.

    Whether an inbox is closed is looked at when it is sent. Who is answered by e-mail can wait.
    """
    if handoff.team is None or handoff.by_mail:
        return
    what, patience = "waits", TAKEN_WITHIN
    if handoff.status == Status.NOBODY:
        what, patience = "missed", timedelta()
    available = selectors.agents_in(handoff.team).filter(state=Agent.State.ONLINE)
    reached = PushSubscription.objects.filter(
        workspace_id=handoff.workspace_id, user__in=available.values("user")
    )
    for user_id in reached.order_by().values_list("user_id", flat=True).distinct():
        _tell(handoff.conversation, user_id, what, number=handoff.pk, at=now() + patience)


def send(key: str) -> None:
    """Send the notice of `key` to each browser of its reader, unless it is true no more.

    Safe to repeat: a browser shows one notice of a conversation.

    Raises:
        PushRefused, OutboundProblem: A push service did not take it; another try may help.
    """
    _push, what, user_key, seq, talk_id = key.split(":")
    user = User.objects.filter(pk=int(user_key)).first()
    talk = Conversation.objects.select_related("contact").filter(pk=talk_id).first()
    if user is None or talk is None or not may(user, talk.workspace_id, Permission.INBOX_USE):
        return
    if not _is_true(what, talk, user, int(seq)):
        return
    with translation.override(user.language):
        notice = {
            "title": _title(what, talk),
            "body": _words(what, talk, int(seq)),
            "url": f"/inbox/c/{talk.pk}",
            "tag": str(talk.pk),
        }
    problem: PushRefused | OutboundProblem | None = None
    for row in PushSubscription.objects.filter(user=user, workspace_id=talk.workspace_id):
        browser = Browser(endpoint=row.endpoint, p256dh=row.p256dh, auth=row.auth)
        try:
            webpush.send(browser, notice, topic=talk.pk.hex, at=now())
        except BrowserIsGone:
            row.delete()
        except (PushRefused, OutboundProblem) as trouble:
            problem = trouble  # the other browsers are told all the same
    if problem is not None:
        raise problem


def _tell(
    conversation: Conversation,
    user_id: int,
    what: str,
    *,
    number: int | None = None,
    at: datetime | None = None,
) -> None:
    """`number` tells notices of one kind apart: the handoff's, else that of the last message."""
    subscribed = PushSubscription.objects.filter(
        user_id=user_id, workspace_id=conversation.workspace_id
    )
    if not subscribed.exists():
        return
    seq = conversation.head_seq if number is None else number
    later_port.do_at(
        TASK,
        key=f"push:{what}:{user_id}:{seq}:{conversation.pk}",
        workspace_id=conversation.workspace_id,
        at=at or now(),
        about=str(conversation.contact),
    )


def _is_true(what: str, talk: Conversation, user: User, seq: int) -> bool:
    if what == "named":
        return Mention.objects.filter(conversation=talk, user=user, seen=False).exists()
    if what in ("waits", "missed"):
        return _waits_for(what, talk, user, seq)
    if talk.state != State.AGENT or talk.agent_id != user.pk:
        return False
    return not ReadMark.objects.filter(conversation=talk, user=user, seq__gte=max(seq, 1)).exists()


def _waits_for(what: str, talk: Conversation, user: User, handoff_id: int) -> bool:
    """The visitor still waits, or went on with the assistant, and it is this agent's to know."""
    status = Status.WAITING if what == "waits" else Status.NOBODY
    handoff = Handoff.objects.filter(pk=handoff_id, status=status).select_related("team").first()
    if handoff is None or handoff.team is None or talk.state not in (State.QUEUED, State.BOT):
        return False
    at = now()
    agent = selectors.agents_in(handoff.team).filter(user=user, state=Agent.State.ONLINE).first()
    is_closed = agent is not None and not selectors.is_present(agent, at)
    return is_closed and selectors.is_open(handoff.team, at)


def _title(what: str, talk: Conversation) -> str:
    name = str(talk.contact)
    match what:
        case "named":
            return _("Somebody mentions you: {name}").format(name=name)
        case "given":
            return _("A conversation for you: {name}").format(name=name)
        case "waits":
            return _("Somebody is waiting: {name}").format(name=name)
        case "missed":
            return _("Nobody is there for {name}").format(name=name)
    return name


def _words(what: str, talk: Conversation, number: int) -> str:
    if what in ("waits", "missed"):
        return Handoff.objects.get(pk=number).shown_reason[:WORDS_SHOWN]
    if what != "said":
        return ""
    newest = talk.messages.filter(author=Message.Author.VISITOR, private=False, seq__lte=number)
    said = newest.order_by("-seq").values_list("content", flat=True).first() or {}
    return str(said.get("text") or _("A file"))[:WORDS_SHOWN]


def _digest(endpoint: str) -> str:
    return sha256(endpoint.encode()).hexdigest()
