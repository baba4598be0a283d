"""Entries, the questions nobody could answer, and what answers are expected."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from flowbuilder.accounts.models import Language
from flowbuilder.knowledge.source_models import Chunk, Source, SourceDocument

__all__ = [
    "Chunk", "Entry", "Expectation", "KnowledgeVersion", "Outcome", "QualityRun", "Source",
    "SourceDocument", "StoredVector", "Unanswered", "WeeklyChoice",
]  # fmt: skip


class Entry(models.Model):
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
    tags = models.CharField(
        _("tags"), max_length=200, blank=True, help_text=_("Separated by commas.")
    )
    source = models.CharField(
        _("source"), max_length=300, blank=True,
        help_text=_("Where the answer comes from: a page’s address or a document’s name."),
    )  # fmt: skip
    enabled = models.BooleanField(
        _("on"), default=True, help_text=_("When off, it is never given as an answer.")
    )
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


class Unanswered(models.Model):
    """A question that no entry answered, kept until somebody writes the answer.

    `reply_put_away`: what an agent replied to it is not offered as an entry any more.
    """

    class Status(models.TextChoices):
        """What became of it."""

        OPEN = "open", _("Open")
        ANSWERED = "answered", _("Answered")
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


class Outcome(models.TextChoices):
    """How the knowledge met one expectation; `quality.judge` says what each means."""

    RIGHT = "right", _("Right answer")
    OFFERED = "offered", _("Only suggestions")
    WRONG = "wrong", _("Wrong answer")
    MISSED = "missed", _("Not found")
    REFUSED = "refused", _("Rightly without an answer")
    FALSE = "false", _("Answered, but should not be")


class Expectation(models.Model):
    """What the knowledge should say to one question. Changed by services only.

    Either `entry` answers it or `no_answer` is true; with neither, its answer was deleted.
    `outcome` and `got` are of the last check.
    """

    workspace = models.ForeignKey(
        "accounts.Workspace", on_delete=models.CASCADE, related_name="expectations"
    )
    question = models.CharField(
        _("question"), max_length=500, help_text=_("As a visitor would ask it.")
    )
    language = models.CharField(
        _("language"), max_length=5, choices=Language.choices, default=Language.POLISH
    )
    entry = models.ForeignKey(
        Entry, on_delete=models.SET_NULL, null=True, blank=True, related_name="expectations",
        verbose_name=_("expected answer"),
    )  # fmt: skip
    no_answer = models.BooleanField(
        _("there should be no answer"), default=False,
        help_text=_("For questions that the assistant should not answer."),
    )  # fmt: skip
    note = models.CharField(
        _("note"), max_length=300, blank=True, help_text=_("Why it matters; for your team only.")
    )
    outcome = models.CharField(
        _("last check"), max_length=10, choices=Outcome.choices, blank=True, editable=False
    )
    got = models.CharField(_("what came"), max_length=500, blank=True, editable=False)
    created_by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, related_name="+", editable=False,
        verbose_name=_("added by"),
    )  # fmt: skip
    created_at = models.DateTimeField(_("added"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("expected answer")
        verbose_name_plural = _("expected answers")
        ordering = ["question", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "language", "question"], name="expectation_once"
            ),
            models.CheckConstraint(
                condition=models.Q(entry=None) | models.Q(no_answer=False),
                name="expectation_answer_or_none",
            ),
        ]

    def __str__(self) -> str:
        return self.question


class QualityRun(models.Model):
    """One check of all expectations. Never changes.

    `outcomes` maps an expectation's number to its outcome, the id of the entry that came, and
    its score; it lets two checks be compared.
    """

    class Cause(models.TextChoices):
        """Why it was made."""

        CHANGE = "change", _("the knowledge changed")
        EXPECTED = "expected", _("the expected answers changed")
        THRESHOLD = "threshold", _("the score needed for an answer changed")
        MODEL = "model", _("the model of the search changed")
        HAND = "hand", _("by hand")

    workspace = models.ForeignKey(
        "accounts.Workspace", on_delete=models.CASCADE, related_name="quality_runs"
    )
    at = models.DateTimeField(_("checked"))
    version = models.PositiveBigIntegerField(_("version of the knowledge"))
    cause = models.CharField(_("why"), max_length=10, choices=Cause.choices)
    by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    found_from = models.FloatField()
    suggest_from = models.FloatField()
    model = models.CharField(max_length=120, blank=True)
    answerable = models.PositiveIntegerField(help_text="Questions that have an answer.")
    unanswerable = models.PositiveIntegerField(help_text="Questions that should get none.")
    hit_1 = models.PositiveIntegerField()
    hit_3 = models.PositiveIntegerField()
    right = models.PositiveIntegerField()
    offered = models.PositiveIntegerField()
    wrong = models.PositiveIntegerField()
    missed = models.PositiveIntegerField()
    refused = models.PositiveIntegerField()
    false_answers = models.PositiveIntegerField()
    outcomes = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("check of the answers")
        verbose_name_plural = _("checks of the answers")
        ordering = ["-id"]
        indexes = [models.Index(fields=["workspace", "-id"], name="quality_run_newest")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
