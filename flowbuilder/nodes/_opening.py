"""What steps that answer questions do while the visitor only opens the talk."""

from __future__ import annotations

from collections.abc import Mapping

from flowbuilder.core.nodetype import Turn, Wait
from flowbuilder.core.openings import Opening, opening
from flowbuilder.nodes._wording import Words, own_words, speak

#: In `keep`, while the question itself is still to come.
OPENED = "opened"
GO_ON: Mapping[Opening, Words] = {
    "greets": {
        "pl": "Dzień dobry. W czym możemy pomóc?",
        "en": "Hello. What can we help you with?",
    },
    "announces": {
        "pl": "Słucham. Proszę napisać, o co chodzi.",
        "en": "Please go ahead: what would you like to know?",
    },
}


def wait_for_question(turn: Turn, said: str) -> Wait | None:
    """Wait on when `said` is a greeting, or says that a question follows; None when it is one.

    The visitor is asked once what it is about. "I have a question" is heard in silence then, for
    the question follows; who greets again wonders whether anybody is there.
    """
    how = opening(said, turn.language)
    if how is None:
        return None
    if turn.keep.get(OPENED):
        there = speak(own_words(turn, GO_ON["announces"]))
        return Wait(effects=(there,) if how == "greets" else ())
    return Wait(effects=(speak(own_words(turn, GO_ON[how])),), keep={**turn.keep, OPENED: True})
