"""Answers to surveys, one row each."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Survey(models.TextChoices):
    """The three questions."""

    CSAT = "csat", _("Satisfaction (CSAT)")
    NPS = "nps", _("Recommendation (NPS)")
    CES = "ces", _("Ease (CES)")


class HandledBy(models.TextChoices):
    """Who spoke with the visitor before the question."""

    BOT = "bot", _("Assistant")
    AGENT = "agent", _("Person")


class Response(models.Model):
    """What one visitor answered, with what it was about: who served them, on which version."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    conversation = models.ForeignKey(
        "conversations.Conversation",
        on_delete=models.CASCADE,
        related_name="survey_responses",
        verbose_name=_("conversation"),
    )
    effect_id = models.CharField(max_length=100, unique=True, editable=False)
    survey = models.CharField(_("survey"), max_length=4, choices=Survey.choices)
    score = models.SmallIntegerField(pgettext_lazy("survey", "score"))
    comment = models.TextField(_("comment"), blank=True)
    node = models.CharField(max_length=64, blank=True, editable=False)
    flow_version = models.ForeignKey(
        "flows.FlowVersion", on_delete=models.PROTECT, related_name="+", verbose_name=_("version")
    )
    handled_by = models.CharField(_("handled by"), max_length=5, choices=HandledBy.choices)
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("agent"),
    )
    at = models.DateTimeField(pgettext_lazy("date", "answered"))

    class Meta:
        verbose_name = _("survey answer")
        verbose_name_plural = _("survey answers")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["workspace", "survey", "at"], name="response_by_time")]

    def __str__(self) -> str:
        return f"{self.get_survey_display()}: {self.score}"
