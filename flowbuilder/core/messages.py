"""Channel-neutral content of a message. `kind` says which; a channel draws or simplifies it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

#: What a visitor chooses who gives no score.
SKIP = "__skip__"
#: What stands in the log in place of words that are withheld, such as an anonymous answer.
WITHHELD = "__withheld__"


class _Content(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(_Content):
    """Where an answer comes from."""

    title: str
    url: str = ""


class Text(_Content):
    """Words, with the Markdown subset: bold, italic, links, lists, paragraphs."""

    kind: Literal["text"] = "text"
    text: str
    sources: tuple[Source, ...] = ()


class Option(_Content):
    """One thing to choose: `value` comes back in `VisitorChose`, `label` is shown."""

    value: str
    label: str


class Choices(_Content):
    """A question with buttons."""

    kind: Literal["choices"] = "choices"
    text: str
    options: tuple[Option, ...]


class Rating(_Content):
    """A scale of whole numbers from `low` to `high` with a label at each end.

    With `skip`, the words of a button that gives no score; its value is `SKIP`.
    """

    kind: Literal["rating"] = "rating"
    text: str
    scale: Literal["csat", "nps", "ces", "own"]
    low: int
    high: int
    low_label: str = ""
    high_label: str = ""
    skip: str = ""


class Image(_Content):
    """A picture with the words for those who do not see it."""

    kind: Literal["image"] = "image"
    url: str
    alt: str


Content = Annotated[Text | Choices | Rating | Image, Field(discriminator="kind")]


def words_of(content: Text | Choices | Rating | Image) -> str:
    """What a message says, in words."""
    return content.alt if isinstance(content, Image) else content.text


def labels_of(content: Text | Choices | Rating | Image) -> tuple[str, ...]:
    """What a message gives to pick from."""
    return tuple(option.label for option in content.options) if isinstance(content, Choices) else ()
