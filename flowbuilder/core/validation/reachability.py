"""Tier 3: can every node be come to, and left?"""

from __future__ import annotations

from collections.abc import Iterator

from flowbuilder.core.problem import Fix, Problem
from flowbuilder.core.validation.subject import Subject
from flowbuilder.core.words import Words
from flowbuilder.core.words import gettext_noop as _


def unreachable(subject: Subject) -> Iterator[Problem]:
    """Something leads to every node."""
    for node in subject.flow.nodes:
        if node.id not in subject.reached:
            yield Problem(
                code="flow.W030",
                text=_("No conversation can reach this step."),
                hint=_("Draw a wire to it, or remove it."),
                node=node.id,
                fix=Fix(kind="remove_node", label=_("Remove the step"), data={"node": node.id}),
            )


def dead_ends(subject: Subject) -> Iterator[Problem]:
    """Every way out that matters leads on."""
    for key, ports in subject.ports.items():
        if key not in subject.reached:
            continue
        wired, ours = subject.wired.get(key, {}), subject.typed[key].ports
        for port in ports:
            if port.required and not port.problem and port.name not in wired:
                yield Problem(
                    code="flow.E031",
                    unfinished=True,
                    text=_("Nothing follows the way out “{port}” yet."),
                    hint=_("Connect it to the next step, or end the conversation there."),
                    params={"port": Words(port.label) if port in ours else port.label},
                    node=key,
                    fix=Fix(
                        kind="connect_to_end",
                        label=_("End the conversation there"),
                        data={"node": key, "port": port.name},
                    ),
                )


RULES = (unreachable, dead_ends)
