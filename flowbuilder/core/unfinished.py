"""Running a draft as far as it goes: what its author has yet to finish is stood in for."""

from __future__ import annotations

from collections.abc import Mapping

from flowbuilder.core.catalogue import Catalogue
from flowbuilder.core.document import Flow, Node
from flowbuilder.core.errors import InvalidFlow
from flowbuilder.core.events import Event
from flowbuilder.core.nodetype import Move, NodeConfig, NodeType, Turn, Wait
from flowbuilder.core.plan import Plan, compile_flow
from flowbuilder.core.session import Session
from flowbuilder.core.validation import RUNNABLE, validate
from flowbuilder.core.words import gettext_noop as _


class Unfinished(NodeType[NodeConfig]):
    """Stands in for a step that cannot run yet: the conversation stays there."""

    name = "__unfinished__"
    title = _("Unfinished step")
    category = "talk"
    waits = True

    def enter(self, config: NodeConfig, turn: Turn) -> Move:
        return Wait()

    def resume(self, config: NodeConfig, turn: Turn, event: Event) -> Move:
        return Wait()


STAND_IN = Unfinished()


def compile_unfinished(
    flow: Flow, catalogue: Catalogue, components: Mapping[str, Flow] | None = None
) -> Plan:
    """The plan of a draft in which a conversation stays at the first step that cannot run.

    Raises:
        InvalidFlow: Nothing of it can run: it has no step, no first one, or steps that cannot be
            told apart.
    """
    try:
        return compile_flow(flow, catalogue, components)
    except InvalidFlow:
        problems = validate(flow, catalogue, tiers=RUNNABLE)
    errors = [problem for problem in problems if problem.level == "error"]
    broken = {problem.node for problem in errors if problem.code != "flow.E007"}
    if None in broken or any(problem.code == "flow.E005" for problem in errors):
        raise InvalidFlow(problems)
    standing_in = Catalogue([*catalogue.values(), STAND_IN])
    return compile_flow(_standing_in(flow, broken), standing_in, components)


def is_stuck(plan: Plan, session: Session) -> bool:
    """Whether the conversation stays at a step that cannot run yet."""
    if not session.frames:
        return False
    step = plan.step(session.frames[-1].flow, session.frames[-1].node)
    return step is not None and step.type is STAND_IN


def _standing_in(flow: Flow, broken: set[str | None]) -> Flow:
    whole = {node.id for node in flow.nodes if node.id not in broken}
    there = {node.id for node in flow.nodes}
    return flow.model_copy(
        update={
            "nodes": tuple(
                node if node.id in whole else Node(id=node.id, type=STAND_IN.name, title=node.title)
                for node in flow.nodes
            ),
            "edges": tuple(e for e in flow.edges if e.source in whole and e.target in there),
            "triggers": tuple(t for t in flow.triggers if t.id not in broken),
        }
    )
