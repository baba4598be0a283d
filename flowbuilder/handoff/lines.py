"""What stands in a conversation as a code and is read in the reader's own language.

The visitor's words stay as they were said. The lines about who comes and goes were said in the
visitor's language; an agent reads them in theirs. A survey's answer says what it answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from flowbuilder.core.messages import said_in

#: By their code, what is said when someone comes or goes; or, to agents only, makes it urgent,
#: has answered elsewhere or has not after all.
LINES: Mapping[str, str] = {
    "joined": gettext_noop("{name} joins the conversation."),
    "given": gettext_noop("We are passing the conversation to {name}."),
    "passed_on": gettext_noop("The team “{team}” will take over the conversation."),
    "handed_back": gettext_noop("The assistant continues the conversation."),
    "cut_off": gettext_noop("{name} has lost the connection. We are looking for someone else."),
    "closed": gettext_noop("{name} ended the conversation."),
    "urgent": gettext_noop("{name} marked the conversation as urgent."),
    "answered": gettext_noop("{name} marked the message left as answered."),
    "unanswered": gettext_noop("{name} marked the message left as not answered yet."),
    "not_urgent": gettext_noop("{name} marked the conversation as no longer urgent."),
}


def line(code: str, params: Mapping[str, str]) -> dict[str, Any]:
    """The content of a line in the active language, with what it takes to say it in another."""
    return {
        "kind": "text",
        "text": _(LINES[code]).format(**params),
        "sources": [],
        "line": {"code": code, "params": dict(params)},
    }


def read(content: Mapping[str, Any]) -> str:
    """The words of a message for whoever reads it in the active language."""
    said = content.get("line") or {}
    if words := LINES.get(said.get("code", "")):
        return _(words).format(**said.get("params", {}))
    rated = content.get("rated") or {}
    if "score" in rated:
        return _("Rating: {score} of {high}").format(**rated)
    if "answer" in rated:
        return _("Answer to the survey: {text}").format(text=said_in(content))
    if rated:
        return _("Comment on the rating: {text}").format(text=said_in(content))
    return said_in(content)


def is_rating(content: Mapping[str, Any]) -> bool:
    """Whether the message asks how it went, or answers that: no matter for a person."""
    return content.get("kind") == "rating" or bool(content.get("rated"))
