"""Authors' regular expressions, run on RE2 only: its time grows with the text and no faster."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import re2

MAX_PATTERN = 500


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> Any:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 1 << 20
    return re2.compile(pattern, options)


def is_pattern(pattern: str) -> bool:
    """Whether `pattern` is one that RE2 can run (no back-references, no look-around)."""
    if len(pattern) > MAX_PATTERN:
        return False
    try:
        _compiled(pattern)
    except (re2.error, UnicodeError):
        return False
    return True


def matches(pattern: str, text: str) -> bool:
    """Whether the whole of `text` is what `pattern` describes; False for a bad pattern."""
    return is_pattern(pattern) and _compiled(pattern).fullmatch(text) is not None
