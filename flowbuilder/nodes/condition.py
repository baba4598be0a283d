"""Condition: yes or no, by what the conversation knows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from flowbuilder.core.condition_words import reason, sentence
from flowbuilder.core.conditions import holds
from flowbuilder.core.fields import ConditionField
from flowbuilder.core.nodetype import Go, Move, NodeConfig, NodeType, Port, Turn
from flowbuilder.core.words import gettext_noop as _


class ConditionConfig(NodeConfig):
    condition: ConditionField = Field(
        title=_("Condition"),
        description=_("One rule or several; a value that is not set counts as empty."),
    )


class Condition(NodeType[ConditionConfig]):
    """Goes one way when a condition holds and another when it does not.

    Conditions compare a variable with a value. Case and diacritics do not matter, and a number is
    compared as a number however it was written.
    """

    name = "condition"
    title = _("Condition")
    icon = "arrows-split-2"
    category = "decide"
    ports = (Port("yes", _("yes")), Port("no", _("no")))
    keywords = (_("if"), _("branch"), _("rule"), _("compare"))
    Config = ConditionConfig

    def enter(self, config: ConditionConfig, turn: Turn) -> Move:
        return Go("yes" if holds(config.condition, turn.variables) else "no")

    def reason(self, config: ConditionConfig, variables: Mapping[str, Any], language: str) -> str:
        return reason(config.condition, variables, language)

    def summary(self, config: ConditionConfig) -> str:
        return sentence(config.condition)
