"""Tier 3: does every turn come to an end?"""

from __future__ import annotations

from collections.abc import Iterator

import networkx as nx

from flowbuilder.core.document import Flow
from flowbuilder.core.graph import knots
from flowbuilder.core.problem import Problem
from flowbuilder.core.validation.subject import Subject
from flowbuilder.core.words import gettext_noop as _

SHOWN = 6


def busy_loops(subject: Subject) -> Iterator[Problem]:
    """A loop must pass through a node that waits for the visitor or for time.

    Otherwise one turn would never end, or the same service would be asked without end.
    """
    restless = {
        key
        for key, kind in subject.typed.items()
        if (not kind.waits or kind.asks_world) and not kind.ends and key not in subject.calls
    }
    order = {node.id: place for place, node in enumerate(subject.flow.nodes)}
    for knot in knots(subject.ways, restless):
        inside = sorted(knot, key=order.__getitem__)
        names = ", ".join(_called(subject, key) for key in inside[:SHOWN])
        yield Problem(
            code="flow.E040",
            text=_("These steps form a loop that never waits for the visitor: {names}."),
            hint=_("Put a step into the loop that waits for an answer, such as a question."),
            params={"names": names + (" …" if len(inside) > SHOWN else "")},
            node=inside[0],
        )


def recursive_calls(subject: Subject) -> Iterator[Problem]:
    """No flow runs itself, directly or by way of another."""
    known = subject.surroundings.flows
    own = subject.flow.id
    if not own or not subject.calls:
        return
    calls: nx.DiGraph[str] = nx.DiGraph()
    calls.add_node(own)
    for flow_id, document in (known or {}).items():
        if document is not None and flow_id != own:
            calls.add_edges_from((flow_id, called) for called in called_by(document, subject))
    for key, called in subject.calls.items():
        for flow_id in called:
            if flow_id == own or (flow_id in calls and nx.has_path(calls, flow_id, own)):
                yield Problem(
                    code="flow.E041",
                    text=_("This step calls a flow that eventually calls this one again."),
                    hint=_("Remove the call from one of the two flows."),
                    node=key,
                    field=next((s.place for s in subject.settings_of(key)), None),
                )


def called_by(document: Flow, subject: Subject) -> set[str]:
    """The ids of the flows that a published flow calls."""
    other = Subject(flow=document, catalogue=subject.catalogue)
    return {flow_id for called in other.calls.values() for flow_id in called}


def _called(subject: Subject, key: str) -> str:
    return subject.nodes[key].title or key


RULES = (busy_loops, recursive_calls)
