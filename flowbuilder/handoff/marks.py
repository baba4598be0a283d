"""What agents add to conversations to find them again: tags, snoozes, mentions, views, words.

None of it belongs to the conversation itself, and no flow reads it.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TagColor(models.TextChoices):
    """The colours of tags, by the tokens' names: each has a light and a dark value."""

    REACH = "reach", pgettext_lazy("colour", "slate")
    TALK = "talk", pgettext_lazy("colour", "blue")
    ASK = "ask", pgettext_lazy("colour", "violet")
    KNOW = "know", pgettext_lazy("colour", "teal")
    DECIDE = "decide", pgettext_lazy("colour", "amber")
    PEOPLE = "people", pgettext_lazy("colour", "rose")


class Tag(models.Model):
    """A word that agents sort conversations by; the whole workspace shares it.

    `folded` is the name without case and diacritics: two tags never differ by those alone.
    """

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=40)
    folded = models.CharField(max_length=80, editable=False)
    color = models.CharField(
        _("colour"), max_length=8, choices=TagColor.choices, default=TagColor.REACH
    )

    class Meta:
        verbose_name = pgettext_lazy("conversation", "tag")
        verbose_name_plural = pgettext_lazy("conversation", "tags")
        ordering = ["folded", "id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "folded"], name="one_tag_per_name"),
        ]

    def __str__(self) -> str:
        return self.name


class TagMark(models.Model):
    """One tag on one conversation."""

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    conversation = models.ForeignKey(
        "conversations.Conversation", models.CASCADE, related_name="tag_marks"
    )
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="marks")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "tag"], name="each_tag_once"),
        ]

    def __str__(self) -> str:
        return f"{self.tag} · {self.conversation_id}"


class Snooze(models.Model):
    """A conversation that its agent has put aside until a moment.

    It holds as long as nothing has happened: `until` is ahead, the visitor has written nothing
    after `seq`, and the conversation has not changed hands since `epoch`. So it ends by itself,
    whoever looks; the rounds only tidy the row away and tell the agent.
    """

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    conversation = models.OneToOneField(
        "conversations.Conversation", models.CASCADE, related_name="snooze"
    )
    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="+")
    until = models.DateTimeField(db_index=True)
    seq = models.PositiveIntegerField()
    epoch = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.conversation_id} · {self.until:%Y-%m-%d %H:%M}"


class Mention(models.Model):
    """A colleague who was called by name in a note; `seen` once they have read that far."""

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    conversation = models.ForeignKey(
        "conversations.Conversation", models.CASCADE, related_name="mentions"
    )
    message = models.ForeignKey("conversations.Message", models.CASCADE, related_name="mentions")
    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="+")
    seen = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "user"], name="one_mention_per_note"),
        ]
        indexes = [
            models.Index(fields=["workspace", "user", "seen"], name="mentions_of_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.message_id}"


class SavedView(models.Model):
    """A list that an agent made for themselves: a name and what it is narrowed to."""

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    view = models.CharField(max_length=10)
    narrowing = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "user", "name"], name="one_view_per_name"),
        ]

    def __str__(self) -> str:
        return self.name


class SearchDocument(models.Model):
    """The words of one conversation as they are searched: without case and diacritics.

    `who` is the visitor, `said` everything up to the message `seq`, notes too. Made from what
    the conversation holds and made again from it at any time; nothing else reads it.
    """

    conversation = models.OneToOneField(
        "conversations.Conversation", models.CASCADE, related_name="words", primary_key=True
    )
    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    seq = models.PositiveIntegerField(default=0)
    who = models.TextField(default="")
    said = models.TextField(default="")

    def __str__(self) -> str:
        return f"{self.conversation_id} ≤ {self.seq}"
