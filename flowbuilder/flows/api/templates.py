"""The template gallery: what there is, beginning a flow with one, keeping one's own."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from flowbuilder.accounts.access import Permission
from flowbuilder.accounts.api_base import WorkspaceView
from flowbuilder.flows import gallery, selectors, services
from flowbuilder.flows.gallery import Offer
from flowbuilder.flows.registry import catalogue


class TemplateOutput(serializers.Serializer[Any]):
    """A template as a card of the gallery shows it, with the outline of its graph."""

    class Fact(serializers.Serializer[Any]):
        """Something of one's own that is asked for at once; `example` is the template's."""

        variable = serializers.CharField()
        title = serializers.CharField()
        example = serializers.CharField(allow_blank=True)

    class Node(serializers.Serializer[Any]):
        """A step on the picture of the graph."""

        id = serializers.CharField()
        title = serializers.CharField(allow_blank=True)
        category = serializers.CharField()
        x = serializers.FloatField()
        y = serializers.FloatField()

    key = serializers.CharField()
    name = serializers.CharField()
    language = serializers.ChoiceField(choices=["pl", "en"])
    summary = serializers.CharField(allow_blank=True)
    forWhom = serializers.CharField(allow_blank=True)  # noqa: N815  # JSON made for JavaScript
    business = serializers.CharField()
    does = serializers.ListField(child=serializers.CharField())
    facts = Fact(many=True)
    needs = serializers.ListField(child=serializers.CharField())
    entries = serializers.IntegerField(help_text="How many questions and answers it brings.")
    talks = serializers.IntegerField()
    own = serializers.BooleanField()
    madeBy = serializers.CharField(allow_blank=True)  # noqa: N815
    nodes = Node(many=True)
    edges = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField()), help_text="[from, to]"
    )


class TemplatesView(WorkspaceView):
    """The templates that a flow may begin with."""

    permission = {"GET": Permission.FLOWS_EDIT, "POST": Permission.FLOWS_EDIT}

    class Input(serializers.Serializer[Any]):
        """A document to keep, and the flow it is from, for its checklist."""

        name = serializers.CharField(max_length=120)
        summary = serializers.CharField(max_length=500, allow_blank=True, default="")
        document = serializers.JSONField()
        flow = serializers.IntegerField(allow_null=True, default=None)

    class Made(serializers.Serializer[Any]):
        """The template that was kept."""

        key = serializers.CharField()

    @extend_schema(operation_id="template_list", responses=TemplateOutput(many=True))
    def get(self, request: Request) -> Response:
        """List them: the workspace's own first."""
        return Response([_card(offer) for offer in gallery.offers(self.workspace)])

    @extend_schema(operation_id="template_save", request=Input, responses={201: Made})
    def post(self, request: Request) -> Response:
        """Keep a flow, or the part of it that the document holds, as a template."""
        given = self.Input(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        flow = values["flow"]
        made = gallery.save(
            workspace=self.workspace,
            name=values["name"],
            summary=values["summary"],
            document=services.read_document(values["document"]),
            user=self.user,
            flow=selectors.flow_of(self.workspace, flow) if flow else None,
        )
        return Response({"key": str(made.pk)}, status=status.HTTP_201_CREATED)


class TemplateView(WorkspaceView):
    """One template of the workspace."""

    permission = Permission.FLOWS_EDIT

    @extend_schema(operation_id="template_delete", request=None, responses={204: None})
    def delete(self, request: Request, template_key: str) -> Response:
        """Delete it. Flows made from it stay; the library's templates cannot be deleted."""
        gallery.delete(workspace=self.workspace, key=template_key, user=self.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class TemplateUseView(WorkspaceView):
    """Beginning a flow with a template."""

    permission = Permission.FLOWS_EDIT

    class Input(serializers.Serializer[Any]):
        """The new flow's name (else the template's), one's own facts, and what comes along."""

        name = serializers.CharField(max_length=120, allow_blank=True, default="")
        facts = serializers.DictField(
            child=serializers.CharField(max_length=gallery.MAX_FACT, allow_blank=True), default=dict
        )
        knowledge = serializers.BooleanField(default=True)

    class Output(serializers.Serializer[Any]):
        """The draft that was made, and how many answers came with it."""

        flow = serializers.IntegerField()
        entries = serializers.IntegerField()

    @extend_schema(operation_id="template_use", request=Input, responses={201: Output})
    def post(self, request: Request, template_key: str) -> Response:
        """Make a draft of it."""
        given = self.Input(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        flow, entries = gallery.use(
            workspace=self.workspace,
            key=template_key,
            user=self.user,
            name=values["name"],
            facts=values["facts"],
            with_knowledge=values["knowledge"],
        )
        return Response({"flow": flow.pk, "entries": entries}, status=status.HTTP_201_CREATED)


def _card(offer: Offer) -> dict[str, Any]:
    document, known = offer.document, catalogue()
    initial = {v.name: v.initial for v in document.variables}
    facts = [
        {
            "variable": fact.variable,
            "title": fact.label,
            "example": str(initial.get(fact.variable) or ""),
        }
        for fact in offer.about.facts
    ]
    return {
        "key": offer.key,
        "name": offer.name,
        "language": offer.language,
        "summary": offer.summary,
        "forWhom": offer.about.for_whom,
        "business": offer.about.business,
        "does": list(offer.about.does),
        "facts": facts,
        "needs": [str(n.get("text", "")) for n in offer.needs if not n.get("variable")],
        "entries": gallery.count_entries(offer),
        "talks": len(offer.talks),
        "own": offer.own,
        "madeBy": offer.made_by,
        "nodes": [
            {
                "id": node.id,
                "title": node.title or (known[node.type].title if node.type in known else ""),
                "category": known[node.type].category if node.type in known else "unknown",
                "x": document.layout[node.id].x,
                "y": document.layout[node.id].y,
            }
            for node in document.nodes
            if node.id in document.layout
        ],
        "edges": [[edge.source, edge.target] for edge in document.edges],
    }
