"""A problem: one thing wrong with a flow, said so that its author can mend it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """One edit that would solve a problem, small enough to be applied with a click.

    `kind` is one of: `remove_node`, `remove_edge`, `connect_to_end`, `add_handoff`,
    `declare_variable`, `set_field`, `set_start`; `open_translation` leads to the
    place where it can be mended. `data` holds what the edit needs.
    """

    kind: str
    label: str
    data: Mapping[str, Any] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong with a flow.

    `text` and `hint` are templates in English (the translation keys) with `{names}` filled
    from `params`; of those, `Words` are translated too. Codes are `flow.E001` (publishing
    refuses) or `flow.W001`, never reused.

    Attributes:
        node: The node's id, or a trigger's, or None when the whole flow is meant.
        field: The config field's name (dotted for a nested one), or None.
        language: Whose translation of the field is meant; None for the main text.
        unfinished: It is not there yet, rather than wrong: a field to fill in, a wire to draw.
    """

    code: str
    text: str
    hint: str = ""
    params: Mapping[str, object] = dataclasses.field(default_factory=dict)
    node: str | None = None
    field: str | None = None
    language: str | None = None
    unfinished: bool = False
    fix: Fix | None = None

    @property
    def level(self) -> Literal["error", "warning"]:
        """`error` when publishing must refuse the flow, otherwise `warning`."""
        return "error" if self.code.rpartition(".")[2].startswith("E") else "warning"

    @property
    def message(self) -> str:
        """The sentence in English."""
        return self.text.format(**self.params)
