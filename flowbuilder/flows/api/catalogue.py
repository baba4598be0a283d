"""The catalogue and the surroundings: what the palette and the forms are drawn from."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from functools import cache
from typing import Any

from django.utils.translation import get_language, gettext
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from flowbuilder.accounts.access import Permission
from flowbuilder.accounts.api_base import WorkspaceView
from flowbuilder.core.catalogue import AnyNodeType
from flowbuilder.core.upgrades import load_document
from flowbuilder.flows import selectors, surroundings
from flowbuilder.flows.models import Flow
from flowbuilder.flows.registry import catalogue
from flowbuilder.llm.selectors import model_configured

_WORDS = ("title", "description")


def _in_words(schema: Any) -> Any:
    """A JSON Schema with its titles, descriptions and choice labels translated."""
    if isinstance(schema, dict):
        return {
            key: gettext(value)
            if key in _WORDS and isinstance(value, str) and value
            else {choice: gettext(str(label)) for choice, label in value.items()}
            if key == "x-labels" and isinstance(value, dict)
            else _in_words(value)
            for key, value in schema.items()
        }
    return [_in_words(item) for item in schema] if isinstance(schema, list) else schema


def _describe(node_type: AnyNodeType) -> dict[str, Any]:
    help_text = " ".join((type(node_type).__doc__ or "").split())
    per_item = node_type.port_per_item
    return {
        "name": node_type.name,
        "title": gettext(node_type.title),
        "icon": node_type.icon,
        "category": node_type.category,
        "help": gettext(help_text),
        "keywords": [gettext(word) for word in node_type.keywords],
        "waits": node_type.waits,
        "ends": node_type.ends,
        "ports": [
            {
                "name": port.name,
                "label": gettext(port.label),
                "problem": port.problem,
                "required": port.required,
                "otherwise": port.otherwise,
            }
            for port in node_type.ports
        ],
        "portPerItem": None if per_item is None else asdict(per_item),
        "configSchema": _in_words(node_type.Config.model_json_schema()),
    }


@cache
def _catalogue_in(language: str) -> tuple[str, list[dict[str, Any]]]:
    """The catalogue in a language, with its ETag. The types change only with the program."""
    body = [_describe(node_type) for node_type in catalogue().values()]
    text = json.dumps(body, ensure_ascii=False, sort_keys=True)
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:16]}"', body


class NodeTypesView(WorkspaceView):
    """The node types of this installation, in the reader's language."""

    permission = Permission.FLOWS_VIEW

    class Output(serializers.Serializer[Any]):
        """One node type: its words, ports and the schema its form is drawn from."""

        name = serializers.CharField()
        title = serializers.CharField()
        icon = serializers.CharField()
        category = serializers.CharField()
        help = serializers.CharField()
        keywords = serializers.ListField(child=serializers.CharField())
        waits = serializers.BooleanField()
        ends = serializers.BooleanField()
        ports = serializers.JSONField()
        portPerItem = serializers.JSONField(allow_null=True)  # noqa: N815
        configSchema = serializers.JSONField()  # noqa: N815

    @extend_schema(operation_id="node_type_list", responses=Output(many=True))
    def get(self, request: Request) -> Response:
        """List the node types; answers 304 when the reader has them already."""
        etag, body = _catalogue_in(get_language() or "en")
        headers = {"ETag": etag, "Cache-Control": "private, no-cache", "Vary": "Cookie"}
        if request.headers.get("If-None-Match") == etag:
            return Response(status=304, headers=headers)
        return Response(body, headers=headers)


def callable_to_json(flow: Flow) -> dict[str, Any]:
    """A flow as a step can call it: as it is published, or else as it is drawn."""
    document = load_document(flow.published.document if flow.published else flow.draft)
    return {
        "name": str(flow.pk),
        "label": flow.name,
        "published": flow.published.number if flow.published else None,
        "inputs": [
            {"name": v.name, "kind": v.kind, "required": v.initial is None}
            for v in document.inputs.values()
        ],
        "outputs": [{"name": v.name, "kind": v.kind} for v in document.outputs.values()],
    }


class SurroundingsView(WorkspaceView):
    """What a flow of this workspace may refer to."""

    permission = Permission.FLOWS_VIEW

    class Output(serializers.Serializer[Any]):
        """Teams, credentials, surveys and flows by the name a field stores and the label it shows.

        A flow also has its `inputs` and `outputs`, each with `name` and `kind`; an input says
        whether it is `required`.
        """

        teams = serializers.ListField(child=serializers.DictField())
        credentials = serializers.ListField(child=serializers.DictField())
        surveys = serializers.ListField(child=serializers.DictField())
        flows = serializers.ListField(child=serializers.DictField())
        modelConfigured = serializers.BooleanField()  # noqa: N815

    @extend_schema(operation_id="surroundings_read", responses=Output)
    def get(self, request: Request, flow_id: int) -> Response:
        """List them."""
        flow = selectors.flow_of(self.workspace, flow_id)
        return Response(
            {
                "teams": self._named("teams"),
                "credentials": self._named("credentials"),
                "surveys": self._named("surveys"),
                "flows": [callable_to_json(each) for each in selectors.callable_from(flow)],
                "modelConfigured": model_configured(self.workspace),
            }
        )

    def _named(self, kind: str) -> list[dict[str, str]]:
        return [
            {"name": thing.name, "label": thing.label}
            for thing in surroundings.named(kind, self.workspace) or ()
        ]
