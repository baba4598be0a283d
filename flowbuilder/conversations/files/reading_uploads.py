"""Takes an upload off the wire: one field, into a temporary file, and no byte more than allowed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import SkipFile, StopUpload, TemporaryFileUploadHandler
from django.http import HttpRequest
from django.utils.translation import gettext as _
from rest_framework.request import Request

from flowbuilder.conversations.attachments import too_large
from flowbuilder.conversations.errors import FileRefused

FIELD = "file"
#: The form of an upload, for the schema.
FORM = {
    "multipart/form-data": {
        "type": "object",
        "required": [FIELD],
        "properties": {
            FIELD: {"type": "string", "format": "binary"},
            "size": {"type": "integer", "minimum": 1},
        },
    }
}


class LimitedUpload(TemporaryFileUploadHandler):
    """Stops reading where the limit is, and remembers that it did."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.is_too_large = False
        self._read = 0
        self._taken = False

    def new_file(self, field_name: str, *args: Any, **kwargs: Any) -> None:
        if field_name != FIELD or self._taken:
            raise SkipFile
        self._taken = True
        super().new_file(field_name, *args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._read += len(raw_data)
        if self._read > settings.FLOWBUILDER_FILE_MAX_BYTES:
            self.is_too_large = True
            raise StopUpload(connection_reset=True)
        super().receive_data_chunk(raw_data, start)


def file_in(request: Request, handler: LimitedUpload) -> tuple[UploadedFile, int | None]:
    """The file of a request that `limit` was told of, and how large its sender says it is.

    Raises:
        FileRefused: There is none, or it is larger than allowed.
    """
    data = request.data
    if handler.is_too_large:
        raise too_large()
    file = request.FILES.get(FIELD)
    if not isinstance(file, UploadedFile):
        raise FileRefused(_("Choose a file first."), code="no_file")
    stated = str(data.get("size", "")) if isinstance(data, Mapping) else ""
    return file, int(stated) if stated.isascii() and stated.isdigit() else None


def limit(request: HttpRequest) -> LimitedUpload:
    """Have `request` read its file with the limit. Before anything else looks at its body."""
    handler = LimitedUpload(request)
    request.upload_handlers = [handler]
    return handler
