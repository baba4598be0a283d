"""Conversations and contacts in the admin: to find and to read, not to change."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from flowbuilder.accounts.access import Permission
from flowbuilder.accounts.admin_base import WorkspaceAdmin
from flowbuilder.conversations import transcript
from flowbuilder.conversations.models import Contact, Conversation, Message
from flowbuilder.core.effects import OUTCOME_LABELS
from flowbuilder.core.messages import said_in


@display(description=_("conversation"))
def conversation_link(row: Any) -> str:
    """A column for rows of a conversation: whose it is, leading to its transcript."""
    if row.conversation_id is None:
        return "—"
    page = reverse("admin:conversations_conversation_change", args=[row.conversation_id])
    return format_html('<a href="{}">{}</a>', page, row.conversation.contact)


class ReadOnlyAdmin(WorkspaceAdmin):
    """A page whose rows people do not make or change by hand."""

    permission = None

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class FlowFilter(admin.RelatedFieldListFilter):
    """Flows that have conversations: their names, without their drafts."""

    def field_choices(
        self, field: Any, request: HttpRequest, model_admin: Any
    ) -> list[tuple[str, Any]]:
        used = model_admin.get_queryset(request).values("flow_version__flow")
        flows = field.remote_field.model.objects.filter(pk__in=used)
        return [(str(pk), name) for pk, name in flows.order_by("name").values_list("pk", "name")]


class OutcomeFilter(admin.SimpleListFilter):
    """What conversations came to, in the words of the step that said so."""

    title = _("outcome")
    parameter_name = "outcome"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        used = model_admin.get_queryset(request).exclude(outcome="").order_by("outcome")
        names = used.values_list("outcome", flat=True).distinct()
        return [(name, gettext(OUTCOME_LABELS.get(name, name))) for name in names[:50]]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(outcome=self.value()) if self.value() else queryset


@admin.register(Conversation)
class ConversationAdmin(ReadOnlyAdmin):
    """Every conversation, the liveliest first; the page of one is its transcript."""

    empty_hint = _(
        "As soon as a visitor opens the widget or the chat page, the conversation appears here."
    )
    view_permission = Permission.INSIGHTS_VIEW
    list_display = ["who", "shown_state", "last_words", "flow_version", "agent", "started_at",
                    "last_activity_at"]  # fmt: skip
    list_filter = ["state", OutcomeFilter, "language", ("flow_version__flow", FlowFilter),
                   ("started_at", admin.DateFieldListFilter)]  # fmt: skip
    list_select_related = ["contact", "agent", "flow_version__flow"]
    heavy_fields = [
        "session",
        "flow_version__document",
        "flow_version__components",
        "flow_version__flow__draft",
    ]
    search_fields = ["contact__name", "contact__email", "contact__phone", "=id"]
    search_help_text = _("Search by the visitor's name, e-mail or phone")
    ordering = ["-last_activity_at"]
    list_per_page = 50
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Conversation]:
        last = Message.objects.filter(conversation=OuterRef("pk"), private=False).order_by("-seq")
        return (
            super()
            .get_queryset(request)
            .annotate(last_content=Subquery(last.values("content")[:1]))
        )

    @display(description=_("visitor"), ordering="contact__name")
    def who(self, conversation: Conversation) -> str:
        return format_html('<span class="whitespace-nowrap">{}</span>', conversation.contact)

    @display(
        description=_("state"),
        ordering="state",
        label={"bot": "info", "queued": "warning", "agent": "success", "closed": ""},
    )
    def shown_state(self, conversation: Conversation) -> tuple[str, str]:
        return conversation.state, conversation.get_state_display()

    @display(description=_("last message"))
    def last_words(self, conversation: Any) -> str:
        return Truncator(said_in(conversation.last_content or {})).chars(60)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponseBase:
        """Show the transcript, the way through the flow, and the log of events."""
        conversation = self.get_object(request, object_id)
        if conversation is None or not self.has_view_permission(request, conversation):
            raise Http404
        return TemplateResponse(
            request,
            "conversations/transcript.html",
            {
                **self.admin_site.each_context(request),
                "title": str(conversation.contact),
                "page_part": str(conversation.contact),
                "opts": self.model._meta,
                "conversation": conversation,
                "lines": transcript.lines_of(conversation),
                "path": transcript.path_of(conversation),
                "happenings": transcript.happenings_of(conversation),
            },
        )


@admin.register(Contact)
class ContactAdmin(ReadOnlyAdmin):
    """The people who talked to us."""

    empty_hint = _("Everyone who writes to you gets a contact here.")
    view_permission = Permission.INBOX_USE
    list_display = ["__str__", "email", "phone", "language", "created_at"]
    list_filter = ["language", ("created_at", admin.DateFieldListFilter)]
    search_fields = ["name", "email", "phone"]
    search_help_text = _("Search by name, e-mail or phone")
    fields = ["name", "email", "phone", "language", "created_at"]
    show_full_result_count = False
