"""What the flow addresses take and give, as the OpenAPI file states it."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from flowbuilder.flows.models import FlowVersion
from flowbuilder.flows.problems import problems_to_json
from flowbuilder.flows.services import Draft


class Problem(serializers.Serializer[Any]):
    """One thing wrong with a flow, in the reader's language."""

    code = serializers.CharField()
    level = serializers.ChoiceField(choices=["error", "warning"])
    unfinished = serializers.BooleanField(help_text="Not there yet, rather than wrong.")
    message = serializers.CharField()
    hint = serializers.CharField(allow_blank=True)
    node = serializers.CharField(allow_null=True)
    field = serializers.CharField(allow_null=True)
    language = serializers.CharField(
        allow_null=True,
        help_text="Whose translation of the field is meant; null for the main text.",
    )
    fix = serializers.JSONField(allow_null=True)


class DraftOutput(serializers.Serializer[Any]):
    """A draft and what is wrong with it."""

    revision = serializers.IntegerField()
    document = serializers.JSONField()
    problems = Problem(many=True)
    savedAt = serializers.DateTimeField()  # noqa: N815  # JSON made for the editor
    publishedNumber = serializers.IntegerField(allow_null=True)  # noqa: N815
    publishedRevision = serializers.IntegerField(allow_null=True)  # noqa: N815


class VersionOutput(serializers.Serializer[Any]):
    """One version in the list."""

    number = serializers.IntegerField()
    note = serializers.CharField(allow_blank=True)
    publishedAt = serializers.DateTimeField()  # noqa: N815
    publishedBy = serializers.CharField(allow_blank=True)  # noqa: N815
    live = serializers.BooleanField()


class ListedVersionOutput(VersionOutput):
    """One version in the list, with what became of it; nothing where nobody counts."""

    conversations = serializers.IntegerField(
        help_text="Conversations on it in which the visitor said something."
    )
    handedOver = serializers.IntegerField(  # noqa: N815
        help_text="How many of them were passed to a person."
    )


class VersionDetailOutput(VersionOutput):
    """One version with its document."""

    document = serializers.JSONField()


def draft_to_json(draft: Draft) -> dict[str, Any]:
    """The answer to reading or saving a draft."""
    flow = draft.flow
    return {
        "revision": flow.draft_revision,
        "document": flow.draft,
        "problems": problems_to_json(draft.problems),
        "savedAt": flow.updated_at,
        "publishedNumber": flow.published.number if flow.published else None,
        "publishedRevision": flow.published_revision,
    }


def version_to_json(version: FlowVersion, *, live_id: int | None) -> dict[str, Any]:
    """One version for the list."""
    return {
        "number": version.number,
        "note": version.note,
        "publishedAt": version.published_at,
        "publishedBy": version.published_by.shown_name if version.published_by else "",
        "live": version.pk == live_id,
    }
