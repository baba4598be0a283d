"""Handlers of effects that need knowledge: search, answer, keep what could not be answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import override

from flowbuilder.accounts.models import Language
from flowbuilder.common.clock import now
from flowbuilder.conversations.models import Conversation
from flowbuilder.core.effects import AskModel, RecordUnanswered, SearchKnowledge
from flowbuilder.core.people import asks_for_person
from flowbuilder.knowledge import answering, selectors, services
from flowbuilder.knowledge.chunking import BETWEEN
from flowbuilder.knowledge.grounding import Grounds
from flowbuilder.knowledge.retrieval import Document, Hit, Result
from flowbuilder.llm import metering
from flowbuilder.llm.providers import ModelLimits
from flowbuilder.llm.selectors import language_model

PASSAGES = 4


class EffectContext(Protocol):
    """The part of the runtime's context that is used here."""

    @property
    def workspace_id(self) -> int: ...
    @property
    def conversation_id(self) -> UUID | None: ...
    @property
    def now(self) -> datetime: ...
    @property
    def stream(self) -> Callable[[str], None]: ...


def search_knowledge(effect: SearchKnowledge, context: EffectContext) -> dict[str, Any]:
    """Look the question up among the workspace's entries and the passages of its sources."""
    found = selectors.search(context.workspace_id, effect.query, effect.language, effect.limit)
    return {
        "verdict": found.result.verdict,
        "hits": [
            as_json(hit, effect.query, effect.language)
            for hit in (found.result.hits if _usable(found.result) else ())
        ],
        "ms": found.ms,
    }


def ask_model(effect: AskModel, context: EffectContext) -> dict[str, Any]:
    """Answer from the passages that fit the question: by the model, or by quoting the best.

    Without a passage no model is asked. What the model says is shown sentence by sentence, and
    only while it stands on the passages.

    Raises:
        ModelError: With a `model_…` code, when the model gave no usable answer.
    """
    question = effect.question.strip()
    if asks_for_person(question, effect.language):
        return _came_to("wants_human")
    result = _passages(effect, context)
    if not question or not _usable(result):
        return _came_to("not_grounded")
    model = language_model(context.workspace_id)
    if model is None:
        return _quoted(result, question, effect.language)
    documents = [hit.document for hit in result.hits]
    messages = answering.prompt(
        question,
        documents,
        language=effect.language,
        instructions=effect.instructions,
        history=effect.history,
    )
    texts = [f"{each.question}\n{each.answer}" for each in documents]
    limits = ModelLimits().within(float(max(1, effect.timeout_s)))
    deltas = metering.stream(
        model,
        messages,
        limits=limits,
        workspace_id=context.workspace_id,
        conversation_id=context.conversation_id,
        purpose="answer" if context.conversation_id else "trial",
    )
    with closing(deltas):
        answer = answering.read_answer(
            deltas, Grounds(texts, question, effect.language), context.stream
        )
    if answer.outcome != "answered":
        return _came_to(answer.outcome, model=model.name)
    return _came_to(
        "answered", text=answer.text, hits=result.hits, generated=True, model=model.name
    )


def record_unanswered(effect: RecordUnanswered, conversation: Conversation) -> None:
    """Keep the question for the author, or take it back when it was answered. Safe to repeat."""
    if effect.settled:
        services.withdraw_unanswered(conversation.pk, effect.question)
        return
    services.record_unanswered(
        conversation.workspace_id,
        effect.question,
        language=conversation.language,
        at=now(),
        conversation_id=conversation.pk,
        effect_id=effect.id,
        node=effect.node,
    )


def as_json(hit: Hit, question: str = "", language: str = "pl") -> dict[str, Any]:
    """A hit as the flow sees it. Of a passage an excerpt is said, with where it stands."""
    document = hit.document
    return {
        "id": document.id,
        "question": _called(document),
        "answer": _excerpt(hit, question, language) if document.of else document.answer,
        "score": round(hit.score, 4),
        "source": document.source,
        "title": _title(document),
        "version": document.version,
    }


def _called(document: Document) -> str:
    """What stands on the button of a hit: an entry's question, or a passage's own heading."""
    if not document.of:
        return document.question
    heading = document.question.rpartition(BETWEEN)[2]
    return heading if heading == document.of else f"{heading} ({document.of})"


def _title(document: Document) -> str:
    """What a citation is called."""
    if not document.of or document.question == document.of:
        return document.question
    return f"{document.of}: {document.question.rpartition(BETWEEN)[2]}"


def _excerpt(hit: Hit, question: str, language: str) -> str:
    with override(Language.nearest(language)):
        return _("From “%(source)s”:\n\n%(excerpt)s") % {
            "source": hit.document.of,
            "excerpt": selectors.shown(hit, question),
        }


def _passages(effect: AskModel, context: EffectContext) -> Result:
    """The passages for a question; a follow-up ("and abroad?") is taken with what it follows."""
    search = selectors.search
    found = search(context.workspace_id, effect.question, effect.language, PASSAGES).result
    if _usable(found):
        return found
    earlier = [text for who, text in effect.history if who == "visitor" and text != effect.question]
    if not earlier or len(effect.question.split()) > 6:
        return found
    both = f"{earlier[-1]} {effect.question}"
    return search(context.workspace_id, both, effect.language, PASSAGES).result


def _usable(result: Result) -> bool:
    return result.verdict != "none"


def _quoted(result: Result, question: str, language: str) -> dict[str, Any]:
    """The best passage in its own words, saying that it is a quotation."""
    best = result.hits[0]
    if not best.answers:
        return _came_to("not_grounded")
    if best.document.of:
        said = _excerpt(best, question, language)
        return _came_to("answered", text=said, hits=result.hits[:1])
    with override(Language.nearest(language)):
        text = _("From our knowledge base, under “%(question)s”:\n\n%(answer)s") % {
            "question": best.document.question,
            "answer": best.document.answer,
        }
    return _came_to("answered", text=text, hits=result.hits[:1])


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
        "sources": [_source(hit) for hit in hits],
        "generated": generated,
        "model": model,
    }


def _source(hit: Hit) -> dict[str, str]:
    document = hit.document
    source = {"title": _title(document), "id": document.id, "version": document.version}
    if document.source.startswith(("https://", "http://")):
        source["url"] = document.source
    return source
