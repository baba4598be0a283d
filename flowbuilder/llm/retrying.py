"""Whether and after how long a provider that turned us away is asked once more."""

from __future__ import annotations

import math
import random
from contextlib import suppress

from flowbuilder.integrations import errors as outbound
from flowbuilder.llm import errors
from flowbuilder.llm.errors import ModelError

RETRY_AFTER = 0.4


def is_worth(problem: ModelError) -> bool:
    """Whether a second try may do better: it was overloaded, or no connection came about."""
    is_out_of_reach = (problem.details or {}).get("reason") == outbound.UNREACHABLE
    return problem.error_code == errors.BUSY or (is_out_of_reach and not problem.reached)


def pause(asked: str) -> float:
    """Seconds until the second try: what `Retry-After` says in seconds and up to a tenth more,
    else a short while. Uneven, so that many who were turned away do not come back at once."""
    with suppress(ValueError):
        seconds = float(asked)
        if math.isfinite(seconds) and seconds >= 0:
            return seconds * random.uniform(1.0, 1.1)  # noqa: S311 - spreads load
    return RETRY_AFTER * random.uniform(0.5, 1.5)  # noqa: S311 - spreads load
