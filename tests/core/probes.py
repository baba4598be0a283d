"""Small node types that do one thing, to try the engine with."""

from __future__ import annotations

from flowbuilder.core.catalogue import Catalogue
from flowbuilder.core.effects import CallHttp, RequestHandoff, SendMessage, StartTimer
from flowbuilder.core.events import (
    AgentLeft,
    EffectSucceeded,
    Event,
    TimerFired,
    VisitorChose,
    VisitorSaid,
)
from flowbuilder.core.messages import Choices, Option, Text
from flowbuilder.core.nodetype import Go, Move, NodeConfig, NodeType, Port, Stop, Turn, Wait

PROBLEM = Port("problem", "problem", problem=True, required=False)


def speak(text: str) -> SendMessage:
    return SendMessage(content=Text(text=text))


class SayConfig(NodeConfig):
    text: str = "…"


class Say(NodeType[SayConfig]):
    """Says its text."""

    name, title, category = "say", "Say", "talk"
    ports = (Port("next", "next"), PROBLEM)
    Config = SayConfig

    def enter(self, config: SayConfig, turn: Turn) -> Move:
        return Go("next", (speak(turn.render(config.text)),))


class AskConfig(NodeConfig):
    text: str = "?"
    label: str = "Aa"
    save_as: str = "answer"


class Ask(NodeType[AskConfig]):
    """Asks and keeps the answer; "again" is asked again."""

    name, title, category, waits = "ask", "Ask", "ask", True
    ports = (Port("next", "next"), PROBLEM)
    Config = AskConfig

    def enter(self, config: AskConfig, turn: Turn) -> Move:
        offer = Choices(
            text=turn.render(config.text), options=(Option(value="a", label=config.label),)
        )
        return Wait((SendMessage(content=offer),))

    def resume(self, config: AskConfig, turn: Turn, event: Event) -> Move:
        if isinstance(event, VisitorSaid) and event.text == "again":
            return Wait(
                (speak("Again."),), keep={"times": int(turn.keep.get("times", 0)) + 1}, again=True
            )
        if isinstance(event, VisitorSaid):
            return Go("next", remember={config.save_as: event.text})
        if isinstance(event, VisitorChose):
            return Go("next", remember={config.save_as: event.value})
        return Wait()


class Fetch(NodeType[NodeConfig]):
    """Calls a service and keeps its status."""

    name, title, category, waits = "fetch", "Fetch", "reach_out", True
    ports = (Port("next", "next"), PROBLEM)

    def enter(self, config: NodeConfig, turn: Turn) -> Move:
        return Wait((CallHttp(method="GET", url="https://example.com"),))

    def resume(self, config: NodeConfig, turn: Turn, event: Event) -> Move:
        if isinstance(event, EffectSucceeded):
            return Go("next", remember={"status": event.result["status"]})
        return Wait()


class Pause(NodeType[NodeConfig]):
    """Waits a minute; "hurry" is answered."""

    name, title, category, waits = "pause", "Pause", "decide", True
    ports = (Port("next", "next"),)

    def enter(self, config: NodeConfig, turn: Turn) -> Move:
        return Wait((StartTimer(seconds=60),))

    def resume(self, config: NodeConfig, turn: Turn, event: Event) -> Move:
        if isinstance(event, VisitorSaid) and event.text == "hurry":
            return Wait((speak("Soon."),))
        return Go("next") if isinstance(event, TimerFired) else Wait()


class Fail(NodeType[NodeConfig]):
    """Fails."""

    name, title, category = "fail", "Fail", "decide"
    ports = (Port("next", "next", required=False), PROBLEM)

    def enter(self, config: NodeConfig, turn: Turn) -> Move:
        raise RuntimeError("It broke.")


class StrayPort(NodeType[NodeConfig]):
    """Leaves by a port that it does not have."""

    name, title, category = "stray", "Stray", "decide"
    ports = (Port("next", "next", required=False),)

    def enter(self, config: NodeConfig, turn: Turn) -> Move:
        return Go("elsewhere")


class JumpConfig(NodeConfig):
    node: str


class Jump(NodeType[JumpConfig]):
    """Goes to a node."""

    name, title, category = "jump", "Jump", "decide"
    Config = JumpConfig

    def enter(self, config: JumpConfig, turn: Turn) -> Move:
        return Go("", target=config.node)

    def jumps(self, config: JumpConfig) -> list[str]:
        return [config.node]


class CallConfig(NodeConfig):
    flow: str


class Call(NodeType[CallConfig]):
    """Runs a flow."""

    name, title, category = "call", "Call", "decide"
    ports = (Port("next", "next", required=False), PROBLEM)
    Config = CallConfig

    def enter(self, config: CallConfig, turn: Turn) -> Move:
        return Go("next", call=config.flow)

    def calls(self, config: CallConfig) -> list[str]:
        return [config.flow]


class Chance(NodeType[NodeConfig]):
    """Remembers a chance."""

    name, title, category = "chance", "Chance", "decide"
    ports = (Port("next", "next"),)

    def enter(self, config: NodeConfig, turn: Turn) -> Move:
        return Go("next", remember={"drawn": turn.chance(1_000_000)})


class Finish(NodeType[NodeConfig]):
    """Ends."""

    name, title, category, ends = "finish", "Finish", "decide", True

    def enter(self, config: NodeConfig, turn: Turn) -> Move:
        return Stop()


class Handoff(NodeType[NodeConfig]):
    """Asks for a person."""

    name, title, category, waits, person = "handoff", "Handoff", "people", True, True
    ports = (
        Port("done", "done", required=False),
        Port("nobody", "nobody", problem=True, required=False),
    )

    def enter(self, config: NodeConfig, turn: Turn) -> Move:
        return Wait((speak("One moment."), RequestHandoff(team=turn.default_team)))

    def resume(self, config: NodeConfig, turn: Turn, event: Event) -> Move:
        if isinstance(event, EffectSucceeded):
            return Go("nobody")
        if isinstance(event, AgentLeft) and event.outcome == "waits":
            return Wait((speak("Wait on?"),))
        if isinstance(event, AgentLeft):
            return Go("done")
        if isinstance(event, VisitorChose) and event.value == "__leave__":
            return Go("nobody")
        return Wait()


class LeaveMessage(NodeType[NodeConfig]):
    """Takes a message."""

    name, title, category, waits, person = "leave_message", "Message", "people", True, True
    ports = (Port("next", "next", required=False),)

    def enter(self, config: NodeConfig, turn: Turn) -> Move:
        return Wait((speak("Leave a message."),))

    def resume(self, config: NodeConfig, turn: Turn, event: Event) -> Move:
        return Go("next", (speak("Thank you."),)) if isinstance(event, VisitorSaid) else Wait()


PROBES = Catalogue(
    kind()
    for kind in (
        Say, Ask, Fetch, Pause, Fail, StrayPort, Jump, Call, Chance, Finish, Handoff, LeaveMessage,
    )
)  # fmt: skip
