"""Survey answers in the admin: to be read, not changed."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from flowbuilder.accounts.access import Permission
from flowbuilder.accounts.admin_base import WorkspaceAdmin
from flowbuilder.conversations.admin import conversation_link
from flowbuilder.surveys.models import Response


@admin.register(Response)
class ResponseAdmin(WorkspaceAdmin):
    """What visitors answered, newest first."""

    empty_hint = _("Put a survey step into a flow; what visitors answer appears here.")
    permission = None
    view_permission = Permission.INSIGHTS_VIEW
    list_display = ["at", "survey", "score", "comment", "handled_by", "agent", "flow_version"]
    list_filter = ["survey", "handled_by", "score", ("at", admin.DateFieldListFilter)]
    list_select_related = ["agent", "flow_version__flow"]
    heavy_fields = [
        "flow_version__document",
        "flow_version__components",
        "flow_version__flow__draft",
    ]
    search_fields = ["comment"]
    search_help_text = _("Search in the comments")
    date_hierarchy = "at"
    fields = [
        "survey", "score", "comment", "at", "handled_by", "agent", "flow_version",
        conversation_link,
    ]  # fmt: skip
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Answers come from visitors only."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
