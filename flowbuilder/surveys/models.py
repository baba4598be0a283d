"""Surveys with their rules, each time one was asked, and the answers."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from flowbuilder.accounts.models import Language
from flowbuilder.common.clock import now
from flowbuilder.core.scales import SCALES
from flowbuilder.flows.models import FLOW_LANGUAGES


class Kind(models.TextChoices):
    """What a survey asks, and so how it is scored."""

    CSAT = "csat", _("Satisfaction (CSAT)")
    NPS = "nps", _("Recommendation (NPS)")
    CES = "ces", _("Ease (CES)")
    OWN = "own", _("Own question: a scale")
    CHOICE = "choice", _("Own question: answers to choose from")
    OPEN = "open", _("Own question: in the visitor's own words")


#: What is asked in the author's own words alone.
OWN_WORDS = (Kind.OWN, Kind.CHOICE, Kind.OPEN)
#: What is answered by no number on a scale.
UNMEASURED = (Kind.CHOICE, Kind.OPEN)
FEWEST_OPTIONS, MOST_OPTIONS = 2, 10
LONGEST_OPTION = 80


class HandledBy(models.TextChoices):
    """Who spoke with the visitor before the question."""

    BOT = "bot", _("Assistant")
    AGENT = "agent", _("Person")


class Survey(models.Model):
    """A question, its words by language, and the rules of when it is asked.

    It is answered on a scale, by a choice among options or in the visitor's own words. The scale's
    numbers are the author's only for an own question; the others have theirs. An
    anonymous survey takes no ways of its own by score: where a conversation went on would tell.
    """

    class After(models.TextChoices):
        BOTH = "both", _("any conversation")
        BOT = "bot", _("conversations with the assistant alone")
        AGENT = "agent", _("conversations with a person")

    class SampleBy(models.TextChoices):
        CONTACT = "contact", _("contacts: the same people are always asked")
        CONVERSATION = "conversation", _("conversations: drawn anew for each")

    class Comment(models.TextChoices):
        NEVER = "never", _("nobody")
        EVERYONE = "everyone", _("everyone who gave a score")
        LOW = "low", _("those who gave a low score")

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="surveys")
    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(
        _("short name"),
        max_length=60,
        help_text=_("What flows call the survey. Letters, digits, -."),
    )
    active = models.BooleanField(
        pgettext_lazy("survey", "switched on"),
        default=True,
        help_text=_("While it is off, the step leaves by “not asked”."),
    )
    kind = models.CharField(
        _("how it is answered"), max_length=6, choices=Kind.choices, default=Kind.CSAT
    )
    low = models.SmallIntegerField(
        _("lowest number"),
        default=1,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text=_("Only for an own scale, like the three fields that follow."),
    )
    high = models.SmallIntegerField(
        _("highest number"),
        default=5,
        validators=[MinValueValidator(2), MaxValueValidator(10)],
    )
    low_until = models.SmallIntegerField(_("a low score is at most"), default=2)
    high_from = models.SmallIntegerField(_("a high score is at least"), default=4)
    comment = models.CharField(
        _("ask for a comment"),
        max_length=8,
        choices=Comment.choices,
        default=Comment.NEVER,
    )
    after = models.CharField(_("ask after"), max_length=5, choices=After.choices, default="both")
    sample_percent = models.PositiveSmallIntegerField(
        _("ask this share (%)"),
        default=100,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    sample_by = models.CharField(
        _("share of"), max_length=12, choices=SampleBy.choices, default=SampleBy.CONTACT
    )
    cooldown_days = models.PositiveSmallIntegerField(
        _("days before the same contact is asked again"),
        default=0,
        validators=[MaxValueValidator(730)],
        help_text=_("Counted from when this survey was last asked. 0 for no pause."),
    )
    cooldown_all = models.BooleanField(
        _("count other surveys too"),
        default=False,
        help_text=_(
            "The days then count from when any survey was last asked. Switched on in every survey, "
            "it keeps anybody from being asked twice within these days."
        ),
    )
    expires_hours = models.PositiveSmallIntegerField(
        _("hours in which an answer counts"),
        default=0,
        validators=[MaxValueValidator(2160)],
        help_text=_("A later answer is not counted, and the visitor is told so. 0 for no limit."),
    )
    anonymous = models.BooleanField(
        _("anonymous"),
        default=False,
        help_text=_(
            "The answer is kept without the contact, agent, team, conversation and time of day, "
            "and what was said does not stay in the conversation. A score then has no way out of "
            "its own: the step always leaves by “next”. Comments are kept apart from scores."
        ),
    )

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "slug"], name="survey_slug_in_workspace"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """An own scale must make sense; the other kinds bring theirs or need none.

        Raises:
            ValidationError: It does not, or a comment is asked for where no score can be low.
        """
        if self.kind == Kind.OPEN:
            self.comment = Survey.Comment.NEVER  # the answer is one
        if self.kind in UNMEASURED:
            self.low, self.high = 1, MOST_OPTIONS
            if self.comment == Survey.Comment.LOW:
                raise ValidationError(
                    {"comment": _("Only on a scale is there a low score to ask about.")}
                )
        elif self.kind in SCALES:
            scale = SCALES[self.kind]
            self.low, self.high = scale.low, scale.high
            self.low_until, self.high_from = scale.low_until, scale.high_from
        elif not self.low <= self.low_until < self.high_from <= self.high:
            raise ValidationError(
                {
                    "low_until": _(
                        "The numbers must rise: lowest, a low score, a high score, highest."
                    )
                }
            )


class SurveyText(models.Model):
    """A survey's words in one language. What is empty is said in the usual words."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="texts")
    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    language = models.CharField(
        _("language"), max_length=5, choices=FLOW_LANGUAGES, default=Language.POLISH
    )
    question = models.CharField(
        _("question"),
        max_length=400,
        blank=True,
        help_text=_("Leave empty for the scale's usual question. An own question needs one."),
    )
    options = models.TextField(
        _("answers to choose from"),
        blank=True,
        help_text=_(
            "Only for a question with answers to choose from: one in each line, 2 to 10 of them, "
            "in the same order in every language."
        ),
    )
    low_label = models.CharField(_("words at the lowest number"), max_length=60, blank=True)
    high_label = models.CharField(_("words at the highest number"), max_length=60, blank=True)
    follow_up = models.CharField(_("question about a comment"), max_length=400, blank=True)
    follow_up_low = models.CharField(
        _("the same after a low score"),
        max_length=400,
        blank=True,
        help_text=_("Leave empty to ask as after any other score."),
    )
    follow_up_high = models.CharField(_("the same after a high score"), max_length=400, blank=True)
    thanks = models.CharField(_("thanks"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("words of a survey")
        verbose_name_plural = _("words of a survey")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "language"], name="survey_text_language"),
        ]

    def __str__(self) -> str:
        return self.get_language_display()

    @property
    def labels(self) -> list[str]:
        """The answers to choose from. A response's score is the place of one, from 1 up."""
        return lines_of(self.options)


