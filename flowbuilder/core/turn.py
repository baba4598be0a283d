"""One turn while it runs: the only mutable thing in the engine, made and dropped by `advance`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from flowbuilder.core import mood, passing, trace
from flowbuilder.core.document import ALWAYS_SET
from flowbuilder.core.effects import (
    DEFERRED,
    CancelTimer,
    Effect,
    EndSession,
    RequestHandoff,
    SendMessage,
    StartTimer,
)
from flowbuilder.core.errors import BadTemplate, TurnTooLong
from flowbuilder.core.events import (
    EffectFailed,
    Event,
    SessionStarted,
    VisitorAskedForPerson,
    VisitorChose,
    VisitorSaid,
    VisitorWentBack,
)
from flowbuilder.core.messages import Text, labels_of, with_names, words_of
from flowbuilder.core.mood import Mood
from flowbuilder.core.nodetype import Go, Move, Stop, Turn, Wait
from flowbuilder.core.plan import MAIN, MESSAGE, PERSON, Plan, Step, keyword
from flowbuilder.core.session import RATING, TALK, Frame, Session, Status, returned
from flowbuilder.core.templates import render, render_apart
from flowbuilder.core.trace import TraceKind, TraceStep, Watch
from flowbuilder.core.trail import MAX_TRAIL, Waypoint, as_then, followed

MAX_STEPS = 200
MAX_STEPS_TO_SETTLE = 20
MAX_DEPTH = 16
MAX_PROBLEMS = 3
MAX_HISTORY = 20
MAX_PATH = 200
MAX_AWAITING = 50
#: What a visitor hears who sends files where words are waited for.
FILES_KEPT: Mapping[str, str] = {
    "pl": "Dziękujemy, to, co Państwo przesłali, zostaje w rozmowie. "
    "Tutaj potrzebna jest jeszcze odpowiedź słowami.",
    "en": "Thank you, what you sent stays in this conversation. "
    "An answer in words is still needed here.",
}


class TurnRun:
    """A session being taken through one event."""

    def __init__(self, plan: Plan, session: Session, event: Event, watch: Watch | None) -> None:
        self.plan = plan
        self.event = event
        self.language = session.language
        self.status = session.status
        self.frames = list(session.frames)
        self.variables = dict(session.variables)
        self.awaiting = session.awaiting
        self.keep: Mapping[str, Any] = session.keep
        self.offered = session.offered
        self.silence_timer = session.silence_timer
        self.last_said = session.last_said
        self.last_wrote = session.last_wrote
        self.asked_for_person = session.asked_for_person
        self.history = session.history
        self.retries = session.retries
        self.mood: Mood | None = None
        self.upset_heeded = session.upset_heeded
        self.trail = session.trail
        self.buttons_last = session.buttons_last
        self.passed = session.passed
        self.farewell = session.farewell
        self._base = session.variables, session.history
        self._session = session
        self._watch = watch
        self._effects: list[Effect] = []
        self._issued = session.effects_issued
        self._entered: list[tuple[Step, int]] = []
        self._budget = MAX_STEPS
        self._overruns = 0
        self._problems = 0

    # What the engine asks of it.

    def tell(
        self,
        kind: TraceKind,
        step: Step | None = None,
        *,
        node: str = "",
        port: str = "",
        text: str = "",
        detail: str = "",
    ) -> None:
        """Tell whoever watches."""
        if self._watch is not None:
            flow, node = (step.flow, step.node) if step is not None else (MAIN, node)
            self._watch(
                TraceStep(
                    kind=kind,
                    flow=flow,
                    node=node,
                    port=port,
                    text=text,
                    detail=detail,
                    issued=self._issued,
                    variables=dict(self.variables) if kind == "left" else None,
                )
            )

    def heard(self, text: str) -> None:
        """Note what the visitor said."""
        self.last_said = text
        self.history = (*self.history, ("visitor", text))

    def received(self, text: str, files: Sequence[Mapping[str, Any]]) -> None:
        """Note files that the visitor sent, and the words that came with them."""
        self.last_said = text if text.strip() else self.last_said
        names = [str(file.get("name", "")) for file in files]
        self.history = (*self.history, ("visitor", with_names(text, names)))

    def mark(self, event: VisitorSaid | VisitorChose) -> None:
        """Put the question that `event` answers on the trail, as it stands before the answer."""
        point = Waypoint(
            answer=event.seq,
            frames=tuple(self.frames),
            awaiting=self.awaiting,
            keep=self.keep,
            offered=self.offered,
            language=self.language,
            last_said=self.last_said,
            last_wrote=self.last_wrote,
        )
        self.trail = (*self.trail, point)[-MAX_TRAIL:]

    def go_back(self, index: int) -> None:
        """Stand where the trail's waypoint stood; what came since is forgotten."""
        point = self.trail[index]
        self.variables, said = as_then(self.trail, index, self.variables)
        self.history = self.history[: max(0, len(self.history) - said)]
        self._base = dict(self.variables), self.history
        self.frames, self.awaiting = list(point.frames), point.awaiting
        self.keep, self.offered, self.language = point.keep, point.offered, point.language
        self.last_said, self.last_wrote = point.last_said, point.last_wrote
        self.passed = passing.until(self.passed, point.awaiting)
        self.trail = self.trail[:index]

    def return_to(self, index: int) -> None:
        """Stand at a question that was left unanswered; nothing that came since is undone."""
        self._pass_by()
        before, point = self.variables, self.passed[index]
        self.passed = tuple(each for each in self.passed if each is not point)
        self._leave_all()
        self.frames, self.variables = point.standing(self.variables)
        self.awaiting, self.keep, self.offered = point.awaiting, point.keep, ()
        self.trail = followed(self.trail, before, self.variables, 0)
        self._base = dict(self.variables), self.history

    def has_place(self, index: int) -> bool:
        """Whether the step that asked the passed question is still there and takes an answer."""
        top = self.passed[index].frames[-1]
        step = self.plan.step(top.flow, top.node)
        return step is not None and step.type.waits

    def ask_for_words(self) -> None:
        """Say that the files came, and that the waiting step needs words. It goes on waiting."""
        words = FILES_KEPT.get(self.language, FILES_KEPT["en"])
        self._issue((SendMessage(content=Text(text=words)),))

    def waiting_step(self) -> Step | None:
        """The step that the session waits at."""
        if not self.frames:
            return None
        top = self.frames[-1]
        return self.plan.step(top.flow, top.node)

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

    def end(self, reason: str) -> None:
        """End the session and say so."""
        self._issue((EndSession(reason=reason),))
        self.close()

    def close(self) -> None:
        """The session is over."""
        self.status = Status.ENDED
        self.trail, self.passed = (), ()
        self._leave_all()
        self._forget_visit()

    def settled(self) -> tuple[Session, tuple[Effect, ...]]:
        """The session after the turn, and its effects."""
        self._watch_silence()
        said = [
            ("assistant", text)
            for effect in self._effects
            if isinstance(effect, SendMessage) and (text := words_of(effect.content))
        ]
        session = self._session
        variables, before = self._base
        history = (*self.history, *said)
        return (
            session.but(
                language=self.language,
                status=self.status,
                frames=tuple(self.frames),
                variables=self.variables,
                awaiting=self.awaiting,
                keep=self.keep,
                offered=self.offered,
                silence_timer=self.silence_timer,
                effects_issued=self._issued,
                turns=session.turns + 1,
                last_said=self.last_said,
                last_wrote=self.last_wrote,
                asked_for_person=self.asked_for_person,
                history=history[-MAX_HISTORY:],
                retries=self.retries,
                mood=self._sounds,
                mood_reasons=self.mood.reasons if self.mood else session.mood_reasons,
                upset_heeded=self.upset_heeded,
                trail=followed(self.trail, variables, self.variables, len(history) - len(before)),
                path=(*session.path, *(step.name for step, _ in self._entered))[-MAX_PATH:],
                farewell=self._farewell,
                buttons_last=self.buttons_last,
                passed=self.passed,
            ),
            tuple(self._effects),
        )

    @property
    def _farewell(self) -> str:
        if not self.farewell or self.status is not Status.WAITING:
            return ""
        step = self.waiting_step()
        return RATING if step is not None and step.type.rates else TALK

    # Questions that the talk goes past.

    def _pass_by(self) -> None:
        """Keep the question that is left unanswered now: there may be something to press in it."""
        step = self.waiting_step()
        if step is None or not self.awaiting or step.type.person or step.type.rates:
            return
        if not self.buttons_last or not (self.offered or step.type.asks):
            return
        frames = tuple(self.frames)
        closed = any(frame.kept is not None for frame in frames)
        question = passing.Passed(
            frames=frames,
            awaiting=self.awaiting,
            keep=self.keep,
            inside=self.variables if closed else {},
        )
        self.passed = passing.left(self.passed, question)

    def _note_answer(self, step: Step, move: Move, event: Event) -> None:
        """Note whether the visitor leaves `step` by an answer, or by words that were none."""
        if not isinstance(event, VisitorSaid | VisitorChose):
            return
        is_none = isinstance(move, Go) and move.port in step.problem_ports
        if is_none and isinstance(event, VisitorSaid):
            self._pass_by()
        else:
            self.passed = passing.answered(self.passed, step.flow, step.node)

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
        self.awaiting = (*self.awaiting, *ids)[:MAX_AWAITING] if resumed else ids
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

    def _pop(self) -> None:
        """Leave the innermost flow. What it has for its caller by now goes to it."""
        self.frames.pop()
        if self.frames:
            caller = self.frames[-1]
            self.variables = dict(returned(caller, self.variables))
            self.frames[-1] = replace(caller, kept=None, take={})

    def _leave_all(self) -> None:
        while self.frames:
            self._pop()

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

    def _issue(self, effects: Iterable[Effect]) -> list[Effect]:
        """Give each effect its id and its place among the turn's."""
        issued = []
        for effect in effects:
            self._issued += 1
            if isinstance(effect, RequestHandoff):
                effect = self._with_story(effect)
            if effect.reaches_out:
                self.trail, self.passed = (), passing.reached_out(self.passed)
            if effect.withholds:
                self.last_said, self.history = self._session.last_said, self._session.history
            issued.append(replace(effect, id=f"{self._session.id}:{self._issued}"))
        self._effects += issued
        return issued

    @property
    def _sounds(self) -> str:
        """How the visitor was last found to sound; empty if nobody judged."""
        return self.mood.name if self.mood else self._session.mood

    def _with_story(self, effect: RequestHandoff) -> RequestHandoff:
        """Say once what led to it: the next handoff has a story of its own."""
        told = replace(
            effect,
            asked=self.asked_for_person,
            last_wrote=self.last_wrote,
            hard=effect.hard or self._sounds == mood.UPSET,
        )
        self.last_wrote, self.asked_for_person = "", False
        return told

    def _forget_visit(self) -> None:
        self.awaiting = ()
        self.keep = {}
        self.offered = ()

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
            awaited=self.awaiting,
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

    def _watch_silence(self) -> None:
        """Start, restart or stop the timer that the flow's `silent` trigger waits for.

        It runs while the visitor has the word: not while an answer is fetched or a pause is made.
        """
        if self.plan.silent_target is None:
            return
        by_visitor = isinstance(
            self.event,
            VisitorSaid | VisitorChose | VisitorWentBack | VisitorAskedForPerson | SessionStarted,
        )
        running = bool(self._session.silence_timer)
        fired = running and not self.silence_timer
        spoke = any(isinstance(effect, SendMessage) for effect in self._effects)
        turned = by_visitor and (running or bool(self._entered))
        waits_for_other = any(
            isinstance(effect, (*DEFERRED, StartTimer)) and effect.id in self.awaiting
            for effect in self._effects
        )
        wanted = (
            self.status is Status.WAITING and (spoke or turned) and not (fired or waits_for_other)
        )
        if self.silence_timer and (wanted or by_visitor or self.status is not Status.WAITING):
            self._issue((CancelTimer(timer_id=self.silence_timer),))
            self.silence_timer = ""
        if wanted:
            timer = self._issue((StartTimer(seconds=self.plan.silent_after_s),))[0]
            self.silence_timer = timer.id


def _chance(seed: str, n: int) -> int:
    digest = hashlib.sha256(seed.encode()).digest()
    return int.from_bytes(digest[:8], "big") % max(n, 1)
