"""The catalogue: the node types that an installation has, as a value."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from types import ModuleType
from typing import Any

from flowbuilder.core.errors import BadNodeType, UnknownNodeType
from flowbuilder.core.nodetype import NodeConfig, NodeType

AnyNodeType = NodeType[Any]


class Catalogue(Mapping[str, AnyNodeType]):
    """Node types by name, in a stable order."""

    def __init__(self, node_types: Iterable[AnyNodeType]) -> None:
        self._types: dict[str, AnyNodeType] = {}
        for node_type in sorted(node_types, key=lambda t: t.name):
            check_contract(node_type)
            if node_type.name in self._types:
                raise BadNodeType(f"Two node types are called {node_type.name!r}.")
            self._types[node_type.name] = node_type

    def __getitem__(self, name: str) -> AnyNodeType:
        try:
            return self._types[name]
        except KeyError:
            raise UnknownNodeType(f"There is no node type {name!r} here.") from None

    def __contains__(self, name: object) -> bool:
        return name in self._types

    def __iter__(self) -> Iterator[str]:
        return iter(self._types)

    def __len__(self) -> int:
        return len(self._types)


def check_contract(node_type: AnyNodeType) -> None:
    """Raise BadNodeType unless `node_type` says all that the editor and the engine rely on."""
    kind = type(node_type)
    for attribute in ("name", "title", "category"):
        if not isinstance(getattr(kind, attribute, None), str):
            raise BadNodeType(f"{kind.__name__} needs a {attribute}.")
    if not (kind.__doc__ or "").strip():
        raise BadNodeType(f"{kind.__name__} needs a docstring: it is the author's help.")
    if not issubclass(kind.Config, NodeConfig):
        raise BadNodeType(f"{kind.__name__}.Config must be a NodeConfig.")
    if kind.waits and kind.resume is NodeType.resume:
        raise BadNodeType(f"{kind.__name__} waits, so it needs resume().")
    if kind.enter is NodeType.enter:
        raise BadNodeType(f"{kind.__name__} needs enter().")


def discover(package: ModuleType) -> Catalogue:
    """The catalogue of every node type defined in the modules of `package`."""
    found: list[AnyNodeType] = []
    for info in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"{package.__name__}.{info.name}")
        found += [
            value()
            for value in vars(module).values()
            if isinstance(value, type)
            and issubclass(value, NodeType)
            and value.__module__ == module.__name__
            and value is not NodeType
        ]
    return Catalogue(found)
