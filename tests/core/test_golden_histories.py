"""The engine of today answers yesterday's histories as it did then."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest

from flowbuilder.core.catalogue import Catalogue
from flowbuilder.core.engine import new_session, replay
from flowbuilder.core.events import EVENT_TYPES
from flowbuilder.core.nodetype import Go, Move, NodeConfig, NodeType, Port, Turn
from flowbuilder.core.retracing import Difference, first_difference, outcome_of, state_hash
from flowbuilder.core.testing import Conversation, flow
from flowbuilder.nodes.message import Message, MessageConfig
from tests.core import golden_nodes
from tests.core.golden_histories import FOLDER, TALKS, as_json, replayed
from tests.core.probes import PROBES, speak


@pytest.mark.parametrize("name", TALKS)
def test_a_stored_history_is_answered_as_it_was(name: str) -> None:
    history = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))

    now = as_json(replayed(history))

    assert now["turns"] == history["turns"]


class Fickle(NodeType[NodeConfig]):
    """Breaks the contract: remembers something outside the session."""

    name, title, category = "fickle", "Fickle", "decide"
    ports = (Port("next", "next", required=False),)
    numbers: Iterator[int] = count()

    def enter(self, config: NodeConfig, turn: Turn) -> Move:
        return Go("next", (speak(str(next(self.numbers))),))


def test_a_node_that_is_not_deterministic_is_caught_by_replay() -> None:
    fickle = Catalogue([*PROBES.values(), Fickle()])
    talk = Conversation(flow(("f", "fickle"), ("a", "ask"), wires="f>a"), fickle).starts()
    start = new_session("s", "web", "pl", talk.plan)

    session, _ = replay(talk.plan, start, talk.events)

    assert session != talk.session


# ---- The node types that ship, and versions that change under a talk -----------------------


def stored(name: str) -> dict[str, Any]:
    history: dict[str, Any] = json.loads(
        (golden_nodes.FOLDER / f"{name}.json").read_text(encoding="utf-8")
    )
    return history


@pytest.mark.parametrize("name", golden_nodes.TALKS)
def test_a_stored_history_of_real_nodes_leads_to_the_same_effects_and_state(name: str) -> None:
    """Case 25."""
    history = stored(name)

    steps = golden_nodes.replayed(history)

    assert first_difference(history["turns"], steps) is None
    assert state_hash(steps[-1].session) == history["state"]
    assert [step.refused for step in steps if step.refused] == []


def test_every_stored_history_is_replayed() -> None:
    files = {path.stem for path in golden_nodes.FOLDER.glob("*.json")}

    assert files == set(golden_nodes.TALKS)


def test_together_they_take_every_kind_of_event() -> None:
    seen = {turn["event"]["kind"] for name in golden_nodes.TALKS for turn in stored(name)["turns"]}
    probed = {
        turn["event"]["kind"]
        for name in TALKS
        for turn in json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))["turns"]
    }

    assert set(EVENT_TYPES) - seen - probed == set()


class Counter(Message):
    """A message with a number that it counts itself, past the session: not deterministic."""

    numbers: Iterator[int] = count(1)

    def enter(self, config: MessageConfig, turn: Turn) -> Move:
        text = f"{config.text} No. {next(self.numbers)}"
        return super().enter(config.model_copy(update={"text": text}), turn)


def test_a_history_of_a_node_that_counts_past_its_session_is_found_different() -> None:
    """The replayer says at which event, and that it is what was said: a guard that can fail."""
    others = [kind for kind in golden_nodes.CATALOGUE.values() if kind.name != "message"]
    fickle = Catalogue([*others, Counter()])
    history = stored("model")
    recorded = [outcome_of(step) for step in golden_nodes.replayed(history, fickle)]

    found = first_difference(recorded, golden_nodes.replayed(history, fickle))

    assert found == Difference(index=0, what=("effects", "history"))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda turns: turns[2]["session"]["variables"].update(topic="x"), ("variables",)),
        (lambda turns: turns[2]["effects"].pop(), ("effects",)),
        (lambda turns: turns[2]["session"].update(frames=[]), ("frames",)),
    ],
)
def test_a_history_that_says_otherwise_is_found_different_where_it_does(
    change: Callable[[Any], Any], expected: tuple[str, ...]
) -> None:
    history = stored("model")
    change(history["turns"])

    found = first_difference(history["turns"], golden_nodes.replayed(history))

    assert found == Difference(index=2, what=expected)


def test_a_history_that_is_longer_or_shorter_is_found_different() -> None:
    history = stored("model")
    steps = golden_nodes.replayed(history)

    assert first_difference(history["turns"][:-1], steps) == Difference(
        index=len(steps) - 1, what=("length",)
    )
