"""The lines that both the visitor and the agents see when someone comes or goes."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import override

from flowbuilder.accounts.models import Language, User
from flowbuilder.conversations.models import Conversation, Message
from flowbuilder.conversations.services import append_message


def _say(conversation: Conversation, text: str) -> None:
    append_message(
        conversation,
        author=Message.Author.SYSTEM,
        content={"kind": "text", "text": text, "sources": []},
    )


def say_joined(conversation: Conversation, user: User) -> None:
    """Say, in the conversation's language, who answers from now on."""
    with override(Language.nearest(conversation.language)):
        _say(conversation, _("{name} joins the conversation.").format(name=user.shown_name))


def say_passed_on(conversation: Conversation, to: str) -> None:
    """Say to which team the conversation goes."""
    with override(Language.nearest(conversation.language)):
        _say(conversation, _("The conversation was passed to: {team}.").format(team=to))


def say_handed_back(conversation: Conversation) -> None:
    """Say that the assistant answers again."""
    with override(Language.nearest(conversation.language)):
        _say(conversation, _("The assistant continues the conversation."))


def say_cut_off(conversation: Conversation, user: User) -> None:
    """Say that whoever answered has lost the connection."""
    with override(Language.nearest(conversation.language)):
        text = _("{name} has lost the connection. We are looking for someone else.")
        _say(conversation, text.format(name=user.shown_name))


def say_closed(conversation: Conversation, user: User) -> None:
    """Say that the agent has ended their part."""
    with override(Language.nearest(conversation.language)):
        _say(conversation, _("{name} ended the conversation.").format(name=user.shown_name))
