"""Tells an agent's browser what concerns them, also while the inbox is closed.

What is told is a job of the runtime, written down in the transaction that it tells of. It is sent
only while it is still true: nobody is called for what somebody has read or taken meanwhile.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.utils import translation
from django.utils.translation import gettext as _

from flowbuilder.accounts.access import Permission, may
from flowbuilder.accounts.models import User
from flowbuilder.common.clock import now
from flowbuilder.common.errors import InvalidInput
from flowbuilder.conversations.models import Conversation, Message
from flowbuilder.flows import later_port
from flowbuilder.handoff.models import Mention, ReadMark
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

State = Conversation.State


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


def tell_of_assignment(conversation: Conversation, user_id: int) -> None:
    """The conversation is theirs now, and it was not they who took it."""
    _tell(conversation, user_id, "given")


def tell_of_mention(conversation: Conversation, user_id: int) -> None:
    """A note calls them by name."""
    _tell(conversation, user_id, "named")


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
            "body": _words(talk, int(seq)) if what == "said" else "",
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


def _tell(conversation: Conversation, user_id: int, what: str) -> None:
    subscribed = PushSubscription.objects.filter(
        user_id=user_id, workspace_id=conversation.workspace_id
    )
    if not subscribed.exists():
        return
    later_port.do_at(
        TASK,
        key=f"push:{what}:{user_id}:{conversation.head_seq}:{conversation.pk}",
        workspace_id=conversation.workspace_id,
        at=now(),
        about=str(conversation.contact),
    )


def _is_true(what: str, talk: Conversation, user: User, seq: int) -> bool:
    if what == "named":
        return Mention.objects.filter(conversation=talk, user=user, seen=False).exists()
    if talk.state != State.AGENT or talk.agent_id != user.pk:
        return False
    return not ReadMark.objects.filter(conversation=talk, user=user, seq__gte=max(seq, 1)).exists()


def _title(what: str, talk: Conversation) -> str:
    name = str(talk.contact)
    if what == "named":
        return _("Somebody mentions you: {name}").format(name=name)
    if what == "given":
        return _("A conversation for you: {name}").format(name=name)
    return name


def _words(talk: Conversation, seq: int) -> str:
    newest = talk.messages.filter(author=Message.Author.VISITOR, private=False, seq__lte=seq)
    said = newest.order_by("-seq").values_list("content", flat=True).first() or {}
    return str(said.get("text") or _("A file"))[:WORDS_SHOWN]


def _digest(endpoint: str) -> str:
    return sha256(endpoint.encode()).hexdigest()