def lines_of(written: str) -> list[str]:
    """What stands in the lines, without the empty ones and spaces around."""
    return [" ".join(line.split()) for line in written.splitlines() if line.strip()]


class Asked(models.Model):
    """One time a survey was asked: what the response rate and the pauses are counted from.

    Of an anonymous survey it says that somebody answered and commented, never what, nor whom or
    which answer from the knowledge the question was about.
    """

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    survey = models.ForeignKey(Survey, models.RESTRICT, related_name="+")
    effect_id = models.CharField(max_length=100, unique=True)
    conversation = models.ForeignKey("conversations.Conversation", models.CASCADE, related_name="+")
    contact = models.ForeignKey("conversations.Contact", models.CASCADE, related_name="+")
    flow_version = models.ForeignKey("flows.FlowVersion", models.PROTECT, related_name="+")
    node = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=5)
    handled_by = models.CharField(max_length=5, choices=HandledBy.choices)
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    team = models.ForeignKey("handoff.Team", models.SET_NULL, null=True, related_name="+")
    given_answer = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    answered = models.BooleanField(default=False)
    commented = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("asked survey")
        verbose_name_plural = _("asked surveys")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["survey", "at"], name="asked_by_time"),
            models.Index(fields=["contact", "survey", "-at"], name="asked_by_contact"),
        ]

    def __str__(self) -> str:
        return f"{self.survey_id} · {self.at:%Y-%m-%d}"


class Tag(models.Model):
    """A word that people put on comments to find them again."""

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=40)

    class Meta:
        verbose_name = pgettext_lazy("survey comment", "tag")
        verbose_name_plural = pgettext_lazy("survey comment", "tags")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name"], name="survey_tag_in_workspace"),
        ]

    def __str__(self) -> str:
        return self.name


class Response(models.Model):
    """What one visitor answered, with what it was about: who served them, on which version.

    Without `survey` it answers the step's own question. An anonymous one has no conversation,
    agent and team, only the day it was given, and an id and a key that follow nothing; its comment
    is a row of its own, without a score. The score of a choice is the place of the option, and an
    answer in own words is a comment without a score.
    """

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    conversation = models.ForeignKey(
        "conversations.Conversation",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="survey_responses",
        verbose_name=_("conversation"),
    )
    effect_id = models.CharField(max_length=100, unique=True, editable=False)
    kind = models.CharField(_("how it is answered"), max_length=6, choices=Kind.choices)
    survey = models.ForeignKey(
        Survey,
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="responses",
        verbose_name=_("survey"),
    )
    score = models.SmallIntegerField(pgettext_lazy("survey", "score"), null=True, blank=True)
    comment = models.TextField(_("comment"), blank=True)
    tags = models.ManyToManyField(
        Tag,
        blank=True,
        related_name="responses",
        verbose_name=pgettext_lazy("survey comment", "tags"),
    )
    given_answer = models.CharField(
        _("answer from the knowledge"), max_length=200, blank=True, editable=False
    )
    node = models.CharField(max_length=64, blank=True, editable=False)
    language = models.CharField(_("language"), max_length=5, blank=True, choices=FLOW_LANGUAGES)
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
    team = models.ForeignKey(
        "handoff.Team",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("team"),
    )
    anonymous = models.BooleanField(_("anonymous"), default=False)
    at = models.DateTimeField(pgettext_lazy("date", "answered"), default=now)

    class Meta:
        verbose_name = _("survey answer")
        verbose_name_plural = _("survey answers")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["workspace", "kind", "at"], name="response_by_time"),
            models.Index(fields=["survey", "at"], name="response_by_survey"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.score if self.score is not None else '—'}"
