"""Teams, their hours and their agents."""

from __future__ import annotations

from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Weekday(models.IntegerChoices):
    """Days as Python counts them."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


def known_timezone(name: str) -> None:
    """Refuse a time zone that does not exist."""
    if name not in available_timezones():
        raise ValidationError(_("There is no such time zone. Write it like Europe/Warsaw."))


class Team(models.Model):
    """A group of agents with one queue and one calendar."""

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="teams")
    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(
        _("short name"), max_length=60, help_text=_("What flows call the team. Letters, digits, -.")
    )
    email = models.EmailField(
        _("e-mail address"),
        blank=True,
        help_text=_("Messages left while nobody was there are sent here."),
    )
    auto_assign = models.BooleanField(
        _("hand out conversations"),
        default=False,
        help_text=_("Give each waiting conversation to the least busy agent at once."),
    )
    rest_minutes = models.PositiveSmallIntegerField(
        _("rest after a hard conversation (minutes)"),
        default=0,
        validators=[MaxValueValidator(60)],
        help_text=_(
            "So long an agent is handed nothing after a complaint, an upset visitor or a long"
            " story. They may still take one themselves. 0 is no rest."
        ),
    )
    overflow_to = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("pass on to the team"),
        help_text=_(
            "Whoever waits too long, or for a team of which nobody is there, waits for this one"
            " instead: once, and only while somebody of it is there."
        ),
    )
    overflow_minutes = models.PositiveSmallIntegerField(
        _("pass on after (minutes)"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
    )
    drafts = models.BooleanField(
        _("offer drafts while agents type"),
        default=False,
        help_text=_(
            "Where a language model is set, it proposes how a reply goes on, from the knowledge"
            " alone. Nothing is sent by itself. Each proposal asks the model, which may cost money;"
            " the model's budget holds."
        ),
    )
    timezone = models.CharField(
        _("time zone"), max_length=64, default="Europe/Warsaw", validators=[known_timezone]
    )
    holidays_poland = models.BooleanField(_("closed on Polish public holidays"), default=True)

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "slug"], name="team_slug_in_workspace"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.pk is not None and self.overflow_to_id == self.pk:
            raise ValidationError({"overflow_to": _("Choose another team than this one.")})


class OpeningHours(models.Model):
    """One interval on one weekday. Several a day are fine; see `calendars` for midnight."""

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    team = models.ForeignKey(Team, models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(_("day"), choices=Weekday.choices)
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(
        _("closes"),
        help_text=_("A time at or before opening means the next day; 00:00–00:00 is all day."),
    )

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        ordering = ["weekday", "opens"]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"


class Holiday(models.Model):
    """A day on which the team is closed, beside the public holidays."""

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    team = models.ForeignKey(Team, models.CASCADE, related_name="holidays")
    day = models.DateField(_("day"))
    name = models.CharField(_("name"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("closed day")
        verbose_name_plural = _("closed days")
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["team", "day"], name="one_closed_day_per_team"),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.name}".strip()


class SpecialHours(models.Model):
    """Hours of one date, instead of its weekly ones, and even if it is a holiday or closed day."""

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    team = models.ForeignKey(Team, models.CASCADE, related_name="exceptions")
    day = models.DateField(_("day"))
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(
        _("closes"),
        help_text=_("A time at or before opening means the next day; 00:00–00:00 is all day."),
    )
    name = models.CharField(_("name"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("day with its own hours")
        verbose_name_plural = _("days with their own hours")
        ordering = ["day", "opens"]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.opens:%H:%M}–{self.closes:%H:%M} {self.name}".strip()


class Agent(models.Model):
    """A member who answers visitors.

    `languages` (codes) and `skills` (lower case) decide who is handed which conversation; no
    language means any. `state` is what the agent chose. Whether they are there is known from
    `last_seen_at`, which an open inbox renews: a chosen "online" without an open inbox counts as
    not there.
    """

    class State(models.TextChoices):
        ONLINE = "online", pgettext_lazy("agent", "available")
        AWAY = "away", _("away")

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="agents")
    user = models.ForeignKey(
        "accounts.User", models.CASCADE, related_name="+", verbose_name=_("person")
    )
    teams = models.ManyToManyField(Team, related_name="agents", blank=True, verbose_name=_("teams"))
    state = models.CharField(
        _("availability"), max_length=8, choices=State.choices, default=State.ONLINE
    )
    capacity = models.PositiveSmallIntegerField(
        _("conversations at once"),
        default=4,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
    )
    languages = models.JSONField(_("languages"), default=list, blank=True)
    skills = models.JSONField(_("skills"), default=list, blank=True)
    last_seen_at = models.DateTimeField(_("last seen"), null=True, editable=False)

    class Meta:
        verbose_name = _("agent")
        verbose_name_plural = _("agents")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "user"], name="one_agent_per_person"),
        ]

    def __str__(self) -> str:
        return str(self.user)
