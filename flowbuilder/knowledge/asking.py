"""Answers a visitor's question from the knowledge: by the model, or by quoting the best passage."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from typing import Any, Protocol
from uuid import UUID

from flowbuilder.conversations.models import Contact
from flowbuilder.core.effects import AskModel
from flowbuilder.core.people import asks_for_person
from flowbuilder.knowledge import answering, follow_ups, selectors, telling
from flowbuilder.knowledge.excluding import Excluded
from flowbuilder.knowledge.grounding import Grounds
from flowbuilder.knowledge.retrieval import Hit, Result
from flowbuilder.knowledge.text import words
from flowbuilder.llm import metering
from flowbuilder.llm.errors import ModelError
from flowbuilder.llm.masking import Mask
from flowbuilder.llm.models import ModelCall
from flowbuilder.llm.providers import LanguageModel, ModelLimits
from flowbuilder.llm.selectors import language_model

PASSAGES = 4
#: So many questions are offered to who was unclear.
OPTIONS = 3
REWRITE_LIMITS = ModelLimits(connect=3, first_token=6, idle=4, total=8, max_tokens=80)


class Asker(Protocol):
    """The part of the runtime's context that is used here."""

    @property
    def workspace_id(self) -> int: ...
    @property
    def conversation_id(self) -> UUID | None: ...
    @property
    def stream(self) -> Callable[[str], None]: ...


def answer(effect: AskModel, asker: Asker) -> dict[str, Any]:
    """The result of `effect`, as it says itself.

    Without a passage no model is asked. What the model says is shown sentence by sentence, and
    only while it stands on the passages.

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
    mask = _mask_of(effect, asker) if model is not None and effect.mask else Mask()
    result, question = _passages(effect, asker, model, mask)
    if not question or not is_usable(result):
        return _came_to("not_grounded")
    if model is None:
        return _quoted(result, effect)
    return _asked(effect, asker, model, mask, question, result, excluded)


def _asked(
    effect: AskModel,
    asker: Asker,
    model: LanguageModel,
    mask: Mask,
    question: str,
    result: Result,
    excluded: Excluded,
) -> dict[str, Any]:
    documents = [hit.document for hit in result.hits]
    texts = [f"{each.question}\n{each.answer}" for each in documents]
    mask.public = "\n".join(texts)
    messages = answering.prompt(
        question,
        documents,
        language=effect.language,
        manner=answering.Manner(
            instructions=effect.instructions,
            persona=effect.persona,
            address=effect.address,
            excluded=effect.excluded,
            may_ask=effect.ask_back and len(documents) > 1,
        ),
        history=effect.history,
        hide=mask.hide if effect.mask else str,
    )
    reader = answering.Reader(
        Grounds(texts, question, effect.language),
        asker.stream,
        passages=len(documents),
        excluded=excluded,
        restore=mask.restore if effect.mask else str,
    )
    deltas = metering.stream(
        model,
        messages,
        limits=ModelLimits().within(float(max(1, effect.timeout_s))),
        workspace_id=asker.workspace_id,
        conversation_id=asker.conversation_id,
        purpose=_purpose(asker, ModelCall.Purpose.ANSWER),
    )
    with closing(deltas):
        said = reader.read(deltas)
    if said.outcome == "unclear":
        return _unclear(result, model.name) if effect.ask_back else _came_to("not_grounded")
    if said.outcome != "answered":
        return _came_to(said.outcome, model=model.name)
    cited = [result.hits[place] for place in said.cited] or result.hits
    return _came_to("answered", text=said.text, hits=cited, generated=True, model=model.name)


def _mask_of(effect: AskModel, asker: Asker) -> Mask:
    talk = asker.conversation_id
    contact = Contact.objects.filter(conversations__id=talk).first() if talk else None
    known = (contact.email, contact.phone) if contact is not None else ()
    names = [contact.name] if contact is not None and contact.name else []
    return Mask(names=names, details=[*effect.personal, *filter(None, known)])


def _passages(
    effect: AskModel, asker: Asker, model: LanguageModel | None, mask: Mask
) -> tuple[Result, str]:
    """The passages for a question, and the question in full where it follows up another."""
    question = effect.question.strip()
    earlier = _asked_before(effect)
    found = _search(asker, effect, question, earlier)
    short = len(words(question)) <= follow_ups.MAX_WORDS
    if model is None or not earlier or found.verdict == "found" or not short:
        return found, question
    full = _in_full(effect, asker, model, mask, earlier)
    in_full = _search(asker, effect, full) if full is not None else found
    return (in_full, full) if full is not None and is_usable(in_full) else (found, question)


def _search(asker: Asker, effect: AskModel, question: str, earlier: str = "") -> Result:
    return selectors.search(
        asker.workspace_id, question, effect.language, PASSAGES, earlier=earlier
    ).result


def _asked_before(effect: AskModel) -> str:
    said = [text for who, text in effect.history if who == "visitor" and text != effect.question]
    return said[-1] if said else ""


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
        purpose=_purpose(asker, ModelCall.Purpose.REWRITE),
    )
    try:
        with closing(deltas):
            written = "".join(delta.text for delta in deltas)
    except ModelError:
        return None  # it stands in the log of calls; the question is looked up without it
    return follow_ups.rewritten(restore(written), earlier, question, effect.language)


def _purpose(asker: Asker, purpose: ModelCall.Purpose) -> str:
    return purpose if asker.conversation_id else ModelCall.Purpose.TRIAL


def is_usable(result: Result) -> bool:
    """Whether there is anything to answer from."""
    return result.verdict != "none"


def _quoted(result: Result, effect: AskModel) -> dict[str, Any]:
    """The best passage in its own words, saying that it is a quotation."""
    best = result.hits[0]
    if effect.ask_back and result.verdict == "suggest":
        return _unclear(result)
    if not best.answers:
        return _came_to("not_grounded")
    text = telling.quoted(best, effect.question, effect.language)
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
