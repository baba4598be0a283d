"""Answers a visitor's question from the knowledge: by the model, or by quoting the best passage."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import closing
from typing import Any, Protocol
from uuid import UUID

from flowbuilder.conversations.models import Contact
from flowbuilder.core.effects import AskModel
from flowbuilder.core.people import asks_for_person
from flowbuilder.knowledge import selectors
from flowbuilder.knowledge.answers import answering, telling
from flowbuilder.knowledge.answers.citing import Citations
from flowbuilder.knowledge.answers.excluding import Excluded
from flowbuilder.knowledge.answers.grounding import Grounds
from flowbuilder.knowledge.answers.tracing import Trace
from flowbuilder.knowledge.checks import checking, groundedness
from flowbuilder.knowledge.search import follow_ups
from flowbuilder.knowledge.search.nearness import near_to
from flowbuilder.knowledge.search.retrieval import Hit, Result
from flowbuilder.knowledge.search.text import fold, words
from flowbuilder.llm import metering
from flowbuilder.llm.errors import ModelError
from flowbuilder.llm.masking import Mask
from flowbuilder.llm.models import ModelCall
from flowbuilder.llm.providers import LanguageModel, ModelLimits
from flowbuilder.llm.selectors import language_model

PASSAGES = 4
#: So many questions are offered to who was unclear.
OPTIONS = 3
#: What says nearly as much of an answer as its best passage is a source of it as well.
_AS_GOOD = 0.8
REWRITE_LIMITS = ModelLimits(connect=3, first_token=6, idle=4, total=8, max_tokens=80)


class Asker(Protocol):
    """The part of the runtime's context that is used here."""

    @property
    def workspace_id(self) -> int: ...
    @property
    def conversation_id(self) -> UUID | None: ...
    @property
    def flow_id(self) -> int | None: ...
    @property
    def stream(self) -> Callable[[str], None]: ...


def answer(
    effect: AskModel,
    asker: Asker,
    purpose: ModelCall.Purpose = ModelCall.Purpose.ANSWER,
    trace: Trace | None = None,
) -> dict[str, Any]:
    """The result of `effect`, as it says itself. `purpose` is how the log calls it.

    `trace` is told what the model wrote, also of an answer that is not given.

    Without a passage no model is asked. What the model says is shown sentence by sentence, and
    only while it stands on the passages. Where the model can't, or may not any more, a visitor
    whose question the knowledge surely answers gets that answer in its own words.

    Raises:
        ModelError: With a `model_…` code, when the model gave no usable answer.
    """
    question = effect.question.strip()
    if asks_for_person(question, effect.language):
        return _came_to("wants_human")
    excluded = Excluded(effect.excluded, effect.language)
    if excluded.names(question):
        return _came_to("excluded")
    model = language_model(asker.workspace_id)
    mask = mask_of(effect.personal, asker) if model is not None and effect.mask else Mask()
    result, question = _passages(effect, asker, model, mask)
    tried = {"tried": telling.tried(result.hits)}
    if not question or not is_usable(result):
        return _came_to("not_grounded") | tried
    if model is None:
        return _quoted(result, effect) | tried
    try:
        said = _asked(effect, asker, model, mask, question, result, excluded, purpose, trace)
        return said | tried
    except ModelError as problem:
        if purpose != ModelCall.Purpose.ANSWER or result.verdict != "found":
            raise
        quoted = _quoted(result, effect) | tried  # what went wrong stands in the log of calls
        return quoted if asker.conversation_id else {**quoted, "trouble": str(problem.message)}


