"""Channel-neutral content of a message. `kind` says which; a channel draws or simplifies it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

#: What a visitor chooses who gives no score, or no file.
SKIP = "__skip__"
#: What stands in the log in place of words that are withheld, such as an anonymous answer.
WITHHELD = "__withheld__"

FileKind = Literal["image", "pdf", "document", "sheet", "text"]


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


class File(_Content):
    """One file that was sent. `id` names it; whoever shows it makes the address."""

    id: str
    name: str
    kind: FileKind
    size: int
    width: int = 0
    height: int = 0


class Files(_Content):
    """Files that somebody sent, with their words."""

    kind: Literal["files"] = "files"
    text: str = ""
    files: tuple[File, ...]


class FileRequest(_Content):
    """A question that is answered with files, `most` at once.

    With `skip`, the words of a button that sends none; its value is `SKIP`.
    """

    kind: Literal["file_request"] = "file_request"
    text: str
    accepts: Literal["any", "images", "documents"] = "any"
    most: int = 1
    skip: str = ""


FieldInput = Literal["text", "long_text", "email", "phone", "number", "date", "choice", "tick"]


class FormField(_Content):
    """One thing that a form asks. What is entered comes back in `VisitorFilled` under `name`.

    `input` says how it is entered best; whether it fits is for the node to say, which then asks
    again with the `value` that was entered and the `error` in it. Days lie from `low` to `high`,
    written as in 2026-12-24, where these are given. A box that is ticked says its one option's
    value.
    """

    name: str
    label: str = ""
    input: FieldInput = "text"
    hint: str = ""
    required: bool = True
    options: tuple[Option, ...] = ()
    low: str = ""
    high: str = ""
    value: str = ""
    error: str = ""


class Form(_Content):
    """Several things to enter and send together; or one, whose question is `text`.

    Where forms cannot be drawn, `text` is said; whatever is written then is for the node to read.
    """

    kind: Literal["form"] = "form"
    text: str
    fields: tuple[FormField, ...]
    submit: str = ""


class CardButton(_Content):
    """A button of a card: it answers with `value` in `VisitorChose`, or opens `url`."""

    label: str
    value: str = ""
    url: str = ""


class Card(_Content):
    """One thing that is shown. `picture` is where its picture comes from.

    Only the server goes there; whoever shows the card makes an address of its own.
    """

    title: str
    text: str = ""
    price: str = ""
    picture: str = ""
    alt: str = ""
    buttons: tuple[CardButton, ...] = ()


class Cards(_Content):
    """Things side by side, each with its buttons. Where none can be drawn, they are told."""

    kind: Literal["cards"] = "cards"
    text: str
    cards: tuple[Card, ...]


Content = Annotated[
    Text | Choices | Rating | Image | Files | FileRequest | Form | Cards,
    Field(discriminator="kind"),
]


def words_of(content: Content) -> str:
    """What a message says, in words."""
    if isinstance(content, Image):
        return content.alt
    if isinstance(content, Cards):
        return cards_in_words(content.model_dump())
    if isinstance(content, Files):
        return with_names(content.text, [file.name for file in content.files])
    return content.text


def with_names(text: str, names: Iterable[str]) -> str:
    """Words and the names of the files that came with them, as one text."""
    listed = ", ".join(names)
    return f"{text} [{listed}]" if text and listed else text or f"[{listed}]"


def filled_in(
    content: Mapping[str, Any], values: Mapping[str, str], day: Callable[[str], str] = str
) -> str:
    """What `values` say that were entered into a stored form, with the words of its labels.

    A line for each that says something, and a dash when none does. `day` gives the words for a
    day such as 2026-12-24.
    """
    lines = []
    for field in content["fields"]:
        value = values.get(field["name"], "")
        labels = {option["value"]: option["label"] for option in field.get("options") or ()}
        words = labels.get(value, value)
        if field.get("input") == "date":
            words = day(value)
        if words:
            lines.append(f"{field['label']}: {words}" if field.get("label") else words)
    return "\n".join(lines) or "–"


def cards_in_words(content: Mapping[str, Any]) -> str:
    """What stored cards say: their text, and a paragraph for each with where its links lead."""
    told = [str(content.get("text") or "")]
    for card in content["cards"]:
        head = " · ".join(str(card[key]) for key in ("title", "price") if card.get(key))
        links = [
            f"{button['label']}: {button['url']}"
            for button in card.get("buttons") or ()
            if button.get("url")
        ]
        told.append("\n".join(filter(None, [head, str(card.get("text") or ""), *links])))
    return "\n\n".join(filter(None, told))


def options_in(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a stored message gives to press, as (value, label); cards' buttons name their card."""
    if content.get("kind") == "choices":
        return [(option["value"], option["label"]) for option in content["options"]]
    if content.get("kind") != "cards":
        return []
    return [
        (button["value"], f"{card['title']}: {button['label']}")
        for card in content["cards"]
        for button in card.get("buttons") or ()
        if button.get("value")
    ]


def said_in(content: Mapping[str, Any]) -> str:
    """The same of a message as it is stored, of whatever kind."""
    if content.get("kind") == "cards":
        return cards_in_words(content)
    text = str(content.get("text") or content.get("alt") or "")
    names = [str(file.get("name", "")) for file in content.get("files") or ()]
    return with_names(text, names) if names else text


def labels_of(content: Content) -> tuple[str, ...]:
    """What a message gives to pick from."""
    if not isinstance(content, Choices | Cards):
        return ()
    return tuple(label for _value, label in options_in(content.model_dump()))
