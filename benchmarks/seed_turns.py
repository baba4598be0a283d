"""The six turns that every benchmark of the runtime talks; see `seed.py` for their flow."""

from __future__ import annotations

from typing import Any

#: What the visitor does in each turn, and how its last answer begins.
TURNS: tuple[tuple[dict[str, Any], str], ...] = (
    ({"type": "say", "text": "Ada"}, "What is it about"),
    ({"type": "say", "text": "my parcel"}, "Anything else?"),
    ({"type": "say", "text": "returns"}, "What would you like"),
    ({"type": "choose", "value": "label"}, "How would you rate"),
    ({"type": "choose", "value": "5"}, "One more word?"),
    ({"type": "say", "text": "no"}, "Goodbye"),
)
