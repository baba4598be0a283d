"""Form: asks for several things in one card and keeps each answer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pydantic import Field

from flowbuilder.core.effects import SendMessage
from flowbuilder.core.events import Event, VisitorChose, VisitorFilled, VisitorSaid
from flowbuilder.core.fields import Pattern, ShortName, ShortTemplate, Template, VariableName
from flowbuilder.core.messages import SKIP, FieldInput, Option
from flowbuilder.core.messages import Form as FormContent
from flowbuilder.core.messages import FormField as FieldContent
from flowbuilder.core.nodetype import Go, Move, NodeConfig, NodeType, Port, Turn, Wait
from flowbuilder.core.words import gettext_noop as _
from flowbuilder.nodes._hearing import chosen, fold, words_of
from flowbuilder.nodes._reading import (
    ASK_AGAIN,
    DAYS_LABELS,
    LABELS,
    Days,
    FirstDay,
    LastDay,
    bounds_of,
    is_among,
    limits_wrong,
    other_day,
    read_answer,
)
from flowbuilder.nodes._values import value_of_kind
from flowbuilder.nodes._wording import Words, offer, own_words, speak, wording

Kind = Literal[
    "text", "long_text", "email", "phone", "date", "number", "amount", "choice", "tick",
    "order_number", "postcode", "nip", "pesel", "pattern",
]  # fmt: skip

INPUTS: Mapping[Kind, FieldInput] = {
    "long_text": "long_text", "email": "email", "phone": "phone", "number": "number",
    "amount": "number", "date": "date", "choice": "choice",
    "tick": "tick",
}  # fmt: skip
NEEDED = {"pl": "Proszę wypełnić to pole.", "en": "Please fill this in."}
NOT_OFFERED = {
    "pl": "Proszę wybrać jedną z podanych odpowiedzi.",
    "en": "Please pick one of the answers given.",
}
NEEDS_TICK = {
    "pl": "Bez zaznaczenia tego pola nie możemy przyjąć formularza.",
    "en": "We cannot take the form without this box ticked.",
}
#: What a box says that is ticked, or not.
TICKED: Mapping[str, Words] = {
    "yes": {"pl": "Tak", "en": "Yes"},
    "no": {"pl": "Nie", "en": "No"},
}
CORRECT = {"pl": "Proszę poprawić: {labels}.", "en": "Please correct: {labels}."}
ONE_BY_ONE = {
    "pl": "Dobrze, zapytam po kolei.",
    "en": "All right, I will ask for one thing at a time.",
}
SUBMIT = {"pl": "Wyślij", "en": "Send"}
BY_MAIL = "email"
SKIP_LABEL = {"pl": "Pomiń", "en": "Skip"}
NOTHING: Mapping[str, str] = {}
#: What stands in a line of its own for a field that is left empty.
_DASHES = frozenset("-–—")
_NUMBERED = re.compile(r"\s*(\d{1,2})[.)]\s+")


class FormOption(NodeConfig):
    value: ShortName = Field(
        title=_("Short name"),
        description=_("The name used in conditions and variables; letters, digits, - and _."),
    )
    label: ShortTemplate = Field(min_length=1, title=_("Answer"))


class FormField(NodeConfig):
    label: ShortTemplate = Field(min_length=1, title=_("Label"))
    kind: Kind = Field(
        default="text",
        title=_("Kind of answer"),
        json_schema_extra={
            "x-labels": {
                "long_text": _("a longer text"),
                "choice": _("one of several answers"),
                "tick": _("a box to tick"),
                **LABELS,
            }
        },
    )
    pattern: Pattern = Field(
        default="",
        title=_("Pattern"),
        description=_("A regular expression that the whole answer must match, as in PL-\\d{4}."),
        json_schema_extra={"x-when": {"kind": "pattern"}},
    )
    options: list[FormOption] = Field(
        default=[],
        max_length=20,
        title=_("Answers to choose from"),
        json_schema_extra={"x-when": {"kind": "choice"}},
    )
    days: Days = Field(
        default="any",
        title=_("Which days will do"),
        json_schema_extra={"x-labels": dict(DAYS_LABELS), "x-when": {"kind": "date"}},
    )
    first_day: FirstDay = ""
    last_day: LastDay = ""
    variable: VariableName = Field(title=_("Variable"), json_schema_extra={"x-named-by": "label"})
    required: bool = Field(default=True, title=_("Must be filled in"))
    hint: ShortTemplate = Field(
        default="", title=_("Hint"), description=_("Stands below the label, such as an example.")
    )


class FormConfig(NodeConfig):
    text: Template = Field(
        min_length=1,
        title=_("Text above the form"),
        description=_("Say what the data are for."),
    )
    fields: list[FormField] = Field(
        min_length=1,
        max_length=12,
        title=_("Fields"),
        description=_("Ask only for what you need: each field costs answers."),
    )
    submit: ShortTemplate = Field(
        default="", title=_("Button"), description=_("Leave empty for “Send”.")
    )
    attempts: int = Field(
        default=3,
        ge=1,
        le=10,
        title=_("Attempts"),
        description=_("After this many answers that do not fit, it leaves by “gave up”."),
        json_schema_extra={"x-advanced": True},
    )


class FormNode(NodeType[FormConfig]):
    """Asks for several things in one card, and keeps each answer in a variable.

    The answers are checked as a question checks its own. What does not fit is named at its field
    and everything entered stays; after the last attempt the conversation leaves by “gave up”, with
    the answers that did fit kept.

    Where no form can be filled in, as in an e-mail, and for those who rather write, it goes by
    words: an answer in each line, in the order of the fields, or else one field after the other.

    Once “something else” leads somewhere, words that fill in nothing, such as a question, leave by
    it instead; in an e-mail they never do. Lead it to an FAQ lookup and back here.
    """

    name = "form"
    title = _("Form")
    icon = "list-details"
    category = "ask"
    ports = (
        Port("next", _("filled in")),
        Port("gave_up", _("gave up"), problem=True, required=False),
        Port("fallback", _("something else"), problem=True, required=False),
    )
    waits = True
    asks = True
    keywords = (_("fields"), _("contact form"), _("e-mail"), _("phone"), _("date"))
    Config = FormConfig

    def enter(self, config: FormConfig, turn: Turn) -> Move:
        card = self._card(config, turn, turn.render(config.text))
        return Wait(effects=(card,), keep={"misses": 0})

    def resume(self, config: FormConfig, turn: Turn, event: Event) -> Move:
        if isinstance(event, VisitorFilled):
            return self._filled(config, turn, event.values)
        if not isinstance(event, VisitorSaid | VisitorChose):
            return Wait()
        asked = _asked_for(config, turn)
        if asked is not None:
            return self._answered(config, turn, asked, event)
        said = words_of(event)
        may_leave = "fallback" in turn.wired and turn.channel != BY_MAIL
        if len(config.fields) == 1:
            (field,) = config.fields
            if may_leave and _fault(field, said, turn):
                return Go("fallback")
            return self._filled(config, turn, {field.variable: said})
        entered = self._by_lines(config, turn, said)
        if may_leave and not entered:
            return Go("fallback")
        return self._ask_next(config, turn, entered, own_words(turn, ONE_BY_ONE))

    # In the card.

    def _filled(self, config: FormConfig, turn: Turn, values: Mapping[str, str]) -> Move:
        entered = {f.variable: values.get(f.variable, "").strip() for f in config.fields}
        faults = {f.variable: _fault(f, entered[f.variable], turn) for f in config.fields}
        wrong = [f for f in config.fields if faults[f.variable]]
        if not wrong:
            return Go("next", remember=_kept(config, entered, turn))
        misses = int(turn.keep.get("misses", 0)) + 1
        if misses >= config.attempts:
            fitting = {name: said for name, said in entered.items() if said and not faults[name]}
            return Go("gave_up", remember=_kept(config, fitting, turn))
        labels = ", ".join(turn.render(field.label) for field in wrong)
        text = own_words(turn, CORRECT).format(labels=labels)
        if len(config.fields) == 1:
            text = faults[wrong[0].variable]
        return Wait(
            effects=(self._card(config, turn, text, entered, faults),), keep={"misses": misses}
        )

    def _card(
        self,
        config: FormConfig,
        turn: Turn,
        text: str,
        entered: Mapping[str, str] = NOTHING,
        faults: Mapping[str, str] = NOTHING,
    ) -> SendMessage:
        fields = tuple(
            _drawn(field, turn, entered.get(field.variable, ""), faults.get(field.variable, ""))
            for field in config.fields
        )
        submit = wording(turn, config.submit, SUBMIT)
        return SendMessage(content=FormContent(text=text, fields=fields, submit=submit))

    # By words.

    def _by_lines(self, config: FormConfig, turn: Turn, said: str) -> dict[str, str]:
        """The answers of a text that has one in each line, perhaps after its label."""
        lines = [line for line in said.splitlines() if line.strip()]
        if len(lines) != len(config.fields):
            return {}
        entered = {}
        for place, (field, line) in enumerate(zip(config.fields, lines, strict=True), start=1):
            numbered = _NUMBERED.match(line)
            if numbered and int(numbered[1]) == place:
                line = line[numbered.end() :]
            label, colon, rest = line.partition(":")
            is_named = colon and fold(label) == fold(turn.render(field.label))
            answer = (rest if is_named else line).strip()
            entered[field.variable] = "" if answer in _DASHES else answer
        return entered

    def _answered(
        self, config: FormConfig, turn: Turn, field: FormField, event: VisitorSaid | VisitorChose
    ) -> Move:
        said = event.value if isinstance(event, VisitorChose) else words_of(event)
        if not field.required and (said == SKIP or fold(said) == fold(own_words(turn, SKIP_LABEL))):
            said = ""
        fault = _fault(field, said, turn)
        if not fault:
            entered = {**turn.keep.get("entered", {}), field.variable: said}
            return self._ask_next(config, turn, entered)
        misses = int(turn.keep.get("misses", 0)) + 1
        if misses >= config.attempts:
            return Go("gave_up", remember=_kept(config, turn.keep.get("entered", {}), turn))
        keep = {**turn.keep, "misses": misses}
        return Wait(effects=(_asked(field, turn, fault),), keep=keep, again=True)

    def _ask_next(
        self, config: FormConfig, turn: Turn, entered: Mapping[str, str], first: str = ""
    ) -> Move:
        """Ask for the next field that lacks an answer; go on when none does."""
        fitting = {
            field.variable: entered[field.variable]
            for field in config.fields
            if field.variable in entered and not _fault(field, entered[field.variable], turn)
        }
        lacking = next((f for f in config.fields if f.variable not in fitting), None)
        if lacking is None:
            return Go("next", remember=_kept(config, fitting, turn))
        question = "\n\n".join(
            filter(None, [first, turn.render(lacking.label), turn.render(lacking.hint)])
        )
        keep = {"misses": 0, "entered": fitting, "asked": lacking.variable}
        return Wait(effects=(_asked(lacking, turn, question),), keep=keep)

    # For the author.

    def writes(self, config: FormConfig) -> Mapping[str, Sequence[str]]:
        return {"next": [field.variable for field in config.fields]}

    def summary(self, config: FormConfig) -> str:
        return config.text

    def check(self, config: FormConfig) -> Sequence[tuple[str, str, Mapping[str, object]]]:
        names = Counter(field.variable for field in config.fields)
        found: list[tuple[str, str, Mapping[str, object]]] = [
            ("fields", _("Two fields are kept in the same variable, “{name}”."), {"name": name})
            for name, times in names.items()
            if times > 1
        ]
        for place, field in enumerate(config.fields):
            at = f"fields.{place}"
            if field.kind == "date":
                found += [(f"{at}.{name}", text, more) for name, text, more in limits_wrong(field)]
            if field.kind == "pattern" and not field.pattern:
                found.append((f"{at}.pattern", _("Say which pattern the answer must match."), {}))
            if field.kind != "choice":
                continue
            if not field.options:
                found.append((f"{at}.options", _("Give at least one answer to choose from."), {}))
            values = Counter(option.value for option in field.options)
            found += [
                (f"{at}.options", _("Two answers have the same short name, “{name}”."), {"name": v})
                for v, times in values.items()
                if times > 1
            ]
        return found


def _asked_for(config: FormConfig, turn: Turn) -> FormField | None:
    """The field that was asked for by words; None while the card is all that was shown."""
    name = turn.keep.get("asked")
    return next((field for field in config.fields if field.variable == name), None)


def _drawn(field: FormField, turn: Turn, value: str, error: str) -> FieldContent:
    low, high = bounds_of(field, turn.today) if field.kind == "date" else ("", "")
    offered = _offered(field, turn)[:1] if field.kind == "tick" else _offered(field, turn)
    return FieldContent(
        name=field.variable,
        label=turn.render(field.label),
        input=INPUTS.get(field.kind, "text"),
        hint=turn.render(field.hint),
        required=field.required,
        options=tuple(Option(value=key, label=label) for key, label in offered),
        low=low,
        high=high,
        value=value,
        error=error,
    )


def _asked(field: FormField, turn: Turn, text: str) -> SendMessage:
    """The effect that asks for `field` by words, with buttons where there is something to press."""
    buttons = _offered(field, turn)
    if not field.required and field.kind != "tick":
        buttons = [*buttons, (SKIP, own_words(turn, SKIP_LABEL))]
    return offer(text, buttons) if buttons else speak(text)


def _offered(field: FormField, turn: Turn) -> list[tuple[str, str]]:
    """The answers there are to pick from, if it is of such a kind."""
    if field.kind == "tick":
        return [(value, own_words(turn, words)) for value, words in TICKED.items()]
    if field.kind != "choice":
        return []
    return [(option.value, turn.render(option.label)) for option in field.options]


def _value(field: FormField, said: str, turn: Turn) -> Any:
    """What `said` is as an answer for `field`, in the form that is kept; None when it is none."""
    if field.kind == "choice":
        if any(option.value == said for option in field.options):
            return said
        return chosen(VisitorSaid(at=turn.now, text=said), _offered(field, turn))
    if field.kind == "tick":
        return value_of_kind("boolean", said, turn)
    kind = "text" if field.kind == "long_text" else field.kind
    return read_answer(kind, said, turn, field.pattern)


def _fault(field: FormField, said: str, turn: Turn) -> str:
    """Why `said` cannot be kept for `field`, in words for the visitor; empty when it can."""
    if not said and field.kind != "tick":
        return own_words(turn, NEEDED) if field.required else ""
    value = _value(field, said, turn)
    if value is False and field.required:
        return own_words(turn, NEEDS_TICK)
    if value is None:
        if field.kind in ("choice", "tick"):
            return own_words(turn, NOT_OFFERED)
        return own_words(turn, ASK_AGAIN["text" if field.kind == "long_text" else field.kind])
    if field.kind == "date" and not is_among(value, field, turn.today):
        return own_words(turn, other_day(field, turn.today))
    return ""


def _kept(config: FormConfig, entered: Mapping[str, str], turn: Turn) -> dict[str, Any]:
    """The values to remember; a field that was left empty is so, and a box is not ticked."""
    given = [(each, entered[each.variable]) for each in config.fields if each.variable in entered]
    return {
        field.variable: _value(field, said, turn) if said or field.kind == "tick" else ""
        for field, said in given
    }
