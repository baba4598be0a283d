"""Surveys in the admin, and what visitors answered: that is to be read, not changed."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from flowbuilder.accounts.access import Permission
from flowbuilder.accounts.admin_base import (
    KnowsItsWorkspace,
    WorkspaceAdmin,
    WorkspaceStackedInline,
)
from flowbuilder.accounts.services import audit
from flowbuilder.conversations.admin import conversation_link
from flowbuilder.core.scales import SCALES
from flowbuilder.flows.models import FLOW_LANGUAGES
from flowbuilder.surveys.models import (
    FEWEST_OPTIONS,
    LONGEST_OPTION,
    MOST_OPTIONS,
    OWN_WORDS,
    Asked,
    Kind,
    Response,
    Survey,
    SurveyText,
    lines_of,
)
from flowbuilder.surveys.selectors import chosen_label


class SurveyTextFormSet(BaseInlineFormSet):
    """The words of one survey, a language each."""

    def clean(self) -> None:
        """An own question is asked in at least one language, and its answers can be counted.

        Raises:
            ValidationError: No language has a question, or the answers to choose from do not
                fit each other or what was answered already.
        """
        super().clean()
        words = [
            form
            for form in self.forms
            if form.is_bound and form.is_valid() and not form.cleaned_data.get("DELETE")
        ]
        asks = any(form.cleaned_data.get("question") for form in words)
        if self.instance.kind in OWN_WORDS and not asks:
            raise ValidationError(gettext("Write your own question in at least one language."))
        if self.instance.kind == Kind.CHOICE:
            self._check_options(words)

    def _check_options(self, words: list[Any]) -> None:
        """Answers are counted by their place, in whichever language they were chosen.

        Raises:
            ValidationError: The lines of the languages do not belong together, or one moved.
        """
        counts = set()
        for form in words:
            options = lines_of(form.cleaned_data.get("options", ""))
            counts.add(len(options))
            if problem := wrong_with(options) or self._moved(form, options):
                form.add_error("options", problem)
        if len(counts) > 1:
            raise ValidationError(
                gettext("Write the same answers to choose from, as many, in every language.")
            )

    def _moved(self, form: Any, options: list[str]) -> str:
        """Why answers that somebody chose already cannot be changed so; empty when they can."""
        before = lines_of(form.initial.get("options", ""))
        if not before or not Asked.objects.filter(survey=self.instance).exists():
            return ""
        kept = all(
            line not in options or options.index(line) == at for at, line in enumerate(before)
        )
        if kept and len(options) >= len(before):
            return ""
        return gettext(
            "This question has been asked already: an answer may be worded better, but keeps its "
            "place, and new ones come last."
        )


def wrong_with(options: list[str]) -> str:
    """Why these answers cannot be offered, or empty."""
    if not FEWEST_OPTIONS <= len(options) <= MOST_OPTIONS:
        return gettext("Write {fewest} to {most} answers, one in each line.").format(
            fewest=FEWEST_OPTIONS, most=MOST_OPTIONS
        )
    if len({option.casefold() for option in options}) < len(options):
        return gettext("Two of the answers are the same.")
    if any(len(option) > LONGEST_OPTION for option in options):
        return gettext("An answer has at most {most} characters.").format(most=LONGEST_OPTION)
    return ""


class SurveyTextInline(WorkspaceStackedInline):
    model = SurveyText
    formset = SurveyTextFormSet
    permission = Permission.FLOWS_EDIT
    view_permission = Permission.INSIGHTS_VIEW
    verbose_name = _("language")
    verbose_name_plural = _("Words (a language that is not here is asked in the usual words)")
    max_num = len(FLOW_LANGUAGES)
    add_text = _("Add words in a language")


@admin.register(Survey)
class SurveyAdmin(KnowsItsWorkspace):
    """Questions, and the rules of whom they are asked and when."""

    empty_hint = _("Add a survey, then choose it in a survey step of a flow.")
    permission = Permission.FLOWS_EDIT
    view_permission = Permission.INSIGHTS_VIEW
    list_display = ["name", "kind", "active", "after", "share", "anonymous", "results"]
    list_filter = ["kind", "active", "after"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [SurveyTextInline]
    fieldsets = [
        (None, {"fields": ["name", "slug", "active", "kind"]}),
        (
            _("Own scale"),
            {"fields": ["low", "high", "low_until", "high_from"], "classes": ["collapse"]},
        ),
        (_("Comment"), {"fields": ["comment"]}),
        (
            _("Whom and when"),
            {
                "fields": [
                    "after", "sample_percent", "sample_by", "cooldown_days", "cooldown_all",
                    "expires_hours",
                ]
            },
        ),
        (_("Anonymity"), {"fields": ["anonymous"]}),
    ]  # fmt: skip

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Only while it may be written at all; flows keep the short name of one that is there."""
        return {} if obj is not None else super().get_prepopulated_fields(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Flows call it by its short name, and answers are scored by its scale."""
        return ["slug", "kind", "low", "high", "anonymous"] if obj is not None else []

    @admin.display(description=_("share asked"), ordering="sample_percent")
    def share(self, survey: Survey) -> str:
        return f"{survey.sample_percent}%"

    @admin.display(description=_("results"))
    def results(self, survey: Survey) -> str:
        look = "text-primary-600 dark:text-primary-500"
        address = f"{reverse('admin:survey-results')}?survey={survey.slug}"
        return format_html('<a class="{}" href="{}">{}</a>', look, address, gettext("Open results"))

    def save_model(self, request: HttpRequest, obj: Survey, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        _audit(request, "survey.saved", obj, fields=form.changed_data)

    def delete_model(self, request: HttpRequest, obj: Survey) -> None:
        _audit(request, "survey.deleted", obj)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Survey]) -> None:
        for survey in queryset:
            _audit(request, "survey.deleted", survey)
        super().delete_queryset(request, queryset)


def _audit(request: HttpRequest, action: str, survey: Survey, **data: Any) -> None:
    audit(survey.workspace, cast(Any, request.user), action, survey.name, **data)


@admin.register(Response)
class ResponseAdmin(WorkspaceAdmin):
    """What visitors answered, newest first."""

    empty_hint = _("Put a survey step into a flow; what visitors answer appears here.")
    permission = None
    view_permission = Permission.INSIGHTS_VIEW
    list_display = [
        "at", "kind", "survey", "answer", "comment", "handled_by", "agent", "flow_version",
    ]  # fmt: skip
    list_filter = [
        "survey", "kind", "handled_by", "team", "language", "score", "tags",
        ("at", admin.DateFieldListFilter),
    ]  # fmt: skip
    list_select_related = ["agent", "survey", "flow_version__flow"]
    heavy_fields = [
        "flow_version__document",
        "flow_version__components",
        "flow_version__flow__draft",
    ]
    search_fields = ["comment"]
    search_help_text = _("Search in the comments")
    date_hierarchy = "at"
    fields = [
        "kind", "survey", "answer", "comment", "tags", "at", "language", "handled_by", "team",
        "agent", "flow_version", "is_anonymous", conversation_link,
    ]  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Response]:
        return super().get_queryset(request).prefetch_related("survey__texts")

    @admin.display(description=pgettext_lazy("to a survey", "answer"), ordering="score")
    def answer(self, response: Response) -> str:
        """The score, or the answer that was chosen."""
        if response.kind == Kind.CHOICE:
            return chosen_label(response, get_language() or "") or "—"
        if response.score is None:
            return "—"
        scale = response.survey or SCALES.get(response.kind)
        if scale is None:  # an own scale went with its survey
            return str(response.score)
        return gettext("{score} of {high}").format(score=response.score, high=scale.high)

    @admin.display(description=_("anonymous"))
    def is_anonymous(self, response: Response) -> str:
        """In words: a red cross would say that something is wrong."""
        return gettext("Yes") if response.anonymous else gettext("No")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Answers come from visitors only."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
