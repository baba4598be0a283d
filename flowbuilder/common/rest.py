"""REST: bodies read strictly, errors answered in the one shape."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import IO, Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.parsers import BaseParser
from rest_framework.response import Response
from rest_framework.views import set_rollback

from flowbuilder.common import strict_json
from flowbuilder.common.errors import AppError

MAX_BODY = 5 * 1024 * 1024

logger = logging.getLogger(__name__)


class BrokenBody(exceptions.APIException):
    """The request's body is not JSON we accept."""

    status_code = 400

    def __init__(self, problem: strict_json.BrokenJson) -> None:
        self.problem = problem
        super().__init__(str(problem), code=problem.code)


class StrictJSONParser(BaseParser):
    """Reads `application/json` and refuses what `strict_json` refuses."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        body = stream.read(MAX_BODY + 1)
        try:
            return strict_json.loads(body, max_bytes=MAX_BODY)
        except strict_json.BrokenJson as problem:
            raise BrokenBody(problem) from None


def exception_handler(problem: Exception, context: dict[str, Any]) -> Response | None:
    """Answer `problem` as ``{"code", "message", "details"}``; a bug stays a bug (None)."""
    if isinstance(problem, AppError):
        set_rollback()
        return Response(problem.as_json(), status=problem.error_status)
    if isinstance(problem, Http404):
        problem = exceptions.NotFound()
    elif isinstance(problem, PermissionDenied):
        problem = exceptions.PermissionDenied()
    elif isinstance(problem, RequestDataTooBig):
        return _answer(413, "too_large", _("What you sent is too large."))
    if not isinstance(problem, exceptions.APIException):
        return None
    set_rollback()
    headers = {}
    if wait := getattr(problem, "wait", None):
        headers["Retry-After"] = str(int(wait))
    if authenticate := getattr(problem, "auth_header", None):
        headers["WWW-Authenticate"] = authenticate
    code, message, details = _described(problem)
    return _answer(problem.status_code, code, message, details, headers)


def _described(problem: exceptions.APIException) -> tuple[str, str, dict[str, Any]]:
    match problem:
        case BrokenBody():
            text = _("What you sent could not be read: it is not plain JSON.")
            return "broken_json", text, {"reason": problem.problem.code}
        case exceptions.ValidationError():
            text = _("Some fields need your attention.")
            return "invalid_input", text, {"fields": problem.detail}
        case exceptions.NotAuthenticated() | exceptions.AuthenticationFailed():
            return "not_signed_in", _("Sign in first."), {}
        case exceptions.NotFound():
            return "not_found", _("There is nothing at this address."), {}
        case exceptions.PermissionDenied():
            text = str(problem.detail)
            if text.startswith("CSRF"):
                text = _("The page is out of date. Reload it and try again.")
                return "csrf_failed", text, {}
            return "forbidden", _("Your role does not allow this."), {}
        case exceptions.MethodNotAllowed():
            return "method_not_allowed", _("This address does not take that kind of request."), {}
        case exceptions.UnsupportedMediaType():
            return "unsupported_media_type", _("Send JSON here."), {}
        case exceptions.Throttled():
            return "too_many_requests", _("Too many requests. Wait a moment and try again."), {}
        case _:
            return str(problem.default_code), str(problem.detail), {}


def _answer(
    status: int,
    code: str,
    message: str,
    details: dict[str, Any] | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    body = {"code": code, "message": message, "details": details or {}}
    return Response(body, status=status, headers=headers)
