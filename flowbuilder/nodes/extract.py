"""Extract: picks what a flow needs out of a visitor's own sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal, get_args

from pydantic import Field, StringConstraints

from flowbuilder.core.effects import PickOut
from flowbuilder.core.events import EffectFailed, EffectSucceeded, Event
from flowbuilder.core.fields import HiddenTemplate, Pattern, VariableName
from flowbuilder.core.nodetype import Go, Move, NodeConfig, NodeType, Port, Turn, Wait
from flowbuilder.core.words import gettext_noop as _
from flowbuilder.nodes._hearing import personal_data
from flowbuilder.nodes._reading import LABELS, read, read_on

Kind = Literal[
    "email", "phone", "order_number", "date", "number", "amount", "postcode", "nip", "pesel",
    "pattern", "described",
]  # fmt: skip
Form = Literal[
    "text", "number", "amount", "date", "yes_no", "email", "phone", "postcode", "nip", "pesel",
]  # fmt: skip
#: What a model is told when its quotation cannot be read as the form that is wanted.
FAULTS: Mapping[str, str] = {
    "number": "its quote holds no number, or more than one",
    "amount": "its quote holds no sum of money with its currency, or more than one",
    "date": "its quote holds no date that exists, or more than one",
    "email": "its quote holds no e-mail address, or more than one",
    "phone": "its quote holds no whole telephone number, or more than one",
    "postcode": "its quote holds no postcode, or more than one",
    "nip": "its quote holds no NIP: ten digits, the last of which checks the others",
    "pesel": "its quote holds no PESEL: eleven digits, the last of which checks the others",
}
FORMS: Mapping[str, str] = {
    "text": _("as it is written"),
    "yes_no": _("yes or no"),
    **{form: LABELS[form] for form in FAULTS},
}
YES_NO = ("yes", "no")
MAX_KEPT = 500
OVER_BUDGET = "model_budget"

Option = Annotated[str, StringConstraints(min_length=1, max_length=80)]


class Wanted(NodeConfig):
    kind: Kind = Field(
        default="order_number",
        title=_("What to pick out"),
        json_schema_extra={
            "x-labels": {
                **{kind: LABELS[kind] for kind in get_args(Kind) if kind != "described"},
                "described": _("something in your own words (AI)"),
            }
        },
    )
    pattern: Pattern = Field(
        default="",
        title=_("Pattern"),
        description=_("A regular expression that one word of the text must match."),
        json_schema_extra={"x-when": {"kind": "pattern"}},
    )
    description: Annotated[str, StringConstraints(max_length=300)] = Field(
        default="",
        title=_("What it is"),
        description=_("In your own words, as in “the colour of the mug they want”."),
        json_schema_extra={"x-when": {"kind": "described"}},
    )
    form: Form = Field(
        default="text",
        title=_("Kept as"),
        json_schema_extra={"x-labels": dict(FORMS), "x-when": {"kind": "described"}},
    )
    options: list[Option] = Field(
        default=[],
        max_length=30,
        title=_("Only one of these"),
        description=_("An option in each line. Leave empty to keep what the visitor wrote."),
        json_schema_extra={
            "x-control": "lines", "x-when": {"kind": "described", "form": "text"},
        },
    )  # fmt: skip
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
    mask: bool = Field(
        default=True,
        title=_("Hide personal data from the model"),
        description=_("Counts for what you describe in your own words; the rest asks no model."),
        json_schema_extra={"x-advanced": True},
    )
    timeout_s: int = Field(
        default=20,
        ge=2,
        le=60,
        title=_("Time limit in seconds"),
        description=_("After this the conversation leaves by “problem”."),
        json_schema_extra={"x-advanced": True},
    )


class Extract(NodeType[ExtractConfig]):
    """Picks data out of what the visitor wrote, and keeps each in a variable.

    From “Order ORD-1234 of 3 May, john@example.com” it takes the order number, the date and the
    address at once, so nobody is asked for what they have said already. It works without AI;
    tax numbers and PESEL are checked. What is known from before counts as found. When something
    needed is missing, it leaves by “something missing”; a question is a good next step. In a text,
    `{{ date | in_words }}` shows a date or a sum as the visitor's language writes it.

    What has no kind of its own is described in your own words and looked for by the language
    model. It must name the visitor's own words for it: what does not stand there is not kept.
    When they are not what it is kept as (no date that exists, a NIP with a wrong digit), the model
    is told and asked once more; what is wrong again counts as missing, as does all of it without a
    model.
    """

    name = "extract"
    title = _("Pick out data")
    icon = "zoom-question"
    category = "ask"
    ports = (
        Port("found", _("all there")),
        Port("missing", _("something missing")),
        Port("problem", _("problem"), problem=True, required=False, otherwise="missing"),
        Port("over_budget", _("budget used up"), problem=True, required=False, otherwise="missing"),
    )
    waits = True
    asks_world = True
    keywords = (_("order number"), _("NIP"), _("entities"), _("slots"))
    Config = ExtractConfig

    def enter(self, config: ExtractConfig, turn: Turn) -> Move:
        text = turn.render(config.text).strip() or turn.last_said
        found = {}
        for wanted in config.fields:
            if wanted.kind == "described":
                continue
            value = read(wanted.kind, text, turn, wanted.pattern)
            if value is not None:
                found[wanted.variable] = value
        described = tuple(
            (wanted.variable, wanted.description.strip(), _offered(wanted))
            for wanted in _described(config)
        )
        if not described or not text.strip():
            return self._leave(config, turn, found)
        asked = PickOut(
            text=text,
            language=turn.language,
            wanted=described,
            timeout_s=config.timeout_s,
            mask=config.mask,
            personal=personal_data(turn) if config.mask else (),
            forms=tuple((w.variable, w.form) for w in _described(config) if w.form in FAULTS),
        )
        return Wait(effects=(asked,), keep={"found": found})

    def resume(self, config: ExtractConfig, turn: Turn, event: Event) -> Move:
        found = dict(turn.keep.get("found") or {})
        match event:
            case EffectFailed(code=code):
                port = "over_budget" if code == OVER_BUDGET else "problem"
                return Go(port, remember=found, why=code)
            case EffectSucceeded(result=result):
                told = result.get("found") or {}
                for wanted in _described(config):
                    value = _kept(wanted, told.get(wanted.variable) or {}, turn)
                    if value is not None:
                        found[wanted.variable] = value
                return self._leave(config, turn, found)
        return Wait()

    def _leave(self, config: ExtractConfig, turn: Turn, found: Mapping[str, Any]) -> Move:
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
            *(
                (f"fields.{place}.description", _("Say in words what to look for."), {})
                for place, wanted in enumerate(config.fields)
                if wanted.kind == "described" and not wanted.description.strip()
            ),
        ]

    def without_model(self, config: ExtractConfig) -> str:
        if not _described(config):
            return ""
        return _("Until one is, what you described in your own words counts as missing.")

    def summary(self, config: ExtractConfig) -> str:
        return " ".join(f"{{{{ {wanted.variable} }}}}" for wanted in config.fields)


def fault_of(form: str, quote: str, language: str, today: date) -> str:
    """Why `quote` cannot be kept as `form`, in words for a model; empty when it can."""
    if form not in FAULTS or read_on(form, quote, language, today) is not None:
        return ""
    return FAULTS[form]


def _described(config: ExtractConfig) -> list[Wanted]:
    return [wanted for wanted in config.fields if wanted.kind == "described"]


def _offered(wanted: Wanted) -> tuple[str, ...]:
    return YES_NO if wanted.form == "yes_no" else tuple(wanted.options)


def _kept(wanted: Wanted, told: Mapping[str, Any], turn: Turn) -> str | int | float | bool | None:
    """What the model found, in the form it is kept in; read here, never by the model."""
    quote, option = str(told.get("quote") or ""), told.get("option")
    if not quote:
        return None
    if wanted.form == "yes_no":
        return option == "yes" if option in YES_NO else None
    if wanted.form == "text":
        if wanted.options:
            return str(option) if option in wanted.options else None
        return quote[:MAX_KEPT]
    return read(wanted.form, quote, turn)


def _is_there(known: Mapping[str, Any], wanted: Wanted) -> bool:
    return known.get(wanted.variable) not in (None, "")
