from __future__ import annotations

from flowbuilder.core.effects import EndSession, RecordOutcome
from flowbuilder.core.session import Status


def test_says_the_last_words_notes_the_outcome_and_ends(try_node):
    visitor = try_node("end", {"text": "Do widzenia.", "outcome": "resolved"})

    assert visitor.heard == ["Do widzenia."]
    assert [(e.name, e.node) for e in visitor.effects_of(RecordOutcome)] == [("resolved", "it")]
    assert len(visitor.effects_of(EndSession)) == 1
    assert visitor.status is Status.ENDED


def test_may_end_without_a_word(try_node):
    visitor = try_node("end", {})

    assert visitor.heard == []
    assert visitor.effects_of(RecordOutcome) == []
    assert visitor.status is Status.ENDED
