"""Update contact keeps what a conversation learned."""

from __future__ import annotations

from flowbuilder import nodes
from flowbuilder.core.catalogue import discover
from flowbuilder.core.effects import UpdateContact
from flowbuilder.core.testing import Conversation, flow

LEARNS = flow(
    ("ask", "question", {"question": "Size?", "save_as": "size"}),
    (
        "keep",
        "update_contact",
        {
            "values": [{"name": "size", "value": "{{ size }}"}],
            "add_tags": "asked, {{ size }}",
            "remove_tags": "new",
        },
    ),
    ("told", "message", {"text": "{{ contact.size }}"}),
    ("bye", "end", {}),
    wires="ask.next>keep; keep.next>told; told.next>bye",
    variables=({"name": "size"},),
)


def test_it_keeps_rendered_values_and_tags_and_knows_the_contact_afterwards() -> None:
    visitor = Conversation(LEARNS, discover(nodes))
    visitor.says("38")
    effect = visitor.effects_of(UpdateContact)[0]
    visitor.effect_succeeds({"contact": {"size": 39}})

    assert (dict(effect.values), effect.add_tags, effect.remove_tags) == (
        {"size": "38"},
        ("asked", "38"),
        ("new",),
    )
    assert visitor.heard == ["39"]
