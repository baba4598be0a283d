"""The door for documents: whatever comes, a flow or a refusal with reasons, and soon."""

from __future__ import annotations

import time
import tracemalloc
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flowbuilder.core.catalogue import Catalogue
from flowbuilder.core.document import Flow
from flowbuilder.core.errors import InvalidFlow
from flowbuilder.core.testing import flow
from flowbuilder.core.upgrades import load_document
from flowbuilder.core.validation import validate

GOOD = flow(("a", "message", {"text": "A"}), ("e", "end"), wires="a>e")


def refusal(data: object) -> list[tuple[str, str]]:
    with pytest.raises(InvalidFlow) as caught:
        load_document(data)
    return [(problem.code, problem.message) for problem in caught.value.problems]


def test_a_stored_flow_comes_back_as_it_was() -> None:
    assert load_document(GOOD.model_dump(mode="json")) == GOOD
    assert load_document({}) == Flow()


def test_a_draft_that_is_wrong_is_still_a_draft() -> None:
    assert load_document({"nodes": [{"id": "a", "type": "nope"}], "start": "gone"}).start == "gone"


@pytest.mark.parametrize("data", [None, [], "flow", 7, True, [GOOD]])
def test_what_is_no_object_is_no_flow(data: object) -> None:
    assert refusal(data) == [("flow.E092", "This is not a flow: it must be an object.")]


@pytest.mark.parametrize("written", [2, 0, -1, "1", None, True, 1.0, [], {}])
def test_an_unknown_format_is_refused(written: object) -> None:
    assert refusal({"format": written})[0][0] == "flow.E090"


def test_every_mistake_comes_with_its_place() -> None:
    data = {
        "nodes": [{"id": "no spaces please", "type": "message"}, {"id": "b"}],
        "edges": [{"source": "a", "port": "next", "target": "b", "colour": "red"}],
        "script": "alert(1)",
        "locale": "xx",
    }

    assert refusal(data) == [
        ("flow.E092", "The value at locale is not allowed."),
        ("flow.E092", "The name at nodes.0.id is not valid."),
        ("flow.E092", "At nodes.1.type something is missing."),
        ("flow.E092", "edges.0.colour is not part of a flow."),
        ("flow.E092", "script is not part of a flow."),
    ]


def test_a_nest_without_end_is_refused() -> None:
    data: dict[str, Any] = {}
    inner = data
    for _ in range(10_000):
        inner["nodes"] = inner = {}  # type: ignore[assignment]

    assert refusal(data) == [("flow.E091", "This flow is nested too deep: 32 levels at most.")]


def test_a_cyclic_object_is_refused() -> None:
    data: dict[str, Any] = {}
    data["nodes"] = [data, data]

    assert refusal(data)[0][0] == "flow.E091"


def test_a_giant_is_refused_soon_and_in_little_memory() -> None:
    nodes = [{"id": f"n{n}", "type": "message", "config": {"text": "x"}} for n in range(100_000)]
    edges = [{"source": "n0", "port": f"p{n}", "target": "n1"} for n in range(100_000)]
    data = {"nodes": nodes, "edges": edges}
    tracemalloc.start()
    before = time.process_time()
    try:
        found = refusal(data)
        spent, most = time.process_time() - before, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert found == [("flow.E001", "The flow is too large: 100000 parts, 20000 at most.")]
    assert spent < 2
    assert most < 100_000_000


def test_a_text_without_end_is_refused() -> None:
    many = {"nodes": [{"id": "a", "type": "x", "config": {"t": "x" * 21_000_000}}]}

    assert refusal(many) == [("flow.E091", "This flow is too large to be read.")]


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*Flow.model_fields, "type", "source", "port", "target", "config"])
            | st.text(max_size=5),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)
PARTS = st.fixed_dictionaries(
    {},
    optional={
        "nodes": st.lists(
            st.fixed_dictionaries(
                {
                    "id": st.sampled_from(["a", "b", "", "x y"]),
                    "type": st.sampled_from(["message", "choices", "condition", "go_to", "nope"]),
                },
                optional={"config": ANY_JSON},
            ),
            max_size=4,
        ),
        "edges": st.lists(
            st.fixed_dictionaries(
                {k: st.sampled_from(["a", "b", "next"]) for k in ("source", "port", "target")}
            ),
            max_size=4,
        ),
        "start": st.sampled_from(["a", "b", None]),
        "triggers": ANY_JSON,
    },
)


@settings(max_examples=200, deadline=None)
@given(data=ANY_JSON | PARTS)
def test_nothing_but_a_refusal_is_raised(catalogue: Catalogue, data: Any) -> None:
    try:
        given_flow = load_document(data)
    except InvalidFlow as broken:
        assert broken.problems
        assert all(problem.message for problem in broken.problems)
        return

    for problem in validate(given_flow, catalogue):
        assert problem.message
        assert problem.hint.format(**problem.params) is not None
