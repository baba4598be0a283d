"""The plan: a flow compiled for running. Every look-up the engine makes is one dict away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import ValidationError

from flowbuilder.core.catalogue import AnyNodeType, Catalogue
from flowbuilder.core.conditions import folded
from flowbuilder.core.document import Flow, Node, Trigger, VariableKind
from flowbuilder.core.errors import InvalidFlow
from flowbuilder.core.languages import offered
from flowbuilder.core.nodetype import NodeConfig, Voice
from flowbuilder.core.translating import in_other_words, texts_of, usable
from flowbuilder.core.validation import RUNNABLE, Surroundings, validate

#: How frames name the flow that the conversation runs; those it calls go by their ids.
MAIN = ""
#: The steps that every plan has besides its own: a person, or a message to one.
PERSON = "__person__"
MESSAGE = "__message__"

_END_PUNCTUATION = ".,;:!?… "


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A step in another language: its config, and which of its texts are still the main ones."""

    config: NodeConfig
    borrowed: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A node ready to run.

    Attributes:
        ports: Where each port leads, by its own wire or that of its `otherwise`; None when there
            is neither, which ends the flow.
        trouble: Where to go when the step fails: the first wired problem port's target.
        problem_ports: The ports that say something failed.
        title: What its author calls it; empty when that is left to the type.
        locale: The main language of its flow, in which `config` is written.
        spoken: What it says in further languages.
    """

    flow: str
    node: str
    type: AnyNodeType
    config: NodeConfig
    ports: Mapping[str, str | None]
    trouble: str | None = None
    problem_ports: frozenset[str] = frozenset()
    title: str = ""
    locale: str = "pl"
    spoken: Mapping[str, Wording] = field(default_factory=dict)

    def config_in(self, language: str) -> NodeConfig:
        """The config as it is in `language`, or else in the main one."""
        wording = self.spoken.get(language)
        return self.config if wording is None else wording.config

    def language_of(self, template: str, language: str) -> str:
        """The language in which `template` of the config in `language` is written."""
        wording = self.spoken.get(language)
        is_own = wording is not None and template not in wording.borrowed
        return language if is_own else self.locale

    @property
    def name(self) -> str:
        """The node's id, told apart from those of other flows."""
        return f"{self.flow}/{self.node}" if self.flow else self.node


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The variables of a flow that keeps them to itself."""

    inputs: Mapping[str, VariableKind]
    initial: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A compiled flow, with those it calls. Never changes.

    Attributes:
        steps: By flow (`MAIN` or an id), then by node id. Main has `PERSON` and `MESSAGE` too.
        starts: The first node of each flow.
        initial: What the session remembers from the start.
        names: What each flow is called.
        scopes: Of the called flows, those that keep their variables to themselves.
        keywords: Where a message of just these folded words leads.
        invited: Where a conversation begins that an invitation of this folded name opened.
        after_person: Where the flow goes when a person is done, by its first handoff.
        message_target: Where a message is taken when no person comes.
        languages: Those that the main flow speaks, its own first.
        voice: Who the assistant is and how it speaks to people.
        personal: The variables that hold personal data.
    """

    flow_id: str
    locale: str
    steps: Mapping[str, Mapping[str, Step]]
    starts: Mapping[str, str]
    initial: Mapping[str, Any]
    scopes: Mapping[str, Scope]
    names: Mapping[str, str]
    keywords: Mapping[str, str]
    invited: Mapping[str, str]
    human_target: str
    human_words: tuple[str, ...]
    silent_target: str | None
    silent_after_s: int
    problem_target: str | None
    upset_target: str | None
    after_person: str | None
    message_target: str
    default_team: str
    languages: tuple[str, ...]
    voice: Voice
    personal: frozenset[str]

    @property
    def judges(self) -> bool:
        """Whether anything in it depends on how the visitor sounds."""
        steps = (step for flow in self.steps.values() for step in flow.values())
        return self.upset_target is not None or any(step.type.judges for step in steps)

    def language_for(self, *asked: str) -> str:
        """The first of the `asked` languages that the flow speaks, or its main one."""
        found = (offered(code, self.languages) for code in asked)
        return next((code for code in found if code is not None), self.locale)

    def inputs_of(self, flow: str) -> Mapping[str, VariableKind]:
        """The kinds of a called flow's inputs, by their names."""
        scope = self.scopes.get(flow)
        return scope.inputs if scope is not None else {}

    def step(self, flow: str, node: str) -> Step | None:
        """The step, or None when the plan has none of that name."""
        return self.steps.get(flow, {}).get(node)


