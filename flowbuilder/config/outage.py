"""What is answered when something broke: honest, short, and without asking the database.

A database that is gone is not a bug: 503, with when to try again. Anything else is one: 500.
Whoever asked for JSON gets the one error shape, everybody else a plain page.
"""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

TRY_AGAIN_S = 5
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer for the exception that is being handled. Django calls this (`handler500`)."""
    gone = isinstance(sys.exc_info()[1], (OperationalError, InterfaceError))
    status = 503 if gone else 500
    code = "not_available" if gone else "internal"
    title = _("The database cannot be reached") if gone else _("Something went wrong on our side")
    sentence = (
        _("Your last change may not have been saved. Try again in a moment.")
        if gone
        else _(
            "The error has been logged. Try again; if it happens again, tell the person who runs "
            "this server."
        )
    )
    answer: HttpResponse
    if request.path.startswith("/api/"):
        message = f"{title}. {sentence}"
        answer = JsonResponse({"code": code, "message": message, "details": {}}, status=status)
    else:
        context = {"title": title, "sentence": sentence, "language": get_language() or "pl"}
        answer = HttpResponse(render_to_string("config/broken.html", context), status=status)
        answer["Content-Security-Policy"] = POLICY
    if gone:
        answer["Retry-After"] = str(TRY_AGAIN_S)
    answer["Cache-Control"] = "no-store"
    return answer
