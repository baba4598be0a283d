"""Tries one node by itself: each of its ports leads to a message that names the port."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from flowbuilder import nodes
from flowbuilder.core.catalogue import Catalogue, discover
from flowbuilder.core.testing import Conversation, flow

TryNode = Callable[..., Conversation]


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return discover(nodes)


@pytest.fixture
def try_node(catalogue: Catalogue) -> TryNode:
    """Starts a talk at a lone node; `before` is said by the visitor on the way to it."""

    def start(
        node_type: str,
        config: Mapping[str, Any],
        *,
        language: str = "pl",
        before: str = "",
        unwired: tuple[str, ...] = (),
        variables: Mapping[str, Any] | None = None,
        **settings: Any,
    ) -> Conversation:
        ports = [p.name for p in catalogue[node_type].ports_of(config) if p.name not in unwired]
        opening = {"question": "?", "save_as": "opening"}
        document = flow(
            *([("before", "question", opening)] if before else []),
            ("it", node_type, config),
            *(
                (f"out-{number}", "message", {"text": f"[{port}]"})
                for number, port in enumerate(ports)
            ),
            ("end", "end"),
            wires="; ".join(
                [
                    *(["before.next > it"] if before else []),
                    *(f"it.{port} > out-{number}" for number, port in enumerate(ports)),
                    *(f"out-{number}.next > end" for number in range(len(ports))),
                ]
            ),
            locale=language,
            settings=settings,
        )
        talk = Conversation(document, catalogue, language=language, variables=variables)
        return talk.says(before) if before else talk.starts()

    return start
