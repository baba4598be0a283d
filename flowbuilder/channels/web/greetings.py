"""What a conversation would begin with, for a chat that is seen before it is used."""

from __future__ import annotations

from typing import Any

from flowbuilder.channels.web.models import Widget
from flowbuilder.common.clock import now
from flowbuilder.core.effects import SendMessage
from flowbuilder.core.engine import advance, new_session
from flowbuilder.core.errors import CoreError
from flowbuilder.core.events import SessionStarted
from flowbuilder.flows.models import FlowVersion
from flowbuilder.flows.selectors import language_for, plan_for

MOST = 10


def greeting_of(widget: Widget, locale: str) -> list[dict[str, Any]]:
    """The first turn's messages, as frames. The engine is a function: nothing is stored or sent.

    They stand under the numbers that the conversation will give them, so that a button of theirs
    may be pressed at once. Nothing where the flow has no version that can run.
    """
    version_id = widget.flow.published_id
    language = version_id and language_for(version_id, locale, widget.language)
    if not version_id or not language:
        return []
    plan = plan_for(FlowVersion(pk=version_id))
    page = {"url": "", "title": "", "referrer": ""}
    try:
        session = new_session(widget.key, "web", language, plan, zone=widget.workspace.timezone)
        _, effects = advance(plan, session, SessionStarted(at=now(), page=page))
    except CoreError:
        return []
    said = [effect for effect in effects if isinstance(effect, SendMessage)]
    return [
        {
            "type": "message",
            "seq": seq,
            "from": effect.author,
            "content": effect.content.model_dump(mode="json"),
            "at": "",
            "generated": effect.generated,
        }
        for seq, effect in enumerate(said[:MOST], 1)
    ]
