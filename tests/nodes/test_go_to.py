from __future__ import annotations

from flowbuilder.core.testing import Conversation, flow

AROUND = flow(
    ("ask", "question", {"question": "Słucham?", "save_as": "said"}),
    ("echo", "message", {"text": "{{ said }}."}),
    ("back", "go_to", {"node": "ask"}),
    wires="ask.next > echo; echo.next > back",
)


def test_goes_on_at_the_named_node_without_a_wire(catalogue):
    visitor = Conversation(AROUND, catalogue).says("Raz")

    assert visitor.heard == ["Raz.", "Słucham?"]
    assert visitor.says("Dwa").heard == ["Dwa.", "Słucham?"]
