"""Consent: asks for a person's agreement to one purpose and keeps the answer as proof."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import Field, StringConstraints

from flowbuilder.core.effects import CheckConsent, RecordConsent
from flowbuilder.core.events import EffectFailed, EffectSucceeded, Event, VisitorChose, VisitorSaid
from flowbuilder.core.fields import ShortHiddenTemplate, ShortName, ShortTemplate, Template
from flowbuilder.core.nodetype import Go, Move, NodeConfig, NodeType, Port, Turn, Wait
from flowbuilder.core.words import gettext_noop as _
from flowbuilder.nodes._hearing import chosen, words_of
from flowbuilder.nodes._wording import offer, own_words, wording

AGREE = {"pl": "Zgadzam się", "en": "I agree"}
DECLINE = {"pl": "Nie zgadzam się", "en": "I do not agree"}
POLICY = {"pl": "Polityka prywatności", "en": "Privacy policy"}
ASK_AGAIN = {
    "pl": "Proszę wybrać jedną z odpowiedzi. Zgoda jest dobrowolna.",
    "en": "Please pick one of the answers. You are free to decline.",
}
#: What is as clear as pressing a button.
TYPED = {"agreed": ["tak", "yes", "zgadzam sie", "i agree"], "declined": ["nie", "no"]}


class ConsentConfig(NodeConfig):
    text: Template = Field(
        min_length=1,
        title=_("Text of the consent"),
        description=_("Who will do what with which data, and that it can be withdrawn."),
    )
    policy: ShortHiddenTemplate = Field(
        default="",
        title=_("Address of the privacy policy"),
        description=_("Begins with https://. It stands below the text as a link."),
    )
    label: ShortTemplate = Field(
        min_length=1,
        title=_("What it is for"),
        description=_("A few words for the list of consents, such as “Newsletter”."),
    )
    purpose: ShortName = Field(
        title=_("Short name of the purpose"),
        description=_("The same in every step that asks for the same consent."),
    )
    version: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")] = (
        Field(
            default="1",
            title=_("Version of the text"),
            description=_("Change it when the text changes: then everybody is asked anew."),
            json_schema_extra={"x-control": "line"},
        )
    )
    agree: ShortTemplate = Field(
        default="",
        title=_("Button to agree"),
        description=_("Leave empty for “I agree”."),
        json_schema_extra={"x-advanced": True},
    )
    decline: ShortTemplate = Field(
        default="",
        title=_("Button to decline"),
        description=_("Leave empty for “I do not agree”."),
        json_schema_extra={"x-advanced": True},
    )
    ask_again: bool = Field(
        default=False,
        title=_("Ask also who agreed before"),
        description=_("Otherwise who agreed to this version goes on by “agreed” unasked."),
        json_schema_extra={"x-advanced": True},
    )
    retries: int = Field(
        default=1,
        ge=0,
        le=5,
        title=_("Repeat the question"),
        description=_("How often, when the visitor writes something else."),
        json_schema_extra={"x-advanced": True},
    )


class ConsentNode(NodeType[ConsentConfig]):
    """Asks for consent to one purpose and keeps the answer: the words, their version and the time.

    Nothing is chosen beforehand and both buttons look alike. Who agreed to this version before is
    not asked again. Visitors see and withdraw their consents under “My data”. Neither silence nor
    other words are consent: after being asked again, those leave by “no clear answer”.
    """

    name = "consent"
    title = _("Consent")
    icon = "shield-check"
    category = "ask"
    ports = (
        Port("agreed", _("agreed")),
        Port("declined", _("declined")),
        Port("unclear", _("no clear answer"), problem=True, required=False, otherwise="declined"),
    )
    waits = True
    keywords = (_("GDPR"), _("privacy"), _("agreement"), _("marketing"), _("newsletter"))
    Config = ConsentConfig

    def enter(self, config: ConsentConfig, turn: Turn) -> Move:
        if config.ask_again:
            return self._ask(config, turn)
        return Wait(effects=(CheckConsent(purpose=config.purpose, version=config.version),))

    def resume(self, config: ConsentConfig, turn: Turn, event: Event) -> Move:
        match event:
            case EffectSucceeded(result=result) if "asked" not in turn.keep:
                return Go("agreed") if result.get("agreed") else self._ask(config, turn)
            case EffectFailed() if "asked" not in turn.keep:
                return self._ask(config, turn)
            case VisitorSaid() | VisitorChose() if "asked" in turn.keep:
                return self._heard(config, turn, event)
        return Wait(keep=turn.keep)

    def _ask(self, config: ConsentConfig, turn: Turn) -> Move:
        question = offer(_shown(config, turn), _offered(config, turn))
        return Wait(effects=(question,), keep={"asked": 1})

    def _heard(self, config: ConsentConfig, turn: Turn, event: VisitorSaid | VisitorChose) -> Move:
        options = _offered(config, turn)
        value = chosen(event, options, TYPED)
        if value is not None:
            kept = RecordConsent(
                purpose=config.purpose,
                label=turn.render(config.label),
                version=config.version,
                wording=_shown(config, turn),
                answer=words_of(event),
                agreed=value == "agreed",
            )
            return Go(value, effects=(kept,))
        asked = int(turn.keep["asked"])
        if asked > config.retries:
            return Go("unclear")
        text = f"{own_words(turn, ASK_AGAIN)}\n\n{_shown(config, turn)}"
        return Wait(effects=(offer(text, options),), keep={"asked": asked + 1}, again=True)

    def summary(self, config: ConsentConfig) -> str:
        return config.text

    def check(self, config: ConsentConfig) -> Sequence[tuple[str, str, Mapping[str, object]]]:
        address = config.policy.strip()
        if address and not address.startswith(("https://", "{")):
            return [("policy", _("The address must begin with https://."), {})]
        return []


def _offered(config: ConsentConfig, turn: Turn) -> list[tuple[str, str]]:
    return [
        ("agreed", wording(turn, config.agree, AGREE)),
        ("declined", wording(turn, config.decline, DECLINE)),
    ]


def _shown(config: ConsentConfig, turn: Turn) -> str:
    """All that is read before the answer: this is what is kept as proof."""
    text, policy = turn.render(config.text), turn.render(config.policy).strip()
    if not policy.startswith("https://"):
        return text
    return f"{text}\n\n[{own_words(turn, POLICY)}]({policy})"
