"""Each HTTP request has an id: in every line it causes, and in its answer."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

from flowbuilder.common import logs

HEADER = "X-Request-ID"
SLOW_S = 2.0

logger = structlog.get_logger(__name__)


class RequestLog:
    """Gives the request its id (a proxy's, if it is a sane one) and notes what was slow or broke.

    The first of all middleware, so that the lines of the others carry the id too. Says which route
    was asked, never the address itself: there are tokens in addresses.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = logs.good_request_id(request.headers.get(HEADER, "")) or uuid.uuid4().hex
        with logs.bound(request=request_id):
            began = time.monotonic()
            answer = self.get_response(request)
            took = time.monotonic() - began
            note = logger.debug
            if answer.status_code >= 500 or took > SLOW_S:
                note = logger.warning
            note(
                "http.answered",
                method=request.method,
                route=request.resolver_match.route if request.resolver_match else "",
                status=answer.status_code,
                ms=round(took * 1000),
            )
        answer.headers[HEADER] = request_id
        return answer
