"""Extract: picks what a flow needs out of a visitor's own sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, get_args

from pydantic import Field

from flowbuilder.core.fields import HiddenTemplate, Pattern, VariableName
from flowbuilder.core.nodetype import Go, Move, NodeConfig, NodeType, Port, Turn
from flowbuilder.core.words import gettext_noop as _
from flowbuilder.nodes._reading import LABELS, read

Kind = Literal[
    "email", "phone", "order_number", "date", "number", "amount", "postcode", "nip", "pesel",
    "pattern",
]  # fmt: skip


class Wanted(NodeConfig):
    kind: Kind = Field(
        default="order_number",
        title=_("What to pick out"),
        json_schema_extra={"x-labels": {k: LABELS[k] for k in get_args(Kind)}},
    )
    pattern: Pattern = Field(
        default="",
        title=_("Pattern"),
        description=_("A regular expression that one word of the text must match."),
        json_schema_extra={"x-when": {"kind": "pattern"}},
    )
    variable: VariableName = Field(title=_("Variable"))
    required: bool = Field(
        default=True,
        title=_("Needed"),
        description=_("Without it the conversation leaves by “something missing”."),
    )


class ExtractConfig(NodeConfig):
    text: HiddenTemplate = Field(
        default="",
        title=_("Where to look"),
        description=_("Leave empty to look at what the visitor wrote last."),
        json_schema_extra={"x-advanced": True},
    )
    fields: list[Wanted] = Field(
        min_length=1,
        max_length=12,
        title=_("What to pick out"),
        description=_("Only what is there once is taken: of two telephone numbers, none."),
    )


class Extract(NodeType[ExtractConfig]):
    """Picks data out of what the visitor wrote, and keeps each in a variable.

    From “Zamówienie ZAM-1234 z 3 maja, jan@example.pl” it takes the order number, the date and
    the address at once, so nobody is asked for what they have said already. It works without AI;
    tax numbers and PESEL are checked. What is known from before counts as found. When something
    needed is missing, it leaves by “something missing”; a question is a good next step.
    """

    name = "extract"
    title = _("Pick out data")
    icon = "zoom-question"
    category = "ask"
    ports = (Port("found", _("all there")), Port("missing", _("something missing")))
    keywords = (_("order number"), _("NIP"), _("entities"), _("slots"))
    Config = ExtractConfig

    def enter(self, config: ExtractConfig, turn: Turn) -> Move:
        text = turn.render(config.text).strip() or turn.last_said
        found = {}
        for wanted in config.fields:
            value = read(wanted.kind, text, turn, wanted.pattern)
            if value is not None:
                found[wanted.variable] = value
        known = {**turn.variables, **found}
        lacking = [w.variable for w in config.fields if w.required and not _is_there(known, w)]
        if lacking:
            return Go("missing", remember=found, why=", ".join(lacking))
        empty = {w.variable: "" for w in config.fields if not _is_there(known, w)}
        return Go("found", remember={**empty, **found})

    def writes(self, config: ExtractConfig) -> Mapping[str, Sequence[str]]:
        return {"found": [wanted.variable for wanted in config.fields]}

    def check(self, config: ExtractConfig) -> Sequence[tuple[str, str, Mapping[str, object]]]:
        names = [wanted.variable for wanted in config.fields]
        return [
            *(
                ("fields", _("Two rows are kept in the same variable, “{name}”."), {"name": name})
                for name in dict.fromkeys(names)
                if names.count(name) > 1
            ),
            *(
                (f"fields.{place}.pattern", _("Say which pattern the answer must match."), {})
                for place, wanted in enumerate(config.fields)
                if wanted.kind == "pattern" and not wanted.pattern
            ),
        ]

    def summary(self, config: ExtractConfig) -> str:
        return " ".join(f"{{{{ {wanted.variable} }}}}" for wanted in config.fields)


def _is_there(known: Mapping[str, Any], wanted: Wanted) -> bool:
    return known.get(wanted.variable) not in (None, "")
