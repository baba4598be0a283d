"""Sources: documents and sites that are read into passages, and what was read of them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from flowbuilder.accounts.models import Language
from flowbuilder.knowledge.given_models import Given


class Source(Given):
    """A file, an article, a page or a site that is read into passages. Changed by services only.

    `reading` counts its readings; what a reading finds bears its number. `held` names the
    file that is still to be read, `text` is an article's own, `problem` is a code of `reasons`
    that kept it from being read.
    """

    class Kind(models.TextChoices):
        """What it is."""

        FILE = "file", _("File")
        ARTICLE = "article", _("Article")
        PAGE = "page", _("Web page")
        SITE = "site", _("Website")

    class Schedule(models.TextChoices):
        """How often it is read again."""

        NEVER = "never", _("Only when asked")
        DAILY = "daily", _("Every day")
        WEEKLY = "weekly", _("Every week")

    class State(models.TextChoices):
        """How its last reading stands."""

        NEW = "new", _("Not read yet")
        READING = "reading", _("Being read")
        READY = "ready", _("Read")
        PARTLY = "partly", _("Read in part")
        FAILED = "failed", _("Could not be read")
        STOPPED = "stopped", _("Stopped")

    workspace = models.ForeignKey(
        "accounts.Workspace", on_delete=models.CASCADE, related_name="sources"
    )
    name = models.CharField(
        _("name"), max_length=120, help_text=_("Visitors see it as the source of an answer.")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.FILE)
    language = models.CharField(
        _("language"), max_length=5, choices=Language.choices, default=Language.POLISH,
        help_text=_("The language of its text: questions in that language find it."),
    )  # fmt: skip
    address = models.CharField(_("address"), max_length=1500, blank=True)
    text = models.TextField(_("text"), blank=True)
    schedule = models.CharField(
        _("read again"), max_length=8, choices=Schedule.choices, default=Schedule.NEVER
    )
    page_limit = models.PositiveIntegerField(_("at most this many pages"), default=100)
    depth_limit = models.PositiveIntegerField(
        _("follow links this far"), default=3,
        help_text=_("How many links away from the first page. A sitemap needs none."),
    )  # fmt: skip
    state = models.CharField(
        _("reading"), max_length=8, choices=State.choices, default=State.NEW, editable=False
    )
    reading = models.PositiveIntegerField(default=0, editable=False)
    problem = models.CharField(max_length=40, blank=True, editable=False)
    problem_numbers = models.JSONField(default=dict, editable=False)
    over_limit = models.BooleanField(default=False, editable=False)
    robots = models.TextField(blank=True, editable=False)
    robots_known = models.BooleanField(default=False, editable=False)
    held = models.CharField(max_length=200, blank=True, editable=False)
    begun_at = models.DateTimeField(null=True, blank=True, editable=False)
    progress_at = models.DateTimeField(null=True, blank=True, editable=False)
    read_at = models.DateTimeField(_("last read"), null=True, blank=True, editable=False)
    next_at = models.DateTimeField(_("read next"), null=True, blank=True, editable=False)
    created_by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField(_("added"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["name", "id"]
        indexes = [models.Index(fields=["workspace", "enabled"], name="source_by_workspace")]

    def __str__(self) -> str:
        return self.name


class SourceDocument(models.Model):
    """A document of a source: its file, or a page of its site. Rows that wait are the way ahead.

    `found_in` is the reading that last met it, `shown` the generation of its passages that is
    searched (0: none), `read_to` the page after which a long file is gone on with, under the
    headings of `open_headings`. `reason` says why it was left out, `remarks` what of it was.
    """

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("Waiting")
        UNDERWAY = "underway", _("Being read")
        READ = "read", _("Read")
        UNCHANGED = "unchanged", _("Unchanged")
        SKIPPED = "skipped", _("Left out")
        FAILED = "failed", _("Could not be read")

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="documents")
    address = models.CharField(_("address"), max_length=1500)
    is_map = models.BooleanField(default=False)
    depth = models.PositiveIntegerField(default=0)
    title = models.CharField(_("title"), max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    reason = models.CharField(max_length=40, blank=True)
    numbers = models.JSONField(default=dict)
    remarks = models.JSONField(default=list)
    attempts = models.PositiveIntegerField(default=0)
    retry_at = models.DateTimeField(null=True, blank=True)
    found_in = models.PositiveIntegerField(default=0)
    shown = models.PositiveIntegerField(default=0)
    read_to = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    open_headings = models.JSONField(default=list)
    held = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=10, blank=True)
    digest = models.CharField(max_length=32, blank=True)
    etag = models.CharField(max_length=300, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    links = models.JSONField(default=list)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("document of a source")
        verbose_name_plural = _("documents of sources")
        ordering = ["depth", "id"]
        constraints = [
            models.UniqueConstraint(fields=["source", "address"], name="document_once_per_source"),
        ]
        indexes = [models.Index(fields=["source", "found_in", "state"], name="document_by_state")]

    def __str__(self) -> str:
        return self.title or self.address


class Chunk(models.Model):
    """A passage of a document. What it says never changes; only those of the document's `shown`
    generation are searched. One that a later reading finds again stays, in its new place."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    document = models.ForeignKey(SourceDocument, on_delete=models.CASCADE, related_name="chunks")
    generation = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    headings = models.JSONField(default=list)
    text = models.TextField(_("text"))
    page = models.PositiveIntegerField(default=0)
    row = models.PositiveIntegerField(default=0)
    anchor = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=32)

    class Meta:
        verbose_name = _("passage")
        verbose_name_plural = _("passages")
        ordering = ["document", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "generation", "number"], name="chunk_once_per_place"
            ),
        ]
        indexes = [models.Index(fields=["workspace", "digest"], name="chunk_by_digest")]

    def __str__(self) -> str:
        return self.text[:80]
