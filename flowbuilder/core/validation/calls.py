"""Tier 3: is what a called flow is given and gives back what that flow says of itself?"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence

from flowbuilder.core.document import Flow, VariableKind
from flowbuilder.core.problem import Fix, Problem
from flowbuilder.core.validation.subject import Subject
from flowbuilder.core.validation.variables import written_in
from flowbuilder.core.words import gettext_noop as _

#: The fields in which a step says what it gives the flow that it calls, and what it takes from it.
GIVEN, TAKEN = "inputs", "outputs"
#: What a variable of any kind may be put into: it is written out there.
_TAKES_ALL = "text"


def missing_inputs(subject: Subject) -> Iterator[Problem]:
    """Every input without a value of its own is given one."""
    ours = {variable.name for variable in subject.flow.variables}
    for key, called in _called(subject):
        rows = _rows(subject, key, GIVEN)
        given = {row["name"] for row in rows if row["value"]}
        for name, variable in called.inputs.items():
            if name not in given and variable.initial is None:
                yield Problem(
                    code="flow.E076",
                    unfinished=True,
                    text=_("The flow “{flow}” needs “{name}”, and this step does not give it."),
                    hint=_("Choose a variable for it, or write a value."),
                    params={"flow": called.name, "name": name},
                    node=key,
                    field=GIVEN,
                    fix=Fix(
                        kind="set_field",
                        label=_("Give it the variable of the same name"),
                        data={
                            "node": key,
                            "field": GIVEN,
                            "value": [
                                *(row for row in rows if row["name"] != name),
                                {"name": name, "value": f"{{{{ {name} }}}}"},
                            ],
                        },
                    )
                    if name in ours
                    else None,
                )


def unknown_inputs(subject: Subject) -> Iterator[Problem]:
    """Nothing is given to a name that the called flow does not take."""
    for key, called in _called(subject):
        yield from _unknown(
            subject, key, GIVEN, called.name, called.inputs,
            code="flow.W077",
            text=_("The flow “{flow}” takes no “{name}” any more."),
            hint=_("Remove the row, or add the input in that flow and publish it."),
        )  # fmt: skip


def unknown_outputs(subject: Subject) -> Iterator[Problem]:
    """Nothing is taken from a name that the called flow does not give back."""
    for key, called in _called(subject):
        yield from _unknown(
            subject, key, TAKEN, called.name, called.outputs,
            code="flow.W078",
            text=_("The flow “{flow}” gives no “{name}” back any more."),
            hint=_("Remove the row, or add the output in that flow and publish it."),
        )  # fmt: skip


def other_kinds(subject: Subject) -> Iterator[Problem]:
    """An output is kept in a variable of its kind."""
    kinds = {variable.name: variable.kind for variable in subject.flow.variables}
    for key, called in _called(subject):
        for place, row in enumerate(_rows(subject, key, TAKEN)):
            output, kept = called.outputs.get(row["name"]), kinds.get(row["variable"])
            if output is not None and kept is not None and not _fits(output.kind, kept):
                yield Problem(
                    code="flow.W079",
                    text=_("“{name}” is of another kind than the variable “{variable}”."),
                    hint=_("Change the variable's kind, or keep the output in another one."),
                    params={"name": row["name"], "variable": row["variable"]},
                    node=key,
                    field=f"{TAKEN}.{place}.variable",
                )


def outputs_never_set(subject: Subject) -> Iterator[Problem]:
    """What a flow gives back gets a value somewhere in it."""
    written, open_ended = written_in(subject)
    for name, variable in subject.flow.outputs.items():
        if open_ended or name in written or variable.input or variable.initial is not None:
            continue
        yield Problem(
            code="flow.W053",
            text=_("This flow gives “{name}” back, but nothing in it sets it."),
            hint=_("Set it in a step, or let it be no output under Variables."),
            params={"name": name},
        )


def _unknown(
    subject: Subject, key: str, field: str, flow: str, known: Container[str], *,
    code: str, text: str, hint: str,
) -> Iterator[Problem]:  # fmt: skip
    """A problem for each row of `field` whose name is not `known`; its fix removes the row."""
    rows = _rows(subject, key, field)
    for place, row in enumerate(rows):
        if row["name"] in known:
            continue
        left = [*rows[:place], *rows[place + 1 :]]
        yield Problem(
            code=code,
            text=text,
            hint=hint,
            params={"flow": flow, "name": row["name"]},
            node=key,
            field=f"{field}.{place}",
            fix=Fix(
                kind="set_field",
                label=_("Remove the row"),
                data={"node": key, "field": field, "value": left},
            ),
        )


def _called(subject: Subject) -> Iterator[tuple[str, Flow]]:
    """The steps that call flows which are known here."""
    flows = subject.surroundings.flows or {}
    for key, flow_ids in subject.calls.items():
        for flow_id in flow_ids:
            called = flows.get(flow_id)
            if called is not None:
                yield key, called


def _rows(subject: Subject, key: str, field: str) -> Sequence[dict[str, str]]:
    rows: Sequence[dict[str, str]] = subject.configs[key].model_dump().get(field, ())
    return rows


def _fits(kind: VariableKind, into: VariableKind) -> bool:
    return into in (kind, _TAKES_ALL)


RULES = (missing_inputs, unknown_inputs, unknown_outputs, other_kinds, outputs_never_set)
