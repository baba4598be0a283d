"""The document: the JSON an author saves. Drafts may be wrong; nothing here judges the graph."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from flowbuilder.core.effects import Address
from flowbuilder.core.languages import FlowLanguage

FORMAT: Literal[1] = 1

Identifier = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")]
VariableKind = Literal["text", "number", "boolean", "date", "list", "object"]
TriggerKind = Literal["keyword", "human", "silent", "problem", "upset", "proactive"]
Color = Literal["yellow", "blue", "green", "rose", "violet", "grey"]


#: The variables that the shell gives every session, in whatever flow it is.
ALWAYS_SET = frozenset({"contact", "page"})


def _is_empty(parts: tuple[object, ...]) -> bool:
    """Kept out of the JSON, so that documents from before look as they did."""
    return not parts


class Part(BaseModel):
    """What every part of a document has in common: it is frozen and has no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Variable(Part):
    """A named value that the session remembers.

    An `input` is given by the flow that calls this one, an `output` goes back to it; `initial` is
    what an input is when nobody gives it.
    """

    name: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
    kind: VariableKind = "text"
    personal: bool = Field(default=False, description="Holds personal data.")
    initial: Any = None
    input: Annotated[bool, Field(exclude_if=lambda given: not given)] = False
    output: Annotated[bool, Field(exclude_if=lambda given: not given)] = False


class Node(Part):
    """One step on the canvas. `config` is checked against its type's schema by validation."""

    id: Identifier
    type: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    title: Annotated[str, StringConstraints(max_length=120)] = ""
    config: dict[str, Any] = Field(default_factory=dict)


class Edge(Part):
    """A wire from a node's port to another node. One per port, so it needs no id."""

    source: Identifier
    port: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    target: Identifier


class Trigger(Part):
    """An always-on way into the flow, whatever node the session is at.

    `keyword` fires when a message is one of `words`; `human` when the visitor asks for a person
    (words of the language are built in, `words` adds to them); `silent` when the visitor has said
    nothing for `after_s` seconds; `problem` when something failed and no port was wired for it;
    `upset`, once, when the visitor's last messages sound so (`mood.py`); `proactive` when they open
    the chat by an invitation that names one of its `words`.
    """

    id: Identifier
    kind: TriggerKind
    target: Identifier | None = None
    words: tuple[Annotated[str, StringConstraints(max_length=80)], ...] = ()
    after_s: Annotated[int, Field(ge=10, le=30 * 86400)] | None = None


class Place(Part):
    """Where a card stands on the canvas, in pixels at 100 % zoom, and whether it is folded.

    A wire's place is how far its middle was dragged from where it would run by itself.
    """

    x: float
    y: float
    compact: Annotated[bool, Field(exclude_if=lambda compact: not compact)] = False


class Note(Part):
    """A sticky note: plain words of one author to another. It is no logic."""

    id: Identifier
    text: Annotated[str, StringConstraints(max_length=2000)] = ""
    color: Color = "yellow"
    width: Annotated[float, Field(ge=80, le=2000)] = 200
    height: Annotated[float, Field(ge=40, le=2000)] = 140


class Frame(Part):
    """A titled, coloured area; on the canvas it moves what stands in it. It is no logic."""

    id: Identifier
    title: Annotated[str, StringConstraints(max_length=120)] = ""
    color: Color = "grey"
    width: Annotated[float, Field(ge=80, le=20_000)] = 640
    height: Annotated[float, Field(ge=80, le=20_000)] = 400


class Settings(Part):
    """What holds for the whole flow."""

    default_team: str = Field(
        default="", description="The team that takes over when nothing else says so."
    )
    persona: Annotated[
        str, StringConstraints(max_length=1000), Field(exclude_if=lambda given: not given)
    ] = Field(default="", description="Who the assistant is, for answers that a model writes.")
    address: Annotated[Address, Field(exclude_if=lambda given: not given)] = Field(
        default="", description="How the assistant speaks to people in answers that a model writes."
    )
    excluded: Annotated[
        tuple[Annotated[str, StringConstraints(min_length=1, max_length=120)], ...],
        Field(exclude_if=lambda given: not given),
    ] = Field(
        default=(), max_length=20, description="What no step of the flow answers questions about."
    )


class Translation(Part):
    """A text in another language, with the fingerprint of the main text that it was made from."""

    text: Annotated[str, StringConstraints(max_length=8000)] = ""
    source: Annotated[str, StringConstraints(max_length=16)] = ""


#: By node id, then by the text's address; see `translating.py`.
Translations = dict[
    Identifier, dict[Annotated[str, StringConstraints(max_length=300)], Translation]
]


class Flow(Part):
    """The graph an author draws.

    `locale` is its main language, in which nodes hold their texts; `translations` has a key for
    each further language, be there anything translated yet or not. What a language lacks is said
    in the main one.

    `layout` is keyed by the id of a node, trigger, note or frame and kept apart from the logic,
    so that a comparison of two versions shows which of the two changed. The key `start` places
    the start card, and `node:port` bends a wire. Notes and frames belong to the layout too:
    nothing that runs a flow looks at them.
    """

    format: Literal[1] = FORMAT
    id: Annotated[str, StringConstraints(max_length=64)] = ""
    name: Annotated[str, StringConstraints(max_length=120)] = ""
    locale: FlowLanguage = "pl"
    start: Identifier | None = None
    variables: tuple[Variable, ...] = ()
    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    layout: dict[str, Place] = Field(default_factory=dict)
    settings: Settings = Settings()
    translations: dict[FlowLanguage, Translations] = Field(
        default_factory=dict, exclude_if=lambda given: not given
    )
    notes: Annotated[tuple[Note, ...], Field(max_length=500, exclude_if=_is_empty)] = ()
    frames: Annotated[tuple[Frame, ...], Field(max_length=200, exclude_if=_is_empty)] = ()

    @property
    def inputs(self) -> dict[str, Variable]:
        """What the flow that calls this one gives it, by name."""
        return {variable.name: variable for variable in self.variables if variable.input}

    @property
    def outputs(self) -> dict[str, Variable]:
        """What it gives back, by name."""
        return {variable.name: variable for variable in self.variables if variable.output}

    @property
    def is_closed(self) -> bool:
        """Whether it keeps its variables to itself when it is called.

        A flow that declares neither inputs nor outputs shares those of its caller.
        """
        return any(variable.input or variable.output for variable in self.variables)

    @property
    def languages(self) -> tuple[str, ...]:
        """Every language it speaks, the main one first."""
        return (self.locale, *(code for code in self.translations if code != self.locale))
