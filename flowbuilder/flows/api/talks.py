"""The talks of a flow: saved runs that it must still hold."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from flowbuilder.accounts.access import Permission
from flowbuilder.accounts.api_base import WorkspaceView
from flowbuilder.core.document import Flow as Document
from flowbuilder.flows import selectors, services, talks
from flowbuilder.flows.models import Flow, Talk


class TalkOutput(serializers.Serializer[Any]):
    """One talk in the list."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    updatedAt = serializers.DateTimeField()  # noqa: N815  JSON for JavaScript
    updatedBy = serializers.CharField(allow_blank=True)  # noqa: N815


class TalkDetailOutput(TalkOutput):
    """One talk with its text."""

    text = serializers.CharField()


def talk_to_json(talk: Talk) -> dict[str, Any]:
    """One talk for the list."""
    return {
        "id": talk.pk,
        "name": talk.name,
        "updatedAt": talk.updated_at,
        "updatedBy": talk.updated_by.shown_name if talk.updated_by else "",
    }


class TalksView(WorkspaceView):
    """The talks of a flow, by name."""

    permission = {"GET": Permission.FLOWS_VIEW, "POST": Permission.FLOWS_EDIT}

    class Input(serializers.Serializer[Any]):
        """A talk to save. With a document, what comes of it there is written down."""

        name = serializers.CharField(max_length=120)
        text = serializers.CharField(max_length=talks.MAX_TEXT, trim_whitespace=False)
        document = serializers.JSONField(allow_null=True, default=None)

    @extend_schema(operation_id="talk_list", responses=TalkOutput(many=True))
    def get(self, request: Request, flow_id: int) -> Response:
        """List the talks."""
        flow = selectors.flow_of(self.workspace, flow_id)
        found = flow.talks.select_related("updated_by").defer("text")
        return Response([talk_to_json(talk) for talk in found])

    @extend_schema(operation_id="talk_add", request=Input, responses={201: TalkDetailOutput})
    def post(self, request: Request, flow_id: int) -> Response:
        """Save a talk; 422 `invalid_flow` when the document has errors."""
        given = self.Input(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        flow = selectors.flow_of(self.workspace, flow_id)
        document = values["document"]
        talk = talks.add_talk(
            flow=flow,
            name=values["name"],
            text=values["text"],
            document=None if document is None else services.read_document(document),
            user=self.user,
        )
        return Response(_detail(talk), status=status.HTTP_201_CREATED)


class TalkView(WorkspaceView):
    """One talk of a flow."""

    permission = {
        "GET": Permission.FLOWS_VIEW,
        "PATCH": Permission.FLOWS_EDIT,
        "DELETE": Permission.FLOWS_EDIT,
    }

    class Input(serializers.Serializer[Any]):
        """Another name, or another text."""

        name = serializers.CharField(max_length=120, required=False)
        text = serializers.CharField(
            max_length=talks.MAX_TEXT, required=False, trim_whitespace=False
        )

    @extend_schema(operation_id="talk_read", responses=TalkDetailOutput)
    def get(self, request: Request, flow_id: int, talk_id: int) -> Response:
        """Read one talk."""
        return Response(_detail(selectors.talk_of(self.workspace, flow_id, talk_id)))

    @extend_schema(operation_id="talk_change", request=Input, responses=TalkDetailOutput)
    def patch(self, request: Request, flow_id: int, talk_id: int) -> Response:
        """Rename a talk, or put another text in its place."""
        given = self.Input(data=request.data)
        given.is_valid(raise_exception=True)
        talk = selectors.talk_of(self.workspace, flow_id, talk_id)
        return Response(
            _detail(talks.change_talk(talk=talk, user=self.user, **given.validated_data))
        )

    @extend_schema(operation_id="talk_delete", responses={204: None})
    def delete(self, request: Request, flow_id: int, talk_id: int) -> Response:
        """Delete a talk."""
        talks.delete_talk(talk=selectors.talk_of(self.workspace, flow_id, talk_id), user=self.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class _Chosen(serializers.Serializer[Any]):
    """A document, and which talks; all without `ids`."""

    document = serializers.JSONField()
    ids = serializers.ListField(
        child=serializers.IntegerField(), allow_null=True, default=None, max_length=talks.MAX_TALKS
    )


class RunTalksView(WorkspaceView):
    """Talks held with a draft, in one request that is bounded in time."""

    permission = Permission.FLOWS_EDIT

    class Output(serializers.Serializer[Any]):
        """How each talk went."""

        class TalkResult(serializers.Serializer[Any]):
            """How one talk went."""

            class TalkRow(serializers.Serializer[Any]):
                """One line of the talk, and what came of it."""

                number = serializers.IntegerField()
                state = serializers.ChoiceField(
                    choices=[
                        "as_written", "differs", "missing", "extra", "refused", "not_reached",
                    ]
                )  # fmt: skip
                written = serializers.CharField(allow_blank=True)
                got = serializers.CharField(allow_blank=True)
                node = serializers.CharField(allow_blank=True)

            id = serializers.IntegerField()
            name = serializers.CharField()
            state = serializers.ChoiceField(choices=["passed", "failed", "broken", "no_time"])
            rows = TalkRow(many=True)

        results = TalkResult(many=True)

    @extend_schema(operation_id="talk_run", request=_Chosen, responses=Output)
    def post(self, request: Request, flow_id: int) -> Response:
        """Hold the talks; 422 `invalid_flow` when the document has errors."""
        flow = selectors.flow_of(self.workspace, flow_id)
        document, chosen = _chosen(flow, request)
        results = talks.run_talks(chosen, talks.plan_of(flow, document)) if chosen else []
        return Response(
            {
                "results": [
                    {
                        "id": result.talk.pk,
                        "name": result.talk.name,
                        "state": result.state,
                        "rows": [asdict(row) for row in result.rows],
                    }
                    for result in results
                ]
            }
        )


class AcceptTalksView(WorkspaceView):
    """What comes of talks now, as what is expected from now on."""

    permission = Permission.FLOWS_EDIT

    @extend_schema(operation_id="talk_accept", request=_Chosen, responses=TalkOutput(many=True))
    def post(self, request: Request, flow_id: int) -> Response:
        """Write the answers down anew, in all of the talks or in none."""
        flow = selectors.flow_of(self.workspace, flow_id)
        document, chosen = _chosen(flow, request)
        changed = talks.accept_talks(talks=chosen, document=document, user=self.user)
        return Response([talk_to_json(talk) for talk in changed])


def _chosen(flow: Flow, request: Request) -> tuple[Document, list[Talk]]:
    given = _Chosen(data=request.data)
    given.is_valid(raise_exception=True)
    found = flow.talks.select_related("flow__workspace", "updated_by")
    ids = given.validated_data["ids"]
    chosen = found.all() if ids is None else found.filter(pk__in=ids)
    return services.read_document(given.validated_data["document"]), list(chosen)


def _detail(talk: Talk) -> dict[str, Any]:
    return {**talk_to_json(talk), "text": talk.text}
