"""What of the talk the visitor may still press, fill in or change: the server says, a client shows.

Buttons and forms further up work on when their question was left unanswered (`core/passing.py`), or
is still the one that is waited at, though more was said since.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flowbuilder.conversations import selectors
from flowbuilder.conversations.models import Conversation, Message
from flowbuilder.flows.models import FlowVersion
from flowbuilder.flows.selectors import plan_for

#: The kinds of messages that offer something.
OFFERS = frozenset({"choices", "rating", "file_request", "form", "cards"})
#: `seqs` are those of the visitor's answers that may be changed, `open` those of older questions
#: that may be answered.
Changeable = Mapping[str, Sequence[int]]
NOTHING: Changeable = {"seqs": (), "open": ()}


def changeable(conversation: Conversation, at_hand: Sequence[Message] = ()) -> Changeable:
    """What the visitor may change or answer now; `at_hand` are messages that need no look-up."""
    seqs = selectors.changeable(conversation)
    return {"seqs": seqs, "open": _open(conversation, at_hand)}


def _open(conversation: Conversation, at_hand: Sequence[Message]) -> list[int]:
    if conversation.state != Conversation.State.BOT:
        return []
    effects = dict.fromkeys(_asking(conversation))
    if not effects:
        return []
    found = {m.effect_id: m.seq for m in at_hand if m.effect_id and m.effect_id in effects}
    missing = [effect_id for effect_id in effects if effect_id not in found]
    if missing:
        stored = Message.objects.filter(conversation=conversation, effect_id__in=missing)
        stored = stored.filter(content__kind__in=OFFERS)
        found |= {key: seq for key, seq in stored.values_list("effect_id", "seq") if key}
    return sorted(found.values())


def _asking(conversation: Conversation) -> Iterator[str]:
    session: Mapping[str, Any] = conversation.session or {}
    for question in session.get("passed", ()):
        yield from question["awaiting"]
    awaiting, frames = session.get("awaiting", ()), session.get("frames", ())
    if len(awaiting) > 1 and frames:
        plan = plan_for(FlowVersion(pk=conversation.flow_version_id))
        step = plan.step(frames[-1]["flow"], frames[-1]["node"])
        if step is not None and step.type.asks:
            yield from awaiting
