"""The rules in their tiers: a tier runs only when those before it found no error."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import ValidationError

from flowbuilder.core.catalogue import Catalogue
from flowbuilder.core.document import Flow
from flowbuilder.core.problem import Problem
from flowbuilder.core.validation.subject import Surroundings


def validate(
    flow: Flow, catalogue: Catalogue, surroundings: Surroundings | None = None
) -> tuple[Problem, ...]:
    """Every problem of `flow`: errors, which publishing refuses, and warnings."""
    return tuple(_basic(flow, catalogue))


def _basic(flow: Flow, catalogue: Catalogue) -> Iterator[Problem]:
    if flow.start is None or flow.start not in {node.id for node in flow.nodes}:
        yield Problem(code="flow.E005", text="The flow has no first step.")
    for node in flow.nodes:
        if node.type not in catalogue:
            yield Problem(code="flow.E001", text="Unknown type.", node=node.id)
            continue
        node_type = catalogue[node.type]
        try:
            node_type.Config.model_validate(node_type.upgrade(dict(node.config)))
        except ValidationError as error:
            yield Problem(
                code="flow.E010", text="Config: {why}", params={"why": str(error)}, node=node.id
            )