def compile_flow(
    flow: Flow,
    catalogue: Catalogue,
    components: Mapping[str, Flow] | None = None,
    surroundings: Surroundings | None = None,
) -> Plan:
    """The plan of `flow` and of the `components` it calls, by their ids.

    What running needs is asked for and no more: a draft whose ways out are not all connected can
    be tried, and a version published before a rule was thought of goes on running.

    Raises:
        InvalidFlow: With every problem of `flow`, or of the first component that has errors.
    """
    components = components or {}
    for checked in (flow, *components.values()):
        problems = validate(checked, catalogue, surroundings, tiers=RUNNABLE)
        if any(problem.level == "error" for problem in problems):
            raise InvalidFlow(problems)
    main = _steps(MAIN, flow, catalogue)
    after_person = _after_person(main.values())
    own_message = next((node.id for node in flow.nodes if node.type == "leave_message"), None)
    main |= _safety_net(catalogue, after_person, own_message)
    flows = {MAIN: flow, **components}
    scopes = {key: _scope(part) for key, part in components.items() if part.is_closed}
    others = {key: _steps(key, part, catalogue) for key, part in components.items()}
    human = _trigger(flow, "human")
    silent = _trigger(flow, "silent")
    problem = _trigger(flow, "problem")
    upset = _trigger(flow, "upset")
    return Plan(
        flow_id=flow.id,
        locale=flow.locale,
        steps={MAIN: main, **others},
        starts={key: part.start for key, part in flows.items() if part.start},
        initial={
            variable.name: variable.initial
            for key, part in reversed(flows.items())
            for variable in part.variables
            if variable.initial is not None and key not in scopes
        },
        scopes=scopes,
        names={key: part.name for key, part in flows.items()},
        keywords={
            key: trigger.target
            for trigger in reversed(flow.triggers)
            if trigger.kind == "keyword" and trigger.target
            for key in map(keyword, trigger.words)
            if key
        },
        invited={
            key: trigger.target
            for trigger in reversed(flow.triggers)
            if trigger.kind == "proactive" and trigger.target
            for key in map(keyword, trigger.words)
            if key
        },
        human_target=(human and human.target) or PERSON,
        human_words=tuple(folded(word) for word in human.words) if human else (),
        silent_target=silent.target if silent else None,
        silent_after_s=(silent and silent.after_s) or 0,
        problem_target=problem.target if problem else None,
        upset_target=upset.target if upset else None,
        after_person=after_person,
        message_target=own_message or MESSAGE,
        default_team=flow.settings.default_team,
        languages=flow.languages,
        voice=Voice(flow.settings.persona, flow.settings.address, flow.settings.excluded),
        personal=frozenset(
            variable.name
            for part in flows.values()
            for variable in part.variables
            if variable.personal
        ),
    )


def starting_at(plan: Plan, node: str | None) -> Plan:
    """The plan for the one turn that begins at `node`; at its own start without one.

    Raises:
        LookupError: The plan has no such node.
    """
    if node is None:
        return plan
    if plan.step(MAIN, node) is None:
        raise LookupError("The flow has no such step.")
    return replace(plan, starts={**plan.starts, MAIN: node})


def keyword(text: str) -> str:
    """`text` as keywords are compared: folded, and without punctuation at its end."""
    return folded(text).rstrip(_END_PUNCTUATION)


def config_of(node_type: AnyNodeType, raw: Mapping[str, Any]) -> NodeConfig:
    """A node's config in its present shape. Raises pydantic's ValidationError."""
    return node_type.Config.model_validate(node_type.upgrade(dict(raw)))


def _steps(key: str, flow: Flow, catalogue: Catalogue) -> dict[str, Step]:
    wires: dict[str, dict[str, str]] = {}
    for edge in flow.edges:
        wires.setdefault(edge.source, {})[edge.port] = edge.target
    steps = {}
    for node in flow.nodes:
        node_type = catalogue[node.type]
        ports = node_type.ports_of(node.config)
        wired = wires.get(node.id, {})
        problem_ports = [port.name for port in ports if port.problem]
        plain_problems = [port.name for port in ports if port.problem and not port.otherwise]
        steps[node.id] = Step(
            flow=key,
            node=node.id,
            type=node_type,
            config=config_of(node_type, node.config),
            ports={p.name: wired.get(p.name) or wired.get(p.otherwise or "") for p in ports},
            trouble=next((wired[name] for name in plain_problems if name in wired), None),
            problem_ports=frozenset(problem_ports),
            title=node.title,
            locale=flow.locale,
            spoken=_spoken(flow, node, node_type),
        )
    return steps


def _scope(flow: Flow) -> Scope:
    return Scope(
        inputs={name: variable.kind for name, variable in flow.inputs.items()},
        initial={v.name: v.initial for v in flow.variables if v.initial is not None},
    )


def _spoken(flow: Flow, node: Node, node_type: AnyNodeType) -> dict[str, Wording]:
    """What a node says in the languages in which something of it is translated."""
    found: dict[str, Wording] = {}
    raw: Mapping[str, Any] | None = None
    for language, by_node in flow.translations.items():
        words = usable(by_node.get(node.id, {}))
        if language == flow.locale or not words:
            continue
        raw = raw if raw is not None else node_type.upgrade(dict(node.config))
        main = [text for text in texts_of(node_type.Config, raw) if text.address not in words]
        found[language] = Wording(
            config=node_type.Config.model_validate(in_other_words(node_type.Config, raw, words)),
            borrowed=frozenset(text.value for text in main),
        )
    return found


def _after_person(steps: Iterable[Step]) -> str | None:
    handoffs = (step for step in steps if step.type.person and step.ports.get("done"))
    first = next(handoffs, None)
    return first.ports["done"] if first else None


def _safety_net(
    catalogue: Catalogue, after_person: str | None, own_message: str | None
) -> dict[str, Step]:
    """Steps to a person for flows that have none: a handoff, and a message when nobody comes."""
    net = {}
    for key, name, otherwise in (
        (PERSON, "handoff", own_message or MESSAGE),
        (MESSAGE, "leave_message", None),
    ):
        if name not in catalogue:
            continue
        node_type = catalogue[name]
        try:
            config = config_of(node_type, {})
        except ValidationError:
            continue
        net[key] = Step(
            flow=MAIN,
            node=key,
            type=node_type,
            config=config,
            ports={
                port.name: after_person if port.name == "done" and key == PERSON else otherwise
                for port in node_type.ports_of({})
            },
        )
    return net


def _trigger(flow: Flow, kind: str) -> Trigger | None:
    return next((t for t in flow.triggers if t.kind == kind and t.target), None)