def _asked(
    effect: AskModel,
    asker: Asker,
    model: LanguageModel,
    mask: Mask,
    question: str,
    result: Result,
    excluded: Excluded,
    purpose: ModelCall.Purpose,
    trace: Trace | None,
) -> dict[str, Any]:
    ends = time.monotonic() + effect.timeout_s
    documents = [hit.document for hit in result.hits]
    # What was found in another language than the conversation's is answered in that one: only
    # there can it be told whether the answer stands.
    language = documents[0].language
    texts = [f"{each.question}\n{each.answer}" for each in documents]
    mask.public = "\n".join(texts)
    messages = answering.prompt(
        question,
        documents,
        language=language,
        manner=answering.Manner(
            instructions=effect.instructions,
            given=effect.given,
            persona=effect.persona,
            address=effect.address,
            excluded=effect.excluded,
            may_ask=effect.ask_back and len(documents) > 1,
        ),
        history=effect.history,
        hide=mask.hide if effect.mask else str,
    )
    heard = [text for who, text in effect.history if who == "visitor"]
    reader = answering.Reader(
        Grounds(texts, question, language, near_to(texts, asker.workspace_id), heard),
        _unseen if effect.check else asker.stream,
        passages=len(documents),
        excluded=excluded,
        restore=mask.restore if effect.mask else str,
        claims=mask.unaddressed if effect.mask else None,
        may_doubt=effect.check,
    )
    deltas = metering.stream(
        model,
        messages,
        limits=ModelLimits().within(float(max(1, effect.timeout_s))),
        workspace_id=asker.workspace_id,
        conversation_id=asker.conversation_id,
        purpose=purpose_of(asker, purpose),
    )
    with closing(deltas):
        heard_of = trace.hearing(deltas) if trace is not None else deltas
        said = reader.read(heard_of)
        if trace is not None:
            trace.mark(heard_of, reader)
    refuted = (
        effect.check
        and said.outcome == "answered"
        and not _confirmed(
            said.text, texts, effect, asker, model, mask, ends, doubted=reader.doubted
        )
    )
    if trace is not None:
        trace.refuted = refuted
    if said.stood is not None and purpose == ModelCall.Purpose.ANSWER and asker.conversation_id:
        stood = said.stood and not refuted
        groundedness.note(asker.workspace_id, asker.conversation_id, model.name, stood)
    if said.outcome == "unclear" and effect.ask_back:
        return _unclear(result, model.name)
    if said.outcome != "answered" or refuted:
        unsure = refuted or said.outcome == "unclear"
        outcome = "not_grounded" if unsure else said.outcome
        return _came_to(outcome, model=model.name)
    cited = [result.hits[place] for place in said.cited] or _told_by(said.text, result.hits)
    return _came_to("answered", text=said.text, hits=cited, generated=True, model=model.name)


def _unseen(_piece: str) -> None:
    """Nothing is shown before it is checked."""


def _confirmed(
    answer: str,
    texts: Sequence[str],
    effect: AskModel,
    asker: Asker,
    model: LanguageModel,
    mask: Mask,
    ends: float,
    *,
    doubted: bool,
) -> bool:
    """Whether the model confirms its answer; where it can't say, what the words said counts."""
    bare = Citations(len(texts)).without(answer)
    deltas = metering.stream(
        model,
        checking.prompt(bare, texts, mask.hide if effect.mask else str),
        limits=checking.LIMITS.within(max(1.0, ends - time.monotonic())),
        workspace_id=asker.workspace_id,
        conversation_id=asker.conversation_id,
        purpose=purpose_of(asker, ModelCall.Purpose.CHECK),
    )
    with closing(deltas):
        found = checking.verdict(deltas)
    return not doubted if found is None else found


def mask_of(personal: Sequence[str], asker: Asker) -> Mask:
    """What hides the visitor's personal data, and what else is known to be personal."""
    talk = asker.conversation_id
    contact = Contact.objects.filter(conversations__id=talk).first() if talk else None
    known = (contact.email, contact.phone) if contact is not None else ()
    names = [contact.name] if contact is not None and contact.name else []
    return Mask(names=names, details=[*personal, *filter(None, known)])


