"""Entries, and the questions nobody could answer."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from flowbuilder.accounts.models import Language


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
    """A question that no entry answered, kept until somebody writes the answer."""

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
