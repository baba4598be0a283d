"""Mood: whether the visitor's last messages sound calm or upset."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import Field

from flowbuilder.core.fields import OptionalVariableName
from flowbuilder.core.mood import judge
from flowbuilder.core.nodetype import Go, Move, NodeConfig, NodeType, Port, Turn
from flowbuilder.core.words import gettext_noop as _


class MoodConfig(NodeConfig):
    save_as: OptionalVariableName = Field(
        default="",
        title=_("Save the mood as"),
        description=_("A variable for “upset” or “calm”, if conditions need it later."),
    )


class MoodNode(NodeType[MoodConfig]):
    """Guesses whether the visitor's last messages sound upset, and goes one way or the other.

    It looks at the words, capital letters, rows of exclamation marks, a question asked again, an
    assistant that keeps asking the same, and the wish for a person. It works without a language
    model and without the internet. When in doubt, it says calm. It is a guess about text and not
    about a person: use it to answer sooner or to bring in a person, and never to refuse anything.
    Agents see the guess with its reasons.
    """

    name = "mood"
    title = _("Mood")
    icon = "mood-annoyed"
    category = "know"
    judges = True
    ports = (Port("upset", _("upset")), Port("calm", _("calm")))
    keywords = (_("angry"), _("sentiment"), _("emotion"), _("complaint"))
    Config = MoodConfig

    def enter(self, config: MoodConfig, turn: Turn) -> Move:
        mood = judge(turn.history, turn.language, turn.retries)
        remember = {config.save_as: mood.name} if config.save_as else {}
        return Go(mood.name, remember=remember, why=mood.why, mood=mood)

    def writes(self, config: MoodConfig) -> Mapping[str, Sequence[str]]:
        return {"*": [config.save_as]} if config.save_as else {}
