"""A widget: how a website shows the chat, and which flow answers there."""

from __future__ import annotations

import re
import secrets

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from flowbuilder.accounts.models import Language


def new_key() -> str:
    """Return a short random key; it names the widget in public and opens nothing by itself."""
    return secrets.token_urlsafe(9).replace("_", "a").replace("-", "b")


class Widget(models.Model):
    """One chat on one or more websites. Its key is public."""

    workspace = models.ForeignKey(
        "accounts.Workspace", on_delete=models.CASCADE, related_name="widgets"
    )
    key = models.CharField(
        _("key"),
        max_length=64,
        unique=True,
        default=new_key,
        editable=False,
        validators=[RegexValidator(r"^[A-Za-z0-9_-]{1,64}$")],
    )
    name = models.CharField(
        _("name"), max_length=80, help_text=_("For you; visitors do not see it.")
    )
    flow = models.ForeignKey(
        "flows.Flow",
        on_delete=models.PROTECT,
        related_name="widgets",
        verbose_name=_("flow"),
        help_text=_("New conversations run on its published version."),
    )
    language = models.CharField(
        _("language"),
        max_length=5,
        choices=Language.choices,
        default=Language.POLISH,
        help_text=_(
            "Of the buttons and notices around the conversation, unless your page or its line "
            "of HTML asks for another one that the chat has."
        ),
    )
    enabled = models.BooleanField(
        _("switched on"), default=True, help_text=_("When off, the chat is not available anywhere.")
    )
    origins = models.JSONField(
        _("allowed websites"),
        default=list,
        blank=True,
        help_text=_(
            "One address per line, for example https://shop.example. The chat opens only there "
            "and on its own page."
        ),
    )
    title = models.CharField(
        _("title"), max_length=60, help_text=_("At the top of the chat, for example your name.")
    )
    assistant_name = models.CharField(
        _("name of the assistant"),
        max_length=30,
        blank=True,
        help_text=_(
            "Above its messages, always with a mark that it is no person. Leave empty for ours."
        ),
    )
    accent = models.CharField(
        _("colour"),
        max_length=7,
        default="#5046e0",
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Write it like #5046e0."))],
        help_text=_(
            "For the chat's button, the square with your initial and the visitor's words. "
            "Text on it becomes dark or light automatically."
        ),
    )
    ai_notice = models.CharField(
        _("notice about the assistant"),
        max_length=300,
        blank=True,
        help_text=_(
            "Shown before the first message; the law requires it. Leave empty to use ours."
        ),
    )

    asks_consent = models.BooleanField(
        _("wait for consent before storing anything"),
        default=False,
        help_text=_(
            "Off: the visitor's browser stores nothing until the chat is used. On: not even then, "
            "until your page calls Flowbuilder('consent', true); without it, a conversation is "
            "lost when the page is left. The separate chat page is not concerned."
        ),
    )
    allow_files = models.BooleanField(
        _("visitors may send files"),
        default=True,
        help_text=_(
            "Images, PDF and office documents: to a person who answers, and where the flow asks "
            "for them."
        ),
    )

    class Position(models.TextChoices):
        RIGHT = "right", _("on the right")
        LEFT = "left", _("on the left")

    position = models.CharField(
        _("place of the button"), max_length=5, choices=Position.choices, default=Position.RIGHT
    )
    avatar = models.BinaryField(
        _("picture of the assistant"), null=True, blank=True, editable=False
    )
    avatar_tag = models.CharField(max_length=16, blank=True, editable=False)
    quiet_from = models.TimeField(
        _("no invitations from"),
        null=True,
        blank=True,
        help_text=_("By the workspace's time zone. Both empty: invitations at any hour."),
    )
    quiet_to = models.TimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("widget")
        verbose_name_plural = _("widgets")
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class Invitation(models.Model):
    """A bubble beside the chat's button that invites to talk, and when it is shown.

    Looked at in the visitor's browser; the server is asked for nothing until it is accepted.
    """

    class When(models.TextChoices):
        TIME = "time", _("seconds on the page")
        SCROLL = "scroll", _("per cent of the page scrolled")
        EXIT = "exit", _("the pointer leaves the page at its top")
        EVENT = "event", _("an event that the page tells of")

    class Who(models.TextChoices):
        EVERYONE = "everyone", _("everyone")
        NEW = "new", _("who has not used the chat here")
        RETURNING = "returning", _("who has used the chat here")

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE)
    widget = models.ForeignKey(Widget, on_delete=models.CASCADE, related_name="invitations")
    enabled = models.BooleanField(pgettext_lazy("invitation", "switched on"), default=True)
    text_pl = models.CharField(
        _("text in Polish"),
        max_length=160,
        blank=True,
        help_text=_("One sentence, as on a small note. A language left empty shows the other."),
    )
    text_en = models.CharField(_("text in English"), max_length=160, blank=True)
    when = models.CharField(_("when"), max_length=8, choices=When.choices, default=When.TIME)
    value = models.CharField(
        _("how much, or which"),
        max_length=60,
        blank=True,
        help_text=_("30 seconds, 60 per cent, or an event's name, for example cart_updated."),
    )
    pages = models.JSONField(
        _("on pages"),
        default=list,
        blank=True,
        help_text=_(
            "One path per line, for example /cart or /products/*. The asterisk stands for "
            "anything. Empty: on every page."
        ),
    )
    campaign = models.CharField(
        _("from the campaign"),
        max_length=80,
        blank=True,
        help_text=_("The utm_campaign of the address; an asterisk stands for anything."),
    )
    who = models.CharField(_("for whom"), max_length=10, choices=Who.choices, default=Who.EVERYONE)
    rest_days = models.PositiveSmallIntegerField(
        _("not again for"),
        default=7,
        validators=[MaxValueValidator(365)],
        help_text=_("Days, after it was closed or accepted. 0: on every page anew."),
    )
    fact = models.CharField(
        _("only if the page told"),
        max_length=40,
        blank=True,
        help_text=_("A number of an event's data, for example value. Empty: no matter what."),
    )
    at_least = models.FloatField(_("as at least"), null=True, blank=True)
    most_per_visit = models.PositiveSmallIntegerField(
        _("in one visit at most"),
        default=1,
        help_text=_(
            "Times, also when nobody touches it. 0: on every page. Counted where the visitor used "
            "the chat or agreed; else it is shown at most once on a page."
        ),
    )
    most_in_all = models.PositiveSmallIntegerField(
        _("to one visitor at most"), default=3, help_text=_("Times in all. 0: without end.")
    )
    entry = models.CharField(
        _("the conversation begins at"),
        max_length=80,
        blank=True,
        help_text=_("“Invitation accepted” entries of the published flow; empty: at its start."),
    )

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text_pl or self.text_en

    def clean(self) -> None:
        """Words in some language, and a measure that the way of waiting can be held to."""
        if not (self.text_pl.strip() or self.text_en.strip()):
            raise ValidationError({"text_pl": _("Write the invitation in at least one language.")})
        limit = {self.When.TIME: 3600, self.When.SCROLL: 100}.get(self.When(self.when))
        number = int(self.value) if self.value.isascii() and self.value.isdigit() else -1
        if limit and not 1 <= number <= limit:
            raise ValidationError(
                {"value": _("Write a whole number from 1 to %(limit)s.") % {"limit": limit}}
            )
        if bool(self.fact) != (self.at_least is not None):
            raise ValidationError({"at_least": _("Give both what and how much, or neither.")})
        if self.fact and not re.fullmatch(r"[A-Za-z_]\w{0,39}", self.fact, re.ASCII):
            raise ValidationError(
                {"fact": _("Write the name as in the event's data: letters, digits, underscores.")}
            )
        if self.when == self.When.EVENT and not re.fullmatch(r"[\w.:-]{1,60}", self.value):
            raise ValidationError(
                {"value": _("Write the event's name: letters, digits, hyphens, underscores.")}
            )
