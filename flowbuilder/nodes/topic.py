"""Topic: sorts what a visitor wrote by the author's examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import Field, StringConstraints

from flowbuilder.core.effects import FindTopic
from flowbuilder.core.events import EffectFailed, EffectSucceeded, Event
from flowbuilder.core.fields import HiddenTemplate, OptionalVariableName
from flowbuilder.core.nodetype import (
    Go,
    Move,
    NodeConfig,
    NodeType,
    Port,
    PortPerItem,
    Turn,
    Wait,
)
from flowbuilder.core.words import gettext_noop as _
from flowbuilder.nodes._hearing import personal_data

Example = Annotated[str, StringConstraints(min_length=1, max_length=300)]


class Topic(NodeConfig):
    key: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")] = Field(
        title=_("Short name"),
        description=_("The name used in conditions and variables; letters, digits, - and _."),
        json_schema_extra={"x-control": "slug"},
    )
    label: Annotated[str, StringConstraints(min_length=1, max_length=80)] = Field(
        title=_("Topic"), description=_("The name of its way out. Visitors do not see it.")
    )
    examples: list[Example] = Field(
        min_length=1,
        max_length=60,
        title=_("Examples"),
        description=_("What visitors write about it, one in each line. Ten make it sure."),
        json_schema_extra={"x-control": "lines"},
    )


class TopicConfig(NodeConfig):
    text: HiddenTemplate = Field(
        default="",
        title=_("What to sort"),
        description=_("Leave empty to sort what the visitor wrote last."),
        json_schema_extra={"x-advanced": True},
    )
    topics: list[Topic] = Field(
        min_length=1,
        max_length=30,
        title=_("Topics"),
        description=_("Each has its own way out."),
    )
    save_as: OptionalVariableName = Field(
        default="",
        title=_("Save the topic as"),
        description=_("A variable for the short name of the topic; empty when there is none."),
    )
    ask_model: bool = Field(
        default=False,
        title=_("Ask the language model when the examples are unsure"),
        description=_(
            "It may only name one of your topics or none. What the visitor wrote and your "
            "examples are sent to it; it takes a moment and costs tokens. When it fails or its "
            "budget is used up, the visitor leaves by “other”."
        ),
    )
    mask: bool = Field(
        default=True,
        title=_("Hide personal data from the model"),
        description=_(
            "Numbers, addresses and the visitor's name become placeholders before anything is sent."
        ),
        json_schema_extra={"x-advanced": True, "x-when": {"ask_model": True}},
    )


class TopicNode(NodeType[TopicConfig]):
    """Tells by your examples what a visitor writes about, and leaves by that topic.

    It works without a language model and without the internet. What fits no topic surely enough
    leaves by “other”: an AI answer or a choice with buttons is a good next step. If you want, the
    language model is asked before that; it may only name one of your topics. Write examples the
    way visitors do, short and with different words, and about the same number for each topic.
    """

    name = "topic"
    title = _("Topic")
    icon = "tag"
    category = "know"
    ports = (
        Port("other", _("other")),
        Port("problem", _("problem"), problem=True, required=False, otherwise="other"),
    )
    port_per_item = PortPerItem(field="topics", key="key", label="label")
    waits = True
    asks_world = True
    keywords = (_("intent"), _("classify"), _("category"), _("routing"))
    Config = TopicConfig

    def enter(self, config: TopicConfig, turn: Turn) -> Move:
        text = turn.render(config.text).strip() or turn.last_said.strip()
        if not text:
            return self._leave("other", config, "")
        topics = tuple((topic.key, tuple(topic.examples)) for topic in config.topics)
        if not config.ask_model:
            asked = FindTopic(text=text, language=turn.language, topics=topics)
        else:
            asked = FindTopic(
                text=text,
                language=turn.language,
                topics=topics,
                ask_model=True,
                labels=tuple((topic.key, topic.label) for topic in config.topics),
                mask=config.mask,
                personal=personal_data(turn) if config.mask else (),
            )
        return Wait(effects=(asked,))

    def resume(self, config: TopicConfig, turn: Turn, event: Event) -> Move:
        match event:
            case EffectFailed(code=code):
                return Go("problem", why=code)
            case EffectSucceeded(result=result):
                found = str(result.get("topic") or "")
                known = found in {topic.key for topic in config.topics}
                return self._leave(found if known else "other", config, found if known else "")
        return Wait()

    def _leave(self, port: str, config: TopicConfig, found: str) -> Move:
        return Go(port, remember={config.save_as: found} if config.save_as else {})

    def writes(self, config: TopicConfig) -> Mapping[str, Sequence[str]]:
        if not config.save_as:
            return {}
        ways = [*(topic.key for topic in config.topics), "other"]
        return {way: [config.save_as] for way in ways}

    def without_model(self, config: TopicConfig) -> str:
        if not config.ask_model:
            return ""
        return _("Until one is, your examples alone decide.")

    def summary(self, config: TopicConfig) -> str:
        return ", ".join(topic.label for topic in config.topics)

    def check(self, config: TopicConfig) -> Sequence[tuple[str, str, Mapping[str, object]]]:
        taken = {port.name for port in self.ports}
        count = Counter(topic.key for topic in config.topics)
        return [
            *(
                ("topics", _("Two topics have the same short name, “{name}”."), {"name": key})
                for key, times in count.items()
                if times > 1
            ),
            *(
                (
                    "topics",
                    _("A topic cannot have the short name “{name}”: a port already uses it."),
                    {"name": key},
                )
                for key in count
                if key in taken
            ),
            *(
                (
                    f"topics.{place}.examples",
                    _("The example “{text}” stands in two topics."),
                    {"text": example},
                )
                for place, example in _shared(config.topics)
            ),
        ]


def _shared(topics: Sequence[Topic]) -> list[tuple[int, str]]:
    """Examples that an earlier topic has too, with the place of the later topic."""
    seen: dict[str, int] = {}
    found = []
    for place, topic in enumerate(topics):
        for example in topic.examples:
            plain = " ".join(example.casefold().split())
            if seen.setdefault(plain, place) != place:
                found.append((place, example))
    return found
