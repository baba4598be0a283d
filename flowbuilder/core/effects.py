"""What to do. The engine returns effects; the shell performs them, each at most once by its id.

Inline effects are done in the turn's own transaction; deferred ones after it, by a job, and
their outcome comes back as an event. Nodes leave `id` empty, the engine fills it in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from flowbuilder.core.messages import Content
from flowbuilder.core.words import gettext_noop as _

#: The code of a failure of which nobody knows whether it was one: it may have been done.
UNCERTAIN = "uncertain"
#: Marks a field that came later: while it is at its default it stands in no JSON, so that effects
#: from before are the same as today's.
LATER: Mapping[str, bool] = {"later": True}
#: How people are spoken to: as Państwo, as Pan or Pani, as ty.
Address = Literal["", "formal", "titled", "casual"]
#: What people read for the outcomes that an end may record. A goal is read by its own name.
OUTCOME_LABELS: Mapping[str, str] = {"resolved": _("resolved"), "unresolved": _("not resolved")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """Something for the shell to do. `id` is unique in the session and stable on replay."""

    id: str = ""

    @property
    def repeatable(self) -> bool:
        """Whether doing it twice is as good as once, so that a doubtful outcome is tried again."""
        return True

    @property
    def withholds(self) -> bool:
        """Whether what the visitor just said may be kept nowhere with the conversation."""
        return False

    @property
    def reaches_out(self) -> bool:
        """Whether others learn of it, so that no visitor can take it back by going back."""
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class SendMessage(Effect):
    """Say something to the visitor.

    Attributes:
        generated: A model wrote it.
        parting: A person has ended the matter, and this only asks how it was or says goodbye.
    """

    content: Content
    author: Literal["bot", "ai", "system"] = "bot"
    generated: bool = False
    parting: bool = field(default=False, metadata=LATER)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestHandoff(Effect):
    """Ask for a person of `team` (empty: the workspace's first). The machine waits.

    Comes back at once as `EffectSucceeded` with `{"outcome": "queued"}` or `{"outcome": "nobody"}`,
    and as `AgentJoined` when somebody takes it, which may be at once too.

    The engine fills in whether the visitor `asked` for a person and what they `last_wrote` since
    the handoff before, and that it is `hard` when they were last found to sound upset.

    Attributes:
        skills: What whoever answers should know.
        hard: An upset visitor or a complaint: such cases are spread evenly.
    """

    team: str = ""
    reason: str = ""
    priority: Literal["normal", "high"] = "normal"
    asked: bool = False
    last_wrote: str = ""
    skills: tuple[str, ...] = field(default=(), metadata=LATER)
    hard: bool = field(default=False, metadata=LATER)

    @property
    def reaches_out(self) -> bool:
        """People are asked."""
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckAvailability(Effect):
    """Is `team` open now, and how many of its agents are online?

    Comes back at once as `EffectSucceeded` with `{"open": bool, "opens": str, "agents_online": int,
    "agents_free": int, "takes_visitors": bool}`. `opens` says in the conversation's language when
    the team opens next, if it is closed. The others are of the team a handoff would go to, which
    may be the one it passes on to: how many have room for one more, and whether it takes anybody.
    """

    team: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTicket(Effect):
    """Keep a message for people to answer later, and e-mail it to the team.

    Who left a `phone` is to be called back.
    """

    team: str = ""
    email: str = ""
    phone: str = field(default="", metadata=LATER)
    name: str = ""
    text: str

    @property
    def reaches_out(self) -> bool:
        """People have the message."""
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class AskSurvey(Effect):
    """Is the workspace's survey of this name to be asked now, by its rules, and in which words?

    Comes back at once as `EffectSucceeded`: `{"due": False, "why": code}`, or `{"due": True}` with
    `kind`, `low`, `high`, `low_until`, `high_from`, `question`, `options`, `low_label`,
    `high_label`, `comment` (`never`, `everyone` or `low`), `follow_up`, `follow_up_low`,
    `follow_up_high`, `thanks`, `anonymous` and `expires_at` (ISO, or empty). Empty words mean the
    usual ones.
    """

    name: str
    language: str
    node: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSurvey(Effect):
    """Keep an answer to the workspace's survey `name`, as the `AskSurvey` of id `asked` asked it.

    A comment may follow the score as a second effect. An anonymous answer is kept apart from the
    conversation, each by itself, and what was said is withheld there; its `score` is None with a
    comment, and when a withheld answer is replayed. Of `kind` "choice" the score is an option's
    place; of "open" the comment is the answer.
    """

    name: str
    asked: str
    score: int | None
    comment: str = ""
    node: str = ""
    anonymous: bool = False
    kind: str = field(default="", metadata=LATER)

    @property
    def withholds(self) -> bool:
        """An anonymous answer stands in no transcript, log or session."""
        return self.anonymous

    @property
    def reaches_out(self) -> bool:
        """It is counted."""
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSurvey(Effect):
    """Keep the score of a step's own question; a comment may follow as a second effect of it."""

    survey: Literal["csat", "nps", "ces"]
    score: int
    comment: str = ""
    node: str = ""

    @property
    def reaches_out(self) -> bool:
        """It is counted."""
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateContact(Effect):
    """Keep what the flow learned about the person; an empty value clears one.

    Comes back at once as `EffectSucceeded` with `{"contact": {...}}`, the variable `contact` anew.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckConsent(Effect):
    """Ask whether the person agreed to this version of a purpose, and has not taken it back.

    Comes back at once as `EffectSucceeded` with `{"agreed": bool}`.
    """

    purpose: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordConsent(Effect):
    """Keep what the person answered when asked for consent, with what they read."""

    purpose: str
    label: str
    version: str
    wording: str
    answer: str
    agreed: bool

    @property
    def reaches_out(self) -> bool:
        """It stands as proof: it can be withdrawn, but not unsaid."""
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordOutcome(Effect):
    """Note what the conversation came to: `resolved`, `unresolved`, or a goal's name."""

    name: str
    node: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordUnanswered(Effect):
    """Keep a question that nobody could answer, for the author to answer later.

    One question of a conversation counts once, whichever nodes failed at it. With `settled`, a
    later node did answer it, and what was kept is taken back.
    """

    question: str
    node: str = ""
    settled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StartTimer(Effect):
    """Wake the session with `TimerFired` after `seconds`."""

    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelTimer(Effect):
    """Forget a timer that was started."""

    timer_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndSession(Effect):
    """The flow is over."""

    reason: str = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchKnowledge(Effect):
    """Deferred. Look `query` up in the workspace's knowledge.

    `history` is what was said before, for a question that only follows it up ("and abroad?");
    an effect from before it has what the visitor asked last, in `earlier`.

    `excluded` is what must not be answered.

    Comes back with `{"verdict": "found|suggest|none|excluded", "hits": [{"id", "question",
    "answer", "score", "source", "title", "version"}], "ms"}`; `title` is what a citation is called,
    `version` stands for what the entry or passage said then. A `by_words` says why the question
    was compared by its words alone. Where nothing was found, `tried` has the nearest, each
    `{"question", "score"}`, for the person who may have to answer.
    """

    query: str
    language: str
    limit: int = 3
    earlier: str = field(default="", metadata=LATER)
    excluded: tuple[str, ...] = field(default=(), metadata=LATER)
    history: tuple[tuple[str, str], ...] = field(default=(), metadata=LATER)


@dataclass(frozen=True, slots=True, kw_only=True)
class FindTopic(Effect):
    """Deferred. Tell which of the `topics`, each a key and its examples, `text` is about.

    Comes back with `{"topic": key, "ranking": [{"key", "score"}], "ms"}`; the topic is empty when
    none fits surely enough. Where a model was asked then, its name is in `model`.

    Attributes:
        ask_model: Whether a model is asked where the examples are not sure.
        labels: What each topic is called, by its key, for the model.
        mask: Whether personal data are hidden from the model.
        personal: What is known to be personal, to be hidden as it is.
    """

    text: str
    language: str
    topics: tuple[tuple[str, tuple[str, ...]], ...]
    ask_model: bool = field(default=False, metadata=LATER)
    labels: tuple[tuple[str, str], ...] = field(default=(), metadata=LATER)
    mask: bool = field(default=True, metadata=LATER)
    personal: tuple[str, ...] = field(default=(), metadata=LATER)


#: A thing to be picked out: its name, what it is in words, and its options, if only these count.
Described = tuple[str, str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PickOut(Effect):
    """Deferred. Have a model pick out of `text` what is `wanted`.

    Comes back with `{"found": {name: {"quote", "option"}}, "model"}`, or fails with a `model_…`
    code. A quotation stands in the text word for word. Without a model nothing is found.

    Attributes:
        mask: Whether personal data are hidden from the model.
        personal: What is known to be personal, to be hidden as it is.
        forms: What must be readable in a quotation, by name: a form of the extract node.
    """

    text: str
    language: str
    wanted: tuple[Described, ...]
    timeout_s: int = 20
    mask: bool = True
    personal: tuple[str, ...] = ()
    forms: tuple[tuple[str, str], ...] = field(default=(), metadata=LATER)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskModel(Effect):
    """Deferred. Answer `question` from the workspace's knowledge, by a model when one is set.

    Comes back with `{"outcome": "answered|not_grounded|unclear|excluded|wants_human", "text",
    "sources", "generated", "model", "options"}` or fails with a `model_…` code. Where passages were
    read, `tried` has the best, each `{"question", "score"}`, for the person who may have to answer.

    Attributes:
        instructions: The author's words; a name in braces stands for a value that is `given`.
        given: Such values by their names: data, never orders. Effects from before they were kept
            apart have them within the instructions.
        persona: Who the assistant is, in the author's words.
        address: How it speaks to people; empty for politely.
        excluded: What it must not speak of.
        ask_back: Whether it may say that the question is unclear, with `options` to pick from.
        mask: Whether personal data are hidden from the model.
        personal: What is known to be personal, to be hidden as it is.
        check: Whether the model is asked to check its answer, before any of it is shown.
        declined: Whether the visitor just said that none of the questions offered was meant: what
            is only likely is not quoted then.
    """

    question: str
    language: str
    instructions: str = ""
    history: tuple[tuple[str, str], ...] = ()
    timeout_s: int = 20
    persona: str = field(default="", metadata=LATER)
    address: Address = field(default="", metadata=LATER)
    excluded: tuple[str, ...] = field(default=(), metadata=LATER)
    ask_back: bool = field(default=False, metadata=LATER)
    mask: bool = field(default=True, metadata=LATER)
    personal: tuple[str, ...] = field(default=(), metadata=LATER)
    check: bool = field(default=False, metadata=LATER)
    given: tuple[tuple[str, str], ...] = field(default=(), metadata=LATER)
    declined: bool = field(default=False, metadata=LATER)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallHttp(Effect):
    """Deferred. Call another service through the one guarded door.

    Comes back with `{"status", "body", "headers"}`; the secret is named, never carried. Every
    attempt carries the same key; `honors_key` says that the service does one key once. Without
    that, a call that may have changed something is never repeated: when nobody knows whether the
    service got it, it fails with `UNCERTAIN`.
    """

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    credential: str = ""
    timeout_s: int = 10
    honors_key: bool = False

    @property
    def repeatable(self) -> bool:
        """A question can be asked again; a change only where the service knows it again."""
        return self.method == "GET" or self.honors_key

    @property
    def reaches_out(self) -> bool:
        """A question changes nothing there; anything else may."""
        return self.method != "GET"


@dataclass(frozen=True, slots=True, kw_only=True)
class SendEmail(Effect):
    """Deferred. Send a plain-text e-mail."""

    to: str
    subject: str
    body: str

    @property
    def reaches_out(self) -> bool:
        """It is sent."""
        return True


DEFERRED: tuple[type[Effect], ...] = (
    SearchKnowledge, FindTopic, PickOut, AskModel, CallHttp, SendEmail,
)  # fmt: skip
INLINE: tuple[type[Effect], ...] = (
    SendMessage, RequestHandoff, CheckAvailability, OpenTicket, AskSurvey, AnswerSurvey,
    RecordSurvey, UpdateContact, CheckConsent, RecordConsent, RecordOutcome, RecordUnanswered,
    StartTimer, CancelTimer, EndSession,
)  # fmt: skip
EFFECT_TYPES: dict[str, type[Effect]] = {kind.__name__: kind for kind in (*DEFERRED, *INLINE)}


def effect_to_json(effect: Effect) -> dict[str, Any]:
    """The effect as JSON: its fields and `kind`. Content becomes its own JSON."""
    values: dict[str, Any] = {}
    for name, given in type(effect).__dataclass_fields__.items():
        value = getattr(effect, name)
        if given.metadata.get("later") and value == given.default:
            continue
        values[name] = value.model_dump() if hasattr(value, "model_dump") else value
    return {"kind": type(effect).__name__, **values}


def effect_from_json(data: Mapping[str, Any]) -> Effect:
    """The deferred effect that `effect_to_json` wrote. Raises KeyError for an unknown kind."""
    values = dict(data)
    kind = EFFECT_TYPES[values.pop("kind")]
    for name in ("history", "given"):
        if name in values:
            values[name] = tuple((one, other) for one, other in values[name])
    if "topics" in values:
        values["topics"] = tuple((key, tuple(examples)) for key, examples in values["topics"])
    for name in ("excluded", "personal"):
        if name in values:
            values[name] = tuple(values[name])
    return kind(**values)
