"""Tier 3: is every variable set before it is read?

A forward must-analysis: a variable is set at a node when it is set along every way that leads
there. Sets are whole numbers, one bit for each variable, so that a flow of ten thousand nodes
settles in a few passes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flowbuilder.core import conditions, templates
from flowbuilder.core.document import ALWAYS_SET
from flowbuilder.core.problem import Fix, Problem
from flowbuilder.core.validation.subject import Setting, Subject
from flowbuilder.core.validation.translations import TEMPLATES
from flowbuilder.core.words import gettext_noop as _

#: What asks whether a variable is filled may read it before.
_CAREFUL_OPERATORS = ("is_empty", "is_filled")


@dataclass(frozen=True, slots=True)
class Reading:
    """That a node reads a variable, perhaps only in one language's text.

    A careful reading minds that the variable may be empty.
    """

    node: str
    variable: str
    field: str | None
    careful: bool
    language: str | None = None


def readings_of(subject: Subject, key: str) -> Iterator[Reading]:
    """What a node reads, with the field that does."""
    own = subject.typed[key].own_names
    for setting in subject.settings_of(key):
        yield from (r for r in _in_setting(key, setting) if r.variable not in own)
    config = subject.configs.get(key)
    if config is not None:
        for name in subject.typed[key].reads(config):
            yield Reading(key, name.partition(".")[0], None, careful=True)


def _in_translations(subject: Subject) -> Mapping[str, Sequence[Reading]]:
    """What the translations of each node's texts read."""
    found: dict[str, list[Reading]] = {}
    for cell in subject.cells:
        if cell.text.control not in TEMPLATES or "{" not in cell.words:
            continue
        careful = _is_careful(cell.words)
        own = subject.typed[cell.node].own_names
        found.setdefault(cell.node, []).extend(
            Reading(cell.node, name, cell.text.place, careful, cell.language)
            for name in sorted(templates.variables_in(cell.words))
            if name not in own
        )
    return found


def _is_careful(template: str) -> bool:
    return "default" in template or "{%" in template


def _in_setting(key: str, setting: Setting) -> Iterator[Reading]:
    value = setting.value
    if setting.control in TEMPLATES:
        if isinstance(value, str) and "{" in value:
            careful = _is_careful(value)
            for name in sorted(templates.variables_in(value)):
                yield Reading(key, name, setting.place, careful)
    elif setting.control == "condition":
        for place, rule in conditions.rules_in(value):
            careful = rule.get("operator") in _CAREFUL_OPERATORS
            field = f"{setting.place}.{place}" if place else setting.place
            for name in sorted(conditions.variables_in(rule)):
                yield Reading(key, name, field, careful)


def unset_variables(subject: Subject) -> Iterator[Problem]:
    """A variable is set before a text or a condition reads it."""
    flow = subject.flow
    declared = {variable.name for variable in flow.variables}
    initial = {variable.name for variable in flow.variables if variable.initial is not None}
    writes, open_ended = _writes(subject)
    written = _all_in(writes)
    given = ALWAYS_SET | initial | flow.inputs.keys() | (declared - written)
    settled = _SetBefore(subject, writes, given | written, given)
    in_translations = _in_translations(subject)
    for key in subject.typed:
        if key not in subject.reached:
            continue
        told: set[tuple[str | None, str]] = set()
        for reading in (*readings_of(subject, key), *in_translations.get(key, ())):
            name = reading.variable
            if name in given or {(None, name), (reading.language, name)} & told:
                continue
            told.add((reading.language, name))
            if name not in written:
                if not open_ended:
                    yield _never_set(reading)
            elif not reading.careful and not settled.is_set(key, name):
                yield _perhaps_unset(reading)


def _never_set(reading: Reading) -> Problem:
    name = reading.variable
    return Problem(
        code="flow.E050",
        text=_("Nothing sets the variable “{name}”."),
        hint=_(
            "Check the spelling, or ask for it in a question. If its value comes from elsewhere, "
            "add it under Variables."
        ),
        params={"name": name},
        node=reading.node,
        field=reading.field,
        language=reading.language,
        fix=Fix(kind="declare_variable", label=_("Add the variable"), data={"name": name}),
    )


