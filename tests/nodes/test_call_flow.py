from __future__ import annotations

from flowbuilder.core.testing import Conversation, flow

PART = flow(("say", "message", {"text": "Część."}), ("end", "end"), wires="say.next > end")
MAIN = flow(
    ("call", "call_flow", {"flow": "7"}),
    ("after", "message", {"text": "Dalej."}),
    ("end", "end"),
    wires="call.next > after; after.next > end",
)


def test_runs_the_other_flow_and_comes_back(catalogue):
    visitor = Conversation(MAIN, catalogue, components={"7": PART}).starts()

    assert visitor.heard == ["Część.", "Dalej."]
