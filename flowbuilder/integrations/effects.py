"""Handlers of effects that reach out: HTTP calls and e-mail. Deferred, run in a job."""

from __future__ import annotations

import random
import time
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from flowbuilder.common import strict_json
from flowbuilder.common.breaker import Breaker, breaker_for
from flowbuilder.core.effects import CallHttp, SendEmail
from flowbuilder.integrations import errors
from flowbuilder.integrations.credentials import headers_for
from flowbuilder.integrations.errors import OutboundProblem
from flowbuilder.integrations.mail import send_plain
from flowbuilder.integrations.safe_http import Response, Timeouts, fetch, host_of

#: What a flow gets to see of an answer: it is kept in the session.
MAX_ANSWER = 256 * 1024
#: The service is not well: asking again may help, asking many times will not.
_PASSING = frozenset({429, 502, 503, 504})
_SICK = frozenset({errors.UNREACHABLE, errors.TIMEOUT, errors.BROKEN})
RETRY_AFTER_S = 0.3
_SHOWN_HEADERS = ("content-type", "location", "retry-after", "etag", "last-modified")


class EffectContext(Protocol):
    """The part of the runtime's context that is used here."""

    @property
    def workspace_id(self) -> int: ...
    @property
    def idempotency_key(self) -> str: ...
    def about_to_send(self) -> None: ...


def call_http(effect: CallHttp, context: EffectContext) -> dict[str, Any]:
    """Make the call and return its status, body and a few headers.

    Carries the same `Idempotency-Key` on every attempt, so that a service that knows the header
    does a repeated call once. Any status is a result. A passing trouble is met by one more
    attempt within the author's time limit, if the call may be repeated or never went out.

    Raises:
        OutboundProblem: With a code of `integrations.errors`; `uncertain` when the call may
            have been received and must not be made again.
    """
    ends = time.monotonic() + float(max(1, min(effect.timeout_s, 60)))
    breaker = breaker_for("http", context.workspace_id, host_of(effect.url))
    secrets = headers_for(context.workspace_id, effect.credential, effect.url)
    headers = _headers(effect, context.idempotency_key)
    if not breaker.admits():
        raise errors.resting()
    context.about_to_send()
    for last in (False, True):
        try:
            answer = _ask(effect, headers, secrets, ends, breaker)
        except OutboundProblem as problem:
            safe = effect.repeatable or not problem.sent
            if last or not safe or problem.error_code not in _SICK or not _paused(ends):
                raise _told(problem, effect) from problem
        else:
            if last or not effect.repeatable or answer.status not in _PASSING or not _paused(ends):
                break
    shown = {name: answer.headers[name] for name in _SHOWN_HEADERS if name in answer.headers}
    return {"status": answer.status, "body": _body(answer), "headers": shown}


def _headers(effect: CallHttp, key: str) -> dict[str, str]:
    """The author's headers, and ours where the author set none."""
    headers = dict(effect.headers)
    given = {name.lower() for name in headers}
    if effect.body and "content-type" not in given:
        headers["Content-Type"] = "application/json"
    if effect.method != "GET" and "idempotency-key" not in given:
        headers["Idempotency-Key"] = key
    return headers


def _ask(
    effect: CallHttp,
    headers: dict[str, str],
    secrets: dict[str, str],
    ends: float,
    breaker: Breaker,
) -> Response:
    """One attempt, and what it says of the service's health."""
    seconds = max(0.05, ends - time.monotonic())
    try:
        answer = fetch(
            effect.method,
            effect.url,
            headers=headers,
            secret_headers=secrets,
            body=effect.body.encode(),
            timeouts=Timeouts(connect=min(5.0, seconds), read=seconds, total=seconds),
            max_bytes=MAX_ANSWER,
        )
    except OutboundProblem as problem:
        if problem.error_code in _SICK:
            breaker.failed()
        raise
    if answer.status >= 500:
        breaker.failed()
    else:
        breaker.succeeded()
    return answer


def _paused(ends: float) -> bool:
    """Wait a short and uneven moment; say False, at once, when no time would be left."""
    pause = RETRY_AFTER_S * random.uniform(0.5, 1.5)  # noqa: S311  only jitter
    if time.monotonic() + pause >= ends:
        return False
    time.sleep(pause)
    return True


def _told(problem: OutboundProblem, effect: CallHttp) -> OutboundProblem:
    """The problem as the flow hears it: what may have been done is no plain failure."""
    doubtful = problem.sent and not effect.repeatable
    return errors.uncertain(problem) if doubtful else problem


def send_email(effect: SendEmail, context: EffectContext) -> dict[str, Any]:
    """Send a plain-text e-mail. A second attempt carries the same Message-ID.

    Raises:
        OutboundProblem: `email_bad_address`. Trouble with the mail server is not caught: the
            job tries again.
    """
    try:
        validate_email(effect.to)
    except ValidationError:
        raise OutboundProblem(
            _("“%(address)s” is not an e-mail address.") % {"address": effect.to[:120]},
            code=errors.BAD_EMAIL,
        ) from None
    send_plain(to=effect.to, subject=effect.subject, body=effect.body, key=context.idempotency_key)
    return {"sent": True}


def _body(answer: Response) -> Any:
    """The body as JSON when it says it is and is; else as text."""
    if "json" in answer.headers.get("content-type", ""):
        try:
            return answer.json()
        except strict_json.BrokenJson:
            pass
    return answer.text().replace("\x00", "\ufffd")