def _perhaps_unset(reading: Reading) -> Problem:
    return Problem(
        code="flow.W051",
        text=_("The variable “{name}” may still be empty here."),
        hint=_(
            "It is not set on every path to this step. "
            'Give a default: {{{{ {name} | default: "…" }}}}.'
        ),
        params={"name": reading.variable},
        node=reading.node,
        field=reading.field,
        language=reading.language,
    )


def _writes(subject: Subject) -> tuple[Mapping[str, Mapping[str, frozenset[str]]], bool]:
    """What each node sets by which port, and whether a flow it runs may set what is not known."""
    found: dict[str, dict[str, frozenset[str]]] = {}
    open_ended = False
    for key, config in subject.configs.items():
        ports = {
            port: frozenset(names) for port, names in subject.typed[key].writes(config).items()
        }
        for flow_id in subject.calls.get(key, ()):
            called = (subject.surroundings.flows or {}).get(flow_id)
            if called is None:
                open_ended = True
                continue
            if called.is_closed:
                continue
            inside = Subject(flow=called, catalogue=subject.catalogue)
            inner, more = _writes(inside) if not inside.calls else ({}, True)
            open_ended |= more
            ports["*"] = ports.get("*", frozenset()) | _all_in(inner)
        if ports:
            found[key] = ports
    return found, open_ended


def written_in(subject: Subject) -> tuple[frozenset[str], bool]:
    """What the flow sets anywhere, and whether a flow it runs may set what is not known."""
    writes, open_ended = _writes(subject)
    return _all_in(writes), open_ended


def _all_in(writes: Mapping[str, Mapping[str, frozenset[str]]]) -> frozenset[str]:
    return frozenset(
        name for ports in writes.values() for names in ports.values() for name in names
    )


class _SetBefore:
    """Which variables are set when a node is come to."""

    def __init__(
        self,
        subject: Subject,
        writes: Mapping[str, Mapping[str, frozenset[str]]],
        names: frozenset[str] | set[str],
        given: frozenset[str] | set[str],
    ) -> None:
        self._bit = {name: 1 << place for place, name in enumerate(sorted(names))}
        self._everything = (1 << len(self._bit)) - 1
        self._writes = {
            key: {port: self._mask(some) for port, some in ports.items()}
            for key, ports in writes.items()
        }
        self._set = self._settle(subject, self._mask(given))

    def is_set(self, node: str, name: str) -> bool:
        return bool(self._set.get(node, self._everything) & self._bit[name])

    def _mask(self, names: frozenset[str] | set[str]) -> int:
        mask = 0
        for name in names:
            mask |= self._bit[name]
        return mask

    def _settle(self, subject: Subject, given: int) -> dict[str, int]:
        """The fixpoint. A trigger may fire anywhere, so what it leads to is taken at its best."""
        ways, start = subject.ways, subject.flow.start
        found: dict[str, int] = {start: given} if start is not None and start in ways else {}
        waiting = list(found)
        while waiting:
            node = waiting.pop()
            ports = self._writes.get(node, {})
            before = found[node] | ports.get("*", 0)
            for port, target in ways[node]:
                after = before | ports.get(port, 0) if ports else before
                known = found.get(target)
                joined = after if known is None else known & after
                if joined != known:
                    found[target] = joined
                    waiting.append(target)
        return found


def personal_abroad(subject: Subject) -> Iterator[Problem]:
    """Personal data leaves for another service only when somebody means it to."""
    personal = {variable.name for variable in subject.flow.variables if variable.personal}
    if not personal:
        return
    for key, kind in subject.typed.items():
        if kind.category not in ("reach_out", "know"):
            continue
        told: set[str] = set()
        for reading in readings_of(subject, key):
            if reading.variable in personal - told:
                told.add(reading.variable)
                yield Problem(
                    code="flow.W052",
                    text=_(
                        "“{name}” holds personal data, and this step sends it to another service."
                    ),
                    hint=_(
                        "Make sure the service is allowed to have it and that your privacy notice "
                        "says so."
                    ),
                    params={"name": reading.variable},
                    node=key,
                    field=reading.field,
                )


RULES = (unset_variables, personal_abroad)
