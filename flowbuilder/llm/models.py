"""Which language model a workspace uses."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class LanguageModelSettings(models.Model):
    """The endpoint that answers for one workspace. At most one; without it, the installation's.

    The key is sealed and bound to `base_url`: whoever changes the address enters it again.
    """

    workspace = models.OneToOneField(
        "accounts.Workspace", on_delete=models.CASCADE, related_name="language_model"
    )
    base_url = models.CharField(
        _("address"), max_length=300,
        help_text=_("An OpenAI-compatible endpoint, for example https://api.openai.com/v1."),
    )  # fmt: skip
    model = models.CharField(
        _("model"), max_length=120, help_text=_("The model's name, as the provider writes it.")
    )
    sealed_key = models.TextField(blank=True, editable=False)
    enabled = models.BooleanField(
        _("on"), default=True,
        help_text=_("When off, answers are quoted from the knowledge without a model."),
    )  # fmt: skip
    price_in = models.DecimalField(
        _("price of a million tokens asked"), max_digits=10, decimal_places=4, null=True,
        blank=True, help_text=_("As the provider bills it; without it, no cost is shown."),
    )  # fmt: skip
    price_out = models.DecimalField(
        _("price of a million tokens answered"), max_digits=10, decimal_places=4, null=True,
        blank=True,
    )  # fmt: skip
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("language model")
        verbose_name_plural = _("language model")

    def __str__(self) -> str:
        return self.model


class ModelBudget(models.Model):
    """How many tokens a workspace may spend. Empty: any number."""

    workspace = models.OneToOneField(
        "accounts.Workspace", on_delete=models.CASCADE, related_name="model_budget"
    )
    per_conversation = models.PositiveBigIntegerField(
        _("tokens per conversation"), null=True, blank=True,
        help_text=_("An answer takes about 1,000 to 2,000. Leave empty for no limit."),
    )  # fmt: skip
    per_day = models.PositiveBigIntegerField(
        _("tokens per day"), null=True, blank=True, help_text=_("Leave empty for no limit.")
    )
    per_month = models.PositiveBigIntegerField(
        _("tokens per month"), null=True, blank=True, help_text=_("Leave empty for no limit.")
    )

    class Meta:
        verbose_name = _("model budget")
        verbose_name_plural = _("model budget")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class FlowBudget(models.Model):
    """How many tokens the turns of one flow may spend in a month. Empty: any number."""

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    flow = models.OneToOneField("flows.Flow", models.CASCADE, related_name="model_budget")
    per_month = models.PositiveBigIntegerField(_("tokens per month"), null=True)

    def __str__(self) -> str:
        return str(self.flow)


class ModelCall(models.Model):
    """One time a model was asked, for the processor log. Holds nothing that was said.

    `effect_id` is the effect that asked: an answer may be up to three calls, which bear the same.
    """

    class Purpose(models.TextChoices):
        ANSWER = "answer", _("an answer to a visitor")
        REWRITE = "rewrite", _("a follow-up question put in full")
        CHECK = "check", _("a check of an answer")
        EXTRACT = "extract", _("data picked out of a message")
        TOPIC = "topic", _("the topic of a message")
        DRAFT = "draft", _("a draft of an answer for the knowledge")
        REPLY = "reply", _("a draft of an agent's reply")
        SUMMARY = "summary", _("a summary for an agent")
        TRANSLATION = "translate", _("a translation for an agent")
        PLACE = "place", _("texts placed by what they mean")
        TRIAL = "trial", _("a trial by an author")
        LIST = "list", _("the names of the models on offer")
        TEST = "test", _("a test of the connection")

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    conversation_id = models.UUIDField(_("conversation"), null=True)
    flow = models.ForeignKey(
        "flows.Flow", models.SET_NULL, null=True, related_name="+", verbose_name=_("flow")
    )
    effect_id = models.CharField(max_length=120, blank=True, editable=False)
    at = models.DateTimeField(_("called at"))
    purpose = models.CharField(_("for"), max_length=10, choices=Purpose.choices)
    host = models.CharField(_("sent to"), max_length=200, blank=True)
    model = models.CharField(_("model"), max_length=120)
    outcome = models.CharField(_("outcome"), max_length=40)
    tokens_in = models.PositiveIntegerField(_("tokens asked"))
    tokens_out = models.PositiveIntegerField(_("tokens answered"))
    estimated = models.BooleanField(_("estimated"), default=False)
    cost = models.DecimalField(_("cost"), max_digits=12, decimal_places=6, null=True)
    ms = models.PositiveIntegerField(_("milliseconds"))

    class Meta:
        verbose_name = _("call of a model")
        verbose_name_plural = _("calls of models")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["workspace", "at"], name="model_call_by_time"),
            models.Index(fields=["workspace", "conversation_id"], name="model_call_by_talk"),
        ]

    def __str__(self) -> str:
        return f"{self.model} · {self.outcome}"
