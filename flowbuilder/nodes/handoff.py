"""Handoff: a person takes the conversation over."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from flowbuilder.core.effects import CancelTimer, Effect, RequestHandoff, StartTimer
from flowbuilder.core.events import (
    AgentJoined,
    AgentLeft,
    EffectFailed,
    EffectSucceeded,
    Event,
    TimerFired,
    VisitorChose,
    VisitorSaid,
)
from flowbuilder.core.fields import Duration, Line, ShortHiddenTemplate, TeamName, Template
from flowbuilder.core.nodetype import Go, Move, NodeConfig, NodeType, Port, Turn, Wait
from flowbuilder.core.words import gettext_noop as _
from flowbuilder.nodes._hearing import chosen
from flowbuilder.nodes._wording import offer, own_words, speak, wording

LEAVE, STAY = "__leave__", "__stay__"

#: How long a visitor who is asked whether to wait on may think it over.
ANSWER_S = 120
#: After so many questions the wait is too long whatever they say.
MOST_ASKED = 5

WAITING = {
    "pl": "Sprawdzam, kto z zespołu może pomóc. Proszę chwilę zaczekać, odpisze człowiek.",
    "en": "Let me see who from our team can help. Please wait a moment; a person will reply here.",
}
NOBODY = {
    "pl": "W tej chwili nikt z zespołu nie może odpowiedzieć.",
    "en": "Nobody from the team can reply just now.",
}
LEAVE_LABEL = {
    "pl": "Wolę zostawić wiadomość",
    "en": "Leave a message instead",
}
LEAVE_OR_CALL_LABEL = {
    "pl": "Wolę zostawić wiadomość lub poprosić o telefon",
    "en": "Leave a message or ask for a call instead",
}
STILL = {
    "pl": "Nadal nikt z zespołu nie może odpisać. Czy chcą Państwo czekać dalej?",
    "en": "Nobody from the team can reply yet. Would you like to keep waiting?",
}
STAY_LABEL = {"pl": "Czekam dalej", "en": "Keep waiting"}
STAYS = {
    "pl": "Dobrze, miejsce w kolejce zostaje. Odpisze człowiek.",
    "en": "You keep your place in the queue. A person will reply here.",
}


#: The channel on which nobody sits and waits.
BY_MAIL = "email"


class HandoffConfig(NodeConfig):
    team: TeamName = Field(
        default="",
        title=_("Team"),
        description=_("Who takes over. Leave empty for the team in the flow's settings."),
    )
    waiting: Template = Field(
        default="",
        title=_("While waiting"),
        description=_(
            "What the visitor reads until an agent joins. Leave empty for the default text."
        ),
    )
    nobody: Template = Field(
        default="",
        title=_("When nobody can come"),
        description=_("Said before it leaves by “nobody there” or “waited too long”."),
    )
    reason: ShortHiddenTemplate = Field(
        default="",
        title=_("Reason for the agent"),
        description=_("The first line of the agent's card, as in “Parcel {{ order_number }}”."),
    )
    priority: Literal["normal", "high"] = Field(
        default="normal",
        title=_("Priority"),
        json_schema_extra={"x-labels": {"normal": _("normal"), "high": _("high")}},
    )
    skills: list[Line] = Field(
        default_factory=list,
        max_length=20,
        title=_("What the agent should know"),
        description=_(
            "One in each line, as in the agents' list of skills: returns, invoices. Whoever knows"
            " most of it and speaks the visitor's language goes first; after two minutes, anybody."
        ),
        json_schema_extra={"x-control": "lines"},
    )
    hard: bool = Field(
        default=False,
        title=_("Hard case"),
        description=_(
            "A complaint, for example. Such conversations are spread evenly over the team; those"
            " with a visitor who sounds upset are counted among them by themselves."
        ),
    )
    max_wait: Duration = Field(
        default=600,
        title=_("Longest wait"),
        description=_("After this the conversation leaves by “waited too long”. 0 means no limit."),
    )
    ask_first: bool = Field(
        default=True,
        title=_("Ask before the wait ends"),
        description=_(
            "After the longest wait the visitor is asked whether to wait on. Whoever says so keeps"
            " their place; without an answer in two minutes the wait was too long."
        ),
    )
    call_back: bool = Field(
        default=False,
        title=_("Offer to call back"),
        description=_(
            "Visitors who wait can leave a message or ask to be called back. Turn “May be called"
            " back” on in “Leave a message” as well."
        ),
    )


class Handoff(NodeType[HandoffConfig]):
    """Passes the conversation to a person.

    The visitor waits in the team's queue and may leave a message instead. From the moment a
    person joins, the assistant is silent; it goes on when the person closes the matter or hands
    the conversation back, which has a port of its own: lead “given back to the assistant” to a
    menu, for example, else it leads where “after the person” does. Lead “nobody there”, “waited
    too long” and “gave up waiting” to “Leave a message”, or leave them unconnected: the visitor
    can leave a message anyway.
    """

    name = "handoff"
    title = _("Hand over to a person")
    icon = "headset"
    category = "people"
    ports = (
        Port("done", _("after the person")),
        Port("returned", _("given back to the assistant"), required=False, otherwise="done"),
        Port("timed_out", _("waited too long"), problem=True, required=False),
        Port("nobody", _("nobody there"), problem=True, required=False),
        Port("gave_up", _("gave up waiting"), problem=True, required=False),
    )
    waits = True
    person = True
    takes_files = True
    keywords = (_("agent"), _("human"), _("consultant"), _("queue"), _("support"))
    Config = HandoffConfig

    def enter(self, config: HandoffConfig, turn: Turn) -> Move:
        asked = RequestHandoff(
            team=config.team or turn.default_team,
            reason=turn.render(config.reason).strip(),
            priority=config.priority,
            skills=tuple(config.skills),
            hard=config.hard,
        )
        clock = (StartTimer(seconds=config.max_wait),) if _has_clock(config, turn) else ()
        return Wait(effects=(asked, *clock))

    def resume(self, config: HandoffConfig, turn: Turn, event: Event) -> Move:
        match event:
            case AgentJoined():
                return Wait(effects=_stop_clock(turn), keep={"joined": True})
            case AgentLeft(outcome="waits"):
                return self._ask(config, turn)
            case AgentLeft(outcome="nobody"):
                return self._without_agent("nobody", config, turn)
            case AgentLeft(outcome="handed_back"):
                return Go("returned")
            case AgentLeft():
                return Go("done")
            case EffectSucceeded(result={"outcome": "queued"}) if turn.channel == BY_MAIL:
                own = turn.render(config.waiting).strip()
                return Wait(effects=(speak(own),) if own else ())
            case EffectSucceeded(result={"outcome": "queued"}):
                waiting = wording(turn, config.waiting, WAITING)
                return Wait(effects=(offer(waiting, self._options(config, turn)),))
            case EffectSucceeded(result={"outcome": "nobody"}):
                return self._without_agent("nobody", config, turn)
            case EffectFailed(code=code):
                return self._without_agent("nobody", config, turn, why=code)
            case TimerFired() if not turn.keep.get("joined"):
                if config.ask_first and _may_ask(turn):
                    return self._ask(config, turn)
                return self._without_agent("timed_out", config, turn)
            case VisitorSaid() | VisitorChose():
                plainly = {LEAVE: [own_words(turn, LEAVE_LABEL)]}
                if chosen(event, self._options(config, turn), plainly) == LEAVE:
                    return Go("gave_up", effects=_stop_clock(turn))
                if turn.keep.get("asking"):
                    return self._stay(config, turn)
        return Wait()

    def _ask(self, config: HandoffConfig, turn: Turn) -> Move:
        """Whether to wait on; silence ends the wait."""
        options = [(STAY, own_words(turn, STAY_LABEL)), *self._options(config, turn)]
        effects = (offer(own_words(turn, STILL), options), StartTimer(seconds=ANSWER_S))
        return Wait(effects=effects, keep={"asking": True, "asked": turn.keep.get("asked", 0) + 1})

    def _stay(self, config: HandoffConfig, turn: Turn) -> Move:
        """Whoever says anything but that they would rather go is still there."""
        # Without a limit of the wait they were asked after they had been passed on.
        clock = (StartTimer(seconds=config.max_wait),) if config.max_wait else ()
        effects = (*_stop_clock(turn), speak(own_words(turn, STAYS)), *clock)
        return Wait(effects=effects, keep={"asked": turn.keep["asked"]})

    def _options(self, config: HandoffConfig, turn: Turn) -> list[tuple[str, str]]:
        label = LEAVE_OR_CALL_LABEL if config.call_back else LEAVE_LABEL
        return [(LEAVE, own_words(turn, label))]

    def _without_agent(self, port: str, config: HandoffConfig, turn: Turn, why: str = "") -> Move:
        said = speak(wording(turn, config.nobody, NOBODY))
        return Go(port, effects=(*_stop_clock(turn), said), why=why)

    def summary(self, config: HandoffConfig) -> str:
        return config.reason or config.waiting


def _stop_clock(turn: Turn) -> tuple[Effect, ...]:
    """Ends the timer that runs, if one does."""
    return (CancelTimer(timer_id=turn.clock),) if turn.clock else ()


def _may_ask(turn: Turn) -> bool:
    return not turn.keep.get("asking") and turn.keep.get("asked", 0) < MOST_ASKED


def _has_clock(config: HandoffConfig, turn: Turn) -> bool:
    """Whoever wrote an e-mail does not sit and wait."""
    return bool(config.max_wait) and turn.channel != BY_MAIL
