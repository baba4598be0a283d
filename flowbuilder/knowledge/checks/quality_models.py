"""What answers are expected, what a workspace learnt from them, and how answers were checked."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from flowbuilder.accounts.models import Language
from flowbuilder.knowledge.search.mixing import Limits


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

    Either `entry` answers it, or a passage of `source` does (under `heading` of `page`, where they
    are given), or `no_answer` is true; with none of the three, its answer was deleted. A passage
    is known by its place, for it is another row after each reading. `outcome` and `got` are of
    the last check.
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
        "knowledge.Entry", on_delete=models.SET_NULL, null=True, blank=True,
        related_name="expectations", verbose_name=_("expected answer"),
    )  # fmt: skip
    source = models.ForeignKey(
        "knowledge.Source", on_delete=models.SET_NULL, null=True, blank=True,
        related_name="expectations", verbose_name=_("expected source"),
        help_text=_("When the answer stands in a document or on a website that was read."),
    )  # fmt: skip
    page = models.CharField(
        _("page of the source"), max_length=1500, blank=True,
        help_text=_("The address of one page of a website. Empty: any page."),
    )  # fmt: skip
    heading = models.CharField(
        _("heading"), max_length=1000, blank=True,
        help_text=_("The heading that the answer stands under. Empty: anywhere."),
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
            models.CheckConstraint(
                condition=models.Q(source=None) | models.Q(no_answer=False, entry=None),
                name="expectation_source_alone",
            ),
        ]

    def __str__(self) -> str:
        return self.question


class LearntThresholds(models.Model):
    """From which score a workspace answers and offers, learnt from its expected answers.

    At most one `of` entries and one of passages; without it, the built-in thresholds hold. They are
    for the scores of `model`, empty for words alone, and do not count with another. Changed by
    services only.
    """

    class Of(models.TextChoices):
        """What they are for."""

        ENTRIES = "entries", _("Questions and answers")
        PASSAGES = "passages", _("Passages of sources")

    class Manner(models.TextChoices):
        """How ready it is to answer; `thresholds.MANNERS` says what each costs and allows."""

        CAREFUL = "careful", _("More careful")
        BALANCED = "balanced", _("Balanced")
        BOLD = "bold", _("Bolder")

    workspace = models.ForeignKey(
        "accounts.Workspace", on_delete=models.CASCADE, related_name="learnt_thresholds"
    )
    of = models.CharField(max_length=8, choices=Of.choices, default=Of.ENTRIES)
    found = models.FloatField()
    suggest = models.FloatField()
    model = models.CharField(max_length=120, blank=True)
    manner = models.CharField(max_length=10, choices=Manner.choices)
    answerable = models.PositiveIntegerField(help_text="Questions with an answer it learnt from.")
    unanswerable = models.PositiveIntegerField(help_text="Questions that should get none.")
    by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "of"], name="learnt_once_of_each"),
        ]

    def __str__(self) -> str:
        return f"{self.found:.3f} · {self.suggest:.3f}"

    @property
    def limits(self) -> Limits:
        """The two thresholds."""
        return Limits(self.found, self.suggest)


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


class CheckedAnswer(models.Model):
    """An answer that a model wrote to a visitor, and whether it stood on the knowledge.

    One that did not was held back. Holds nothing that was said.
    """

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    conversation_id = models.UUIDField(null=True, db_index=True)
    at = models.DateTimeField()
    model = models.CharField(max_length=120)
    stood = models.BooleanField()

    class Meta:
        indexes = [models.Index(fields=["workspace", "at"], name="checked_answer_by_time")]

    def __str__(self) -> str:
        return f"{self.model} · {self.stood}"
