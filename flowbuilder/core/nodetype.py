"""What a node type is: its words, its ports, its config and its two methods."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict

from flowbuilder.core.document import VariableKind
from flowbuilder.core.effects import Address, Effect
from flowbuilder.core.events import Event
from flowbuilder.core.mood import Mood

Category = Literal["talk", "ask", "know", "decide", "reach_out", "people"]


class NodeConfig(BaseModel):
    """Base of every node type's config: frozen, and without unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True, slots=True)
class Port:
    """A named way out. `problem` marks the one taken when something failed.

    `required` says that a flow is wrong while it leads nowhere; a port that is not required and
    not wired ends the conversation there, or for a problem port, falls to the flow's safety net.
    `otherwise` names the port whose wire it shares instead, for as long as it has none of its own.
    """

    name: str
    label: str
    problem: bool = False
    required: bool = True
    otherwise: str | None = None


@dataclass(frozen=True, slots=True)
class PortPerItem:
    """One port for each item of the list in config `field`; `key` and `label` are item keys.

    With `within`, for each item of the lists that are so called in its items; those of one name
    share a port. An item that has something in `unless` has no port.
    """

    field: str
    key: str
    label: str
    within: str = ""
    unless: str = ""


@dataclass(frozen=True, slots=True)
class Go:
    """Leave by `port`, after the effects; `remember` sets variables.

    `target` leaves by no port but straight to a node (go to); `call` runs another flow first
    and leaves by `port` when that flow ends. If that flow keeps its variables to itself, `give` are
    its inputs, and `take` says into which variables here its outputs go. `language` is the one to
    speak from here on, if the flow has it. `why` is for the trace, several reasons parted by `; `.
    `mood` is how the visitor was found to sound; people who take over are told.
    """

    port: str
    effects: Sequence[Effect] = ()
    remember: Mapping[str, Any] = field(default_factory=dict)
    why: str = ""
    target: str | None = None
    call: str | None = None
    give: Mapping[str, Any] = field(default_factory=dict)
    take: Mapping[str, str] = field(default_factory=dict)
    language: str | None = None
    mood: Mood | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """Stay here until something happens. `keep` is this visit's memory, given back on resume.

    `again` says that it asks the same once more, for the answer did not fit.
    """

    effects: Sequence[Effect] = ()
    remember: Mapping[str, Any] = field(default_factory=dict)
    keep: Mapping[str, Any] | None = None
    again: bool = False


@dataclass(frozen=True, slots=True)
class Stop:
    """End this flow: return to the flow that called it, or end the conversation.

    `way` is the caller's port to go on by, if it has one of that name.
    """

    reason: str = "end"
    effects: Sequence[Effect] = ()
    remember: Mapping[str, Any] = field(default_factory=dict)
    way: str = ""


Move = Go | Wait | Stop


@dataclass(frozen=True, slots=True)
class Voice:
    """Who the assistant is, in the author's words, how it speaks to people, and of what not."""

    persona: str = ""
    address: Address = ""
    excluded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """All that a node may look at.

    Attributes:
        now: The event's time, UTC.
        today: The day it is then where the flow's people are.
        node: The id of the node that runs.
        variables: What the session remembers.
        keep: What this node kept when it began to wait; empty on entering.
        language: The code of the language that the conversation is in, such as `pl`.
        last_said: What the visitor said last, or an empty string.
        history: The last utterances as (`visitor` or `assistant`, text), oldest first.
        retries: How often the visitor was last asked the same again, as no answer did fit;
            counted only where a mood is judged.
        wired: The names of this node's ports that lead somewhere.
        clock: The id of the timer that this node started last and that runs, or empty.
        voice: Who the assistant is and how it speaks to people, as the flow's settings say.
        personal: The names of variables that hold personal data.
        inputs_of: The kinds of the inputs of a flow that may be called, by their names.
        render: Fills a Liquid template with the variables.
        render_apart: The same for a model: the author's words with marks, and the values by them.
        chance: A whole number from 0 to n-1, the same on replay.
    """

    now: datetime
    today: date
    node: str
    variables: Mapping[str, Any]
    keep: Mapping[str, Any]
    language: str
    last_said: str
    history: tuple[tuple[str, str], ...]
    retries: int
    wired: frozenset[str]
    clock: str
    channel: str
    default_team: str
    voice: Voice
    personal: frozenset[str]
    inputs_of: Callable[[str], Mapping[str, VariableKind]]
    render: Callable[[str], str]
    render_apart: Callable[[str], tuple[str, Mapping[str, str]]]
    chance: Callable[[int], int]


