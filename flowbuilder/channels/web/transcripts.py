"""The talk as an e-mail to its visitor: what they saw, and who or what said it."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _

from flowbuilder.channels.web.errors import TooManyTranscripts
from flowbuilder.channels.web.models import Widget
from flowbuilder.common.clock import now
from flowbuilder.common.errors import InvalidInput
from flowbuilder.conversations import engine_port
from flowbuilder.conversations.models import Conversation, Message
from flowbuilder.conversations.transcript import lines_of
from flowbuilder.core.effects import SendEmail

#: So many for one conversation, in all its time.
MOST = 3


def send(widget: Widget, conversation_id: UUID, address: str, sent_before: int) -> None:
    """Have the transcript sent. Called in a transaction.

    Raises:
        InvalidInput: This is no e-mail address.
        TooManyTranscripts: It was sent often enough.
    """
    address = address.strip()
    try:
        validate_email(address)
    except ValidationError:
        raise InvalidInput(_("This is not an e-mail address."), field="email") from None
    if sent_before >= MOST:
        raise TooManyTranscripts(_("This conversation has been sent often enough."))
    letter = SendEmail(
        to=address,
        subject=_("Your conversation: %(title)s") % {"title": widget.title},
        body=body_of(widget, conversation_id),
    )
    engine_port.perform_later(
        letter,
        workspace_id=widget.workspace_id,
        key=f"transcript:{conversation_id}:{sent_before + 1}",
        conversation_id=conversation_id,
    )


def body_of(widget: Widget, conversation_id: UUID) -> str:
    """Everything the visitor saw, oldest first, in plain text."""
    conversation = Conversation.objects.get(pk=conversation_id)
    said = [
        f"{_who(line.author, line.who, line.generated, widget.assistant_name)}, "
        f"{timezone.localtime(line.at):%d.%m.%Y %H:%M}\n{_words(line)}"
        for line in lines_of(conversation)
        if not line.private
    ]
    head = _("Conversation from %(date)s, as you saw it in the chat “%(title)s”.") % {
        "date": f"{timezone.localtime(now()):%d.%m.%Y}",
        "title": widget.title,
    }
    foot = _(
        "You get this e-mail because somebody asked for it in the chat and gave this address. "
        "What an AI wrote is marked so."
    )
    return "\n\n".join([head, *said, foot])


def _who(author: str, name: str, generated: bool, assistant: str) -> str:
    if generated and assistant:
        return _("%(name)s (AI, text written by a model)") % {"name": assistant}
    if generated:
        return _("AI assistant (text written by a model)")
    if author == Message.Author.VISITOR:
        return _("You")
    if author == Message.Author.AGENT:
        return name
    if author not in {Message.Author.BOT, Message.Author.AI}:
        return name
    if assistant:
        return _("%(name)s (automated)") % {"name": assistant}
    return _("Assistant (automatic)")


def _words(line: object) -> str:
    text = getattr(line, "text", "")
    names = [str(file["name"]) for file in getattr(line, "files", ())]
    options = [f"  [{label}]" for label in getattr(line, "options", ())]
    return "\n".join(part for part in (text, *names, *options) if part)