def _passages(
    effect: AskModel, asker: Asker, model: LanguageModel | None, mask: Mask
) -> tuple[Result, str]:
    """The passages for a question, and the question in full where it follows up another."""
    question = effect.question.strip()
    earlier = follow_ups.subject(effect.history, question, effect.language)
    found = _search(asker, effect, question, earlier)
    short = len(words(question)) <= follow_ups.MAX_WORDS
    if model is None or not earlier or found.verdict == "found" or not short:
        return found, question
    full = _in_full(effect, asker, model, mask, earlier)
    in_full = _search(asker, effect, full) if full is not None else found
    return (in_full, full) if full is not None and is_usable(in_full) else (found, question)


def _search(asker: Asker, effect: AskModel, question: str, earlier: str = "") -> Result:
    with metering.in_conversation(asker.conversation_id):
        return selectors.search(
            asker.workspace_id, question, effect.language, PASSAGES,
            earlier=earlier, flow=selectors.flow_key(asker.flow_id),
        ).result  # fmt: skip


def _in_full(
    effect: AskModel, asker: Asker, model: LanguageModel, mask: Mask, earlier: str
) -> str | None:
    """The question as the model puts it in full; None when it can't. Costs a short call."""
    hide, restore = (mask.hide, mask.restore) if effect.mask else (str, str)
    question = effect.question.strip()
    messages = follow_ups.rewriting(hide(earlier), hide(question), effect.language)
    deltas = metering.stream(
        model,
        messages,
        limits=REWRITE_LIMITS.within(float(max(1, effect.timeout_s))),
        workspace_id=asker.workspace_id,
        conversation_id=asker.conversation_id,
        purpose=purpose_of(asker, ModelCall.Purpose.REWRITE),
    )
    try:
        with closing(deltas):
            written = "".join(delta.text for delta in deltas)
    except ModelError:
        return None  # it stands in the log of calls; the question is looked up without it
    return follow_ups.rewritten(restore(written), earlier, question, effect.language)


def _told_by(text: str, hits: Sequence[Hit]) -> list[Hit]:
    """Those that say what an answer without marks says: most of its words, or as many as any."""
    said = {fold(word) for word in words(text)}

    def share(hit: Hit) -> float:
        theirs = words(f"{hit.document.question} {hit.document.answer}")
        return len(said & {fold(word) for word in theirs}) / (len(said) or 1)

    shares = [share(hit) for hit in hits]
    least = max(shares, default=0.0) * _AS_GOOD
    return [hit for hit, its in zip(hits, shares, strict=True) if its >= least]


def purpose_of(asker: Asker, purpose: ModelCall.Purpose) -> str:
    """What the log of calls says it was for; outside a conversation an author tries things."""
    return purpose if asker.conversation_id else ModelCall.Purpose.TRIAL


def is_usable(result: Result) -> bool:
    """Whether there is anything to answer from."""
    return result.verdict != "none"


def _quoted(result: Result, effect: AskModel) -> dict[str, Any]:
    """The best passage in its own words, saying that it is a quotation."""
    best = result.hits[0]
    if effect.ask_back and result.verdict == "suggest":
        return _unclear(result)
    if not best.answers or (effect.declined and result.verdict == "suggest"):
        return _came_to("not_grounded")
    text = telling.quoted(best, effect.question, best.document.language)
    return _came_to("answered", text=text, hits=result.hits[:1])


def _unclear(result: Result, model: str = "") -> dict[str, Any]:
    options = [telling.called(hit.document) for hit in result.hits[:OPTIONS]]
    return {**_came_to("unclear", model=model), "options": options}


def _came_to(
    outcome: str,
    *,
    text: str = "",
    hits: Sequence[Hit] = (),
    generated: bool = False,
    model: str = "",
) -> dict[str, Any]:
    return {
        "outcome": outcome,
        "text": text,
        "sources": [telling.source_of(hit) for hit in hits],
        "generated": generated,
        "model": model,
    }
