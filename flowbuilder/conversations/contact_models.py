"""Who people are and what is known of them: contacts, attributes, segments, consents."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from flowbuilder.accounts.models import Language
from flowbuilder.common.clock import now
from flowbuilder.core.fields import VARIABLE_PATTERN
from flowbuilder.flows.models import FLOW_LANGUAGES


class Contact(models.Model):
    """A person who talks to us. What an anonymous visitor says of themselves is only claimed.

    `external_id` is what their website calls them, known from a signed token alone. `sources` says
    of each field and attribute who said so: a `Source`. Whoever was merged into another person is
    an empty row that names them. Nothing is taken of one who was blocked; see `blocking`.
    """

    class Source(models.TextChoices):
        """Who said something of a contact; nobody's word replaces that of one further down."""

        CLAIMED = "claimed", _("said by the visitor")
        FLOW = "flow", _("kept by a flow")
        AGENT = "agent", _("entered by an agent")
        VERIFIED = "verified", _("confirmed by the website")

    workspace = models.ForeignKey(
        "accounts.Workspace", on_delete=models.CASCADE, related_name="contacts"
    )
    name = models.CharField(_("full name"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    language = models.CharField(
        _("language"), max_length=5, choices=FLOW_LANGUAGES, default=Language.POLISH
    )
    attributes = models.JSONField(_("details"), default=dict, blank=True)
    tags = models.JSONField(_("tags"), default=list, blank=True)
    external_id = models.CharField(_("id at the website"), max_length=200, blank=True)
    sources = models.JSONField(default=dict, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    blocked_at = models.DateTimeField(_("blocked"), null=True, blank=True)
    blocked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("blocked by"),
    )
    blocked_why = models.CharField(_("reason"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("first seen"), default=now)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["-id"]
        indexes = [models.Index(fields=["workspace", "-id"], name="contact_by_workspace")]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "external_id"],
                condition=~models.Q(external_id=""),
                name="contact_external_id",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email or str(_("Visitor {number}")).format(number=self.pk)


class IdentityKey(models.Model):
    """The key by which a website's server signs who its visitor is, for one widget.

    Sealed, and shown when it is made. The one before it is good until `previous_until`.
    """

    workspace = models.ForeignKey(
        "accounts.Workspace", on_delete=models.CASCADE, related_name="identity_keys"
    )
    widget_key = models.CharField(max_length=64, unique=True)
    sealed = models.TextField(editable=False)
    previous = models.TextField(editable=False, blank=True)
    previous_until = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return self.widget_key


class AttributeDefinition(models.Model):
    """Something worth knowing of contacts: its name in flows, its words on screens, its kind."""

    class Kind(models.TextChoices):
        TEXT = "text", _("text")
        NUMBER = "number", _("number")
        BOOLEAN = "boolean", _("yes or no")
        DATE = "date", _("date")
        LIST = "list", _("list")

    workspace = models.ForeignKey(
        "accounts.Workspace", on_delete=models.CASCADE, related_name="contact_attributes"
    )
    name = models.CharField(
        _("name in flows"),
        max_length=40,
        validators=[RegexValidator(VARIABLE_PATTERN, _("Small letters, digits and _ only."))],
        help_text=_("Flows read it as {{ contact.name }}, with this name."),
    )
    label = models.CharField(_("label"), max_length=80)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.TEXT)
    personal = models.BooleanField(_("personal data"), default=True)
    shown = models.BooleanField(
        _("visitors may see and correct it"),
        default=True,
        help_text=_("Under “My data” in the chat."),
    )

    class Meta:
        verbose_name = _("contact attribute")
        verbose_name_plural = _("contact attributes")
        ordering = ["label"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name"], name="contact_attribute_once")
        ]

    def __str__(self) -> str:
        return self.label


class Segment(models.Model):
    """A group of contacts by what is known of them: a condition with a name, never code."""

    workspace = models.ForeignKey(
        "accounts.Workspace", on_delete=models.CASCADE, related_name="segments"
    )
    name = models.SlugField(
        _("name in flows"),
        max_length=40,
        help_text=_("A condition asks: contact.segments contains this name."),
    )
    label = models.CharField(_("label"), max_length=80)
    condition = models.JSONField(_("condition"), default=dict)

    class Meta:
        verbose_name = _("segment")
        verbose_name_plural = _("segments")
        ordering = ["label"]
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="segment_once")]

    def __str__(self) -> str:
        return self.label


class ContactChange(models.Model):
    """One thing that changed about a contact: what, by whom, when. No values: those may go."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="changes")
    what = models.CharField(max_length=20)
    fields = models.JSONField(default=list)
    source = models.CharField(max_length=8, choices=Contact.Source.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.contact_id} {self.what}"


class PendingMerge(models.Model):
    """`other` is to become part of `keep` once nobody is cut off by it. A contact waits for one."""

    keep = models.OneToOneField(Contact, on_delete=models.CASCADE, related_name="merge_to_keep")
    other = models.OneToOneField(Contact, on_delete=models.CASCADE, related_name="merge_to_join")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"{self.other_id} → {self.keep_id}"


class VisitorToken(models.Model):
    """What a browser shows to be the same visitor again. Only its hash is kept."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="tokens")
    widget_key = models.CharField(max_length=64)
    token_hash = models.CharField(max_length=64, unique=True)
    last_seen = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.contact_id} · {self.widget_key}"


class Consent(models.Model):
    """One answer to a request for consent: to what, in which words, when. It never changes.

    For each purpose the latest decision counts. It may be withdrawn, which is noted beside it.
    """

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="consents")
    conversation = models.ForeignKey(
        "conversations.Conversation", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    effect_id = models.CharField(max_length=200)
    purpose = models.CharField(max_length=64)
    label = models.CharField(_("purpose"), max_length=200)
    version = models.CharField(_("version of the text"), max_length=40)
    wording = models.TextField(_("text that was shown"))
    answer = models.CharField(_("answer"), max_length=200)
    agreed = models.BooleanField(_("agreed"))
    at = models.DateTimeField(_("answer given"), default=now)
    withdrawn_at = models.DateTimeField(_("consent withdrawn"), null=True, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-id"]
        indexes = [models.Index(fields=["contact", "purpose", "-id"], name="newest_consent")]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "effect_id"], name="one_consent"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def is_given(self) -> bool:
        return self.agreed and self.withdrawn_at is None
