"""A flow as a graph, built once for each validation.

What is linear is done on plain lists, five times as fast as on networkx and with few objects for
the collector to walk; networkx has what is not, the strongly connected components.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set

import networkx as nx

from flowbuilder.core.document import Flow

#: Where every way into the flow begins. No node can be called so.
ROOT = ""
START = "start"
JUMP = "→"

#: By node id: each port that is wired, and the node it leads to.
Ways = Mapping[str, Sequence[tuple[str, str]]]


def ways_of(flow: Flow, jumps: Mapping[str, Sequence[str]] | None = None) -> Ways:
    """The ways through `flow`; those to nodes that are not there are left out.

    `ROOT` leads to the first node by `START`, and to each trigger's target by the trigger's id.
    Jumps, which need no wire, have the port `JUMP`.
    """
    ways: dict[str, list[tuple[str, str]]] = {node.id: [] for node in flow.nodes}
    first: list[tuple[str, str]] = []
    for edge in flow.edges:
        if edge.source in ways and edge.target in ways:
            ways[edge.source].append((edge.port, edge.target))
    for source, targets in (jumps or {}).items():
        ways[source] += [(JUMP, target) for target in targets if target in ways]
    if flow.start is not None and flow.start in ways:
        first.append((START, flow.start))
    first += [(t.id, t.target) for t in flow.triggers if t.target is not None and t.target in ways]
    return {**ways, ROOT: first}


def reached(ways: Ways) -> Set[str]:
    """The nodes that some way from `ROOT` leads to."""
    seen, waiting = {ROOT}, [ROOT]
    while waiting:
        for _port, target in ways[waiting.pop()]:
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    return seen - {ROOT}


def knots(ways: Ways, among: Set[str]) -> Iterator[Set[str]]:
    """The loops of the nodes `among`: sets in which each leads to each, itself included."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_edges_from(
        (source, target) for source in among for _port, target in ways[source] if target in among
    )
    for knot in nx.strongly_connected_components(graph):
        if len(knot) > 1 or graph.has_edge(*knot, *knot):
            yield knot
