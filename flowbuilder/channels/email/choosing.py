"""A reply such as “2” chooses from what a flow offered in its letter."""

from __future__ import annotations

from uuid import UUID

from flowbuilder.common.clock import now
from flowbuilder.conversations.models import Message
from flowbuilder.core.events import VisitorChose
from flowbuilder.core.messages import options_in


def choice(conversation_id: UUID, said: str) -> VisitorChose | None:
    """What a reply such as “2” chooses, if the last thing that was asked offers it."""
    asked = (
        Message.objects.filter(conversation=conversation_id, author__in=["bot", "ai"])
        .order_by("-seq")
        .first()
    )
    if asked is None:
        return None
    line = said.strip().splitlines()[0].strip().rstrip(".)").strip()
    for number, (value, label) in enumerate(options_in(asked.content), start=1):
        if line == str(number) or line.casefold() == label.casefold():
            return VisitorChose(at=now(), value=value, effect_id=asked.effect_id or "", label=label)
    return None
