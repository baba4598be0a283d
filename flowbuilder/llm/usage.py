"""What the models are asked and what it costs, for `/metrics`.

Tokens are counted as the provider counts them: we ask for its count with each answer. An endpoint
that refuses to be asked is asked no more; its tokens are then not known, and not guessed.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings

from flowbuilder.common import metrics
from flowbuilder.llm.errors import ModelError

#: How an endpoint says that it does not know a field.
UNKNOWN_FIELD = {400, 422}

#: More than any model takes in or says at once; a number above it is no count.
MOST_TOKENS = 10_000_000

_silent: set[str] = set()


@contextmanager
def counted() -> Iterator[None]:
    """Count one call, by what came of it."""
    began, outcome = time.monotonic(), "stopped"
    try:
        yield
        outcome = "answered"
    except ModelError as problem:
        outcome = problem.error_code
        raise
    finally:
        metrics.MODEL_CALLS.labels(outcome).inc()
        metrics.MODEL_SECONDS.observe(time.monotonic() - began)


def is_asked_of(base_url: str) -> bool:
    """Say whether to ask this endpoint for its count."""
    return base_url not in _silent


def was_refused(problem: Exception, base_url: str) -> bool:
    """Say whether asking for the count may be why the endpoint refused; then ask no more."""
    status = getattr(problem, "status_code", 0)
    if status not in UNKNOWN_FIELD or base_url in _silent:
        return False
    _silent.add(base_url)
    return True


def note(chunk: Any, base_url: str, model: str) -> tuple[int, int] | None:
    """Count the tokens that this piece of an answer reports, and what they cost.

    Returns:
        How many went in and out, or None when it reports none.
    """
    found = getattr(chunk, "usage", None)
    asked = sane(getattr(found, "prompt_tokens", None))
    said = sane(getattr(found, "completion_tokens", None))
    if asked is None or said is None or not (asked or said):
        return None
    metrics.MODEL_TOKENS.labels("in").inc(asked)
    metrics.MODEL_TOKENS.labels("out").inc(said)
    ours = settings.FLOWBUILDER_LLM_BASE_URL.rstrip("/"), settings.FLOWBUILDER_LLM_MODEL
    if (base_url, model) == ours:
        cost = asked * settings.FLOWBUILDER_LLM_PRICE_IN + said * settings.FLOWBUILDER_LLM_PRICE_OUT
        metrics.MODEL_COST.inc(cost / 1_000_000)
    return asked, said


def sane(count: object) -> int | None:
    """A number of tokens as a stranger's JSON has it, or None when it cannot be one."""
    if isinstance(count, bool) or not isinstance(count, int):
        return None
    return count if 0 <= count <= MOST_TOKENS else None
