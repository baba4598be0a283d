"""Files of conversations for those who are signed in and may read what was said."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request

from flowbuilder.accounts.access import Permission
from flowbuilder.accounts.api_base import WorkspaceView
from flowbuilder.conversations.errors import NoSuchFile
from flowbuilder.conversations.files import answers
from flowbuilder.conversations.selectors import attachment_in


class AnyAnswer(BaseContentNegotiation):
    """A picture's address is asked for an image, and still answers problems in JSON."""

    def select_parser(self, request: Any, parsers: Any) -> Any:
        return parsers[0] if parsers else None

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class FileView(WorkspaceView):
    """A file of a conversation, for whoever reads conversations in the admin."""

    content_negotiation_class = AnyAnswer

    permission = Permission.INSIGHTS_VIEW

    @extend_schema(
        operation_id="conversation_file",
        parameters=[OpenApiParameter("small", bool, description="A picture's preview.")],
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, file_id: UUID) -> HttpResponse:
        """Give the bytes."""
        attachment = attachment_in(self.workspace.pk, file_id)
        if attachment is None:
            raise NoSuchFile(_("This file is no longer here."))
        return answers.answer_with(attachment, small="small" in request.query_params)
