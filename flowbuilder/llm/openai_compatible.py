"""Any endpoint that speaks OpenAI's chat completions, asked through the guarded door."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Any

import openai
from django.utils.translation import gettext as _

from flowbuilder.common.breaker import Breaker
from flowbuilder.common.storable import Pieces
from flowbuilder.integrations import errors as outbound
from flowbuilder.integrations import safe_http
from flowbuilder.integrations.errors import OutboundProblem
from flowbuilder.llm import errors, retrying, usage
from flowbuilder.llm.errors import ModelError
from flowbuilder.llm.providers import Delta, Message, ModelLimits

#: One token is one event of a few hundred bytes; far more than any sane answer needs.
MAX_WIRE_BYTES = 4 * 1024 * 1024
#: Failures that the next conversation would meet too.
SICK = frozenset({errors.TIMEOUT, errors.BUSY, errors.BROKEN})


class OpenAICompatible:
    """A model behind `base_url`. Holds no connection between answers.

    Args:
        breaker: Knows how the model did lately; while it is open, the model is not asked.
    """

    def __init__(
        self, base_url: str, model: str, key: str = "", breaker: Breaker | None = None
    ) -> None:
        self.base_url, self.name, self.key = base_url.rstrip("/"), model, key
        self.breaker = breaker or Breaker()

    def stream_answer(
        self, messages: Sequence[Message], *, limits: ModelLimits | None = None
    ) -> Iterator[Delta]:
        """Yield the answer piece by piece.

        Tries once more, when turned away (429 or 5xx) or out of reach before a word was said,
        after what `Retry-After` asks or a short and uneven pause, if that leaves time.

        Raises:
            ModelError: With a code of `llm.errors`; perhaps after some pieces.
        """
        if not self.breaker.admits():
            raise _resting()
        try:
            yield from self._twice(messages, limits or ModelLimits())
        except ModelError as problem:
            if problem.error_code in SICK:
                self.breaker.failed()
            raise
        except GeneratorExit:  # whoever asked has read enough
            self.breaker.succeeded()
            raise
        self.breaker.succeeded()

    def _twice(self, messages: Sequence[Message], limits: ModelLimits) -> Iterator[Delta]:
        ends = time.monotonic() + limits.total
        try:
            with usage.counted():
                yield from self._answer(messages, limits, ends)
        except ModelError as problem:
            pause = retrying.pause(str((problem.details or {}).get("retry_after", "")))
            if not retrying.is_worth(problem) or time.monotonic() + pause >= ends:
                raise
            time.sleep(pause)
            with usage.counted():
                yield from self._again(messages, limits, ends, reached=problem.reached)

    def _again(
        self, messages: Sequence[Message], limits: ModelLimits, ends: float, *, reached: bool
    ) -> Iterator[Delta]:
        try:
            yield from self._answer(messages, limits, ends)
        except ModelError as problem:
            problem.reached |= reached  # the first time, perhaps
            raise

    def _answer(
        self, messages: Sequence[Message], limits: ModelLimits, ends: float
    ) -> Iterator[Delta]:
        started = time.monotonic()
        budget = safe_http.Budget(
            until=min(ends, started + limits.first_token), bytes_left=MAX_WIRE_BYTES
        )
        timeouts = safe_http.Timeouts(
            connect=limits.connect, read=limits.first_token, total=limits.total
        )
        length = 0
        try:
            with safe_http.client(budget, timeouts) as http, self._client(http) as client:
                stream = client.chat.completions.create(
                    model=self.name,
                    messages=_as_openai(messages),
                    stream=True,
                    temperature=0.1,
                    max_tokens=limits.max_tokens,
                    stream_options=(
                        {"include_usage": True} if usage.is_asked_of(self.base_url) else openai.omit
                    ),
                )
                finish: str | None = None
                pieces = Pieces()
                for chunk in stream:
                    counted = usage.note(chunk, self.base_url, self.name)
                    if counted is not None:
                        yield Delta(text="", usage=counted)
                    text, reason = _read(chunk)
                    finish = reason or finish
                    text = pieces.add(text)
                    if not text:
                        continue
                    budget.until = min(ends, time.monotonic() + limits.idle)
                    length += len(text)
                    if length > limits.max_chars:
                        raise _broken("too_long")
                    yield Delta(text=text)
                if text := pieces.end():
                    yield Delta(text=text)
        except ModelError:
            raise
        except Exception as problem:
            if not usage.was_refused(problem, self.base_url):
                ours = _translated(problem)
                ours.reached = budget.sent
                raise ours from problem
            yield from self._answer(messages, limits, ends)
            return
        if finish is None:
            raise _broken("cut_off") if length else _empty()
        if not length:
            raise _empty()
        if finish == "length":
            yield Delta(text="", cut_short=True)

    def _client(self, http: Any) -> openai.OpenAI:
        return openai.OpenAI(
            base_url=self.base_url,
            api_key=self.key or "none",
            organization="",
            project="",
            http_client=http,
            max_retries=0,
        )


def _as_openai(messages: Sequence[Message]) -> Any:
    return [{"role": message.role, "content": message.text} for message in messages]


def _read(chunk: Any) -> tuple[str, str | None]:
    """The text of one event and why the answer ended, whatever shape a stranger gave it."""
    choices = getattr(chunk, "choices", None)
    if not choices:
        return "", None
    delta = getattr(choices[0], "delta", None)
    text = getattr(delta, "content", None)
    reason = getattr(choices[0], "finish_reason", None)
    return (text if isinstance(text, str) else ""), (reason if isinstance(reason, str) else None)


def _translated(problem: Exception) -> ModelError:
    """Which of our codes a failure of the library, or of the door, stands for."""
    cause: BaseException | None = problem
    while cause is not None and not isinstance(cause, OutboundProblem):
        cause = cause.__cause__ or cause.__context__
    if isinstance(cause, OutboundProblem):
        if cause.error_code == outbound.TIMEOUT:
            return _timed_out()
        return _broken(cause.error_code)
    if isinstance(problem, openai.APITimeoutError) or "Timeout" in type(problem).__name__:
        return _timed_out()
    if isinstance(problem, openai.APIStatusError):
        if problem.status_code == 429 or problem.status_code >= 500:
            return ModelError(
                _("The model's provider is overloaded. Try again in a moment."),
                code=errors.BUSY, status_code=problem.status_code,
                retry_after=problem.response.headers.get("retry-after", ""),
            )  # fmt: skip
        return _broken(f"status_{problem.status_code}")
    if isinstance(problem, openai.APIConnectionError):
        return _broken(outbound.UNREACHABLE)
    return _broken("unreadable")


def _resting() -> ModelError:
    return ModelError(
        _("The model failed several times in a row, so we are not asking it for a while."),
        code=errors.RESTING,
    )


def _timed_out() -> ModelError:
    return ModelError(_("The model took too long to answer."), code=errors.TIMEOUT)


def _empty() -> ModelError:
    return ModelError(_("The model answered without a word."), code=errors.EMPTY)


def _broken(reason: str) -> ModelError:
    return ModelError(
        _("The model gave no usable answer. Check its address, name and key."),
        code=errors.BROKEN, reason=reason,
    )  # fmt: skip
