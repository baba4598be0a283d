"""Extract: picks what a flow needs out of a visitor's own sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pydantic import Field

from flowbuilder.core.fields import HiddenTemplate, Pattern, VariableName
from flowbuilder.core.nodetype import Go, Move, NodeConfig, NodeType, Port, Turn
from flowbuilder.core.words import gettext_noop as _
from flowbuilder.nodes._answers import date_in, email_in, number_in, phone_in
from flowbuilder.nodes._identifiers import amount_in, nip_in, order_number_in, pesel_in, postcode_in
from flowbuilder.nodes.question import matching

Kind = Literal[
    "email", "phone", "order_number", "date", "number", "amount", "postcode", "nip", "pesel",
    "pattern",
]  # fmt: skip


class Wanted(NodeConfig):
    kind: Kind = Field(
        default="order_number",
        title=_("What to pick out"),
        json_schema_extra={
            "x-labels": {
                "email": _("an e-mail address"),
                "phone": _("a telephone number"),
                "order_number": _("an order number"),
                "date": _("a date"),
                "number": _("a number"),
                "amount": _("a sum of money"),
                "postcode": _("a postcode"),
                "nip": _("a NIP (Polish tax number)"),
                "pesel": _("a PESEL"),
                "pattern": _("a pattern"),
            }
        },
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
            value = _value(wanted, text, turn)
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


def _value(wanted: Wanted, text: str, turn: Turn) -> str | int | float | None:
    language = turn.language
    match wanted.kind:
        case "email":
            return email_in(text)
        case "phone":
            return phone_in(text, language)
        case "order_number":
            return order_number_in(text)
        case "date":
            return date_in(text, turn.now.date())
        case "number":
            return number_in(text, language)
        case "amount":
            return amount_in(text, language)
        case "postcode":
            return postcode_in(text, language)
        case "nip":
            return nip_in(text)
        case "pesel":
            return pesel_in(text)
        case "pattern":
            return matching(wanted.pattern, text)


def _is_there(known: Mapping[str, Any], wanted: Wanted) -> bool:
    return known.get(wanted.variable) not in (None, "")
