"""Entries, and the questions nobody could answer."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from flowbuilder.accounts.models import Language
from flowbuilder.knowledge.checks.model_run_models import ModelOutcome, ModelPlan, ModelRun
from flowbuilder.knowledge.checks.quality_models import (
    CheckedAnswer,
    Expectation,
    LearntThresholds,
    Outcome,
    QualityRun,
)
from flowbuilder.knowledge.given_models import Given
from flowbuilder.knowledge.import_models import EntryImport
from flowbuilder.knowledge.past_models import PastText
from flowbuilder.knowledge.reading.source_models import Chunk, Source, SourceDocument

__all__ = [
    "CheckedAnswer", "Chunk", "Entry", "EntryImport", "Expectation", "KnowledgeVersion",
    "LearntThresholds", "MeaningSettings", "ModelOutcome", "ModelPlan", "ModelRun", "Outcome",
    "PastText", "QualityRun", "Source", "SourceDocument", "StoredVector", "Synonyms",
    "Unanswered", "WeeklyChoice",
]  # fmt: skip


class Entry(Given):
    """One question with its answer, in one language. Changed by services only.

    `key` is the id it has in the file it was imported from, so that importing again updates it.
    """

    workspace = models.ForeignKey(
        "accounts.Workspace", on_delete=models.CASCADE, related_name="knowledge"
    )
    key = models.CharField(_("id"), max_length=120, blank=True, editable=False)
    language = models.CharField(
        _("language"), max_length=5, choices=Language.choices, default=Language.POLISH
    )
    question = models.CharField(
        _("question"), max_length=500, help_text=_("As a visitor would ask it.")
    )
    variants = models.JSONField(_("other ways to ask"), default=list, blank=True)
    answer = models.TextField(_("answer"), help_text=_("What the visitor reads. Links are kept."))
    source = models.CharField(
        _("source"), max_length=300, blank=True,
        help_text=_("Where the answer comes from: a page’s address or a document’s name."),
    )  # fmt: skip
    created_at = models.DateTimeField(_("added"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("questions and answers")
        ordering = ["question", "id"]
        indexes = [models.Index(fields=["workspace", "language"], name="entry_by_language")]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "language", "key"],
                condition=~models.Q(key=""),
                name="entry_key_once",
            ),
        ]

    def __str__(self) -> str:
        return self.question

    @property
    def public_id(self) -> str:
        """The id that searches name: the file's own, else ours."""
        return self.key or str(self.pk)


class Synonyms(models.Model):
    """Words that mean the same here, between commas: who asks with one finds what says another."""

    workspace = models.ForeignKey(
        "accounts.Workspace", on_delete=models.CASCADE, related_name="synonyms"
    )
    language = models.CharField(
        _("language"), max_length=5, choices=Language.choices, default=Language.POLISH
    )
    words = models.CharField(
        _("words"), max_length=500,
        help_text=_("Single words between commas: “teapot, kettle”. Endings do not matter."),
    )  # fmt: skip
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("synonyms")
        verbose_name_plural = _("synonyms")
        ordering = ["language", "words"]

    def __str__(self) -> str:
        return self.words


class KnowledgeVersion(models.Model):
    """A counter of a workspace's changes: an index of another number is out of date."""

    workspace = models.OneToOneField(
        "accounts.Workspace", on_delete=models.CASCADE, related_name="knowledge_version"
    )
    number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.number)


class StoredVector(models.Model):
    """Where a model placed a text of a workspace's entries, so that it is asked once.

    `digest` stands for the text and its kind, `data` are half-precision numbers.
    """

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    embedder = models.CharField(max_length=60)
    digest = models.CharField(max_length=32)
    data = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "embedder", "digest"], name="vector_once_per_text"
            ),
        ]

    def __str__(self) -> str:
        return self.digest


class MeaningSettings(models.Model):
    """Which model tells a workspace what texts mean. At most one; without it, the local model.

    The key is sealed and bound to `base_url`. `dimensions` is what the endpoint answered with
    first, 0 before; `trouble` the code of what kept it from placing the entries, if anything.
    """

    class How(models.TextChoices):
        """Who places the texts."""

        LOCAL = "local", _("The model of this installation")
        ENDPOINT = "endpoint", _("A model behind an endpoint")
        OFF = "off", _("None: compare words alone")

    workspace = models.OneToOneField(
        "accounts.Workspace", on_delete=models.CASCADE, related_name="meaning_settings"
    )
    how = models.CharField(_("model"), max_length=10, choices=How.choices, default=How.LOCAL)
    base_url = models.CharField(
        _("address"), max_length=300, blank=True,
        help_text=_("An OpenAI-compatible endpoint, for example https://api.openai.com/v1."),
    )  # fmt: skip
    model = models.CharField(
        _("name of the model"), max_length=120, blank=True,
        help_text=_("A model for embeddings, as the provider writes it."),
    )  # fmt: skip
    price = models.DecimalField(
        _("price of a million tokens"), max_digits=10, decimal_places=4, null=True, blank=True,
        help_text=_("As the provider bills it; without it, no cost is shown."),
    )  # fmt: skip
    sealed_key = models.TextField(blank=True, editable=False)
    dimensions = models.PositiveIntegerField(default=0, editable=False)
    trouble = models.CharField(max_length=40, blank=True, editable=False)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("search by meaning")
        verbose_name_plural = _("search by meaning")

    def __str__(self) -> str:
        return str(self.get_how_display())


class Unanswered(models.Model):
    """A question that no entry answered, kept until somebody writes the answer.

    `reply_put_away`: what an agent replied to it is not offered as an entry any more.
    """

    class Status(models.TextChoices):
        """What became of it."""

        OPEN = "open", _("Open")
        ANSWERED = "answered", _("Answered")
        BRANCH = "branch", _("Sent to a branch")
        IGNORED = "ignored", _("Ignored")

    workspace = models.ForeignKey(
        "accounts.Workspace", on_delete=models.CASCADE, related_name="unanswered"
    )
    conversation_id = models.UUIDField(null=True, blank=True, db_index=True, editable=False)
    effect_id = models.CharField(max_length=120, blank=True, editable=False)
    question = models.CharField(_("question"), max_length=500)
    language = models.CharField(
        _("language"), max_length=5, choices=Language.choices, default=Language.POLISH
    )
    node = models.CharField(_("step of the flow"), max_length=120, blank=True, editable=False)
    at = models.DateTimeField(_("asked"))
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.OPEN
    )
    entry = models.ForeignKey(
        Entry, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("answer"),
    )  # fmt: skip
    reply_put_away = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("unanswered question")
        verbose_name_plural = _("unanswered questions")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["workspace", "status", "-at"], name="unanswered_by_status")]
        constraints = [
            models.UniqueConstraint(
                fields=["conversation_id", "effect_id"],
                condition=models.Q(conversation_id__isnull=False) & ~models.Q(effect_id=""),
                name="unanswered_once_per_effect",
            ),
        ]

    def __str__(self) -> str:
        return self.question


class WeeklyChoice(models.Model):
    """Whether a person wants the weekly list of a workspace; without one, the usual holds."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    wanted = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "user"], name="weekly_choice_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.wanted}"
