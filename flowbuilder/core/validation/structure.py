"""Tier 1: is it a graph at all? Ids, types, wires, the start and the triggers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from flowbuilder.core.conditions import folded
from flowbuilder.core.document import Trigger
from flowbuilder.core.problem import Fix, Problem
from flowbuilder.core.validation.subject import Subject
from flowbuilder.core.words import gettext_noop as _

MAX_NODES = 20_000
MAX_EDGES = 60_000
LONE_TRIGGERS = ("human", "silent", "problem", "upset")


def too_large(subject: Subject) -> Iterator[Problem]:
    """A flow has a size that a screen and a server can bear."""
    flow = subject.flow
    for count, most in ((len(flow.nodes), MAX_NODES), (len(flow.edges), MAX_EDGES)):
        if count > most:
            yield too_many(count, most)
            return


def too_many(count: int, most: int) -> Problem:
    """The problem of a flow that is too large."""
    return Problem(
        code="flow.E001",
        text=_("The flow is too large: {count} parts, {most} at most."),
        hint=_("Split it into flows that call one another."),
        params={"count": count, "most": most},
    )


def no_first_node(subject: Subject) -> Iterator[Problem]:
    """A conversation begins at a node that is there."""
    flow = subject.flow
    if not flow.nodes:
        yield Problem(
            code="flow.E002",
            unfinished=True,
            text=_("The flow has no step yet."),
            hint=_("Start by dragging a greeting from the list of steps."),
        )
        return
    if flow.start in subject.nodes:
        return
    entered = {edge.target for edge in flow.edges}
    first = next((node.id for node in flow.nodes if node.id not in entered), flow.nodes[0].id)
    yield Problem(
        code="flow.E003",
        unfinished=True,
        text=_("The flow does not say which step comes first."),
        hint=_("Connect the start to the step that a conversation begins with."),
        fix=Fix(kind="set_start", label=_("Begin with this step"), data={"node": first}),
    )


def unknown_type(subject: Subject) -> Iterator[Problem]:
    """Every node is of a type that this installation has."""
    for node in subject.flow.nodes:
        if node.type not in subject.catalogue:
            yield Problem(
                code="flow.E004",
                text=_("The step type “{type}” is not installed here."),
                hint=_("Remove the step, or install the extension that brings it."),
                params={"type": node.type},
                node=node.id,
                fix=Fix(kind="remove_node", label=_("Remove the step"), data={"node": node.id}),
            )


def duplicate_ids(subject: Subject) -> Iterator[Problem]:
    """No two parts have the same id."""
    flow = subject.flow
    ids = Counter([*(node.id for node in flow.nodes), *(t.id for t in flow.triggers)])
    for key, times in ids.items():
        if times > 1:
            yield Problem(
                code="flow.E005",
                text=_("{count} parts of the flow are all called “{id}”."),
                hint=_("Give each its own id in the file."),
                params={"count": times, "id": key},
                node=key,
            )
    for name, times in Counter(variable.name for variable in flow.variables).items():
        if times > 1:
            yield Problem(
                code="flow.E006",
                text=_("The variable “{name}” is listed {count} times."),
                hint=_("Keep one of them."),
                params={"name": name, "count": times},
            )


def dangling_edges(subject: Subject) -> Iterator[Problem]:
    """Both ends of a wire are there."""
    for edge in subject.flow.edges:
        missing = next((e for e in (edge.source, edge.target) if e not in subject.nodes), None)
        if missing is not None:
            there = edge.source if edge.source in subject.nodes else None
            yield Problem(
                code="flow.E007",
                text=_("A wire leads to or from “{missing}”, which does not exist."),
                hint=_("Remove the wire, or draw it again."),
                params={"missing": missing},
                node=there,
                fix=_remove(edge.source, edge.port, edge.target),
            )


def unknown_ports(subject: Subject) -> Iterator[Problem]:
    """A wire begins at a port that its node has."""
    ports = {(key, port.name) for key, some in subject.ports.items() for port in some}
    for edge in subject.flow.edges:
        if edge.source not in subject.typed or (edge.source, edge.port) in ports:
            continue
        yield Problem(
            code="flow.E008",
            text=_("A wire leaves this step by “{port}”, a port it does not have."),
            hint=_("Remove the wire, or bring back the button it belonged to."),
            params={"port": edge.port},
            node=edge.source,
            fix=_remove(edge.source, edge.port, edge.target),
        )


def crowded_ports(subject: Subject) -> Iterator[Problem]:
    """One wire leaves each port."""
    taken: set[tuple[str, str]] = set()
    for edge in subject.flow.edges:
        if (edge.source, edge.port) in taken:
            yield Problem(
                code="flow.E009",
                text=_("Two wires leave this step by “{port}”."),
                hint=_("Keep the one that leads where the conversation should go."),
                params={"port": edge.port},
                node=edge.source,
                fix=_remove(edge.source, edge.port, edge.target),
            )
        taken.add((edge.source, edge.port))


def lame_triggers(subject: Subject) -> Iterator[Problem]:
    """A trigger leads somewhere, and says when."""
    for trigger in subject.flow.triggers:
        if trigger.target is None:
            yield Problem(
                code="flow.E010",
                unfinished=True,
                text=_("This trigger leads nowhere."),
                hint=_("Connect it to the step it should lead to, or remove it."),
                node=trigger.id,
                fix=_remove_trigger(trigger),
            )
        elif trigger.target not in subject.nodes:
            yield Problem(
                code="flow.E011",
                text=_("This trigger leads to “{missing}”, which does not exist."),
                hint=_("Connect it to a step of this flow."),
                params={"missing": trigger.target},
                node=trigger.id,
                fix=_remove_trigger(trigger),
            )
        if trigger.kind == "keyword" and not any(folded(word) for word in trigger.words):
            yield Problem(
                code="flow.E012",
                unfinished=True,
                text=_("This trigger has no words to listen for."),
                hint=_("Add a word that visitors write, such as “menu”."),
                node=trigger.id,
                field="words",
            )
        if trigger.kind == "silent" and trigger.after_s is None:
            yield Problem(
                code="flow.E013",
                unfinished=True,
                text=_("This trigger does not say how long the silence must last."),
                hint=_("Two minutes is a good start."),
                node=trigger.id,
                field="after_s",
                fix=Fix(
                    kind="set_field",
                    label=_("Set it to two minutes"),
                    data={"node": trigger.id, "field": "after_s", "value": 120},
                ),
            )


def crowded_triggers(subject: Subject) -> Iterator[Problem]:
    """Of triggers that mean the same, only one is heard."""
    seen: set[str] = set()
    for trigger in subject.flow.triggers:
        lone = trigger.kind in LONE_TRIGGERS
        keys = {trigger.kind} if lone else {f"={folded(word)}" for word in trigger.words}
        again = sorted(keys & seen)
        if again:
            yield Problem(
                code="flow.W014",
                text=_("Another trigger before this one already listens for the same thing."),
                hint=_("Only the first one works. Remove one of them."),
                node=trigger.id,
                fix=_remove_trigger(trigger),
            )
        seen |= keys


def _remove_trigger(trigger: Trigger) -> Fix:
    return Fix(kind="remove_node", label=_("Remove the trigger"), data={"node": trigger.id})


def _remove(source: str, port: str, target: str) -> Fix:
    return Fix(
        kind="remove_edge",
        label=_("Remove the wire"),
        data={"source": source, "port": port, "target": target},
    )


RULES = (
    too_large, no_first_node, unknown_type, duplicate_ids, dangling_edges, unknown_ports,
    crowded_ports, lame_triggers, crowded_triggers,
)  # fmt: skip
