"""The contract of node types: what is caught before an author sees it."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import Field

from flowbuilder.core.catalogue import AnyNodeType, Catalogue
from flowbuilder.core.errors import BadNodeType, UnknownNodeType
from flowbuilder.core.events import Event
from flowbuilder.core.nodetype import Go, Move, NodeConfig, NodeType, Port, PortPerItem, Turn
from flowbuilder.core.testing import check_node_type
from tests.core.probes import PROBES, Say


class Good(NodeType[NodeConfig]):
    """Does something."""

    name, title, category = "good", "Good", "talk"
    ports = (Port("next", "next"),)

    def enter(self, config: NodeConfig, turn: Turn) -> Move:
        return Go("next")


class Untitled(NodeConfig):
    size: int = 1


class Titled(NodeConfig):
    size: int = Field(default=1, title="Size")


def resume(self: AnyNodeType, config: Any, turn: Turn, event: Event) -> Move:
    return Go("next")


def variant(**changes: Any) -> AnyNodeType:
    made: AnyNodeType = type("Variant", (Good,), {"__doc__": "Does something.", **changes})()
    return made


def test_a_good_type_passes() -> None:
    check_node_type(Good())
    check_node_type(variant(Config=Titled))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"__doc__": ""}, "needs a docstring"),
        ({"category": "magic"}, "no category"),
        ({"title": "Does it."}, "title"),
        ({"waits": True}, r"needs resume\(\)"),
        ({"resume": resume}, "do not agree"),
        ({"ends": True}, "has no ports"),
        ({"ports": ()}, "needs a port"),
        ({"ports": (Port("a", "a"), Port("a", "b"))}, "same name"),
        ({"ports": (Port("a", "a", otherwise="b"),)}, "otherwise"),
        ({"ports": (Port("a", ""),)}, "needs a label"),
        ({"Config": Untitled}, "needs a title"),
        ({"port_per_item": PortPerItem("gone", "a", "b")}, "no list"),
        ({"writes": lambda self, config: {"gone": ["x"]}}, "ports that are not there"),
        ({"summary": lambda self, config: None}, "must be text"),
        ({"upgrade": lambda self, config: None}, "must return a config"),
    ],
)
def test_what_breaks_the_contract_is_named(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(BadNodeType, match=reason):
        check_node_type(variant(**changes))


def test_two_types_of_one_name_are_refused() -> None:
    with pytest.raises(BadNodeType, match="Two node types"):
        Catalogue([Say(), Say()])


def test_an_unknown_type_is_named() -> None:
    with pytest.raises(UnknownNodeType, match="gone"):
        PROBES["gone"]
