"""What a rule looks at: the flow, the catalogue, what is around them, and what follows from it.

Each property is worked out once, when the first rule asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from pydantic import ValidationError

from flowbuilder.core.catalogue import AnyNodeType, Catalogue
from flowbuilder.core.document import Flow, Node, Translation
from flowbuilder.core.graph import Ways, reached, ways_of
from flowbuilder.core.nodetype import NodeConfig, Port
from flowbuilder.core.translating import Text, texts_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a flow may refer to outside itself. None: not known here, so not checked.

    Attributes:
        flows: The published document of each flow of the workspace by its id; None for one
            that has not been published.
    """

    teams: Set[str] | None = None
    surveys: Set[str] | None = None
    credentials: Set[str] | None = None
    skills: Set[str] | None = None
    flows: Mapping[str, Flow | None] | None = None
    model_configured: bool | None = None


_NOTHING = Translation()
#: The controls whose values rules look at.
JUDGED = frozenset({
    "template", "short-template", "condition", "pattern", "team", "credential", "survey", "flow",
    "node",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Setting:
    """A value in a node's config, with the control that the editor draws for it."""

    place: str
    control: str
    value: Any


@dataclass(frozen=True, slots=True)
class Cell:
    """A text in one of the flow's further languages; `words` is empty where it has none."""

    language: str
    node: str
    text: Text
    words: str
    source: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """A node's config in its present shape: as a model, or what keeps it from being one."""

    raw: Mapping[str, Any]
    config: NodeConfig | None = None
    errors: tuple[Mapping[str, Any], ...] = ()
    failure: str = ""


@dataclass(frozen=True)
class Subject:
    """A flow under examination."""

    flow: Flow
    catalogue: Catalogue
    surroundings: Surroundings = field(default_factory=Surroundings)

    @cached_property
    def nodes(self) -> Mapping[str, Node]:
        """Nodes by id; of two with the same id, the first."""
        first: dict[str, Node] = {}
        for node in self.flow.nodes:
            first.setdefault(node.id, node)
        return first

    @cached_property
    def typed(self) -> Mapping[str, AnyNodeType]:
        """The type of each node whose type is known, in the flow's order."""
        known = self.catalogue
        return {key: known[n.type] for key, n in self.nodes.items() if n.type in known}

    @cached_property
    def parsed(self) -> Mapping[str, Parsed]:
        """Each known node's config."""
        return {key: _parsed(kind, self.nodes[key]) for key, kind in self.typed.items()}

    @cached_property
    def configs(self) -> Mapping[str, NodeConfig]:
        """The configs that are right."""
        found = self.parsed.items()
        return {key: parsed.config for key, parsed in found if parsed.config is not None}

    @cached_property
    def ports(self) -> Mapping[str, tuple[Port, ...]]:
        """The ports of each known node."""
        return {key: kind.ports_of(self.parsed[key].raw) for key, kind in self.typed.items()}

    @cached_property
    def wired(self) -> Mapping[str, Mapping[str, str]]:
        """Where the ports of each node lead, as drawn."""
        found: dict[str, dict[str, str]] = {}
        for edge in self.flow.edges:
            found.setdefault(edge.source, {})[edge.port] = edge.target
        return found

    @cached_property
    def jumps(self) -> Mapping[str, Sequence[str]]:
        """Where nodes may go without a wire."""
        found = {key: self.typed[key].jumps(config) for key, config in self.configs.items()}
        return {key: targets for key, targets in found.items() if targets}

    @cached_property
    def calls(self) -> Mapping[str, Sequence[str]]:
        """The flows that nodes run."""
        found = {key: self.typed[key].calls(config) for key, config in self.configs.items()}
        return {key: flows for key, flows in found.items() if flows}

    @cached_property
    def ways(self) -> Ways:
        """The ways through the flow."""
        return ways_of(self.flow, self.jumps)

    @cached_property
    def reached(self) -> Set[str]:
        """The nodes that some conversation can come to."""
        return reached(self.ways)

    def settings_of(self, node_id: str) -> Sequence[Setting]:
        """The values in a node's config that have a control of their own."""
        return self._settings[node_id]

    @cached_property
    def cells(self) -> Sequence[Cell]:
        """Every text of every language but the main one, whether translated or not."""
        further = {
            code: by_node
            for code, by_node in self.flow.translations.items()
            if code != self.flow.locale
        }
        if not further:
            return ()
        texts = [
            (key, text)
            for key, kind in self.typed.items()
            for text in texts_of(kind.Config, self.parsed[key].raw)
        ]
        return [
            Cell(code, key, text, found.text, found.source)
            for code, by_node in further.items()
            for key, text in texts
            for found in (by_node.get(key, {}).get(text.address, _NOTHING),)
        ]

    @cached_property
    def _settings(self) -> Mapping[str, Sequence[Setting]]:
        return {
            key: list(_settings_in(self.parsed[key].raw, kind.Config))
            for key, kind in self.typed.items()
        }


def _parsed(kind: AnyNodeType, node: Node) -> Parsed:
    raw: Mapping[str, Any] = node.config
    try:
        raw = kind.upgrade(dict(node.config))
        return Parsed(raw, kind.Config.model_validate(raw))
    except ValidationError as error:
        found = error.errors(include_url=False)
        return Parsed(raw, errors=tuple(found[:50]))
    except (KeyError, ValueError, TypeError, AttributeError, RecursionError) as error:
        return Parsed(raw, failure=f"{type(error).__name__}: {error}"[:200])


@lru_cache(maxsize=512)
def controls_of(config: type[NodeConfig]) -> tuple[tuple[tuple[str, ...], str], ...]:
    """Where in a config which control is drawn; `*` in a place stands for each item of a list."""
    schema = config.model_json_schema()
    return tuple(_controls(schema, schema.get("$defs", {}), ()))


def _controls(
    schema: Mapping[str, Any], parts: Mapping[str, Any], path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], str]]:
    if len(path) > 8:
        return
    if "$ref" in schema:
        schema = {**parts.get(schema["$ref"].rpartition("/")[2], {}), **schema}
    if isinstance(schema.get("x-control"), str) and path:
        yield path, schema["x-control"]
    for choice in schema.get("anyOf", ()):
        yield from _controls(choice, parts, path)
    for name, inner in schema.get("properties", {}).items():
        yield from _controls(inner, parts, (*path, name))
    if isinstance(schema.get("items"), Mapping):
        yield from _controls(schema["items"], parts, (*path, "*"))


