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
from flowbuilder.common.clock import now
from flowbuilder.core.errors import InvalidFlow
from flowbuilder.core.plan import Plan
from flowbuilder.core.unfinished import compile_unfinished, is_stuck
from flowbuilder.flows import gallery, selectors, services
from flowbuilder.flows.api.shapes import Problem
from flowbuilder.flows.problems import problems_to_json
from flowbuilder.flows.registry import catalogue
from flowbuilder.runtime import moving, pretending, previews, simulate, trying, wording

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


class Asked(serializers.Serializer[Any]):
    """What a step asks the world, and the author answers."""

    what = serializers.ChoiceField(choices=list(pretending.ANSWERS))
    about = serializers.CharField(allow_blank=True)
    changes = serializers.BooleanField(help_text="It may change something elsewhere.")


class TriedOutput(serializers.Serializer[Any]):
    """What came of one event of a trial."""

    session = serializers.JSONField(allow_null=True)
    messages = serializers.ListField(child=serializers.JSONField())
    trace = serializers.ListField(child=serializers.JSONField())
    activeNode = serializers.CharField(allow_null=True)  # noqa: N815  JSON for JavaScript
    status = serializers.CharField()
    variables = serializers.JSONField()
    timers = serializers.ListField(child=serializers.JSONField())
    clock = serializers.DateTimeField(help_text="The time in the trial.")
    pending = Asked(allow_null=True)
    stuck = serializers.BooleanField(help_text="It stands at a step that cannot run yet.")
    happened = serializers.ListField(
        child=serializers.CharField(), help_text="The event, as lines of a talk."
    )
    outcomes = serializers.ListField(
        child=serializers.JSONField(), help_text="What the world answered, to be repeated."
    )


class _TrialView(WorkspaceView):
    permission = Permission.FLOWS_EDIT

    def checked(self, flow_id: int, data: Any) -> tuple[Plan | None, list[dict[str, Any]]]:
        """The plan of the document on the screen, or None when none of it can run; its problems."""
        services.note_tried(selectors.flow_of(self.workspace, flow_id))
        document = services.read_document(data)
        problems = problems_to_json(services.problems_of(self.workspace, document))
        published = selectors.published_documents(self.workspace)
        try:
            return compile_unfinished(document, catalogue(), published), problems
        except InvalidFlow as broken:
            return None, problems or problems_to_json(broken.problems)


class TryView(_TrialView):
    """One event of a dry run. Stateless: the session goes out and comes back."""

    class Input(serializers.Serializer[Any]):
        """The document as it is on the screen, the session so far, and what happens now."""

        document = serializers.JSONField()
        session = serializers.JSONField(allow_null=True, default=None)
        event = serializers.JSONField(allow_null=True, default=None)
        controls = serializers.JSONField(default=dict)

    class Output(TriedOutput):
        """What came of it."""

        problems = Problem(many=True)

    @extend_schema(operation_id="flow_try", request=Input, responses=Output)
    def post(self, request: Request, flow_id: int) -> Response:
        """Let one event happen. When nothing can run, the problems come back and no session."""
        given = self.Input(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        plan, problems = self.checked(flow_id, values["document"])
        if plan is None:
            return Response({**_nothing(), "problems": problems})
        kept = values["session"] if isinstance(values["session"], dict) else None
        event = values["event"] if isinstance(values["event"], dict) else {}
        pretence = pretending.pretence_from(values["controls"], flow_id)
        trial = trying.tried(plan, kept, event, pretence, self.workspace)
        return Response({**_shown(trial, plan), "problems": problems})


class TryAgainView(_TrialView):
    """The same run with another draft."""

    class Input(serializers.Serializer[Any]):
        """The document as it is on the screen, and each event with what the world answered."""

        document = serializers.JSONField()
        steps = serializers.ListField(
            child=serializers.JSONField(), min_length=1, max_length=trying.MAX_STEPS_AGAIN
        )
        controls = serializers.JSONField(default=dict)

    class Output(serializers.Serializer[Any]):
        """What came of each, as far as they can happen; none when the draft cannot run."""

        steps = TriedOutput(many=True)
        problems = Problem(many=True)

    @extend_schema(operation_id="flow_try_again", request=Input, responses=Output)
    def post(self, request: Request, flow_id: int) -> Response:
        """Let the events happen again, one after the other, without asking the world."""
        given = self.Input(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        plan, problems = self.checked(flow_id, values["document"])
        trials = list[simulate.Trial]()
        if plan is not None:
            steps = [each if isinstance(each, dict) else {} for each in values["steps"]]
            pretence = pretending.pretence_from(values["controls"], flow_id)
            trials = trying.tried_again(plan, steps, pretence, self.workspace)
        shown = [_shown(trial, plan) for trial in trials]
        return Response({"steps": shown, "problems": problems})


class TemplateTryView(WorkspaceView):
    """One event of a talk with a template, before anything is made of it. Nobody is asked."""

    permission = Permission.FLOWS_EDIT

    class Input(serializers.Serializer[Any]):
        """The session so far, what happens now, and the facts told so far."""

        session = serializers.JSONField(allow_null=True, default=None)
        event = serializers.JSONField(allow_null=True, default=None)
        facts = serializers.DictField(
            child=serializers.CharField(max_length=gallery.MAX_FACT, allow_blank=True), default=dict
        )

    @extend_schema(operation_id="template_try", request=Input, responses=TryView.Output)
    def post(self, request: Request, template_key: str) -> Response:
        """Let one event happen. A template that cannot run yet comes back with its problems."""
        offer = gallery.offer(self.workspace, template_key)
        given = self.Input(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        kept = values["session"] if isinstance(values["session"], dict) else None
        event = values["event"] if isinstance(values["event"], dict) else {}
        try:
            trial = previews.take(
                offer, self.workspace, facts=values["facts"], kept=kept, event=event
            )
        except InvalidFlow as broken:
            return Response({**_nothing(), "problems": problems_to_json(broken.problems)})
        return Response({**_shown(trial), "problems": []})


def _shown(trial: simulate.Trial, plan: Plan | None = None) -> dict[str, Any]:
    asked = trial.pending[0] if trial.pending else None
    return {
        "session": trial.to_json(),
        "messages": trial.messages,
        "trace": trial.trace,
        "activeNode": trial.stands or None,
        "status": trial.session.status.value,
        "variables": dict(trial.session.variables),
        "timers": [{"id": key, "seconds": after} for key, after in trial.timers.items()],
        "clock": trial.at,
        "pending": asked
        and {
            "what": pretending.CONTROLS[type(asked)],
            "about": wording.about(asked),
            "changes": not asked.repeatable,
        },
        "stuck": plan is not None and is_stuck(plan, trial.session),
        "happened": trial.happened,
        "outcomes": trial.outcomes,
    }


def _nothing() -> dict[str, Any]:
    return {
        "session": None, "messages": [], "trace": [], "activeNode": None, "status": "new",
        "variables": {}, "timers": [], "clock": now(), "pending": None, "stuck": False,
        "happened": [], "outcomes": [],
    }  # fmt: skip
