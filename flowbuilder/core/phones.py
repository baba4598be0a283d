"""A telephone number as people read it."""

from __future__ import annotations

import re

_POLISH = re.compile(r"(\+48)(\d{3})(\d{3})(\d{3})")
NO_BREAK = "\N{NO-BREAK SPACE}"


def phone_in_words(number: str) -> str:
    """`number`, kept as `+48501234567`, in groups: a Polish one; any other as it stands."""
    found = _POLISH.fullmatch(number)
    return NO_BREAK.join(found.groups()) if found else number
