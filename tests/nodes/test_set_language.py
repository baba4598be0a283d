from __future__ import annotations

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
