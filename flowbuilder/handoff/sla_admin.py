"""Promised times on the team's page, and the list of promises that were broken."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import action
from unfold.widgets import UnfoldAdminTextInputWidget

from flowbuilder.accounts.access import Permission
from flowbuilder.accounts.admin_base import (
    WithinWorkspace,
    WorkspaceAdmin,
    WorkspaceTabularInline,
)
from flowbuilder.common import spreadsheets
from flowbuilder.common.clock import now
from flowbuilder.handoff import deadlines, durations
from flowbuilder.handoff.models import Handoff, SlaNotice, SlaTarget

SHORTEST_S = 10
LONGEST_S = 90 * 24 * 3600
USUAL = "2 min"
COLUMNS = [
    "conversation", "team", "priority", "promise", "agent",
    "asked_at", "due_at", "done_at", "late_s",
]  # fmt: skip


class DurationField(forms.CharField):
    """Seconds, written as people do: "90 s", "2 min", "1 h 30 min"."""

    widget = UnfoldAdminTextInputWidget

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=30, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return durations.words(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            seconds = durations.parse(text)
        except ValueError:
            raise ValidationError(_("Write it like 90 s, 2 min or 1 h 30 min.")) from None
        if not SHORTEST_S <= seconds <= LONGEST_S:
            raise ValidationError(_("This is shorter than 10 seconds or longer than 2160 hours."))
        return seconds

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(super().has_changed(self.prepare_value(initial), data))


class SlaTargetForm(forms.ModelForm):
    first_reply_s = DurationField(label=gettext_lazy("First reply within"))
    resolution_s = DurationField(label=gettext_lazy("Resolved within"))

    class Meta:
        model = SlaTarget
        fields = ["priority", "first_reply_s", "resolution_s"]

    def has_changed(self) -> bool:
        """A new line counts when a time is written in it, even the one that was offered."""
        if self.instance.pk is not None:
            return bool(super().has_changed())
        names = ("first_reply_s", "resolution_s")
        return any(self.data.get(self.add_prefix(name), "").strip() for name in names)


class SlaTargetInline(WorkspaceTabularInline):
    model = SlaTarget
    form = SlaTargetForm
    permission = Permission.TEAM_EDIT
    max_num = len(Handoff.Priority.choices)
    verbose_name_plural = gettext_lazy(
        "Promised times, in opening hours (a priority without a line has that of the normal one)"
    )
    add_text = gettext_lazy("Add promised times")

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        """A new team is offered a line to begin with."""
        return 0 if obj else 1

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset: Any = super().get_formset(request, obj, **kwargs)
        if obj is None:
            formset.form.base_fields["first_reply_s"].initial = USUAL
        return formset


@admin.register(SlaNotice)
class SlaNoticeAdmin(WorkspaceAdmin):
    """Each time a visitor waited longer than promised. To be read and exported, not changed."""

    empty_hint = gettext_lazy(
        "When a visitor waits longer than the team promised, it is written down here."
    )
    permission = None
    view_permission = Permission.TEAM_EDIT
    list_display = [
        "due_at", "visitor", "promise", "team", "priority", "agent", "kept_at", "late_by",
    ]  # fmt: skip
    list_filter = [
        "promise",
        ("handoff__team", WithinWorkspace),
        "handoff__priority",
        ("due_at", admin.DateFieldListFilter),
    ]
    list_select_related = ["handoff__team", "handoff__agent", "handoff__conversation__contact"]
    heavy_fields = ("handoff__conversation__session",)
    date_hierarchy = "due_at"
    actions = ["export"]
    fields = [
        "due_at", "visitor", "promise", "team", "priority", "agent", "asked_at", "kept_at",
        "late_by", "open_conversation",
    ]  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[SlaNotice]:
        return super().get_queryset(request).filter(kind=SlaNotice.Kind.BREACH)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("visitor"))
    def visitor(self, notice: SlaNotice) -> str:
        return str(notice.handoff.conversation.contact)

    @admin.display(description=gettext_lazy("team"), ordering="handoff__team__name")
    def team(self, notice: SlaNotice) -> str:
        return str(notice.handoff.team or "—")

    @admin.display(description=gettext_lazy("priority"), ordering="handoff__priority")
    def priority(self, notice: SlaNotice) -> str:
        return notice.handoff.get_priority_display()

    @admin.display(description=gettext_lazy("agent"))
    def agent(self, notice: SlaNotice) -> str:
        return str(notice.handoff.agent or "—")

    @admin.display(description=gettext_lazy("asked at"))
    def asked_at(self, notice: SlaNotice) -> Any:
        return _asked_at(notice)

    @admin.display(description=gettext_lazy("done at"))
    def kept_at(self, notice: SlaNotice) -> Any:
        return _kept_at(notice)

    @admin.display(description=gettext_lazy("late by"))
    def late_by(self, notice: SlaNotice) -> str:
        return durations.words(_late_s(notice))

    @admin.display(description=gettext_lazy("conversation"))
    def open_conversation(self, notice: SlaNotice) -> str:
        look = "text-primary-600 dark:text-primary-500"
        address = f"{reverse('inbox')}c/{notice.handoff.conversation_id}"
        return format_html('<a class="{}" href="{}">{}</a>', look, address, _("Open in the inbox"))

    @action(description=gettext_lazy("Export as CSV"))
    def export(self, request: HttpRequest, queryset: QuerySet[SlaNotice]) -> HttpResponse:
        notices = queryset.select_related("handoff__team", "handoff__agent")
        return spreadsheets.download("sla-breaches", COLUMNS, map(_cells, notices))


def _cells(notice: SlaNotice) -> tuple[object, ...]:
    handoff = notice.handoff
    return (
        handoff.conversation_id,
        handoff.team or "",
        handoff.priority,
        notice.promise,
        handoff.agent or "",
        _written(_asked_at(notice)),
        _written(notice.due_at),
        _written(_kept_at(notice)),
        _late_s(notice),
    )


def _asked_at(notice: SlaNotice) -> Any:
    """Since when the promised time counts."""
    course = deadlines.course_of(notice.handoff)
    if notice.promise == SlaNotice.Promise.FIRST_REPLY:
        return course.reply_from
    return course.resolution_from


def _kept_at(notice: SlaNotice) -> Any:
    """When it was done after all; None while it is not."""
    handoff = notice.handoff
    if notice.promise == SlaNotice.Promise.FIRST_REPLY:
        return handoff.first_reply_at or handoff.closed_at
    return handoff.closed_at


def _late_s(notice: SlaNotice) -> int:
    late = (_kept_at(notice) or now()) - notice.due_at
    return max(int(late.total_seconds()), 0)


def _written(moment: Any) -> str:
    return localtime(moment).isoformat(timespec="seconds") if moment else ""
