"""Who answers visitors: their teams, how many at once, their languages and what they know."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from unfold.decorators import display
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminTextareaWidget

from flowbuilder.accounts.access import Permission
from flowbuilder.accounts.admin_base import InWorkspaceForm, KnowsItsWorkspace
from flowbuilder.common.clock import now
from flowbuilder.flows.models import FLOW_LANGUAGES
from flowbuilder.handoff import candidates, selectors
from flowbuilder.handoff.models import Agent


class AgentForm(InWorkspaceForm):
    """Languages as boxes to tick, skills one in each line."""

    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"),
        choices=FLOW_LANGUAGES,
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        help_text=gettext_lazy("In which the agent writes. With none ticked: in any."),
    )
    skills = forms.CharField(
        label=gettext_lazy("Skills"),
        required=False,
        max_length=1500,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "One in each line, as the step “Hand over to a person” names them: returns, invoices."
        ),
    )

    class Meta:
        model = Agent
        fields = ["user", "teams", "capacity", "languages", "skills", "state"]
        help_texts: ClassVar = {
            "capacity": gettext_lazy(
                "In the chat. A team that hands out gives each agent at most as many e-mails to "
                "answer besides."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.initial["skills"] = "\n".join(self.instance.skills)

    def clean_skills(self) -> list[str]:
        """As they are compared."""
        return candidates.clean_skills(self.cleaned_data["skills"].replace(",", "\n").splitlines())


@admin.register(Agent)
class AgentAdmin(KnowsItsWorkspace):
    """Who answers visitors, in which teams and how many at once."""

    permission = Permission.TEAM_EDIT
    list_display = ["user", "there", "team_names", "knows", "capacity", "last_seen_at"]
    list_select_related = ["user"]
    list_filter = ["teams"]
    search_fields = ["user__display_name", "user__email", "user__username"]
    form = AgentForm
    fields = ["user", "teams", "capacity", "languages", "skills", "state"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["user"] if obj else []

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Teams are few: a box to tick for each."""
        kwargs["widget"] = UnfoldAdminCheckboxSelectMultipleWidget
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "teams":
            field.widget.can_add_related = False
        return field

    def get_queryset(self, request: HttpRequest) -> QuerySet[Agent]:
        return super().get_queryset(request).prefetch_related("teams")

    @display(
        description=gettext_lazy("now"),
        label={"online": "success", "away": "warning", "gone": "info"},
    )
    def there(self, agent: Agent) -> tuple[str, str]:
        if not selectors.is_present(agent, now()):
            return "gone", _("inbox not open")
        if agent.state == Agent.State.ONLINE:
            return "online", pgettext("agent", "available")
        return "away", _("away")

    @admin.display(description=gettext_lazy("teams"))
    def team_names(self, agent: Agent) -> str:
        return ", ".join(team.name for team in agent.teams.all()) or "—"

    @admin.display(description=gettext_lazy("languages and skills"))
    def knows(self, agent: Agent) -> str:
        names = dict(FLOW_LANGUAGES)
        languages = [str(names.get(code, code)) for code in agent.languages]
        return ", ".join([*languages, *agent.skills]) or "—"
