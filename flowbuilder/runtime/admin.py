"""Jobs in the admin: what is due, what was given up and why; try again or discard."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy, ngettext
from unfold.decorators import action, display

from flowbuilder.accounts.access import Permission
from flowbuilder.accounts.admin_base import WorkspaceAdmin
from flowbuilder.conversations.admin import conversation_link
from flowbuilder.runtime import jobs
from flowbuilder.runtime.models import Job


@admin.register(Job)
class JobAdmin(WorkspaceAdmin):
    """Things to do later."""

    empty_hint = gettext_lazy(
        "Searches, model answers, requests and timers appear here while they are done."
    )
    permission = Permission.SETTINGS_EDIT
    list_display = ["what", "shown_status", "run_at", "attempts", "last_error", conversation_link]
    list_filter = ["status", "kind"]
    list_select_related = ["conversation__contact"]
    heavy_fields = ["conversation__session"]
    search_fields = ["key", "last_error"]
    search_help_text = gettext_lazy("Search by key or problem")
    readonly_fields = ["what", "status", "run_at", "attempts", "last_error", conversation_link,
                       "created_at", "finished_at"]  # fmt: skip
    fields = readonly_fields
    actions = ["try_again", "discard"]
    show_full_result_count = False

    @display(description=gettext_lazy("what"))
    def what(self, job: Job) -> str:
        return str(job)

    @display(
        description=gettext_lazy("status"),
        label={
            "waiting": "",
            "running": "info",
            "done": "success",
            "quarantined": "danger",
            "cancelled": "",
        },
    )
    def shown_status(self, job: Job) -> tuple[str, str]:
        return job.status, job.get_status_display()

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show a job. There is nothing to save; the actions are on the list."""
        nothing = {"show_save": False, "show_save_and_continue": False}
        context = {**(extra_context or {}), **nothing}
        shown: HttpResponse = super().change_view(request, object_id, form_url, context)
        return shown

    @action(description=gettext_lazy("Try again"))
    def try_again(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        count = jobs.retry(queryset)
        text = ngettext("%(n)s job will be tried again.", "%(n)s jobs will be tried again.", count)
        messages.success(request, text % {"n": count})

    @action(description=gettext_lazy("Discard"))
    def discard(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        count = jobs.discard(queryset)
        text = ngettext("%(n)s job was discarded.", "%(n)s jobs were discarded.", count)
        messages.success(request, text % {"n": count})

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
