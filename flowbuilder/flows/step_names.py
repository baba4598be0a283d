"""What a version's steps are called, for pages that tell people where a conversation is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from pydantic import ValidationError

from flowbuilder.core.nodetype import NodeType
from flowbuilder.core.plan import MESSAGE, PERSON, config_of
from flowbuilder.flows.models import FlowVersion
from flowbuilder.flows.registry import catalogue

LONGEST = 80


class StepNames:
    """The names of one version's steps, and of those in the flows it calls.

    Steps go by `Step.name`: their id, after the flow's and a slash when the flow was called.
    """

    def __init__(self, version: FlowVersion, *earlier: FlowVersion) -> None:
        """The names in `version`, and for steps that it lacks those in the `earlier` ones."""
        self._nodes: dict[str, Mapping[str, Any]] = {}
        for each in (*reversed(earlier), version):
            for key, document in (*each.components.items(), ("", each.document)):
                for node in document.get("nodes", ()):
                    self._nodes[f"{key}/{node['id']}" if key else str(node["id"])] = node

    def title(self, name: str) -> str:
        """The title the author gave it, else its type's; its id when the version lacks it."""
        node = self._nodes.get(name)
        if node is None:
            return {PERSON: _("To a person"), MESSAGE: _("Leave a message")}.get(name, name)
        kind = str(node.get("type", ""))
        return str(
            node.get("title") or (_(catalogue()[kind].title) if kind in catalogue() else kind)
        )

    @property
    def topics(self) -> dict[str, str]:
        """What topics are called, by the short names that a conversation keeps."""
        steps = [node for node in self._nodes.values() if node.get("type") == "topic"]
        rows = [row for node in steps for row in node.get("config", {}).get("topics", ())]
        return {str(row["key"]): str(row["label"]) for row in rows if row.get("label")}

    def about(self, name: str) -> str:
        """The line on its card, shortened; empty when it has none."""
        node = self._nodes.get(name, {})
        kind = str(node.get("type", ""))
        if kind not in catalogue():
            return ""
        step = catalogue()[kind]
        try:
            summary = step.summary(config_of(step, node.get("config", {})))
        except ValidationError:
            return ""
        if summary in _choices(step):
            summary = _(summary)
        return Truncator(" ".join(summary.split())).chars(LONGEST)


def _choices(step: NodeType[Any]) -> set[str]:
    """Our words for what an author picks from its lists: these alone are not the author's own."""
    extras = (field.json_schema_extra for field in step.Config.model_fields.values())
    labels = (extra.get("x-labels") for extra in extras if isinstance(extra, dict))
    return {str(label) for each in labels if isinstance(each, dict) for label in each.values()}
