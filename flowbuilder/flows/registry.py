"""The catalogue of this installation: our node types and those that other packages bring."""

from __future__ import annotations

from functools import cache
from importlib.metadata import entry_points

from flowbuilder import nodes
from flowbuilder.core.catalogue import Catalogue, discover


@cache
def catalogue() -> Catalogue:
    """The node types of `flowbuilder.nodes` and of every `flowbuilder.nodes` entry point.

    Raises:
        BadNodeType: If a type breaks the contract; the program does not start with it.
    """
    found = list(discover(nodes).values())
    for entry in entry_points(group="flowbuilder.nodes"):
        found.append(entry.load()())
    return Catalogue(found)
