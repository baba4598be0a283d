"""One turn while it runs: the only mutable thing in the engine, made and dropped by `advance`.

How steps are run and where they lead; what the session remembers meanwhile is in `standing`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from zoneinfo import ZoneInfo

from flowbuilder.core import trace
from flowbuilder.core.document import ALWAYS_SET
from flowbuilder.core.effects import RequestHandoff, SendMessage, StartTimer
from flowbuilder.core.errors import BadTemplate, TurnTooLong
from flowbuilder.core.events import EffectFailed, Event
from flowbuilder.core.messages import Text, labels_of
from flowbuilder.core.nodetype import Go, Move, Stop, Turn, Wait
from flowbuilder.core.plan import MAIN, MESSAGE, PERSON, Plan, Step, keyword
from flowbuilder.core.session import Frame, Session, Status
from flowbuilder.core.standing import Standing
from flowbuilder.core.templates import render, render_apart
from flowbuilder.core.trace import Watch

MAX_STEPS = 200
MAX_STEPS_TO_SETTLE = 20
MAX_DEPTH = 16
MAX_PROBLEMS = 3
MAX_AWAITING = 50
#: What a visitor hears who sends files where words are waited for.
FILES_KEPT: Mapping[str, str] = {
    "pl": "Dziękujemy, to, co Państwo przesłali, zostaje w rozmowie. "
    "Tutaj potrzebna jest jeszcze odpowiedź słowami.",
    "en": "Thank you, what you sent stays in this conversation. "
    "An answer in words is still needed here.",
}


class TurnRun(Standing):
    """A session being taken through one event."""

    def __init__(self, plan: Plan, session: Session, event: Event, watch: Watch | None) -> None:
        super().__init__(plan, session, event, watch)
        self._budget = MAX_STEPS
        self._overruns = 0
        self._problems = 0

    # What the engine asks of it.

    def ask_for_words(self) -> None:
        """Say that the files came, and that the waiting step needs words. It goes on waiting."""
        words = FILES_KEPT.get(self.language, FILES_KEPT["en"])
        self._issue((SendMessage(content=Text(text=words)),))

    def jump(self, node: str) -> None:
        """Leave everything and go on at `node` of the main flow."""
        self._pass_by()
        self._run(self._at(node))

    def jump_inside(self, name: str) -> bool:
        """Go on at the step of this name in a flow that was called, leaving what that one called.

        False when there is no such step, or its flow is not being run: nobody knows then where it
        would return to.
        """
        flow, _slash, node = name.rpartition("/")
        step = self.plan.step(flow, node)
        if step is None or flow not in (frame.flow for frame in self.frames):
            return False
        self._pass_by()
        while self.frames[-1].flow != flow:
            self._pop()
        self.frames[-1] = Frame(flow=flow, node=node)
        self._run(step)
        return True

    def to_person(self) -> None:
        """Leave everything and go to a person."""
        self._pass_by()
        self._run(self._person())

    def stand_aside(self) -> bool:
        """Wait for a person at the step that every plan has for it, without asking for one again.

        The question that is left for it is kept, whether or not its buttons work still. False
        where no handoff is installed.
        """
        if self.plan.step(MAIN, PERSON) is None:
            return False
        self._pass_by(always=True)
        self._at(PERSON)
        self._forget_visit()
        return True

    @property
    def stands_aside(self) -> bool:
        """The session waits for a person at the step that every plan has for it."""
        step = self.waiting_step()
        return step is not None and (step.flow, step.node) == (MAIN, PERSON)

    def go_on(self) -> None:
        """Ask again what was left for a person, if it has no answer yet; else begin anew."""
        last = len(self.passed) - 1
        if last >= 0 and not self.passed[last].answered and self.has_place(last):
            self.return_to(last)
            self.enter_again()
        else:
            self.jump(self.plan.starts[MAIN])

    def enter_again(self) -> None:
        """Enter the waiting step anew, so that it asks again."""
        self._pass_by()
        self._run(self.waiting_step())

    def resume(self, event: Event, *, must_act: bool = False) -> bool:
        """Let the waiting step hear `event`. With `must_act`, False when it does nothing."""
        step = self.waiting_step()
        if step is None:
            self.to_person()
            return True
        try:
            move = step.type.resume(step.config_in(self.language), self._turn(step), event)
        except Exception as error:
            self._run(self._failed(step, error))
            return True
        idle = isinstance(move, Wait) and not move.effects
        if idle and isinstance(event, EffectFailed):
            self._run(self._trouble(step, trace.EFFECT_FAILED, event.code))
        elif idle and must_act:
            return False
        elif isinstance(move, Wait):
            self._wait(step, move, resumed=True)
        else:
            self._note_answer(step, move, event)
            self._run(self._apply(step, move))
        return True

    def inform(self, step: Step, event: Event) -> None:
        """Let `step` hear `event`, but not go anywhere."""
        try:
            move = step.type.resume(step.config_in(self.language), self._turn(step), event)
        except Exception as error:
            self.tell("problem", step, text=trace.NODE_FAILED, detail=repr(error))
            return
        if isinstance(move, Wait):
            self._wait(step, move, resumed=True)

    # Steps and moves.

    def _run(self, step: Step | None) -> None:
        while step is not None:
            if len(self._entered) >= self._budget:
                step = self._too_long()
                continue
            self._entered.append((step, len(self._effects)))
            self._forget_visit()
            self.status = Status.WAITING
            self.tell("entered", step)
            try:
                move = step.type.enter(step.config_in(self.language), self._turn(step))
            except Exception as error:
                step = self._failed(step, error)
                continue
            step = self._apply(step, move)

    def _apply(self, step: Step, move: Move) -> Step | None:
        if isinstance(move, Wait):
            self._wait(step, move, resumed=False)
            return None
        self.variables.update(move.remember)
        self._issue(move.effects)
        if isinstance(move, Stop):
            self.tell("stopped", step, text=move.reason)
            return self._return(move.reason, move.way)
        self.mood = move.mood or self.mood
        if move.language is not None:
            self.language = self.plan.language_for(move.language, self.language)
        return self._leave(step, move)

    def _wait(self, step: Step, move: Wait, *, resumed: bool) -> None:
        self.variables.update(move.remember)
        issued = self._issue(move.effects)
        ids = tuple(effect.id for effect in issued)
        self.clock = next((e.id for e in reversed(issued) if isinstance(e, StartTimer)), self.clock)
        self.awaiting = self._newest(*self.awaiting, *ids) if resumed else ids
        if move.keep is not None:
            self.keep = dict(move.keep)
        if move.again:
            self.retries += self.plan.judges
        elif not resumed and not step.type.asks_world:
            self.retries = 0
        said = (effect.content for effect in issued if isinstance(effect, SendMessage))
        labels = tuple(keyword(label) for content in said for label in labels_of(content))
        self.offered = labels or self.offered
        if any(isinstance(effect, RequestHandoff) for effect in issued):
            self.status = Status.QUEUED
        self.tell("waits", step)

    def _newest(self, *ids: str) -> tuple[str, ...]:
        """Those of the last effects; the timer that runs is among them, however old it is."""
        last = ids[-MAX_AWAITING:]
        return (self.clock, *last) if self.clock in ids and self.clock not in last else last

    def _leave(self, step: Step, move: Go) -> Step | None:
        if move.call is not None:
            return self._call(step, move)
        if move.target is not None:
            target = self.plan.step(step.flow, move.target)
            if target is not None:
                self.tell("left", step, text=move.why)
                self.frames[-1] = Frame(flow=target.flow, node=target.node)
                return target
            if move.port not in step.ports:
                return self._trouble(step, trace.NO_SUCH_NODE, move.target)
        return self._by_port(step, move.port, move.why)

    def _by_port(self, step: Step, port: str, why: str = "") -> Step | None:
        if port not in step.ports:
            return self._trouble(step, trace.NO_SUCH_PORT, port)
        self.tell("left", step, port=port, text=why)
        target = step.ports[port]
        if target is not None:
            self.frames[-1] = Frame(flow=step.flow, node=target)
            return self.plan.step(step.flow, target)
        if port in step.problem_ports:
            return self._unheeded(step, port)
        return self._return("end")

    def _call(self, step: Step, move: Go) -> Step | None:
        flow = move.call or MAIN
        start = self.plan.starts.get(flow)
        if start is None or flow == MAIN:
            return self._trouble(step, trace.NO_SUCH_FLOW, flow)
        if len(self.frames) >= MAX_DEPTH:
            return self._trouble(step, trace.TOO_DEEP, flow)
        self.tell("left", step, port=move.port)
        caller = Frame(flow=step.flow, node=step.node, port=move.port)
        scope = self.plan.scopes.get(flow)
        if scope is not None:
            caller = replace(caller, kept=self.variables, take=dict(move.take))
            shared = {name: self.variables[name] for name in ALWAYS_SET & self.variables.keys()}
            given = {name: move.give[name] for name in scope.inputs if name in move.give}
            self.variables = {**shared, **scope.initial, **given}
        self.frames[-1:] = [caller, Frame(flow=flow, node=start)]
        return self.plan.step(flow, start)

    def _return(self, reason: str, way: str = "") -> Step | None:
        self._pop()
        if not self.frames:
            self.end(reason)
            return None
        caller = self.frames[-1]
        step = self.plan.step(caller.flow, caller.node)
        if step is None:
            return self._person()
        return self._by_port(step, way if way in step.ports else caller.port)

    def _at(self, node: str) -> Step | None:
        """The step `node` of the main flow, with nothing else on the stack."""
        step = self.plan.step(MAIN, node)
        if step is None:
            self.end("problem")
            return None
        self._leave_all()
        self.frames = [Frame(flow=MAIN, node=node)]
        return step

    def _turn(self, step: Step) -> Turn:
        variables, language = self.variables, self.language
        seed = f"{self._session.id}:{self._session.turns}:{step.name}"
        return Turn(
            now=self.event.at,
            today=self.event.at.astimezone(ZoneInfo(self._session.zone or "UTC")).date(),
            node=step.node,
            variables=MappingProxyType(variables),
            keep=self.keep,
            language=language,
            last_said=self.last_said,
            history=self.history,
            retries=self.retries,
            wired=frozenset(name for name, target in step.ports.items() if target),
            clock=self.clock,
            channel=self._session.channel,
            default_team=self.plan.default_team,
            voice=self.plan.voice,
            personal=self.plan.personal,
            inputs_of=self.plan.inputs_of,
            render=lambda template: render(
                template, variables, step.language_of(template, language)
            ),
            render_apart=lambda template: render_apart(
                template, variables, step.language_of(template, language)
            ),
            chance=lambda n: _chance(seed, n),
        )

    # What to do when something is wrong.

    def _failed(self, step: Step, error: Exception) -> Step | None:
        text = trace.NOT_FILLED_IN if isinstance(error, BadTemplate) else trace.NODE_FAILED
        return self._trouble(step, text, f"{type(error).__name__}: {error}"[:500])

    def _trouble(self, step: Step, text: str, detail: str) -> Step | None:
        """Where to go on when `step` failed: see the engine's docstring."""
        self.tell("problem", step, text=text, detail=detail)
        self._problems += 1
        if self._problems > 2 * MAX_PROBLEMS or step.node == MESSAGE:
            self.end("problem")
            return None
        if step.node == PERSON:
            return self._at(MESSAGE)
        if self._problems > MAX_PROBLEMS:
            return self._at(PERSON)
        while self.frames:
            frame = self.frames[-1]
            failed = self.plan.step(frame.flow, frame.node)
            if failed is not None and failed.trouble is not None:
                self.frames[-1] = Frame(flow=failed.flow, node=failed.trouble)
                return self.plan.step(failed.flow, failed.trouble)
            self._pop()
        if self.plan.problem_target not in (None, step.node if step.flow == MAIN else None):
            self.tell("trigger", node=self.plan.problem_target or "")
            return self._at(self.plan.problem_target or PERSON)
        return self._person()

    def _unheeded(self, step: Step, port: str) -> Step | None:
        """Where a problem port leads that nobody wired."""
        if not step.type.person or step.trouble is not None:
            return self._trouble(step, trace.EFFECT_FAILED, port)
        target = self.plan.message_target
        return self._at(target if (step.flow, step.node) != (MAIN, target) else MESSAGE)

    def _person(self) -> Step | None:
        return self._at(self.plan.human_target)

    def _too_long(self) -> Step | None:
        """Stop a loop that never waits, take back what it said over and over, go to a person."""
        self._overruns += 1
        self._budget += MAX_STEPS_TO_SETTLE
        names = [step.name for step, _ in self._entered]
        last, seen = self._entered[-1][0], [n for n, name in enumerate(names) if name == names[-1]]
        cycle = names[seen[-2] :] if len(seen) > 1 else names[-1:]
        self.tell("problem", last, text=trace.ENDLESS, detail=" → ".join(cycle[-20:]))
        if self._overruns == 1:
            again = next((n for n, name in enumerate(names) if name in names[:n]), len(names) - 1)
            del self._effects[self._entered[again][1] :]
        match self._overruns:
            case 1:
                return self._person()
            case 2:
                return self._at(PERSON)
            case _:
                raise TurnTooLong(f"More than {MAX_STEPS} steps, and no way to a person settles.")


def _chance(seed: str, n: int) -> int:
    digest = hashlib.sha256(seed.encode()).digest()
    return int.from_bytes(digest[:8], "big") % max(n, 1)
