"""How the list of versions learns what became of each: insights put their function here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flowbuilder.flows.models import Flow


@dataclass(frozen=True, slots=True)
class Figures:
    """Conversations on one version in which the visitor said something.

    Attributes:
        conversations: How many; one that was moved counts where it is now.
        handed_over: How many of them were passed to a person.
    """

    conversations: int
    handed_over: int


#: The figures of a flow's versions by primary key; those without talks are left out.
OfVersions = Callable[[Flow], Mapping[int, Figures]]

_of_versions: OfVersions | None = None


def register(of_versions: OfVersions) -> None:
    """Called once by insights when they start."""
    global _of_versions
    _of_versions = of_versions


def of_versions(flow: Flow) -> Mapping[int, Figures]:
    """The figures of the flow's versions; nothing where nobody counts."""
    return _of_versions(flow) if _of_versions is not None else {}
