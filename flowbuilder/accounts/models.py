"""Who there is and what belongs to whom."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Language(models.TextChoices):
    """The languages the product speaks."""

    POLISH = "pl", _("Polish")
    ENGLISH = "en", _("English")

    @classmethod
    def nearest(cls, code: str) -> str:
        """The language of our own sentences in a conversation that is held in `code`."""
        return code if code in cls.values else cls.ENGLISH.value


class Role(models.TextChoices):
    """What a member does here; `access.ROLE_PERMISSIONS` says what that allows."""

    OWNER = "owner", _("Owner")
    AUTHOR = "author", _("Author")
    WRITER = "writer", _("Writer")
    AGENT = "agent", _("Agent")
    ANALYST = "analyst", _("Analyst")


class User(AbstractUser):
    """A person who signs in. What they may do hangs on their memberships alone."""

    email = models.EmailField(_("e-mail address"), unique=True)
    display_name = models.CharField(
        _("name shown to visitors"),
        max_length=80,
        blank=True,
        help_text=_("What a visitor sees when you answer them, for example “Anna”."),
    )
    language = models.CharField(
        _("language"), max_length=5, choices=Language.choices, default=Language.POLISH
    )

    tour_offered = models.BooleanField(
        default=True, editable=False, help_text="Whether the editor offers its tour."
    )

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.shown_name

    def get_full_name(self) -> str:
        """Return the chosen name, else first and last name: the admin's corner shows it."""
        return self.display_name or super().get_full_name()

    @property
    def shown_name(self) -> str:
        """The name others see: the chosen one, else the full one, else the login."""
        return self.get_full_name() or self.get_username()


class Workspace(models.Model):
    """One company's world. Every row of every app belongs to exactly one."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("short name"), max_length=60, unique=True)
    language = models.CharField(
        _("language"), max_length=5, choices=Language.choices, default=Language.POLISH
    )
    timezone = models.CharField(_("time zone"), max_length=64, default="Europe/Warsaw")
    keep_days = models.PositiveIntegerField(
        _("keep conversations for (days)"),
        default=180,
        validators=[MaxValueValidator(3650)],
        help_text=_(
            "This many days after a conversation ended, or its visitor left, everything said in "
            "it is deleted for good. 0 keeps everything."
        ),
    )
    contact_email = models.EmailField(
        _("e-mail address for customers"),
        blank=True,
        help_text=_(
            "Told to visitors whom you block, so that they can still write to you. Empty: nothing "
            "is told."
        ),
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("workspace")
        verbose_name_plural = _("workspaces")

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """One person's role in one workspace."""

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("person")
    )
    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("workspace")
    )
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)
    first_steps_shown = models.BooleanField(
        default=True, editable=False, help_text="Whether the way to a first flow is shown."
    )

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "workspace"], name="one_role_per_workspace"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"


class LoginLink(models.Model):
    """A link that signs one person in, once. Only its hash is kept."""

    token_hash = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="login_links")
    next_url = models.CharField(max_length=200, default="/admin/")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.user} → {self.next_url}"


