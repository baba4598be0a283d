"""An endpoint that speaks OpenAI's embeddings: texts in, rows of numbers out.

What comes back is a stranger's: as many rows as texts, each of finite numbers, not all of them 0,
and all of one length, or it is no answer.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import orjson
from django.utils.translation import gettext as _

from flowbuilder.common.breaker import Breaker
from flowbuilder.common.strict_json import BrokenJson
from flowbuilder.integrations import errors as outbound
from flowbuilder.integrations import safe_http
from flowbuilder.integrations.errors import OutboundProblem
from flowbuilder.llm import errors, retrying, usage
from flowbuilder.llm.errors import ModelError

#: 32 texts of 4,096 numbers of 20 letters are 2.6 MB.
MAX_BYTES = 6 * 1024 * 1024
#: The most numbers of a row that are kept.
MAX_DIMENSIONS = 8_192
SICK = frozenset({errors.TIMEOUT, errors.BUSY, errors.BROKEN})


@dataclass(frozen=True, slots=True)
class Rows:
    """A row of length one for each text; `tokens` as the provider counts, None where it did not."""

    rows: list[list[float]]
    tokens: int | None

    @property
    def dimensions(self) -> int:
        """How many numbers a row has."""
        return len(self.rows[0]) if self.rows else 0


class EmbeddingEndpoint:
    """The model `name` behind `base_url`. Holds no connection between calls.

    Args:
        dimensions: How many numbers a row must have; 0 when nobody knows yet.
        breaker: Knows how it did lately; while it is open, it is not asked.
        price: What a million tokens cost; None where nobody said.
    """

    def __init__(
        self,
        base_url: str,
        name: str,
        key: str = "",
        dimensions: int = 0,
        breaker: Breaker | None = None,
        price: Decimal | None = None,
    ) -> None:
        self.base_url, self.name, self.key = base_url.rstrip("/"), name, key
        self.dimensions, self.price = dimensions, price
        self.breaker = breaker or Breaker()

    def embed(self, texts: Sequence[str], timeouts: safe_http.Timeouts) -> Rows:
        """Place `texts` in one call, within `timeouts.total` seconds.

        Tries once more, when turned away (429 or 5xx), after what `Retry-After` asks or a short
        and uneven pause, if that leaves time.

        Raises:
            ModelError: With a code of `llm.errors`.
        """
        if not self.breaker.admits():
            raise ModelError(
                _("The model failed several times in a row, so we are not asking it for a while."),
                code=errors.RESTING,
            )
        try:
            found = self._twice(texts, timeouts)
        except ModelError as problem:
            if problem.error_code in SICK:
                self.breaker.failed()
            raise
        self.breaker.succeeded()
        return found

    def _twice(self, texts: Sequence[str], timeouts: safe_http.Timeouts) -> Rows:
        ends = time.monotonic() + timeouts.total
        answer = self._post(texts, timeouts)
        if answer.status == 429 or answer.status >= 500:
            pause = retrying.pause(answer.headers.get("retry-after", ""))
            left = ends - time.monotonic() - pause
            if left > 0:
                time.sleep(pause)
                rest = safe_http.Timeouts(
                    connect=min(timeouts.connect, left), read=min(timeouts.read, left), total=left
                )
                try:
                    answer = self._post(texts, rest)
                except ModelError as problem:
                    problem.reached = True  # the first time
                    raise
        if answer.status == 429 or answer.status >= 500:
            raise ModelError(
                _("The model's provider is overloaded. Try again in a moment."),
                code=errors.BUSY, status_code=answer.status,
            )  # fmt: skip
        if answer.status != 200:
            raise _broken(f"status_{answer.status}")
        return self._read(answer, len(texts))

    def _post(self, texts: Sequence[str], timeouts: safe_http.Timeouts) -> safe_http.Response:
        asked = {"model": self.name, "input": list(texts), "encoding_format": "float"}
        try:
            return safe_http.fetch(
                "POST",
                f"{self.base_url}/embeddings",
                headers={"Content-Type": "application/json"},
                secret_headers={"Authorization": f"Bearer {self.key}"} if self.key else {},
                body=orjson.dumps(asked),
                timeouts=timeouts,
                max_bytes=MAX_BYTES,
            )
        except OutboundProblem as problem:
            if problem.error_code == outbound.TIMEOUT:
                ours = ModelError(_("The model took too long to answer."), code=errors.TIMEOUT)
            else:
                ours = _broken(problem.error_code)
            ours.reached = problem.sent
            raise ours from problem

    def _read(self, answer: safe_http.Response, count: int) -> Rows:
        try:
            data = answer.json()
        except BrokenJson as problem:
            raise _broken("unreadable") from problem
        rows: list[list[float] | None] = [None] * count
        given = data.get("data") if isinstance(data, dict) else None
        if not isinstance(given, list) or len(given) != count:
            raise _broken("unreadable")
        for place, item in enumerate(given):
            if not isinstance(item, dict):
                raise _broken("unreadable")
            at = item.get("index", place)
            if not isinstance(at, int) or not 0 <= at < count or rows[at] is not None:
                raise _broken("unreadable")
            rows[at] = _row(item.get("embedding"))
        found = [row for row in rows if row is not None]
        lengths = {len(row) for row in found}
        if len(lengths) != 1 or (self.dimensions and lengths != {self.dimensions}):
            raise _broken("dimensions")
        return Rows(found, _tokens(data))


def _row(given: Any) -> list[float]:
    """One row, made of length one."""
    if not isinstance(given, list) or not 0 < len(given) <= MAX_DIMENSIONS:
        raise _broken("unreadable")
    if not all(isinstance(n, int | float) and not isinstance(n, bool) for n in given):
        raise _broken("unreadable")
    try:
        length = math.hypot(*given)
    except OverflowError:
        raise _broken("unreadable") from None
    if not math.isfinite(length) or length < 1e-9:
        raise _broken("unreadable")
    return [number / length for number in given]


def _tokens(data: dict[str, Any]) -> int | None:
    told = data.get("usage")
    return usage.sane(told.get("prompt_tokens")) if isinstance(told, dict) else None


def _broken(reason: str) -> ModelError:
    return ModelError(
        _("The model gave no usable answer. Check its address, name and key."),
        code=errors.BROKEN, reason=reason,
    )  # fmt: skip
