"""A flow's one draft and its many versions."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from flowbuilder.accounts.models import Language
from flowbuilder.core.languages import NAMES

#: What a flow, and so a conversation, may be held in.
FLOW_LANGUAGES = [(code, _(name)) for code, name in NAMES.items()]


class Flow(models.Model):
    """What an author draws. The draft may be wrong; conversations run only on versions."""

    workspace = models.ForeignKey(
        "accounts.Workspace", on_delete=models.CASCADE, related_name="flows"
    )
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("short name"), max_length=80)
    language = models.CharField(
        _("language"), max_length=5, choices=FLOW_LANGUAGES, default=Language.POLISH
    )
    draft = models.JSONField(default=dict, editable=False)
    draft_revision = models.PositiveIntegerField(default=1, editable=False)
    published = models.ForeignKey(
        "FlowVersion",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("published version"),
    )
    published_revision = models.PositiveIntegerField(null=True, editable=False)
    archived = models.BooleanField(_("archived"), default=False)
    needs = models.JSONField(
        default=list, editable=False, help_text="What it still needs of one's own; see needs.py."
    )
    tried_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(_("last change"), auto_now=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("changed by"),
    )

    class Meta:
        verbose_name = _("flow")
        verbose_name_plural = _("flows")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "slug"], name="flow_slug_in_workspace"),
        ]

    def __str__(self) -> str:
        return self.name


class FlowVersion(models.Model):
    """One published state of a flow. Never changes: conversations run on it."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    flow = models.ForeignKey(Flow, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("number"))
    document = models.JSONField(help_text="A core Flow document.")
    components = models.JSONField(
        default=dict, help_text="The documents of the flows it calls, as they were, by flow id."
    )
    note = models.CharField(_("what changed"), max_length=500, blank=True)
    published_at = models.DateTimeField(_("published"), auto_now_add=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("published by"),
    )

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["flow", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["flow", "number"], name="flow_version_number"),
        ]

    def __str__(self) -> str:
        return f"{self.flow} · {self.number}"


class Talk(models.Model):
    """A conversation that the flow must still hold as written, in the format of `core/talks.py`."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    flow = models.ForeignKey(Flow, on_delete=models.CASCADE, related_name="talks")
    name = models.CharField(_("name"), max_length=120)
    text = models.TextField()
    updated_at = models.DateTimeField(_("last change"), auto_now=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("changed by"),
    )

    class Meta:
        verbose_name = _("saved conversation")
        verbose_name_plural = _("saved conversations")
        ordering = ["flow", "name"]
        constraints = [
            models.UniqueConstraint(fields=["flow", "name"], name="flow_talk_name"),
        ]

    def __str__(self) -> str:
        return self.name


class FlowTemplate(models.Model):
    """A flow, or a part of one, that the workspace keeps to begin others with."""

    workspace = models.ForeignKey(
        "accounts.Workspace", on_delete=models.CASCADE, related_name="flow_templates"
    )
    name = models.CharField(_("name"), max_length=120)
    summary = models.CharField(_("what it does"), max_length=500, blank=True)
    language = models.CharField(
        _("language"), max_length=5, choices=Language.choices, default=Language.POLISH
    )
    document = models.JSONField(help_text="A core Flow document; its graph may be unfinished.")
    needs = models.JSONField(default=list, help_text="The checklist of a flow made from it.")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("template")
        verbose_name_plural = _("templates")
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name
