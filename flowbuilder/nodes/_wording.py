"""What nodes say: the author's words, or good ones of our own where the author left none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from flowbuilder.core.effects import SendMessage
from flowbuilder.core.fields import Template
from flowbuilder.core.messages import Choices, Option, Source, Text
from flowbuilder.core.nodetype import Turn
from flowbuilder.core.words import gettext_noop as _

#: The same words by language.
Words = Mapping[str, str]

#: How often a step with buttons asks again, and with which words.
Retries = Annotated[
    int,
    Field(
        ge=0,
        le=5,
        title=_("Ask again"),
        description=_(
            "How many times to ask again when the visitor writes something else. "
            "With 0, any other words leave at once by “something else”."
        ),
    ),
]
Retry = Annotated[
    Template,
    Field(
        title=_("When asking again"),
        description=_("Leave empty for a short polite request."),
        json_schema_extra={"x-advanced": True},
    ),
]

#: The last button where questions are offered.
NONE_LABEL: Words = {"pl": "Żadne z tych", "en": "None of these"}


def own_words(turn: Turn, words: Words) -> str:
    """Our own words in the language of the conversation."""
    return words.get(turn.language, words["en"])


def wording(turn: Turn, template: str, default: Words) -> str:
    """The author's template filled in, or our `default` when it is empty."""
    return turn.render(template) if template.strip() else own_words(turn, default)


def speak(
    text: str,
    *,
    sources: Sequence[Source] = (),
    author: Literal["bot", "ai"] = "bot",
    generated: bool = False,
) -> SendMessage:
    """The effect that says `text`."""
    content = Text(text=text, sources=tuple(sources))
    return SendMessage(content=content, author=author, generated=generated)


def offer(text: str, options: Iterable[tuple[str, str]]) -> SendMessage:
    """The effect that asks `text` with a button for each (value, label)."""
    offered = tuple(Option(value=value, label=label) for value, label in options)
    return SendMessage(content=Choices(text=text, options=offered))