class AuditEntry(models.Model):
    """Who did what, when. Written once, never changed."""

    class Action(models.TextChoices):
        """Everything that is written down, and the words for it; ``noun.verb_ed``."""

        WORKSPACE_CREATED = "workspace.created", _("Workspace created")
        WORKSPACE_CHANGED = "workspace.changed", _("Workspace settings changed")
        MEMBER_ADDED = "member.added", _("Person added to the team")
        MEMBER_CHANGED = "member.changed", _("Person's role changed")
        MEMBER_REMOVED = "member.removed", _("Person removed from the team")
        FLOW_CREATED = "flow.created", _("Flow created")
        FLOW_PUBLISHED = "flow.published", _("Flow published")
        FLOW_SCHEDULED = "flow.scheduled", _("Publishing scheduled")
        FLOW_UNSCHEDULED = "flow.unscheduled", _("Scheduled publishing cancelled")
        FLOW_NOT_PUBLISHED = "flow.not_published", _("Scheduled publishing did not happen")
        REVIEW_ASKED = "review.asked", _("Review asked for")
        REVIEW_RETURNED = "review.returned", _("Flow returned with remarks")
        REVIEW_WITHDRAWN = "review.withdrawn", _("Review no longer asked for")
        COMMENT_DELETED = "comment.deleted", _("Another person's comment deleted")
        FLOW_RESTORED = "flow.restored", _("Earlier version restored")
        FLOW_ARCHIVED = "flow.archived", _("Flow archived")
        FLOW_RETURNED = "flow.returned", _("Flow restored from the archive")
        SURVEY_SAVED = "survey.saved", _("Survey saved")
        SURVEY_DELETED = "survey.deleted", _("Survey deleted")
        SURVEY_EXPORTED = "survey.exported", _("Survey answers exported")
        TALK_SAVED = "talk.saved", _("Conversation saved as a test")
        TALK_CHANGED = "talk.changed", _("Saved conversation changed")
        TALK_DELETED = "talk.deleted", _("Saved conversation deleted")
        TEMPLATE_SAVED = "template.saved", _("Template saved")
        TEMPLATE_DELETED = "template.deleted", _("Template deleted")
        WIDGET_CREATED = "widget.created", _("Widget created")
        WIDGET_CHANGED = "widget.changed", _("Widget changed")
        ENTRY_ADDED = "entry.added", _("Answer added")
        ENTRY_CHANGED = "entry.changed", _("Answer changed")
        ENTRY_DELETED = "entry.deleted", _("Answers deleted")
        ENTRY_ENABLED = "entry.enabled", _("Answers switched on")
        ENTRY_DISABLED = "entry.disabled", _("Answers switched off")
        KNOWLEDGE_IMPORTED = "knowledge.imported", _("Answers imported from a file")
        KNOWLEDGE_MODEL_ASKED = "knowledge.model_asked", _("Language model checked")
        SOURCE_SAVED = "source.saved", _("Source of knowledge saved")
        SOURCE_DELETED = "source.deleted", _("Source of knowledge deleted")
        SOURCE_READ = "source.read", _("Source of knowledge read again")
        SOURCE_STOPPED = "source.stopped", _("Reading of a source stopped")
        UNANSWERED_ANSWERED = "unanswered.answered", _("Unanswered question answered")
        UNANSWERED_IGNORED = "unanswered.ignored", _("Unanswered questions ignored")
        EXPECTATION_ADDED = "expectation.added", _("Expected answer added")
        EXPECTATION_CHANGED = "expectation.changed", _("Expected answer changed")
        EXPECTATION_DELETED = "expectation.deleted", _("Expected answers deleted")
        EXPECTATION_IMPORTED = (
            "expectation.imported",
            _("Expected answers imported from a file"),
        )
        CONVERSATION_TAKEN_OVER = "conversation.taken_over", _("Conversation taken over")
        CONVERSATION_TRANSFERRED = "conversation.transferred", _("Conversation transferred")
        CONVERSATION_HANDED_BACK = (
            "conversation.handed_back",
            _("Conversation handed back"),
        )
        CONVERSATION_CLOSED = "conversation.closed", _("Conversation closed")
        IDENTITY_KEY_MADE = "identity_key.made", _("Key for signing visitors in made")
        CONTACT_CHANGED = "contact.changed", _("Contact changed")
        CONTACT_MERGED = "contact.merged", _("Contacts merged")
        CONTACT_MERGE_ASKED = "contact.merge_asked", _("Contacts to be merged after a talk")
        CONTACT_KEPT_APART = "contact.kept_apart", _("Contacts kept apart after all")
        CONTACT_BLOCKED = "contact.blocked", _("Contact blocked")
        CONTACT_UNBLOCKED = "contact.unblocked", _("Contact unblocked")
        CONTACT_ERASED = "contact.erased", _("Contact's data deleted")
        CONSENT_WITHDRAWN = "consent.withdrawn", _("Consent withdrawn at a customer's wish")
        MAILBOX_SAVED = "mailbox.saved", _("Mailbox saved")
        CREDENTIAL_SAVED = "credential.saved", _("Credential saved")
        CREDENTIAL_DELETED = "credential.deleted", _("Credential deleted")
        RETENTION_RAN = "retention.ran", _("Old conversations deleted")
        LANGUAGE_MODEL_SAVED = "language_model.saved", _("Language model settings saved")
        MODEL_BUDGET_SAVED = "model_budget.saved", _("Model budget saved")
        JOB_RETRIED = "job.retried", _("Background job tried again")
        JOB_DISCARDED = "job.discarded", _("Background job discarded")

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="audit", verbose_name=_("workspace")
    )
    user = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("person"),
    )
    action = models.CharField(_("action"), max_length=60, choices=Action.choices)
    target = models.CharField(_("about"), max_length=200, blank=True)
    at = models.DateTimeField(_("when"), auto_now_add=True)
    data = models.JSONField(_("details"), default=dict, blank=True)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit trail")
        ordering = ["-id"]
        indexes = [models.Index(fields=["workspace", "-at"], name="audit_by_time")]

    def __str__(self) -> str:
        return f"{self.get_action_display()} · {self.target}".strip(" ·")
