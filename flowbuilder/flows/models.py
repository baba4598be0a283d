"""A flow's one draft, its many versions, and what people agree about between the two."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from flowbuilder.accounts.models import Language
from flowbuilder.common.clock import now
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


class ScheduledPublish(models.Model):
    """A draft, as it was when it was scheduled, that becomes a version at `due_at`.

    A flow has at most one that waits. What was refused is shown until somebody has read it:
    `reason` says why, `problems` are those of a document that has errors by now.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DONE = "done", _("published")
        REFUSED = "refused", _("not published")
        CANCELLED = "cancelled", _("cancelled")
        READ = "read", _("not published, and read")

    class Reason(models.TextChoices):
        ERRORS = "errors", _("the flow has errors")
        NEWER = "newer", _("another version was published meanwhile")
        ARCHIVED = "archived", _("the flow is archived")
        NOT_ALLOWED = "not_allowed", _("whoever scheduled it may no longer publish")

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    flow = models.ForeignKey(Flow, on_delete=models.CASCADE, related_name="scheduled")
    document = models.JSONField(help_text="A core Flow document.")
    revision = models.PositiveIntegerField()
    after = models.ForeignKey(
        FlowVersion,
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
        help_text="The version that was live when this was scheduled.",
    )
    note = models.CharField(max_length=500, blank=True)
    live = models.CharField(max_length=8, default="stay")
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    reason = models.CharField(max_length=12, choices=Reason.choices, blank=True)
    problems = models.JSONField(default=list)
    created_at = models.DateTimeField(default=now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["flow"],
                condition=models.Q(state="waiting"),
                name="one_publish_waits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.flow} · {self.due_at}"


class Review(models.Model):
    """Somebody's wish that the draft be looked at and published, and what came of it.

    A flow has at most one that is open. Publishing the draft that it is about, or a later one,
    approves it.
    """

    class State(models.TextChoices):
        OPEN = "open", _("waits for review")
        APPROVED = "approved", _("approved")
        RETURNED = "returned", _("returned")
        WITHDRAWN = "withdrawn", _("withdrawn")

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    flow = models.ForeignKey(Flow, on_delete=models.CASCADE, related_name="reviews")
    revision = models.PositiveIntegerField()
    note = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    address = models.CharField(
        max_length=500, blank=True, help_text="The flow's page, where its author reached it."
    )
    asked_at = models.DateTimeField(default=now)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    answer = models.CharField(max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["flow"], condition=models.Q(state="open"), name="one_review_is_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.flow} · {self.get_state_display()}"


class Thread(models.Model):
    """Comments on one node, or on the whole flow when `node` is empty.

    Kept beside the document, not in it: what is said about a node that was removed stays, under
    the name and type that it had.
    """

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    flow = models.ForeignKey(Flow, on_delete=models.CASCADE, related_name="threads")
    node = models.CharField(max_length=64, blank=True)
    node_title = models.CharField(max_length=120, blank=True)
    node_type = models.CharField(max_length=64, blank=True)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.flow} · {self.node_title or self.node}"


class Comment(models.Model):
    """One person's words in a thread."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="comments")
    text = models.TextField(max_length=2000)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(default=now)
    edited_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text[:60]
