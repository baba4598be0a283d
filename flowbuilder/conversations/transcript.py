"""A conversation in plain words: what was said, the way it took, and what happened when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from flowbuilder.conversations.models import Conversation, EventRecord, Message
from flowbuilder.core.effects import UNCERTAIN
from flowbuilder.core.messages import WITHHELD, options_in, said_in
from flowbuilder.core.mood import REASONS, UPSET
from flowbuilder.flows.knowledge_port import Since, Source, changed_since, texts_then
from flowbuilder.flows.models import FlowVersion
from flowbuilder.flows.step_names import StepNames

MESSAGES_SHOWN = 1000
EVENTS_SHOWN = 1000
LONGEST = 300
_FAILED = {
    "model_budget": noop("The budget for the model is used up."),
    "model_timeout": noop("The model did not answer in time."),
    "model_busy": noop("The model’s provider is overloaded."),
    "model_empty": noop("The model’s answer was empty."),
    "model_broken": noop("The model gave no usable answer."),
    "model_resting": noop("The model failed several times, so it is not asked for a while."),
    "http_unreachable": noop("The other service could not be reached."),
    "http_timeout": noop("The other service did not answer in time."),
    "http_too_large": noop("The other service’s answer was too large."),
    "http_resting": noop("The other service failed several times, so it is not asked for a while."),
    "search_failed": noop("The knowledge could not be searched."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One message as the page shows it."""

    seq: int
    author: str
    who: str
    at: datetime
    text: str
    options: tuple[str, ...]
    files: Sequence[Mapping[str, Any]]
    private: bool
    generated: bool