C = TypeVar("C", bound=NodeConfig)


class NodeType(Generic[C]):
    """A kind of node. Subclass it in one file of `flowbuilder/nodes`; the docstring is its help.

    `title`, port labels and field titles are English and marked with `gettext_noop`.
    `waits` says whether `enter` may return `Wait`; then `resume` must be written. `asks_world`
    says that it waits for an answer from elsewhere and not for the visitor or for time: a loop of
    only such nodes never rests. `person` says that the node leads to a human. `rates` says that it
    asks how it went, so what is said there is an answer and no matter for a human. `takes_files`
    says that it hears files that came without words; any other needs words. `asks` says that its
    answer may be changed later: the visitor can go back to it. `judges` says that it looks at how
    the visitor sounds. `ends` says that no port leads on. `own_names` are names that its templates
    may use and that are no variables.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    icon: ClassVar[str] = "circle"
    category: ClassVar[Category]
    ports: ClassVar[tuple[Port, ...]] = ()
    port_per_item: ClassVar[PortPerItem | None] = None
    waits: ClassVar[bool] = False
    asks_world: ClassVar[bool] = False
    person: ClassVar[bool] = False
    rates: ClassVar[bool] = False
    takes_files: ClassVar[bool] = False
    asks: ClassVar[bool] = False
    judges: ClassVar[bool] = False
    ends: ClassVar[bool] = False
    keywords: ClassVar[tuple[str, ...]] = ()
    own_names: ClassVar[frozenset[str]] = frozenset()
    Config: ClassVar[type[NodeConfig]] = NodeConfig

    def enter(self, config: C, turn: Turn) -> Move:
        """What happens when the conversation arrives here."""
        raise NotImplementedError

    def resume(self, config: C, turn: Turn, event: Event) -> Move:
        """What happens when `event` comes while the conversation waits here."""
        raise NotImplementedError

    def is_for_person(self, config: C, keep: Mapping[str, Any], text: str) -> bool:
        """Whether these words are no answer here but a matter for whoever has just left."""
        return False

    def reads(self, config: C) -> Sequence[str]:
        """Names of variables that it reads besides those in its templates and conditions."""
        return ()

    def writes(self, config: C) -> Mapping[str, Sequence[str]]:
        """Names of variables it sets, by the port after which they are set; `*` for every port."""
        return {}

    def jumps(self, config: C) -> Sequence[str]:
        """Ids of nodes it may go to without a wire."""
        return ()

    def calls(self, config: C) -> Sequence[str]:
        """Ids of flows it runs."""
        return ()

    def summary(self, config: C) -> str:
        """The line on its card: the words the visitor will see, or the rule as a sentence."""
        return ""

    def reason(self, config: C, variables: Mapping[str, Any], language: str) -> str:
        """Why it left as it did, by the values, in words of `language`; for the trace."""
        return ""

    def check(self, config: C) -> Sequence[tuple[str, str, Mapping[str, object]]]:
        """More that is wrong with a config of the right shape: (field, sentence, params)."""
        return ()

    def without_model(self, config: C) -> str:
        """What it does while no language model is set, as a sentence; empty if it needs none."""
        return ""

    def upgrade(self, config: dict[str, Any]) -> dict[str, Any]:
        """An older config in the present shape. Runs on load, before the schema is applied."""
        return config

    def ports_of(self, config: Mapping[str, Any]) -> tuple[Port, ...]:
        """The ports of one node: those per item of its list, then the fixed ones.

        Takes the raw config, which in a draft may have any shape.
        """
        if self.port_per_item is None:
            return self.ports
        spec = self.port_per_item
        items = _items(config, spec.field)
        if spec.within:
            items = [inner for item in items for inner in _items(item, spec.within)]
        found = [
            Port(str(item[spec.key]), str(item.get(spec.label) or item[spec.key]))
            for item in items
            if item.get(spec.key) and not (spec.unless and item.get(spec.unless))
        ]
        if spec.within:
            found = list({port.name: port for port in reversed(found)}.values())[::-1]
        return (*found, *self.ports)


def _items(config: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """The items of a list in a raw config, which may be anything."""
    items = config.get(name)
    if not isinstance(items, list | tuple):
        return []
    return [item for item in items if isinstance(item, Mapping)]
