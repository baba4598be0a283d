"""The branches of topic steps: where a flow sends a visitor by what they write, and by which words.

Others add examples to a draft here. A branch takes effect as soon as its flow is published.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from pydantic import ValidationError

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.core.document import Flow as Document
from flowbuilder.core.document import Node
from flowbuilder.flows import selectors, services
from flowbuilder.flows.errors import BranchNotUsable
from flowbuilder.flows.knowledge_port import Examples
from flowbuilder.flows.models import Flow
from flowbuilder.flows.registry import catalogue
from flowbuilder.nodes.topic import TopicConfig, TopicNode

MOST_EXAMPLES, LONGEST_EXAMPLE = 60, 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """One topic of a topic step in a flow's draft; `examples` are those of all its topics."""

    flow: Flow
    node: str
    step: str
    key: str
    label: str
    examples: Examples

    @property
    def own(self) -> tuple[str, ...]:
        """The examples of this topic."""
        return dict(self.examples)[self.key]

    @property
    def name(self) -> str:
        """What tells it from all others of the workspace."""
        return f"{self.flow.pk}/{self.node}/{self.key}"


def branches_of(workspace: Workspace) -> list[Branch]:
    """The branches of the drafts in use, flow by flow. A step that is half drawn has none."""
    flows = selectors.flows_of(workspace).filter(archived=False).order_by("name", "id")
    return [branch for flow in flows for branch in _branches(flow)]


@transaction.atomic
def add_examples(branch: Branch, examples: Sequence[str], *, user: User | None) -> Branch:
    """Add examples to a branch in the flow's draft, each once; returns it as it is then.

    Raises:
        BranchNotUsable: It is not there any more, or has no room, or another topic of the step
            has one of them.
    """
    locked = Flow.objects.select_for_update().get(pk=branch.flow.pk)
    here = next((each for each in _branches(locked) if each.name == branch.name), None)
    if here is None:
        raise BranchNotUsable(_("This topic is not in the flow any more."))
    taken = {_plain(text): key for key, texts in here.examples for text in texts}
    fresh: dict[str, str] = {}
    for text in examples:
        owner = taken.get(_plain(text))
        if owner not in (None, here.key):
            raise BranchNotUsable(
                _("“%(text)s” stands in another topic of this step.") % {"text": text}
            )
        if owner is None and 0 < len(text.strip()) <= LONGEST_EXAMPLE:
            fresh.setdefault(_plain(text), text.strip())
    if len(here.own) + len(fresh) > MOST_EXAMPLES:
        raise BranchNotUsable(
            _("A topic has at most %(most)d examples. Take some out of it in the flow first.")
            % {"most": MOST_EXAMPLES}
        )
    if not fresh:
        return here
    draft = services.save_draft(
        flow=locked, revision=locked.draft_revision, user=user,
        data=_with_examples(services.draft_of(locked), here, list(fresh.values())),
    )  # fmt: skip
    return next(each for each in _branches(draft.flow) if each.name == here.name)


def _branches(flow: Flow) -> Iterator[Branch]:
    for node in services.draft_of(flow).nodes if flow.draft else ():
        if node.type != TopicNode.name:
            continue
        try:
            config = TopicConfig.model_validate(node.config)
        except ValidationError:
            continue
        examples = tuple((topic.key, tuple(topic.examples)) for topic in config.topics)
        title = node.title or _(catalogue()[TopicNode.name].title)
        for topic in config.topics:
            yield Branch(
                flow=flow, node=node.id, step=title, key=topic.key, label=topic.label,
                examples=examples,
            )  # fmt: skip


def _with_examples(draft: Document, branch: Branch, fresh: list[str]) -> dict[str, Any]:
    def topic_with(topic: dict[str, Any]) -> dict[str, Any]:
        if topic["key"] != branch.key:
            return topic
        return {**topic, "examples": [*topic["examples"], *fresh]}

    def node_with(node: Node) -> Node:
        if node.id != branch.node:
            return node
        topics = [topic_with(topic) for topic in node.config["topics"]]
        return node.model_copy(update={"config": {**node.config, "topics": topics}})

    changed = draft.model_copy(update={"nodes": tuple(map(node_with, draft.nodes))})
    return changed.model_dump(mode="json")


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
