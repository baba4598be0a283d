"""Whatever a visitor writes or presses, no node breaks."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flowbuilder import nodes
from flowbuilder.core.catalogue import discover
from flowbuilder.core.testing import Conversation, flow

CATALOGUE = discover(nodes)
ASK = {"question": "?", "save_as": "answer"}
OPTIONS = [{"value": "a", "label": "Tak, poproszę"}, {"value": "b", "label": "Nie"}]
CONFIGS = {
    "choices": {"text": "?", "options": OPTIONS},
    "survey": {"kind": "nps", "ask_comment": True},
    "handoff": {},
    "leave_message": {},
    "faq_lookup": {"query": "x"},
    "llm_answer": {"question": "x"},
    "http_request": {"url": "https://example.pl"},
    "business_hours": {},
    "agents_available": {},
    "update_contact": {"values": [{"name": "name", "value": "{{ x }}"}]},
    "wait": {},
}
CASES = [*CONFIGS.items()] + [
    ("question", {**ASK, "kind": kind, "pattern": r"\w+-\d{4}"})
    for kind in ("text", "email", "phone", "number", "date", "pattern")
]
words = st.one_of(
    st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=80),
    st.from_regex(r"[0-9.,\-/+ ()@a-z]{0,30}", fullmatch=True),
)


@pytest.mark.parametrize(("node_type", "config"), CASES)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    spoken=st.lists(st.tuples(st.booleans(), words), max_size=4),
    language=st.sampled_from(["pl", "en"]),
)
def test_any_words_keep_a_node_whole(node_type, config, spoken, language):
    ports = [port.name for port in CATALOGUE[node_type].ports_of(config)]
    document = flow(
        ("it", node_type, config),
        ("end", "end"),
        wires="; ".join(f"it.{port} > end" for port in ports),
        locale=language,
    )
    visitor = Conversation(document, CATALOGUE).starts()
    for presses, text in spoken:
        if visitor.node != "it":
            return
        visitor.chooses(text) if presses else visitor.says(text)

        assert visitor.problems == []
