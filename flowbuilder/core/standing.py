"""Where a talk stands while a turn runs: the session being changed, and the effects so far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from flowbuilder.core import mood, passing
from flowbuilder.core.effects import (
    DEFERRED,
    CancelTimer,
    Effect,
    EndSession,
    RequestHandoff,
    SendMessage,
    StartTimer,
)
from flowbuilder.core.events import (
    Event,
    SessionStarted,
    VisitorAskedForPerson,
    VisitorChose,
    VisitorSaid,
    VisitorWentBack,
)
from flowbuilder.core.messages import with_names, words_of
from flowbuilder.core.mood import Mood
from flowbuilder.core.nodetype import Go, Move
from flowbuilder.core.plan import MAIN, Plan, Step
from flowbuilder.core.session import RATING, TALK, Session, Status, returned
from flowbuilder.core.trace import TraceKind, TraceStep, Watch
from flowbuilder.core.trail import MAX_TRAIL, Waypoint, as_then, followed

MAX_HISTORY = 20
MAX_PATH = 200


class Standing:
    """A session while it is changed: frames, variables, what is waited for, what was left behind.

    It knows how to remember, return and count effects, not how a step is run: that is `TurnRun`.
    """

    def __init__(self, plan: Plan, session: Session, event: Event, watch: Watch | None) -> None:
        self.plan = plan
        self.event = event
        self.language = session.language
        self.status = session.status
        self.frames = list(session.frames)
        self.variables = dict(session.variables)
        self.awaiting = session.awaiting
        self.clock = session.clock
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
        self.frames, self.awaiting, self.clock = list(point.frames), point.awaiting, ""
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
        self.clock = ""
        self.trail = followed(self.trail, before, self.variables, 0)
        self._base = dict(self.variables), self.history

    def has_place(self, index: int) -> bool:
        """Whether the step that asked the passed question is still there and takes an answer."""
        top = self.passed[index].frames[-1]
        step = self.plan.step(top.flow, top.node)
        return step is not None and step.type.waits

    def waiting_step(self) -> Step | None:
        """The step that the session waits at."""
        if not self.frames:
            return None
        top = self.frames[-1]
        return self.plan.step(top.flow, top.node)

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
                clock=self.clock,
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
            tuple(map(self._as_parting, self._effects)),
        )

    def _as_parting(self, effect: Effect) -> Effect:
        """What is said in this turn, marked if it only asks for the rating or says goodbye."""
        over = bool(self.farewell) and self.status is Status.ENDED
        if isinstance(effect, SendMessage) and (over or self._farewell == RATING):
            return replace(effect, parting=True)
        return effect

    @property
    def _farewell(self) -> str:
        if not self.farewell or self.status is not Status.WAITING:
            return ""
        step = self.waiting_step()
        return RATING if step is not None and step.type.rates else TALK

    @property
    def _sounds(self) -> str:
        """How the visitor was last found to sound; empty if nobody judged."""
        return self.mood.name if self.mood else self._session.mood

    # Questions that the talk goes past.

    def _pass_by(self, *, always: bool = False) -> None:
        """Keep the question that is left unanswered now: there may be something to press in it."""
        step = self.waiting_step()
        if step is None or not self.awaiting or step.type.person or step.type.rates:
            return
        if not (self.buttons_last or always) or not (self.offered or step.type.asks):
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

    # The stack of flows.

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

    def _forget_visit(self) -> None:
        self.awaiting = ()
        self.clock = ""
        self.keep = {}
        self.offered = ()

    # Effects.

    def _issue(self, effects: Iterable[Effect]) -> list[Effect]:
        """Give each effect its id and its place among the turn's."""
        issued = []
        for effect in effects:
            self._issued += 1
            if isinstance(effect, RequestHandoff):
                effect = self._with_story(effect)
            if isinstance(effect, CancelTimer) and effect.timer_id == self.clock:
                self.clock = ""
            if effect.reaches_out:
                self.trail, self.passed = (), passing.reached_out(self.passed)
            if effect.withholds:
                self.last_said, self.history = self._session.last_said, self._session.history
            issued.append(replace(effect, id=f"{self._session.id}:{self._issued}"))
        self._effects += issued
        return issued

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
