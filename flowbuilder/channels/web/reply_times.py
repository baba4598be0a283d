"""How soon the team usually replies, in words for visitors: from its own recent replies."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import ngettext

from flowbuilder.common.clock import now
from flowbuilder.handoff import selectors as handoff
from flowbuilder.handoff.models import Team
from flowbuilder.handoff.routing import MIN_SAMPLES

#: Minutes that are said; a longer time helps nobody who waits in a chat, so it is not said.
ROUNDED = (1, 2, 3, 5, 10, 15, 20, 30, 45, 60, 120, 180, 240)
#: Of so many replies in a hundred what is said was true.
USUALLY = 80


def usual_reply(team: Team | None, language: str) -> str:
    """Within what time the team replies to four in five; empty when that is not known.

    Empty, too, while nobody could reply: it would be read as a promise for now.
    """
    if team is None or handoff.ready(team, now()) is None:
        return ""
    minutes = _rounded(sorted(handoff.first_replies(team)))
    if minutes is None:
        return ""
    with translation.override(language):
        if minutes < 60:
            words = ngettext(
                "The team usually replies within a minute.",
                "The team usually replies within {count} minutes.",
                minutes,
            )
            return words.format(count=minutes)
        words = ngettext(
            "The team usually replies within an hour.",
            "The team usually replies within {count} hours.",
            minutes // 60,
        )
        return words.format(count=minutes // 60)


def _rounded(seconds: list[float]) -> int | None:
    if len(seconds) < MIN_SAMPLES:
        return None
    usual = seconds[-(-len(seconds) * USUALLY // 100) - 1]
    return next((minutes for minutes in ROUNDED if usual <= minutes * 60), None)
