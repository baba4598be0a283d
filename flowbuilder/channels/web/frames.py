"""The frames that a visitor's client may send. Anything else in them is refused."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from flowbuilder.conversations.attachments import MOST_AT_ONCE
from flowbuilder.conversations.frames import Act, Frame

Seq = Annotated[int, Field(ge=0, le=2_147_483_647)]
FileId = Annotated[
    str, StringConstraints(pattern=r"^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$", max_length=36)
]


FactName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,39}$")]
Fact = Annotated[
    bool
    | Annotated[int, Field(ge=-(10**15), le=10**15)]
    | Annotated[float, Field(ge=-1e15, le=1e15, allow_inf_nan=False)]
    | Annotated[str, StringConstraints(max_length=200)],
    Field(union_mode="left_to_right"),
]


Entered = Annotated[str, StringConstraints(max_length=4000)]
MOST_FIELDS = 20


class Page(BaseModel):
    """The page the visitor is on, as their browser says.

    `data` is what the page told by its events. Anybody can say anything there, so a flow may speak
    of it but must grant nothing by it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    url: Annotated[str, StringConstraints(max_length=2000)] = ""
    title: Annotated[str, StringConstraints(max_length=300)] = ""
    referrer: Annotated[str, StringConstraints(max_length=2000)] = ""
    data: Annotated[dict[FactName, Fact], Field(max_length=20)] = Field(default_factory=dict)

    def kept(self) -> dict[str, Any]:
        """The page as a conversation keeps it."""
        return self.model_dump(exclude=None if self.data else {"data"})


class Hello(Frame):
    """Open or take up a conversation; also the regular sync, with `after` moved on.

    With `new`, a conversation that is over makes room for another. `instead` names one that the
    visitor wants to be over, to start anew. `invitation` is the one by which they came. `locale`
    is what the conversation is asked to be held in, `language` what is read around it. With
    `resume`, a conversation is taken up but none is begun: nobody has opened the chat yet.
    """

    type: Literal["hello"]
    visitor: Annotated[str, StringConstraints(max_length=200)] | None = None
    after: Seq = 0
    locale: Annotated[str, StringConstraints(max_length=35)] = ""
    language: Annotated[str, StringConstraints(max_length=35)] = ""
    page: Page = Page()
    identity: Annotated[str, StringConstraints(max_length=8000)] | None = None
    new: bool = False
    invitation: Seq | None = None
    instead: Annotated[str, StringConstraints(max_length=36)] | None = None
    resume: bool = False


class Say(Act):
    """The visitor wrote something, or sends files that were uploaded before, or both."""

    type: Literal["say"]
    text: Annotated[str, StringConstraints(max_length=4000)]
    files: Annotated[list[FileId], Field(max_length=MOST_AT_ONCE)] = Field(default_factory=list)

    @model_validator(mode="after")
    def says_something(self) -> Say:
        """Refuse what has neither words nor files."""
        if not self.text and not self.files:
            raise ValueError("Say something, or send a file.")
        return self


class Choose(Act):
    """The visitor pressed a button or a number of a scale of message `message`.

    `instead_of` is the seq of an earlier answer of theirs that this one replaces.
    """

    type: Literal["choose"]
    message: Seq
    value: Annotated[str, StringConstraints(max_length=200)]
    instead_of: Seq = 0


class Fill(Act):
    """The visitor filled in the form that message `message` shows, and sent it.

    `values` has what was entered, by the names of its fields; `instead_of` is as in `Choose`.
    """

    type: Literal["fill"]
    message: Seq
    values: Annotated[dict[FactName, Entered], Field(max_length=MOST_FIELDS)]
    instead_of: Seq = 0


class Human(Act):
    """The visitor wants a person."""

    type: Literal["human"]


class Back(Act):
    """The visitor wants to answer an earlier question again."""

    type: Literal["back"]
    to: Seq


class Typing(Frame):
    """The visitor is writing."""

    type: Literal["typing"]


class Seen(Frame):
    """The visitor has seen everything up to `seq`."""

    type: Literal["seen"]
    seq: Seq


FRAMES: dict[str, type[Frame]] = {
    "hello": Hello, "say": Say, "choose": Choose, "fill": Fill, "human": Human, "back": Back,
    "typing": Typing, "seen": Seen,
}  # fmt: skip
