"""A team's calendar on the team's page: hours, closed days, exceptions, and the days to come."""

from __future__ import annotations

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextInputWidget

from flowbuilder.accounts.access import Permission
from flowbuilder.accounts.admin_base import WorkspaceTabularInline
from flowbuilder.common.clock import now
from flowbuilder.handoff import selectors
from flowbuilder.handoff.calendar_words import coming_days
from flowbuilder.handoff.models import Holiday, OpeningHours, SpecialHours, Team

DAYS_SHOWN = 14


class HourInput(UnfoldAdminTextInputWidget, forms.TimeInput):
    """The browser's own clock: hours and minutes, without seconds or a word on time zones."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(attrs={"step": 60})
        self.format = "%H:%M"


class OpeningHoursForm(forms.ModelForm):
    class Meta:
        model = OpeningHours
        fields = ["weekday", "opens", "closes"]
        widgets = {"opens": HourInput(), "closes": HourInput()}


class OpeningHoursInline(WorkspaceTabularInline):
    model = OpeningHours
    form = OpeningHoursForm
    permission = Permission.TEAM_EDIT
    verbose_name_plural = gettext_lazy("Opening hours (none: always open)")
    add_text = gettext_lazy("Add opening hours")


class SpecialHoursForm(forms.ModelForm):
    class Meta:
        model = SpecialHours
        fields = ["day", "opens", "closes", "name"]
        widgets = {"opens": HourInput(), "closes": HourInput()}


class SpecialHoursInline(WorkspaceTabularInline):
    model = SpecialHours
    form = SpecialHoursForm
    permission = Permission.TEAM_EDIT
    verbose_name_plural = gettext_lazy(
        "Exceptions (dates with their own hours, even on holidays and closed days)"
    )
    add_text = gettext_lazy("Add an exception")


class HolidayInline(WorkspaceTabularInline):
    model = Holiday
    permission = Permission.TEAM_EDIT
    add_text = gettext_lazy("Add a closed day")


def preview(team: Team) -> str:
    """The team's next two weeks, a line for each day, as they are saved."""
    calendar = selectors.calendar_of(team)
    days = coming_days(calendar, calendar.today(now()), DAYS_SHOWN)
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((day,) for day in days)))
