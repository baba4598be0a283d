"""The lines that both the visitor and the agents see when someone comes or goes."""

from __future__ import annotations

from django.utils.translation import override

from flowbuilder.accounts.models import Language, User
from flowbuilder.conversations.models import Conversation, Message
from flowbuilder.conversations.services import append_message
from flowbuilder.handoff.lines import line


def _say(conversation: Conversation, code: str, **params: str) -> None:
    """Say it in the conversation's language; whoever reads it in the inbox reads their own."""
    with override(Language.nearest(conversation.language)):
        content = line(code, params)
    append_message(conversation, author=Message.Author.SYSTEM, content=content)


def say_joined(conversation: Conversation, user: User) -> None:
    """Say who answers from now on; they took the conversation themselves."""
    _say(conversation, "joined", name=user.shown_name)


def say_given(conversation: Conversation, user: User) -> None:
    """Say who is to answer from now on; they may not have looked yet."""
    _say(conversation, "given", name=user.shown_name)


def say_passed_on(conversation: Conversation, to: str) -> None:
    """Say to which team the conversation goes."""
    _say(conversation, "passed_on", team=to)


def say_handed_back(conversation: Conversation) -> None:
    """Say that the assistant answers again."""
    _say(conversation, "handed_back")


def say_cut_off(conversation: Conversation, user: User) -> None:
    """Say that whoever answered has lost the connection."""
    _say(conversation, "cut_off", name=user.shown_name)


def say_closed(conversation: Conversation, user: User) -> None:
    """Say that the agent has ended their part."""
    _say(conversation, "closed", name=user.shown_name)
