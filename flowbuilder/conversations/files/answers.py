"""The answer that carries a file: to be saved, not run; seen by its reader and no cache between."""

from __future__ import annotations

from urllib.parse import quote

from django.core.files.storage import default_storage
from django.http import HttpResponse
from django.utils.translation import gettext as _

from flowbuilder.common.errors import AppError
from flowbuilder.conversations.errors import NoSuchFile
from flowbuilder.conversations.files.kinds import FORMATS, WEBP
from flowbuilder.conversations.models import Attachment

AGE_S = 3600


def refusal(problem: AppError) -> HttpResponse:
    """Why there is no file, in plain words: a browser shows them in a tab of its own."""
    answer = HttpResponse(
        str(problem.message), status=problem.error_status, content_type="text/plain; charset=utf-8"
    )
    answer["Cache-Control"] = "no-store"
    return answer


def answer_with(attachment: Attachment, *, small: bool = False) -> HttpResponse:
    """`attachment` as an answer; `small` gives the preview of a picture.

    Only pictures, which we drew ourselves, may be shown in the page. Raises NoSuchFile when the
    bytes are gone.
    """
    found = FORMATS[attachment.format]
    is_picture = found.kind == "image"
    small = small and bool(attachment.preview_path)
    try:
        with default_storage.open(attachment.preview_path if small else attachment.path) as file:
            body = file.read()
    except FileNotFoundError:
        raise NoSuchFile(_("This file is no longer here.")) from None
    answer = HttpResponse(body, content_type=WEBP.media_type if small else found.media_type)
    how = "inline" if is_picture else "attachment"
    answer["Content-Disposition"] = f"{how}; filename*=UTF-8''{quote(attachment.name, safe='')}"
    return _sealed(answer)


def picture(data: bytes) -> HttpResponse:
    """A picture that we drew ourselves, as an answer."""
    return _sealed(HttpResponse(data, content_type=WEBP.media_type))


def _sealed(answer: HttpResponse) -> HttpResponse:
    """Nothing in it runs, no other site shows it, and only its reader keeps it."""
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Referrer-Policy"] = "no-referrer"
    answer["Cache-Control"] = f"private, max-age={AGE_S}, immutable"
    return answer
