"""Teams and their hours, agents, canned replies, messages left, and the record of handoffs."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from unfold.decorators import action, display

from flowbuilder.accounts.access import Permission
from flowbuilder.accounts.admin_base import KnowsItsWorkspace, WorkspaceAdmin, timezone_field
from flowbuilder.common.clock import now
from flowbuilder.conversations import live
from flowbuilder.core.phones import phone_in_words
from flowbuilder.handoff import selectors
from flowbuilder.handoff.agent_admin import AgentAdmin
from flowbuilder.handoff.calendar_admin import (
    HolidayInline,
    OpeningHoursInline,
    SpecialHoursInline,
    preview,
)
from flowbuilder.handoff.models import (
    CannedReply,
    Handoff,
    Team,
    Ticket,
)
from flowbuilder.handoff.services import leaving
from flowbuilder.handoff.sla_admin import SlaTargetInline
from flowbuilder.handoff.tag_admin import TagAdmin

__all__ = ["AgentAdmin", "TagAdmin"]


@admin.register(Team)
class TeamAdmin(KnowsItsWorkspace):
    """Who answers together, when, and within what time."""

    permission = Permission.TEAM_EDIT
    list_display = ["name", "open_now", "agents_there", "waiting", "email", "auto_assign"]
    search_fields = ["name", "slug", "email"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [SlaTargetInline, OpeningHoursInline, HolidayInline, SpecialHoursInline]
    readonly_fields = ["next_days"]
    fieldsets = [
        (None, {"fields": ["name", "slug", "email"]}),
        (
            gettext_lazy("Answering"),
            {
                "fields": [
                    "auto_assign",
                    "rest_minutes",
                    "overflow_to",
                    "overflow_minutes",
                    "drafts",
                ]
            },
        ),
        (gettext_lazy("Calendar"), {"fields": ["timezone", "holidays_poland", "next_days"]}),
    ]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "timezone":
            return timezone_field(db_field)
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "overflow_to":
            field.empty_label = _("Nobody is passed on")
        return field

    def get_form(
        self, request: HttpRequest, obj: Team | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Nothing is passed on to the team itself."""
        form: Any = super().get_form(request, obj, change, **kwargs)
        if obj is not None and "overflow_to" in form.base_fields:
            others = form.base_fields["overflow_to"].queryset.exclude(pk=obj.pk)
            form.base_fields["overflow_to"].queryset = others
        return form

    def get_queryset(self, request: HttpRequest) -> QuerySet[Team]:
        waits = Q(handoffs__status=Handoff.Status.WAITING)
        return super().get_queryset(request).annotate(waiting_now=Count("handoffs", filter=waits))

    @display(
        description=gettext_lazy("now"),
        label={"open": "success", "closed": "warning"},
    )
    def open_now(self, team: Team) -> tuple[str, str]:
        if selectors.is_open(team, now()):
            return "open", pgettext("team", "open")
        return "closed", pgettext("team", "closed")

    @admin.display(description=gettext_lazy("next 14 days, as saved"))
    def next_days(self, team: Team) -> str:
        return _("Shown once the team is saved.") if team.pk is None else preview(team)

    @admin.display(description=gettext_lazy("agents there"))
    def agents_there(self, team: Team) -> str:
        there, everyone = selectors.agents_online(team), selectors.agents_in(team).count()
        return _("{there} of {everyone}").format(there=there, everyone=everyone)

    @admin.display(description=gettext_lazy("waiting"), ordering="waiting_now")
    def waiting(self, team: Any) -> int:
        return int(team.waiting_now)


@admin.register(CannedReply)
class CannedReplyAdmin(KnowsItsWorkspace):
    """Answers prepared for the composer's "/"."""

    permission = Permission.TEAM_EDIT
    view_permission = Permission.INBOX_USE
    list_display = ["title", "slash", "language", "beginning"]
    list_filter = ["language"]
    search_fields = ["title", "shortcut", "text"]

    @admin.display(description=gettext_lazy("shortcut"), ordering="shortcut")
    def slash(self, reply: CannedReply) -> str:
        return f"/{reply.shortcut}"

    @admin.display(description=gettext_lazy("text"))
    def beginning(self, reply: CannedReply) -> str:
        return reply.text if len(reply.text) <= 80 else f"{reply.text[:79]}…"


