"""A trial of topics while they are written: what a text is about, and which examples confuse."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from flowbuilder.accounts.access import Permission
from flowbuilder.accounts.api_base import WorkspaceView
from flowbuilder.flows import knowledge_port

MAX_TOPICS, MAX_EXAMPLES, MAX_TEXT = 30, 60, 500


class TopicInput(serializers.Serializer[Any]):
    """A topic as the step has it."""

    key = serializers.CharField(max_length=64)
    examples = serializers.ListField(
        child=serializers.CharField(max_length=300, allow_blank=True), max_length=MAX_EXAMPLES
    )


class ConfusionOutput(serializers.Serializer[Any]):
    """An example that fits another topic better than its own."""

    example = serializers.CharField()
    topic = serializers.CharField()
    taken_for = serializers.CharField()


class RankedOutput(serializers.Serializer[Any]):
    """How well a topic fits the text, and whether that is enough."""

    key = serializers.CharField()
    score = serializers.FloatField()
    fits = serializers.BooleanField()


class TopicTrialOutput(serializers.Serializer[Any]):
    """What the trial came to; the ranking is of the text, best first."""

    ranking = RankedOutput(many=True)
    confusions = ConfusionOutput(many=True)
    by_words = serializers.BooleanField(help_text="No model is there: words alone were compared.")


class TopicTrialView(WorkspaceView):
    """The same as the step does, with topics that may not be saved yet."""

    permission = Permission.FLOWS_EDIT

    class Input(serializers.Serializer[Any]):
        """The topics, and a text to sort if there is one."""

        topics = TopicInput(many=True)
        text = serializers.CharField(max_length=MAX_TEXT, allow_blank=True, default="")
        language = serializers.CharField(max_length=5, default="pl")

        def validate_topics(self, topics: list[dict[str, Any]]) -> list[dict[str, Any]]:
            """No more than a step may have."""
            if len(topics) > MAX_TOPICS:
                raise serializers.ValidationError(
                    _("There may be at most {most} topics.").format(most=MAX_TOPICS)
                )
            return topics

    @extend_schema(operation_id="topic_trial", request=Input, responses=TopicTrialOutput)
    def post(self, request: Request) -> Response:
        """Sort the text, and look for examples that confuse."""
        asked = self.Input(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        examples = tuple(
            (topic["key"], tuple(text for text in topic["examples"] if text.strip()))
            for topic in given["topics"]
        )
        told = tuple((key, texts) for key, texts in examples if texts)
        trial = knowledge_port.try_topics(given["text"].strip(), told, given["language"])
        return Response(TopicTrialOutput(trial).data)
