"""Named points at which a test may kill this process: FLOWBUILDER_CRASH_AT=name:n.

The n-th time the program passes `name`, it ends at once, as if the machine lost power. Tests
raise n until nothing happens any more. Without the variable this is a comparison with None.
"""

from __future__ import annotations

import os
import threading

_name = ""
_left = 0
_lock = threading.Lock()


def crash_at(where: str) -> None:
    """Have the n-th passing of `name` end this process: ``name:n``, or nothing at all."""
    global _name, _left
    _name, _, count = where.partition(":")
    _left = int(count or 1)


def pass_point(name: str) -> None:
    """End the process if a test asked for it here."""
    if name == _name:
        _countdown()


def _countdown() -> None:
    global _left
    with _lock:
        _left -= 1
        if _left == 0:
            os._exit(137)


crash_at(os.environ.get("FLOWBUILDER_CRASH_AT", ""))
