"""How a message reaches a visitor on the web: the doorbell rings and the browser fetches it."""

from __future__ import annotations

from flowbuilder.conversations.models import Conversation, Message


class WebChannel:
    """The widget and the hosted page."""

    name = "web"

    def deliver(self, conversation: Conversation, message: Message) -> None:
        """Nothing to push: open sockets were rung when the message was committed."""
