"""The engine of today answers yesterday's histories as it did then."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count

import pytest

from flowbuilder.core.catalogue import Catalogue
from flowbuilder.core.engine import new_session, replay
from flowbuilder.core.nodetype import Go, Move, NodeConfig, NodeType, Port, Turn
from flowbuilder.core.testing import Conversation, flow
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
