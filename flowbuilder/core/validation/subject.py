"""What a rule looks at: the flow, the catalogue, what is around them, and what is known of each."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass

from flowbuilder.core.document import Flow


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a flow may refer to outside itself. None: not known here, so not checked."""

    teams: Set[str] | None = None
    credentials: Set[str] | None = None
    flows: Mapping[str, Flow | None] | None = None
    model_configured: bool | None = None
