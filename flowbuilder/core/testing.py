"""For tests, the simulator and the docs: flows in a few words, talks, and the node type contract.

GREET = flow(
    ("ask", "question", {"question": "Your name?", "save_as": "name"}),
    ("greet", "message", {"text": "Hello {{ name }}."}),
    wires="ask.next>greet",
)
visitor = Conversation(GREET, catalogue)
visitor.says("Ada")
assert visitor.heard == ["Hello Ada."]
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, get_args

from pydantic import ValidationError

from flowbuilder.core.catalogue import AnyNodeType, Catalogue, check_contract
from flowbuilder.core.document import Edge, Flow, Node, Trigger
from flowbuilder.core.effects import (
    DEFERRED,
    AskSurvey,
    CancelTimer,
    CheckAvailability,
    CheckConsent,
    Effect,
    RequestHandoff,
    SendMessage,
    StartTimer,
    UpdateContact,
)
from flowbuilder.core.engine import advance, new_session
from flowbuilder.core.errors import BadNodeType, TurnTooLong
from flowbuilder.core.events import (
    AgentJoined,
    AgentLeft,
    ContactChanged,
    EffectFailed,
    EffectSucceeded,
    Event,
    SessionClosed,
    SessionStarted,
    TimerFired,
    VersionChanged,
    VisitorAskedForPerson,
    VisitorChose,
    VisitorFilled,
    VisitorSaid,
    VisitorUploaded,
    VisitorWentBack,
)
from flowbuilder.core.messages import SKIP, Form, filled_in, options_in, with_names, words_of
from flowbuilder.core.moving import standing
from flowbuilder.core.nodetype import Category, NodeType
from flowbuilder.core.passing import is_passed
from flowbuilder.core.plan import Plan, compile_flow, starting_at
from flowbuilder.core.pretended_files import pretended
from flowbuilder.core.session import Session, Status
from flowbuilder.core.trace import TraceStep, node_behind

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
#: Effects whose outcome comes back as an event.
ANSWERED = (*DEFERRED, RequestHandoff, CheckAvailability, AskSurvey, UpdateContact, CheckConsent)
#: So many timers may run out while time passes once.
MAX_TIMERS = 1000

NodeGiven = tuple[str, str] | tuple[str, str, Mapping[str, Any]]


def flow(
    *nodes: NodeGiven,
    wires: str = "",
    start: str | None = None,
    triggers: Iterable[Trigger | Mapping[str, Any]] = (),
    **more: Any,
) -> Flow:
    """A flow from `(id, type, config)` nodes and wires as `"ask.next>greet; greet.next>end"`.

    It starts at the first node unless `start` names another.
    """
    edges = []
    for wire in filter(None, (part.strip() for part in wires.split(";"))):
        source, target = (end.strip() for end in wire.split(">"))
        node, _dot, port = source.partition(".")
        edges.append(Edge(source=node, port=port or "next", target=target))
    return Flow(
        start=start or (nodes[0][0] if nodes else None),
        nodes=tuple(
            Node(id=n[0], type=n[1], config=dict(n[2]) if len(n) > 2 else {}) for n in nodes
        ),
        edges=tuple(edges),
        triggers=tuple(t if isinstance(t, Trigger) else Trigger(**t) for t in triggers),
        **more,
    )


class Conversation:
    """A talk with a flow, event by event, with a clock of its own that only `time_passes` moves.

    Attributes:
        heard: What was said to the visitor in the last turn, as text.
        effects: The effects of the last turn.
        transcript: Everything said by either side, as (`visitor` or `assistant`, text). Where it
            is `numbered`, as live ones are, the visitor may go back to what they said there, and
            press older buttons.
        trace: The steps of the last turn.
    """

    def __init__(
        self,
        given: Flow | Plan,
        catalogue: Catalogue | None = None,
        *,
        components: Mapping[str, Flow] | None = None,
        language: str | None = None,
        variables: Mapping[str, Any] | None = None,
        session_id: str = "s",
        at: datetime = START,
        zone: str = "",
        start: str | None = None,
        numbered: bool = False,
    ) -> None:
        if isinstance(given, Flow):
            given = compile_flow(given, catalogue or Catalogue(()), components)
        self.plan = given
        self.now = at
        self._start = start
        self.session: Session = new_session(
            session_id, "web", language or given.locale, given, variables, zone=zone
        )
        self.effects: tuple[Effect, ...] = ()
        self.trace: list[TraceStep] = []
        self.events: list[Event] = []
        self.transcript: list[tuple[str, str]] = []
        self._timers: dict[str, datetime] = {}
        self._unanswered: list[Effect] = []
        self._said: list[SendMessage] = []
        self._before = ""
        self._asked = ""
        self._numbered = numbered

    # What may happen. Each returns the conversation, so that calls can be chained.

    def starts(self, **page: str) -> Conversation:
        """The visitor opens the conversation. Any other event does so first when it is new."""
        return self._take(
            SessionStarted(at=self.now, page=page, buttons_last=self._numbered),
            starting_at(self.plan, self._start),
        )

    def says(self, text: str) -> Conversation:
        self._begin()
        self.transcript.append(("visitor", text))
        return self._take(VisitorSaid(at=self.now, text=text, seq=self._seq))

    def sends(self, *names: str, text: str = "") -> Conversation:
        """The visitor sends files of these names, perhaps with words. Nothing is in them."""
        self._begin()
        self.transcript.append(("visitor", with_names(text, names)))
        return self._take(
            VisitorUploaded(at=self.now, text=text, files=pretended(names), seq=self._seq)
        )

    def chooses(
        self, value: str, *, effect_id: str | None = None, instead_of: int = 0
    ) -> Conversation:
        """The visitor presses the button with this value, or else with this label."""
        self._begin()
        offer, chosen, label = self._offered(value)
        self.transcript.append(("visitor", label))
        given = offer if effect_id is None else effect_id
        return self._take(
            VisitorChose(
                at=self.now,
                value=chosen,
                label=label,
                effect_id=given,
                seq=self._seq,
                instead_of=instead_of,
                returns=is_passed(self.session.passed, given),
            )
        )

    def fills(self, values: Mapping[str, str], *, instead_of: int = 0) -> Conversation:
        """The visitor fills in the last form and sends it."""
        self._begin()
        forms = [effect for effect in self._said if isinstance(effect.content, Form)]
        if not forms:
            raise LookupError("No form was shown.")
        label = filled_in(forms[-1].content.model_dump(), values)
        self.transcript.append(("visitor", label))
        return self._take(
            VisitorFilled(
                at=self.now,
                values=values,
                label=label,
                effect_id=forms[-1].id,
                seq=self._seq,
                instead_of=instead_of,
                returns=is_passed(self.session.passed, forms[-1].id),
            )
        )

    def changes(self, text: str) -> Conversation:
        """The visitor wants to give another answer than `text`, which they gave before."""
        numbers = [n for n, line in enumerate(self.transcript, 1) if line == ("visitor", text)]
        if not numbers or all(point.answer != numbers[-1] for point in self.session.trail):
            raise LookupError("This answer cannot be changed.")
        return self._take(VisitorWentBack(at=self.now, to=numbers[-1]))

    def asks_for_person(self) -> Conversation:
        self._begin()
        return self._take(VisitorAskedForPerson(at=self.now))

    def time_passes(self, seconds: float) -> Conversation:
        """Let time pass; timers that run out meanwhile fire, in their order."""
        self._begin()
        until = self.now + timedelta(seconds=seconds)
        heard, seen = list[Effect](), list[TraceStep]()
        fired, before = 0, self._stands
        while due := [(at, key) for key, at in self._timers.items() if at <= until]:
            at, key = min(due)
            fired += 1
            if fired > MAX_TIMERS:
                raise TurnTooLong(f"More than {MAX_TIMERS} timers ran out.")
            del self._timers[key]
            self.now = max(self.now, at)
            if self.session.status in (Status.NEW, Status.ENDED):
                continue
            self._take(TimerFired(at=self.now, effect_id=key))
            heard += self.effects
            seen += self.trace
        self.now = until
        self.effects, self.trace, self._before = tuple(heard), seen, before
        return self

    def effect_succeeds(
        self, result: Mapping[str, Any] | None = None, *, effect_id: str | None = None
    ) -> Conversation:
        """The oldest effect that wants an answer gets `result`."""
        return self._take(
            EffectSucceeded(
                at=self.now, effect_id=effect_id or self._answered(), result=result or {}
            )
        )

    def effect_fails(self, code: str, *, effect_id: str | None = None) -> Conversation:
        """The oldest effect that wants an answer could not be done."""
        return self._take(
            EffectFailed(at=self.now, effect_id=effect_id or self._answered(), code=code)
        )

    def nobody_comes(self) -> Conversation:
        """The last handoff asked for is given up."""
        if not self._asked:
            raise LookupError("Nobody was asked for.")
        given_up = {"outcome": "nobody"}
        return self._take(EffectSucceeded(at=self.now, effect_id=self._asked, result=given_up))

    def clock_shows(self, at: datetime) -> Conversation:
        """Set the clock. Timers go on to run as long as they had left to run."""
        shift = at - self.now
        self._timers = {key: due + shift for key, due in self._timers.items()}
        self.now = at
        return self

    def remembers(self, name: str, value: Any) -> Conversation:
        """Somebody changed a variable from outside."""
        self.session = self.session.but(variables={**self.session.variables, name: value})
        self.effects, self.trace = (), []
        return self

    def agent_joins(self, agent: str = "Ola") -> Conversation:
        return self._take(AgentJoined(at=self.now, agent=agent))

    def agent_leaves(
        self,
        outcome: Literal["closed", "handed_back", "nobody", "waits"] = "closed",
        target: str | None = None,
    ) -> Conversation:
        return self._take(AgentLeft(at=self.now, outcome=outcome, target=target))

    def closes(self, reason: str = "") -> Conversation:
        return self._take(SessionClosed(at=self.now, reason=reason))

    def corrects(self, **contact: Any) -> Conversation:
        """What is known of the visitor is this from now on."""
        return self._take(ContactChanged(at=self.now, contact=contact))

    def moves_to(
        self, plan: Plan, how: Literal["move", "restart"] = "move", *, version: int = 2
    ) -> Conversation:
        """An author had live conversations go on by `version`, which is `plan`."""
        stood = standing(self.plan, self.session.frames)
        self.plan = plan
        return self._take(
            VersionChanged(at=self.now, version=version, before=version - 1, how=how, stood=stood)
        )

    # What can be asked.

    @property
    def heard(self) -> list[str]:
        return [said(effect) for effect in self.effects if isinstance(effect, SendMessage)]

    @property
    def node(self) -> str:
        """The node that the session waits at; empty when it has ended."""
        return self.session.frames[-1].node if self.session.frames else ""

    @property
    def _seq(self) -> int:
        """The place in the transcript of what was just said, where these are counted."""
        return len(self.transcript) if self._numbered else 0

    @property
    def _stands(self) -> str:
        """Where the main flow stands."""
        return self.session.frames[0].node if self.session.frames else ""

    @property
    def status(self) -> Status:
        return self.session.status

    @property
    def variables(self) -> Mapping[str, Any]:
        return self.session.variables

    @property
    def awaited(self) -> tuple[Effect, ...]:
        """Effects issued so far that an outcome has not come back for."""
        return tuple(self._unanswered)

    @property
    def problems(self) -> list[TraceStep]:
        """What went wrong in the last turn."""
        return [step for step in self.trace if step.kind == "problem"]

    def node_behind(self, effect: Effect) -> str:
        """The node of the main flow that issued an effect of the last turn."""
        return node_behind(effect.id, self.trace, self._before)

    def effects_of(self, kind: type[Effect]) -> list[Effect]:
        """The last turn's effects of one kind."""
        return [effect for effect in self.effects if isinstance(effect, kind)]

    def _begin(self) -> None:
        if self.session.status is Status.NEW:
            self.starts()

    def _take(self, event: Event, plan: Plan | None = None) -> Conversation:
        self.trace = []
        self._before = self._stands
        self.session, self.effects = advance(
            plan or self.plan, self.session, event, watch=self.trace.append
        )
        self.events.append(event)
        for effect in self.effects:
            if isinstance(effect, StartTimer):
                self._timers[effect.id] = self.now + timedelta(seconds=effect.seconds)
            elif isinstance(effect, CancelTimer):
                self._timers.pop(effect.timer_id, None)
            elif isinstance(effect, SendMessage):
                self._said.append(effect)
                self.transcript.append(("assistant", said(effect)))
            elif isinstance(effect, ANSWERED):
                self._unanswered.append(effect)
            if isinstance(effect, RequestHandoff):
                self._asked = effect.id
        return self

    def _answered(self) -> str:
        awaiting = [e for e in self._unanswered if e.id in self.session.awaiting]
        if not awaiting:
            raise LookupError("No effect waits for an outcome.")
        self._unanswered.remove(awaiting[0])
        return awaiting[0].id

    def _offered(self, value: str) -> tuple[str, str, str]:
        """The last offer that `value` answers: its effect's id, the option's value and label."""
        for effect in reversed(self._said):
            if effect.content.kind == "rating":
                return effect.id, value, value
            if effect.content.kind == "file_request" and value in (SKIP, effect.content.skip):
                return effect.id, SKIP, effect.content.skip
            for key, label in options_in(effect.content.model_dump()):
                if value in (key, label):
                    return effect.id, key, label
        return "", value, value


