"""A flow as a networkx graph, built once for each validation.

Nodes are node ids. Edges are keyed by port: wires as drawn, and jumps that need no wire. `ROOT`
leads to the first node by the key `start` and to each trigger's target by the trigger's id.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import networkx as nx

from flowbuilder.core.document import Flow

#: Where every way into the flow begins. No node can be called so.
ROOT = ""
START = "start"
JUMP = "→"


def graph_of(flow: Flow, jumps: Mapping[str, Sequence[str]] | None = None) -> nx.MultiDiGraph[str]:
    """The graph of `flow`; what leads to nodes that are not there is left out."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_node(ROOT)
    graph.add_nodes_from(node.id for node in flow.nodes)
    for edge in flow.edges:
        if edge.source in graph and edge.target in graph:
            graph.add_edge(edge.source, edge.target, key=edge.port)
    if flow.start is not None and flow.start in graph:
        graph.add_edge(ROOT, flow.start, key=START)
    for trigger in flow.triggers:
        if trigger.target is not None and trigger.target in graph:
            graph.add_edge(ROOT, trigger.target, key=trigger.id)
    for source, targets in (jumps or {}).items():
        for target in targets:
            if target in graph:
                graph.add_edge(source, target, key=JUMP)
    return graph
