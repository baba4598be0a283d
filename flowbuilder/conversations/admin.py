"""Conversations and contacts in the admin: to find and to read, not to change."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.forms.models import ModelFormMetaclass
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from flowbuilder.accounts.access import Permission, request_may
from flowbuilder.accounts.admin_base import InWorkspaceForm, KnowsItsWorkspace, ReadOnlyAdmin
from flowbuilder.conversations import segments, transcript
from flowbuilder.conversations.contact_admin import ContactAdmin
from flowbuilder.conversations.models import (
    AttributeDefinition,
    Conversation,
    Message,
    Segment,
)
from flowbuilder.core.conditions import OPERATORS, problems
from flowbuilder.core.effects import OUTCOME_LABELS
from flowbuilder.core.messages import said_in
from flowbuilder.llm import costs_page

__all__ = ["ContactAdmin"]

#: How many rules a segment may have.
RULES = 5
#: What rules may look at besides the workspace's own attributes.
FACTS = {
    "name": _("name"),
    "email": _("e-mail address"),
    "phone": _("phone"),
    "language": _("language"),
    "tags": _("tags"),
    "verified": _("confirmed by the website"),
    "first_seen": _("first seen"),
    "conversations": _("number of conversations"),
    "consents": _("consents given"),
    "consents_withdrawn": _("consents withdrawn"),
    "consents_asked": _("consents asked for"),
}


@display(description=_("conversation"))
def conversation_link(row: Any) -> str:
    """A column for rows of a conversation: whose it is, leading to its transcript."""
    if row.conversation_id is None:
        return "—"
    page = reverse("admin:conversations_conversation_change", args=[row.conversation_id])
    look = "text-primary-600 dark:text-primary-500 underline"
    return format_html('<a class="{}" href="{}">{}</a>', look, page, row.conversation.contact)


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
        sees_costs = request_may(request, Permission.SETTINGS_EDIT)
        workspace = conversation.workspace
        spent = costs_page.of_effects(workspace, conversation.pk) if sees_costs else {}
        return TemplateResponse(
            request,
            "conversations/transcript.html",
            {
                **self.admin_site.each_context(request),
                "title": str(conversation.contact),
                "page_part": str(conversation.contact),
                "opts": self.model._meta,
                "conversation": conversation,
                "mood": transcript.mood_of(conversation),
                "lines": transcript.lines_of(conversation),
                "path": transcript.path_of(conversation),
                "happenings": transcript.happenings_of(conversation, spent),
                "sees_knowledge": request_may(request, Permission.KNOWLEDGE_EDIT),
                "models": costs_page.of_conversation(workspace, conversation.pk)
                if sees_costs
                else None,
            },
        )


@admin.register(AttributeDefinition)
class AttributeDefinitionAdmin(KnowsItsWorkspace):
    """What is worth knowing of contacts."""

    permission = Permission.FLOWS_PUBLISH
    view_permission = Permission.FLOWS_VIEW
    empty_hint = _("Define what you want to know of customers, for example a plan or a size.")
    list_display = ["label", "name", "kind", "personal", "shown"]
    search_fields = ["label", "name"]
    fields = ["label", "name", "kind", "personal", "shown"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["name", "kind"] if obj is not None else []


class RulesForm(InWorkspaceForm):
    """A segment's condition as rows of rules."""

    joined = forms.ChoiceField(
        label=_("Who is in it"),
        choices=[("all", _("whoever fits all rules")), ("any", _("whoever fits any rule"))],
        widget=UnfoldAdminSelectWidget,
        help_text=_(
            "The value of a rule about consents is the short name of the purpose, as in the step "
            "“Consent”: “consents given” contains “newsletter”. Who was never asked: “consents "
            "asked for” does not contain “newsletter”."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = self.workspace or getattr(self.instance, "workspace", None)
        own = AttributeDefinition.objects.filter(workspace=here).values_list("name", "label")
        fields = [("", "—"), *FACTS.items(), *own]
        operators = [(name, gettext(one.label)) for name, one in OPERATORS.items()]
        condition = self.instance.condition or {}
        joined = "any" if "any" in condition else "all"
        self.fields["joined"].initial = joined
        rules = [*condition.get(joined, []), *([{}] * RULES)][:RULES]
        for place, rule in enumerate(rules):
            for part, choices in (("variable", fields), ("operator", operators)):
                self.fields[f"rule_{place}_{part}"].choices = choices  # type: ignore[attr-defined]  # a choice
                self.fields[f"rule_{place}_{part}"].initial = rule.get(part)
            self.fields[f"rule_{place}_value"].initial = rule.get("value", "")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        rules = []
        for place in range(RULES):
            variable, operator, value = (
                given.get(f"rule_{place}_{part}") for part in ("variable", "operator", "value")
            )
            if variable and operator:
                takes = OPERATORS[operator].takes_value
                rules.append(
                    {
                        "variable": variable,
                        "operator": operator,
                        **({"value": value} if takes else {}),
                    }
                )
        condition = {given.get("joined", "all"): rules}
        for _place, sentence, values in problems(condition):
            self.add_error(None, gettext(sentence).format(**values))
        self.instance.condition = condition
        return given


def _rule_fields(place: int) -> dict[str, forms.Field]:
    choice = {"required": False, "widget": UnfoldAdminSelectWidget}
    return {
        f"rule_{place}_variable": forms.ChoiceField(label=capfirst(_("rule")), **choice),
        f"rule_{place}_operator": forms.ChoiceField(label=capfirst(_("comparison")), **choice),
        f"rule_{place}_value": forms.CharField(
            label=capfirst(_("value")),
            required=False,
            max_length=200,
            widget=UnfoldAdminTextInputWidget,
        ),
    }


SegmentForm = cast(
    "type[RulesForm]",
    ModelFormMetaclass(
        "SegmentForm",
        (RulesForm,),
        {name: field for place in range(RULES) for name, field in _rule_fields(place).items()},
    ),
)


@admin.register(Segment)
class SegmentAdmin(KnowsItsWorkspace):
    """Groups of contacts, for conditions of flows and for agents to see."""

    form = SegmentForm
    permission = Permission.FLOWS_PUBLISH
    view_permission = Permission.FLOWS_VIEW
    empty_hint = _(
        "A segment is a group such as “regular customers”, by what is known of contacts."
    )
    list_display = ["label", "name", "reach"]
    search_fields = ["label", "name"]
    readonly_fields = ["examples"]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        parts = ("variable", "operator", "value")
        rules = [tuple(f"rule_{place}_{part}" for part in parts) for place in range(RULES)]
        shown = ["examples"] if obj is not None else []
        return [
            (None, {"fields": ["label", "name", "joined", *rules]}),
            *([(_("Who it is now"), {"fields": shown})] if shown else []),
        ]

    @display(description=_("contacts"))
    def reach(self, segment: Segment) -> str:
        found = segments.reach_of(segment.workspace_id, segment.condition)
        if found.looked_at < segments.LOOKED_AT:
            return str(found.count)
        return gettext("{count} of the newest {looked_at}").format(
            count=found.count, looked_at=found.looked_at
        )

    @display(description=_("contacts"))
    def examples(self, segment: Segment) -> str:
        found = segments.reach_of(segment.workspace_id, segment.condition)
        names = ", ".join(str(one) for one in found.examples)
        return f"{self.reach(segment)}: {names}" if names else self.reach(segment)