def said(effect: SendMessage) -> str:
    """The words of a message."""
    return words_of(effect.content)


def check_node_type(node_type: AnyNodeType) -> None:
    """Raise BadNodeType, with every reason, unless `node_type` keeps the whole contract."""
    check_contract(node_type)
    broken = list(_broken(node_type))
    if broken:
        raise BadNodeType(f"{type(node_type).__name__}: " + " ".join(broken))


def _broken(node_type: AnyNodeType) -> Iterator[str]:
    kind = type(node_type)
    if kind.category not in get_args(Category):
        yield f"There is no category {kind.category!r}."
    if not kind.title.strip() or kind.title.endswith("."):
        yield "The title is a few words without a full stop."
    if kind.waits != (kind.resume is not NodeType.resume):
        yield "`waits` and `resume` do not agree."
    if kind.ends and (kind.ports or kind.port_per_item):
        yield "A node that ends has no ports."
    if not kind.ends and not kind.ports and kind.port_per_item is None and not _may_jump(kind):
        yield "A node that does not end needs a port, or says where it jumps."
    names = [port.name for port in kind.ports]
    if len(set(names)) != len(names):
        yield "Two ports have the same name."
    if any(not port.label.strip() for port in kind.ports):
        yield "Every port needs a label."
    if {port.otherwise for port in kind.ports} - {None, *names}:
        yield "A port goes `otherwise` by a port that is there."
    yield from _broken_config(kind)
    yield from _broken_methods(node_type)


