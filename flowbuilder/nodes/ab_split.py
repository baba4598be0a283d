"""A/B split: sends a share of visitors each way, to see which way works better."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from pydantic import Field

from flowbuilder.core.fields import Line, OptionalVariableName, ShortName
from flowbuilder.core.nodetype import Go, Move, NodeConfig, NodeType, PortPerItem, Turn
from flowbuilder.core.words import gettext_noop as _


class Branch(NodeConfig):
    name: ShortName = Field(
        title=_("Short name"),
        description=_("The name used in conditions and figures; letters, digits, - and _."),
    )
    label: Line = Field(
        default="", title=_("Branch name"), description=_("As shown on the canvas.")
    )
    share: int = Field(ge=0, le=100, title=_("Share in per cent"))


class AbSplitConfig(NodeConfig):
    branches: list[Branch] = Field(
        min_length=2,
        max_length=10,
        title=_("Branches"),
        description=_("Together they must add up to 100 per cent."),
    )
    save_as: OptionalVariableName = Field(
        default="",
        title=_("Save the branch as"),
        description=_("A variable for the branch's short name, if conditions need it later."),
    )


class AbSplit(NodeType[AbSplitConfig]):
    """Sends a share of the conversations each way.

    Try two wordings or two offers side by side and compare their figures. Who goes where is
    decided at random, once per conversation: a visitor who comes here again goes the same way.
    """

    name = "ab_split"
    title = _("A/B split")
    icon = "arrows-shuffle"
    category = "decide"
    port_per_item = PortPerItem(field="branches", key="name", label="label")
    keywords = (_("experiment"), _("random"), _("test"), _("per cent"))
    Config = AbSplitConfig

    def enter(self, config: AbSplitConfig, turn: Turn) -> Move:
        variable = config.save_as or f"branch_of_{turn.node}"
        earlier = turn.variables.get(variable)
        if any(branch.name == earlier for branch in config.branches):
            return Go(str(earlier))
        name = self._drawn(config, turn)
        return Go(name, remember={variable: name})

    def _drawn(self, config: AbSplitConfig, turn: Turn) -> str:
        left = turn.chance(100)
        for branch in config.branches:
            left -= branch.share
            if left < 0:
                return branch.name
        return config.branches[-1].name

    def writes(self, config: AbSplitConfig) -> Mapping[str, Sequence[str]]:
        return {"*": [config.save_as]} if config.save_as else {}

    def summary(self, config: AbSplitConfig) -> str:
        return " / ".join(f"{b.label or b.name} {b.share}%" for b in config.branches)

    def check(self, config: AbSplitConfig) -> Sequence[tuple[str, str, Mapping[str, object]]]:
        total = sum(branch.share for branch in config.branches)
        count = Counter(branch.name for branch in config.branches)
        wrong: list[tuple[str, str, Mapping[str, object]]] = [
            ("branches", _("Two branches have the same short name, “{name}”."), {"name": name})
            for name, times in count.items()
            if times > 1
        ]
        if total != 100:
            sentence = _("The shares add up to {total} per cent; they must add up to 100.")
            wrong.append(("branches", sentence, {"total": total}))
        return wrong
