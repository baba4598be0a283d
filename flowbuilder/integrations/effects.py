"""Handlers of effects that reach out: HTTP calls and e-mail. Deferred, run in a job."""

from __future__ import annotations

from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from flowbuilder.common import strict_json
from flowbuilder.core.effects import CallHttp, SendEmail
from flowbuilder.integrations import errors
from flowbuilder.integrations.credentials import headers_for
from flowbuilder.integrations.errors import OutboundProblem
from flowbuilder.integrations.safe_http import Response, Timeouts, fetch

#: What a flow gets to see of an answer: it is kept in the session.
MAX_ANSWER = 256 * 1024
_SHOWN_HEADERS = ("content-type", "location", "retry-after", "etag", "last-modified")


class EffectContext(Protocol):
    """The part of the runtime's context that is used here."""

    @property
    def workspace_id(self) -> int: ...
    @property
    def idempotency_key(self) -> str: ...


def call_http(effect: CallHttp, context: EffectContext) -> dict[str, Any]:
    """Make the call and return its status, body and a few headers.

    Carries the same `Idempotency-Key` on every attempt, so that a service that knows the header
    does a repeated call once. Any status is a result.

    Raises:
        OutboundProblem: With a code of `integrations.errors`.
    """
    seconds = float(max(1, min(effect.timeout_s, 60)))
    headers = dict(effect.headers)
    if effect.body and not any(name.lower() == "content-type" for name in headers):
        headers["Content-Type"] = "application/json"
    if effect.method != "GET":
        headers.setdefault("Idempotency-Key", context.idempotency_key)
    answer = fetch(
        effect.method,
        effect.url,
        headers=headers,
        secret_headers=headers_for(context.workspace_id, effect.credential, effect.url),
        body=effect.body.encode(),
        timeouts=Timeouts(connect=min(5.0, seconds), read=seconds, total=seconds),
        max_bytes=MAX_ANSWER,
    )
    shown = {name: answer.headers[name] for name in _SHOWN_HEADERS if name in answer.headers}
    return {"status": answer.status, "body": _body(answer), "headers": shown}


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
    subject = " ".join(effect.subject.split())[:200]
    key = "".join(c for c in context.idempotency_key if c.isalnum() or c in "-_.")
    EmailMessage(
        subject, effect.body, to=[effect.to], headers={"Message-ID": f"<{key}@flowbuilder>"}
    ).send()
    return {"sent": True}


def _body(answer: Response) -> Any:
    """The body as JSON when it says it is and is; else as text."""
    if "json" in answer.headers.get("content-type", ""):
        try:
            return answer.json()
        except strict_json.BrokenJson:
            pass
    return answer.text().replace("\x00", "\ufffd")
