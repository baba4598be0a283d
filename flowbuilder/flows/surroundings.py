"""What a flow may refer to in its workspace: teams, credentials, other flows, a model.

Apps above this one register what they know; so nothing here imports upwards.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flowbuilder.accounts.models import Workspace


@dataclass(frozen=True, slots=True)
class Named:
    """Something that a field can name: `name` is stored, `label` is shown."""

    name: str
    label: str


Provider = Callable[[Workspace], list[Named]]

_providers: dict[str, Provider] = {}


def register(kind: str, provider: Provider) -> None:
    """Let `provider` list the things of `kind` (`teams`, `credentials`, ...) of a workspace."""
    _providers[kind] = provider


def named(kind: str, workspace: Workspace) -> list[Named] | None:
    """The things of `kind`, or None when nobody knows about that kind."""
    provider = _providers.get(kind)
    return provider(workspace) if provider else None