def _may_jump(kind: type[AnyNodeType]) -> bool:
    return kind.jumps is not NodeType.jumps


def _broken_config(kind: type[AnyNodeType]) -> Iterator[str]:
    schema = kind.Config.model_json_schema()
    json.dumps(schema, allow_nan=False)
    for name, info in kind.Config.model_fields.items():
        if not info.title:
            yield f"The field {name!r} needs a title."
    per_item = kind.port_per_item
    if per_item is not None and per_item.field not in kind.Config.model_fields:
        yield f"There is no list {per_item.field!r} to make ports of."


def _broken_methods(node_type: AnyNodeType) -> Iterator[str]:
    junk: tuple[Mapping[str, Any], ...] = (
        {}, {"options": 1}, {"options": [1, None, {}, {"id": ""}]}, {"x": {"y": []}},
    )  # fmt: skip
    for raw in junk:
        ports = node_type.ports_of(raw)
        if any(not port.name for port in ports):
            yield "A port has no name."
    if not isinstance(node_type.upgrade({}), dict):
        yield "`upgrade` must return a config."
    try:
        config = node_type.Config()
    except ValidationError:
        return
    known = {"*", *(port.name for port in node_type.ports_of(config.model_dump()))}
    if strange := set(node_type.writes(config)) - known:
        yield f"`writes` names ports that are not there: {', '.join(sorted(strange))}."
    if not isinstance(node_type.summary(config), str):
        yield "`summary` must be text."
