"""Trying a draft before anybody else meets it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from flowbuilder.accounts.access import Permission
from flowbuilder.accounts.api_base import WorkspaceView
from flowbuilder.core.errors import InvalidFlow
from flowbuilder.core.plan import compile_flow
from flowbuilder.flows import selectors, services
from flowbuilder.flows.api.shapes import Problem
from flowbuilder.flows.problems import problems_to_json
from flowbuilder.flows.registry import catalogue
from flowbuilder.runtime import moving, simulate

PLACES_SHOWN = 8


class LiveView(WorkspaceView):
    """The conversations under way, for who is about to publish."""

    permission = Permission.FLOWS_PUBLISH

    class Output(serializers.Serializer[Any]):
        """How many live conversations, on which versions, and where they stand."""

        class Version(serializers.Serializer[Any]):
            """How many are on one version."""

            number = serializers.IntegerField()
            count = serializers.IntegerField()

        class Place(serializers.Serializer[Any]):
            """How many stand at one step of one version."""

            version = serializers.IntegerField()
            node = serializers.CharField()
            title = serializers.CharField()
            about = serializers.CharField(allow_blank=True)
            count = serializers.IntegerField()
            lasts = serializers.BooleanField(
                allow_null=True, help_text="The draft has this step too; null while it has errors."
            )

        count = serializers.IntegerField()
        withPerson = serializers.IntegerField()  # noqa: N815  JSON for JavaScript
        versions = Version(many=True)
        places = Place(many=True)
        morePlaces = serializers.IntegerField()  # noqa: N815
        vanished = serializers.IntegerField(
            help_text="How many stand at steps that the draft no longer has."
        )

    @extend_schema(operation_id="flow_live", responses=Output)
    def get(self, request: Request, flow_id: int) -> Response:
        """Where they are: first the steps that the saved draft no longer has, then the fullest."""
        found = moving.whereabouts(selectors.flow_of(self.workspace, flow_id))
        shown = found.places[:PLACES_SHOWN]
        return Response(
            {
                "count": found.count,
                "withPerson": found.with_person,
                "versions": [{"number": n, "count": count} for n, count in found.versions],
                "places": [asdict(place) for place in shown],
                "morePlaces": len(found.places) - len(shown),
                "vanished": sum(place.count for place in found.places if place.lasts is False),
            }
        )


class TryView(WorkspaceView):
    """One event of a dry run. Stateless: the session goes out and comes back."""

    permission = Permission.FLOWS_EDIT

    class Input(serializers.Serializer[Any]):
        """The document as it is on the screen, the session so far, and what happens now."""

        document = serializers.JSONField()
        session = serializers.JSONField(allow_null=True, default=None)
        event = serializers.JSONField(allow_null=True, default=None)
        controls = serializers.JSONField(default=dict)

    class Output(serializers.Serializer[Any]):
        """What came of it."""

        session = serializers.JSONField(allow_null=True)
        messages = serializers.ListField(child=serializers.JSONField())
        trace = serializers.ListField(child=serializers.JSONField())
        activeNode = serializers.CharField(allow_null=True)  # noqa: N815  JSON for JavaScript
        status = serializers.CharField()
        variables = serializers.JSONField()
        timers = serializers.ListField(child=serializers.JSONField())
        problems = Problem(many=True)

    @extend_schema(operation_id="flow_try", request=Input, responses=Output)
    def post(self, request: Request, flow_id: int) -> Response:
        """Let one event happen. With errors in the flow, its problems come back and no session."""
        selectors.flow_of(self.workspace, flow_id)
        given = self.Input(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        document = services.read_document(values["document"])
        problems = problems_to_json(services.problems_of(self.workspace, document))
        try:
            plan = compile_flow(
                document, catalogue(), selectors.published_documents(self.workspace)
            )
        except InvalidFlow as broken:
            return Response(_nothing(problems or problems_to_json(broken.problems)))
        controls = values["controls"] if isinstance(values["controls"], dict) else {}
        kept = values["session"] if isinstance(values["session"], dict) else None
        event = values["event"] if isinstance(values["event"], dict) else {"kind": "start"}
        if event.get("kind") == "start":
            kept = None
        trial = simulate.trial_from(kept, plan, controls)
        happened = simulate.event_from(event, trial)
        simulate.take(trial, plan, happened, self.workspace)
        return Response(_shown(trial, problems))


def _shown(trial: simulate.Trial, problems: list[dict[str, Any]]) -> dict[str, Any]:
    session = trial.session
    return {
        "session": trial.to_json(),
        "messages": trial.messages,
        "trace": trial.trace,
        "activeNode": session.frames[0].node if session.frames else None,
        "status": session.status.value,
        "variables": dict(session.variables),
        "timers": [{"id": key, "seconds": after} for key, after in trial.timers.items()],
        "problems": problems,
    }


def _nothing(problems: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "session": None, "messages": [], "trace": [], "activeNode": None, "status": "new",
        "variables": {}, "timers": [], "problems": problems,
    }  # fmt: skip
