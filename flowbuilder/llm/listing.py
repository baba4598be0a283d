"""The names of the models that an endpoint offers, for whoever sets one up.

Asked on request only. It costs no tokens and tells the provider nothing but the key; the processor
log says so.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from flowbuilder.common.strict_json import BrokenJson
from flowbuilder.integrations import errors as outbound
from flowbuilder.integrations import safe_http
from flowbuilder.integrations.errors import OutboundProblem
from flowbuilder.llm import errors
from flowbuilder.llm.errors import ModelError

TIMEOUTS = safe_http.Timeouts(connect=4.0, read=8.0, total=10.0)
#: Providers that resell models list several hundred, a kilobyte each.
MAX_BYTES = 2 * 1024 * 1024
MAX_NAMES, MAX_NAME = 1_000, 120


def names_at(base_url: str, key: str = "") -> list[str]:
    """What `GET /models` names, in the order of the alphabet.

    Raises:
        ModelError: With a sentence that says what to do.
    """
    try:
        answer = safe_http.fetch(
            "GET",
            f"{base_url.rstrip('/')}/models",
            headers={"Accept": "application/json"},
            secret_headers={"Authorization": f"Bearer {key}"} if key else {},
            timeouts=TIMEOUTS,
            max_bytes=MAX_BYTES,
        )
    except OutboundProblem as problem:
        if problem.error_code == outbound.TIMEOUT:
            raise ModelError(
                _("The endpoint took too long. Try again."), code=errors.TIMEOUT
            ) from None
        ours = _broken(str(problem.message), problem.error_code)
        ours.reached = problem.sent
        raise ours from problem
    if answer.status in (401, 403):
        raise _broken(_("The endpoint did not accept the key. Check it."), "key")
    if answer.status == 429 or answer.status >= 500:
        raise ModelError(
            _("The model's provider is overloaded. Try again in a moment."), code=errors.BUSY
        )
    names = _names(answer) if answer.status == 200 else []
    if not names:
        raise _broken(
            _("This endpoint names no models. Check the address, or type the name by hand."), "none"
        )
    return names


def _names(answer: safe_http.Response) -> list[str]:
    """The names in the answer, whatever shape a stranger gave it."""
    try:
        told: Any = answer.json()
    except BrokenJson:
        return []
    rows = told.get("data") if isinstance(told, dict) else None
    given = (
        [row.get("id") for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    )
    names = {name for name in given if isinstance(name, str) and _is_sane(name)}
    return sorted(names, key=lambda name: (name.casefold(), name))[:MAX_NAMES]


def _is_sane(name: str) -> bool:
    return 0 < len(name) <= MAX_NAME and name.isprintable() and name == name.strip()


def _broken(sentence: str, reason: str) -> ModelError:
    return ModelError(sentence, code=errors.BROKEN, reason=reason)