def _settings_in(raw: Mapping[str, Any], config: type[NodeConfig]) -> Iterator[Setting]:
    for path, control in controls_of(config):
        if control not in JUDGED or path[0] not in raw:
            continue
        if len(path) == 1:
            yield Setting(path[0], control, raw[path[0]])
        else:
            yield from _settings(raw, path, control, "")


def _settings(value: Any, path: tuple[str, ...], control: str, place: str) -> Iterator[Setting]:
    if not path:
        yield Setting(place, control, value)
    elif path[0] == "*":
        if isinstance(value, list | tuple):
            for number, item in enumerate(value):
                yield from _settings(item, path[1:], control, f"{place}.{number}")
    elif isinstance(value, Mapping) and path[0] in value:
        inner = f"{place}.{path[0]}" if place else path[0]
        yield from _settings(value[path[0]], path[1:], control, inner)


def title_of(config: type[NodeConfig], place: Sequence[str | int]) -> str:
    """The title of the field at `place`: of the innermost part that has one."""
    schema: Mapping[str, Any] = _schema(config)
    parts = schema.get("$defs", {})
    title = str(place[0]) if place else ""
    for step in place:
        schema = schema.get("items", {}) if isinstance(step, int) else _property(schema, step)
        if "$ref" in schema:
            schema = {**parts.get(schema["$ref"].rpartition("/")[2], {}), **schema}
        if not isinstance(step, int):
            title = str(schema.get("title") or step)
    return title


@lru_cache(maxsize=512)
def _schema(config: type[NodeConfig]) -> Mapping[str, Any]:
    return config.model_json_schema()


def _property(schema: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = schema.get("properties", {}).get(name, {})
    return found if isinstance(found, Mapping) else {}
