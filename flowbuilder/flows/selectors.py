"""Reading flows: the workspace's own, their plans and what they may refer to."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from flowbuilder.accounts.models import Workspace
from flowbuilder.common.errors import NotFound
from flowbuilder.core.document import Flow as Document
from flowbuilder.core.errors import InvalidFlow
from flowbuilder.core.plan import Plan, compile_flow
from flowbuilder.core.upgrades import load_document
from flowbuilder.core.validation import Surroundings
from flowbuilder.flows import surroundings
from flowbuilder.flows.models import (
    Comment,
    Flow,
    FlowVersion,
    Review,
    ScheduledPublish,
    Talk,
    Thread,
)
from flowbuilder.flows.registry import catalogue
from flowbuilder.llm.selectors import model_configured

PLANS_KEPT = 256
SCHEDULES_SHOWN = (ScheduledPublish.State.WAITING, ScheduledPublish.State.REFUSED)
REVIEWS_SHOWN = (Review.State.OPEN, Review.State.RETURNED)


def flows_of(workspace: Workspace) -> QuerySet[Flow]:
    """The workspace's flows."""
    return Flow.objects.filter(workspace=workspace)


def flow_of(workspace: Workspace, flow_id: int) -> Flow:
    """One flow of the workspace. Raises NotFound for an absent and for a foreign one alike."""
    flow = flows_of(workspace).select_related("published").filter(pk=flow_id).first()
    if flow is None:
        raise NotFound(_("This flow does not exist."))
    return flow


def _others(flow: Flow) -> QuerySet[Flow]:
    """The other flows of its workspace that are in use."""
    return flows_of(flow.workspace).filter(archived=False).exclude(pk=flow.pk)


def callable_from(flow: Flow) -> QuerySet[Flow]:
    """The other flows of its workspace, which its steps may call."""
    return _others(flow).select_related("published")


def callers_of(flow: Flow) -> QuerySet[Flow]:
    """The flows whose live version calls this one."""
    calling = _others(flow).filter(published__components__has_key=str(flow.pk))
    return calling.only("pk", "name").order_by("name")


def renewed_parts_of(flow: Flow) -> list[str]:
    """Names of flows that the live version calls as they were before they were last published."""
    if flow.published is None or not flow.published.components:
        return []
    now_live = published_documents(flow.workspace, flow.published.components)
    return sorted(
        now_live[key].name
        for key, was in flow.published.components.items()
        if key in now_live and now_live[key] != load_document(was)
    )


def languages_of(flow: Flow) -> tuple[str, ...]:
    """The languages of a flow's draft, the main one first."""
    return load_document(flow.draft).languages if flow.draft else (flow.language,)


def version_of(workspace: Workspace, flow_id: int, number: int) -> FlowVersion:
    """One version of a flow of the workspace. Raises NotFound."""
    version = FlowVersion.objects.filter(
        flow__workspace=workspace, flow_id=flow_id, number=number
    ).first()
    if version is None:
        raise NotFound(_("This version does not exist."))
    return version


def talk_of(workspace: Workspace, flow_id: int, talk_id: int) -> Talk:
    """One talk of a flow of the workspace. Raises NotFound."""
    talk = Talk.objects.filter(flow__workspace=workspace, flow_id=flow_id, pk=talk_id).first()
    if talk is None:
        raise NotFound(_("This conversation does not exist. Somebody may have deleted it."))
    return talk


def shown_schedule(flow: Flow) -> ScheduledPublish | None:
    """The publishing that waits, or the last one that did not happen and nobody has read of."""
    shown = flow.scheduled.filter(state__in=SCHEDULES_SHOWN).defer("document")
    return shown.select_related("created_by").order_by("-pk").first()


def shown_review(flow: Flow) -> Review | None:
    """The review that is open, or the last one if it was returned."""
    last = flow.reviews.select_related("asked_by", "answered_by").order_by("-pk").first()
    return last if last is not None and last.state in REVIEWS_SHOWN else None


def threads_of(flow: Flow) -> QuerySet[Thread]:
    """What is said about the flow and its nodes, oldest first."""
    return flow.threads.select_related("resolved_by").prefetch_related("comments__author")


def thread_of(workspace: Workspace, flow_id: int, thread_id: int) -> Thread:
    """One thread of a flow of the workspace. Raises NotFound."""
    thread = Thread.objects.filter(flow__workspace=workspace, flow_id=flow_id, pk=thread_id).first()
    if thread is None:
        raise NotFound(_("This comment does not exist. Somebody may have deleted it."))
    return thread


def comment_of(workspace: Workspace, flow_id: int, thread_id: int, comment_id: int) -> Comment:
    """One comment of a flow of the workspace. Raises NotFound."""
    inside = Comment.objects.filter(
        thread__flow__workspace=workspace, thread__flow_id=flow_id, thread_id=thread_id
    )
    comment = inside.filter(pk=comment_id).first()
    if comment is None:
        raise NotFound(_("This comment does not exist. Somebody may have deleted it."))
    return comment


def published_documents(
    workspace: Workspace, only: Iterable[str] | None = None
) -> dict[str, Document]:
    """The published documents of the workspace's flows, by flow id: all, or `only` some."""
    flows = flows_of(workspace).filter(archived=False)
    if only is not None:
        flows = flows.filter(pk__in=only)
    published = FlowVersion.objects.filter(pk__in=flows.values("published"))
    return {str(v.flow_id): load_document(v.document) for v in published}


def _callable_flows(workspace: Workspace) -> dict[str, Document | None]:
    """Every flow that another may call, by id; None for one that was never published."""
    ids = flows_of(workspace).filter(archived=False).values_list("pk", flat=True)
    return {**dict.fromkeys(map(str, ids)), **published_documents(workspace)}


def surroundings_for(workspace: Workspace) -> Surroundings:
    """What a flow of this workspace may refer to, for validation."""
    teams = surroundings.named("teams", workspace)
    credentials = surroundings.named("credentials", workspace)
    surveys = surroundings.named("surveys", workspace)
    skills = surroundings.named("skills", workspace)
    return Surroundings(
        teams=None if teams is None else frozenset(t.name for t in teams),
        credentials=None if credentials is None else frozenset(c.name for c in credentials),
        surveys=None if surveys is None else frozenset(s.name for s in surveys),
        skills=None if skills is None else frozenset(s.name for s in skills),
        flows=_callable_flows(workspace),
        model_configured=model_configured(workspace),
    )


@lru_cache(maxsize=PLANS_KEPT)
def _plan(version_id: int) -> Plan:
    version = FlowVersion.objects.get(pk=version_id)
    components = {key: load_document(value) for key, value in version.components.items()}
    return compile_flow(load_document(version.document), catalogue(), components)


def language_for(version_id: int, *asked: str) -> str | None:
    """The first of the `asked` languages that a version speaks, or its main one.

    None when the version cannot run; its first turn says so.
    """
    try:
        return _plan(version_id).language_for(*asked)
    except InvalidFlow:
        return None


def plan_for(version: FlowVersion) -> Plan:
    """The compiled plan of a version. Versions never change, so it is compiled once.

    Raises:
        InvalidFlow: If a node type that the version uses is no longer installed.
    """
    return _plan(version.pk)