@admin.register(Ticket)
class TicketAdmin(WorkspaceAdmin):
    """Messages left while nobody could answer."""

    empty_hint = gettext_lazy(
        "What visitors leave while nobody is there appears here and is e-mailed to the team."
    )
    permission = Permission.INBOX_USE
    list_display = ["created_at", "who", "beginning", "state", "team"]
    list_display_links = ["created_at", "who"]
    list_filter = ["status", "team", ("created_at", admin.DateFieldListFilter)]
    list_select_related = ["team"]
    search_fields = ["name", "email", "phone", "text"]
    search_help_text = gettext_lazy("Search in names, addresses and messages")
    actions = ["mark_answered", "mark_closed"]
    fields = ["status", "team", "who", "reply", "text", "created_at", "open_conversation"]
    readonly_fields = ["who", "reply", "text", "created_at", "open_conversation"]

    def save_model(self, request: HttpRequest, obj: Ticket, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        live.row_changed(obj.conversation)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Tickets come from visitors only."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("from"), ordering="name")
    def who(self, ticket: Ticket) -> str:
        return ticket.name or ticket.email or ticket.phone or _("Visitor")

    @admin.display(description=gettext_lazy("message"))
    def beginning(self, ticket: Ticket) -> str:
        return ticket.text if len(ticket.text) <= 80 else f"{ticket.text[:79]}…"

    @display(
        description=gettext_lazy("status"),
        ordering="status",
        label={"open": "warning", "answered": "success", "closed": "info"},
    )
    def state(self, ticket: Ticket) -> tuple[str, str]:
        return ticket.status, ticket.get_status_display()

    @admin.display(description=gettext_lazy("reply to"))
    def reply(self, ticket: Ticket) -> str:
        if ticket.phone:
            number = phone_in_words(ticket.phone)
            return _link(f"tel:{ticket.phone}", _("Call {phone}").format(phone=number))
        if not ticket.email:
            return _("no address given")
        if "@" not in ticket.email:
            return ticket.email
        subject = quote(_("Re: your message"))
        address = quote(ticket.email, safe="@.+-_")
        return _link(f"mailto:{address}?subject={subject}", ticket.email)

    @admin.display(description=gettext_lazy("conversation"))
    def open_conversation(self, ticket: Ticket) -> str:
        return _link(f"{reverse('inbox')}c/{ticket.conversation_id}", _("Open in the inbox"))

    @action(description=gettext_lazy("Mark as answered"))
    def mark_answered(self, request: HttpRequest, queryset: QuerySet[Ticket]) -> None:
        self._mark(request, queryset, Ticket.Status.ANSWERED)

    @action(description=gettext_lazy("Close"))
    def mark_closed(self, request: HttpRequest, queryset: QuerySet[Ticket]) -> None:
        self._mark(request, queryset, Ticket.Status.CLOSED)

    def _mark(self, request: HttpRequest, queryset: QuerySet[Ticket], status: str) -> None:
        changed = leaving.settle(queryset, status)
        text = ngettext("{n} message was changed.", "{n} messages were changed.", changed)
        self.message_user(request, text.format(n=changed))


@admin.register(Handoff)
class HandoffAdmin(WorkspaceAdmin):
    """Each time a conversation was passed to people. To be read, not changed."""

    empty_hint = gettext_lazy(
        "When a visitor asks for a person, it is noted here who answered and when."
    )
    permission = None
    view_permission = Permission.TEAM_EDIT
    list_display = [
        "requested_at", "visitor", "team", "status", "agent", "waited", "first_reply", "reason",
    ]  # fmt: skip
    list_filter = ["status", "team", ("requested_at", admin.DateFieldListFilter)]
    list_select_related = ["team", "agent", "conversation__contact"]
    heavy_fields = ("conversation__session",)
    search_fields = ["reason", "agent__display_name"]
    date_hierarchy = "requested_at"
    fields = [
        "requested_at", "visitor", "team", "status", "priority", "reason", "agent", "assigned_at",
        "first_reply_at", "closed_at", "open_conversation",
    ]  # fmt: skip
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("visitor"))
    def visitor(self, handoff: Handoff) -> str:
        return str(handoff.conversation.contact)

    @admin.display(description=gettext_lazy("waited"))
    def waited(self, handoff: Handoff) -> str:
        return _between(handoff.waiting_from, handoff.assigned_at or handoff.closed_at)

    @admin.display(description=gettext_lazy("first reply after"))
    def first_reply(self, handoff: Handoff) -> str:
        return _between(handoff.waiting_from, handoff.first_reply_at)

    @admin.display(description=gettext_lazy("conversation"))
    def open_conversation(self, handoff: Handoff) -> str:
        return _link(f"{reverse('inbox')}c/{handoff.conversation_id}", _("Open in the inbox"))


def _link(to: str, words: str) -> str:
    look = "text-primary-600 dark:text-primary-500"
    return format_html('<a class="{}" href="{}">{}</a>', look, to, words)


def _between(began: datetime | None, ended: datetime | None) -> str:
    """How long that took, in minutes and seconds; a dash where it never began or is not over."""
    if began is None or ended is None:
        return "—"
    minutes, rest = divmod(max(int((ended - began).total_seconds()), 0), 60)
    return f"{minutes}:{rest:02}"
