from __future__ import annotations

import pytest

from flowbuilder.core.testing import Conversation, flow

CHOOSE = flow(
    ("which", "choices", {"text": "?", "options": [{"value": "de", "label": "Deutsch"}]}),
    ("german", "set_language", {"language": "de"}),
    ("hello", "message", {"text": "Dzień dobry."}),
    wires="which.de > german; german > hello",
    translations={"de": {"hello": {"text": {"text": "Guten Tag."}}}},
)


def test_goes_on_in_the_language_that_was_chosen(catalogue):
    visitor = Conversation(CHOOSE, catalogue).chooses("de")

    assert visitor.heard == ["Guten Tag."]
    assert visitor.session.language == "de"


def test_a_language_that_the_flow_lacks_changes_nothing(catalogue):
    french = CHOOSE.model_copy(update={"translations": {}})
    visitor = Conversation(french, catalogue).chooses("de")

    assert visitor.heard == ["Dzień dobry."]
    assert visitor.session.language == "pl"


ASKS = flow(
    ("ask", "question", {"question": "?", "save_as": "said"}),
    ("theirs", "set_language", {"language": "written"}),
    ("hello", "message", {"text": "Dzień dobry."}),
    ("again", "question", {"question": "Coś jeszcze?", "save_as": "said"}),
    wires="ask>theirs; theirs>hello; hello>again; again>theirs",
    variables=({"name": "said"},),
    translations={"de": {"hello": {"text": {"text": "Guten Tag."}}}},
)


def test_goes_on_in_the_language_that_the_visitor_writes_in(catalogue):
    visitor = Conversation(ASKS, catalogue).says("Ich habe eine Frage zu meinem Paket.")

    assert visitor.heard[0] == "Guten Tag."
    assert visitor.session.language == "de"


@pytest.mark.parametrize(
    "said", ["ok", "Zürich", "Où est mon colis, je ne comprends pas ?", "12345"]
)
def test_what_is_unclear_or_in_a_language_that_the_flow_lacks_changes_nothing(catalogue, said):
    visitor = Conversation(ASKS, catalogue).says(said)

    assert visitor.heard[0] == "Dzień dobry."
    assert visitor.session.language == "pl"


def test_after_a_short_answer_what_was_written_before_counts(catalogue):
    visitor = Conversation(ASKS, catalogue).says("Wo ist denn mein Paket?").says("ok")

    assert visitor.session.language == "de"
