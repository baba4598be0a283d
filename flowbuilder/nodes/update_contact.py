"""Update contact: keeps what the flow learned about a person, beyond this conversation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from flowbuilder.core.effects import UpdateContact
from flowbuilder.core.events import EffectFailed, EffectSucceeded, Event
from flowbuilder.core.fields import VARIABLE_PATTERN, ShortHiddenTemplate
from flowbuilder.core.nodetype import Go, Move, NodeConfig, NodeType, Port, Turn, Wait
from flowbuilder.core.words import gettext_noop as _

#: What a flow is told of a contact and cannot change.
TOLD = frozenset({"id", "tags", "segments", "verified"})


class Known(NodeConfig):
    name: Annotated[str, StringConstraints(pattern=VARIABLE_PATTERN)] = Field(
        title=_("Field or attribute"),
        description=_("“name”, “email”, “phone”, or the name of a contact attribute."),
    )
    value: ShortHiddenTemplate = Field(
        default="", title=_("Value"), description=_("Empty clears it.")
    )


class UpdateContactConfig(NodeConfig):
    values: list[Known] = Field(
        default_factory=list,
        max_length=20,
        title=_("What to keep"),
        description=_("Attributes are defined under Contact attributes in the admin."),
    )
    add_tags: ShortHiddenTemplate = Field(
        default="", title=_("Add tags"), description=_("Several are separated by commas.")
    )
    remove_tags: ShortHiddenTemplate = Field(default="", title=_("Remove tags"))


class UpdateContactNode(NodeType[UpdateContactConfig]):
    """Keeps what the conversation learned about the person, for later conversations and for agents.

    What the website confirmed, or an agent entered, is never replaced. Afterwards
    `{{ contact.name }}` and the segments in `contact.segments` are up to date.
    """

    name = "update_contact"
    title = _("Update contact")
    icon = "user-edit"
    category = "decide"
    ports = (Port("next", _("next")),)
    waits = True
    asks_world = True
    keywords = (_("attribute"), _("tag"), _("segment"), _("customer"))
    Config = UpdateContactConfig

    def enter(self, config: UpdateContactConfig, turn: Turn) -> Move:
        effect = UpdateContact(
            values={one.name: turn.render(one.value).strip() for one in config.values},
            add_tags=_split(turn.render(config.add_tags)),
            remove_tags=_split(turn.render(config.remove_tags)),
        )
        return Wait((effect,), keep={"values": dict(effect.values), "add": list(effect.add_tags)})

    def resume(self, config: UpdateContactConfig, turn: Turn, event: Event) -> Move:
        match event:
            case EffectSucceeded(result=result):
                told = result.get("contact")
                known = dict(told) if isinstance(told, Mapping) else _guessed(turn)
                return Go("next", remember={"contact": known})
            case EffectFailed(code=code):
                return Go("next", why=code)
        return Wait(keep=turn.keep)

    def check(self, config: UpdateContactConfig) -> Sequence[tuple[str, str, Mapping[str, object]]]:
        return [
            (f"values.{place}.name", _("“{name}” cannot be set here."), {"name": one.name})
            for place, one in enumerate(config.values)
            if one.name in TOLD
        ]

    def summary(self, config: UpdateContactConfig) -> str:
        kept = [f"{one.name} = {one.value}" for one in config.values]
        tags = ((config.add_tags, "+"), (config.remove_tags, "−"))
        return ", ".join([*kept, *(f"{sign} {names}" for names, sign in tags if names)])


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _guessed(turn: Turn) -> dict[str, Any]:
    """The contact as it would be: in a trial nobody is changed."""
    before = turn.variables.get("contact")
    known = dict(before) if isinstance(before, Mapping) else {}
    tags = [*known.get("tags", ()), *turn.keep.get("add", ())]
    known = {**known, **turn.keep.get("values", {}), "tags": list(dict.fromkeys(tags))}
    return {key: value for key, value in known.items() if value}
