"""The six turns that every benchmark of the runtime talks; see `seed.py` for their flow.

The first is the greeting: opening the conversation stores a visitor, a conversation and what
the flow says first. The other five are here: what the visitor does, and how the last answer to
it begins.
"""

from __future__ import annotations

from typing import Any

TURNS: tuple[tuple[dict[str, Any], str], ...] = (
    ({"type": "say", "text": "my parcel"}, "Anything else?"),
    ({"type": "say", "text": "returns"}, "What would you like"),
    ({"type": "choose", "value": "label"}, "How would you rate"),
    ({"type": "choose", "value": "5"}, "One more word?"),
    ({"type": "say", "text": "no"}, "Goodbye"),
)