@dataclass(frozen=True, slots=True)
class Changed:
    """What an answer stood on, what became of it since, and what it said `then`, if kept."""

    title: str
    since: Since | None
    then: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One event: when, what, and what became of it when that is not the usual."""

    number: int
    at: datetime
    text: str
    fate: str
    note: str
    spent: str = ""
    changed: tuple[Changed, ...] = ()


def lines_of(conversation: Conversation) -> list[Line]:
    """What was said, oldest first, notes between agents included."""
    found = (
        Message.objects.filter(conversation=conversation)
        .select_related("agent")
        .order_by("seq")[:MESSAGES_SHOWN]
    )
    return [
        Line(
            seq=message.seq,
            author=message.author,
            who=message.agent.shown_name if message.agent else message.get_author_display(),
            at=message.at,
            text=said_in({**message.content, "files": ()}),
            options=_options(message.content),
            files=message.content.get("files") or (),
            private=message.private,
            generated=message.generated,
        )
        for message in found
    ]


def _options(content: Mapping[str, Any]) -> tuple[str, ...]:
    if options := options_in(content):
        return tuple(label for _value, label in options)
    if content.get("kind") == "rating":
        return (f"{content['low']}–{content['high']}",)
    if content.get("kind") == "form":
        return tuple(str(field["label"]) for field in content["fields"] if field.get("label"))
    return ()


def path_of(conversation: Conversation) -> list[str]:
    """The titles of the steps it went through; repeats in a row are one."""
    names = StepNames(conversation.flow_version, *_left_behind(conversation))
    titles: list[str] = []
    for name in (conversation.session or {}).get("path", ()):
        title = names.title(str(name))
        if not titles or titles[-1] != title:
            titles.append(title)
    return titles


def _left_behind(conversation: Conversation) -> list[FlowVersion]:
    """The versions that it went on from to a newer one, newest first."""
    moves = EventRecord.objects.filter(conversation=conversation, kind="VersionChanged")
    numbers = [payload.get("before") for payload in moves.values_list("payload", flat=True)]
    flow = conversation.flow_version.flow_id
    return list(FlowVersion.objects.filter(flow=flow, number__in=numbers).order_by("-number"))


def happenings_of(
    conversation: Conversation, spent: Mapping[str, str] | None = None
) -> list[Happening]:
    """The event log, oldest first, each event as a sentence; `spent` says by effects what models
    took."""
    records = EventRecord.objects.filter(conversation=conversation).order_by("number")
    topics = StepNames(conversation.flow_version, *_left_behind(conversation)).topics
    shown = list(records[:EVENTS_SHOWN])
    stood_on = {record.pk: _stood_on(record.payload or {}) for record in shown}
    keys = [key for each in stood_on.values() for key in each]
    changed = changed_since(conversation.workspace_id, keys)
    then = texts_then(conversation.workspace_id, keys)
    return [
        Happening(
            number=record.number,
            at=record.at,
            text=sentence_of(record, topics),
            fate="" if record.fate == EventRecord.Fate.TAKEN else record.get_fate_display(),
            note=record.note,
            spent=(spent or {}).get(str((record.payload or {}).get("effect_id", "")), ""),
            changed=tuple(
                Changed(title, changed.get(key), then.get(key, ""))
                for key, title in stood_on[record.pk].items()
                if key in changed or key in then
            ),
        )
        for record in shown
    ]


def _stood_on(payload: Mapping[str, Any]) -> dict[Source, str]:
    """The titles of what an answer stood on."""
    result = payload.get("result")
    if not isinstance(result, Mapping):
        return {}
    sources = result.get("sources") or ()
    if result.get("verdict") == "found":
        sources = (result.get("hits") or ())[:1]
    return {
        Source(*(str(source.get(name) or "") for name in Source._fields)): str(source["title"])
        for source in sources
        if source.get("id") and source.get("title") and source.get("version")
    }


def mood_of(conversation: Conversation) -> str:
    """How the visitor was last found to sound, and why; empty if nobody judged."""
    session = conversation.session or {}
    if not session.get("mood"):
        return ""
    if session["mood"] != UPSET:
        return _("sounds calm")
    reasons = [_(REASONS[key]) for key in session.get("mood_reasons", ()) if key in REASONS]
    return _("sounds upset ({reasons})").format(reasons="; ".join(reasons))


def sentence_of(record: EventRecord, topics: Mapping[str, str] | None = None) -> str:
    """The event in words, without what was erased from it since; `topics` are names by keys."""
    return _sentence(record.kind, record.payload or {}, topics or {})[:LONGEST]


def _sentence(kind: str, payload: Mapping[str, Any], topics: Mapping[str, str]) -> str:
    said = str(payload.get("text") or payload.get("label") or payload.get("value") or "")
    match kind:
        case "SessionStarted":
            return _("The visitor opened the conversation.")
        case "VisitorSaid" | "VisitorChose" | "VisitorFilled" if said == WITHHELD:
            return _("The visitor answered a survey anonymously.")
        case "VisitorSaid":
            return _("The visitor wrote: {text}").format(text=said)
        case "VisitorUploaded":
            sent = said_in(payload)
            return _("The visitor sent files: {names}").format(names=sent)
        case "VisitorChose":
            return _("The visitor chose: {text}").format(text=said)
        case "VisitorFilled":
            return _("The visitor filled in a form: {text}").format(
                text="; ".join(said.split("\n"))
            )
        case "VisitorWentBack":
            return _("The visitor went back to change an answer.")
        case "VisitorAskedForPerson":
            return _("The visitor asked for a person.")
        case "EffectSucceeded":
            return _came_back(payload.get("result") or {}, topics)
        case "EffectFailed" if payload.get("code") == UNCERTAIN:
            return _("Nobody knows whether what the flow asked for was done.")
        case "EffectFailed":
            code = str(payload.get("code", ""))
            if code in _FAILED:
                return _(_FAILED[code])
            return _("What the flow asked for could not be done ({code}).").format(code=code)
        case "TimerFired":
            return _("A timer ran out.")
        case "AgentJoined" if payload.get("given"):
            return _("The conversation was passed to {name}.").format(name=payload.get("agent", ""))
        case "AgentJoined":
            return _("{name} took the conversation over.").format(name=payload.get("agent", ""))
        case "AgentLeft" if payload.get("outcome") == "handed_back":
            return _("The agent handed the conversation back to the flow.")
        case "AgentLeft":
            return _("The agent closed the matter.")
        case "SessionClosed":
            return _("The conversation was closed.")
        case "ContactChanged":
            return _("What is known of the visitor changed.")
        case "VersionChanged" if payload.get("how") == "restart":
            number = payload.get("version", "")
            return _("The conversation starts again on version {number}.").format(number=number)
        case "VersionChanged":
            number = payload.get("version", "")
            return _("The conversation moved to version {number}.").format(number=number)
    return kind


def _came_back(result: Mapping[str, Any], topics: Mapping[str, str]) -> str:
    if "due" in result:
        return _("The survey was due.") if result["due"] else _("The survey was not due.")
    if "verdict" in result:
        verdicts = {
            "found": _("an answer was found"),
            "suggest": _("similar questions were found"),
            "none": _("nothing was found"),
            "excluded": _("the topic is excluded"),
        }
        verdict = verdicts.get(str(result["verdict"]), str(result["verdict"]))
        told = [_("Knowledge was searched: {verdict}.").format(verdict=verdict)]
        if result["verdict"] == "found":
            told.append(_said_by((result.get("hits") or ())[:1]))
        if result.get("by_words"):
            told.append(_("By its words alone: the model gave no answer in time."))
        return " ".join(filter(None, told))
    if "topic" in result:
        found = topics.get(str(result["topic"]), str(result["topic"]))
        if result.get("model"):
            by_model = _("The topic is {topic}, as the model says; the examples were unsure.")
            none = _("No topic fits; the model named none either.")
            return by_model.format(topic=found) if found else none
        return _("The topic is {topic}.").format(topic=found) if found else _("No topic fits.")
    if "status" in result:
        return _("Another service answered with {status}.").format(status=result["status"])
    if "agents_online" in result:
        count = result["agents_online"]
        return _("Agents online: {count}.").format(count=count)
    if result.get("outcome") == "nobody":
        return _("Nobody was available.")
    if result.get("outcome") == "queued":
        return _("The conversation was put in the queue.")
    if "outcome" in result:
        return _answered(result)
    if isinstance(result.get("found"), Mapping):
        names = [name for name, told in result["found"].items() if (told or {}).get("quote")]
        if not names:
            return _("The model found nothing to pick out.")
        return _("The model picked out: {names}.").format(names=", ".join(names))
    if result.get("sent"):
        return _("An e-mail was sent.")
    return _("What the flow asked for was done.")


def _answered(result: Mapping[str, Any]) -> str:
    """What “AI answer” came to, and whether a model was asked for it at all."""
    outcomes = {
        "answered": _("it answered"),
        "not_grounded": _("it was not sure enough"),
        "unclear": _("it asked back what was meant"),
        "excluded": _("the topic is excluded"),
        "wants_human": _("the visitor wants a person"),
    }
    told = _("The model was asked: {outcome}.")
    if result.get("model") == "":
        told = _("No model was asked: {outcome}.")
        outcomes |= {
            "answered": _("the knowledge was quoted"),
            "not_grounded": _("nothing in the knowledge is likely enough"),
            "unclear": _("the visitor was asked what they meant"),
        }
    outcome = outcomes.get(str(result["outcome"]), str(result["outcome"]))
    parts = [told.format(outcome=outcome), _said_by(result.get("sources") or ())]
    return " ".join(filter(None, parts))


def _said_by(sources: Sequence[Mapping[str, Any]]) -> str:
    """What an answer stood on, each source as it was then."""
    named = [
        _("“{title}” ({version})").format(title=source["title"], version=_as_it_was(source))
        for source in sources
        if source.get("title") and source.get("version")
    ]
    return _("It stands on {sources}.").format(sources=", ".join(named)) if named else ""


def _as_it_was(source: Mapping[str, Any]) -> str:
    """An entry bears the moment of its last change (UTC), a passage a mark of its words.

    Moments are told to the microsecond, and were to the second.
    """
    version = str(source["version"])
    try:
        moment = version.ljust(20, "0") if len(version) == 14 else version
        changed = datetime.strptime(moment, "%Y%m%d%H%M%S%f").replace(tzinfo=UTC)
    except ValueError:
        return _("passage {mark}").format(mark=version[:8])
    return _("as of {when}").format(when=date_format(localtime(changed), "DATETIME_FORMAT"))
