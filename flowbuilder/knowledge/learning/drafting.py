"""An answer to a group of questions, drafted by the model for a person to read and change.

It is asked as for a visitor (`answering`): the nearest passages and agents' replies are the only
source of facts, every sentence is checked against them, and what does not stand on them is no
draft. Nothing is saved.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flowbuilder.conversations.models import Conversation
from flowbuilder.knowledge import selectors
from flowbuilder.knowledge.answers import answering, telling
from flowbuilder.knowledge.answers.citing import Citations
from flowbuilder.knowledge.answers.excluding import Excluded
from flowbuilder.knowledge.answers.grounding import Grounds, is_courtesy, sentences
from flowbuilder.knowledge.learning import people_asking, replies
from flowbuilder.knowledge.learning.redacting import Known, redacted
from flowbuilder.knowledge.learning.replies import Reply
from flowbuilder.knowledge.models import Unanswered
from flowbuilder.knowledge.search.nearness import near_to
from flowbuilder.knowledge.search.retrieval import Document, Hit
from flowbuilder.llm import metering
from flowbuilder.llm.models import ModelCall
from flowbuilder.llm.providers import ModelLimits
from flowbuilder.llm.selectors import language_model

if TYPE_CHECKING:
    from flowbuilder.accounts.models import Workspace

PASSAGES, REPLIES = 4, 3
#: Of a group, so many wordings are looked up and shown to the model.
WORDINGS = 4
#: A person waits for the page.
PATIENCE_S = 40.0

_FOR_AN_ENTRY = """This is kept as the answer to everyone who asks this, in any of these words.
Write it for all of them: leave out what concerns one person or one order, and words in square
brackets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What the model wrote, and what it stands on.

    Without `text`, nothing supports an answer, or the flow that was asked never answers about it
    (`is_excluded`).
    """

    text: str = ""
    is_excluded: bool = False
    passages: tuple[str, ...] = ()
    replies: tuple[Reply, ...] = ()


def draft(workspace: Workspace, questions: Sequence[Unanswered]) -> Draft:
    """A draft of the answer to `questions`. Without a passage or reply no model is asked.

    Raises:
        ModelError: With a `model_…` code, when the model gave no usable answer.
    """
    model = language_model(workspace)
    topics = people_asking.excluded_in(each.conversation_id for each in questions)
    excluded = Excluded(topics, questions[0].language)
    if any(excluded.names(each.question) for each in questions):
        return Draft(is_excluded=True)
    hits = _nearest(workspace.pk, questions[:WORDINGS])
    given = replies_to(workspace, questions)[:REPLIES]
    if model is None or not (hits or given):
        return Draft()
    documents = [hit.document for hit in hits] + [
        Document(id="", question=each.question, answer=each.answer, language=each.language)
        for each in given
    ]
    # what a visitor wrote is no ground: only the agent's words are
    texts = [f"{hit.document.question}\n{hit.document.answer}" for hit in hits]
    texts += [each.answer for each in given]
    asked = "\n".join(without_persons(questions[:WORDINGS]))
    language = questions[0].language
    messages = answering.prompt(
        asked,
        documents,
        language=language,
        manner=answering.Manner(instructions=_FOR_AN_ENTRY, excluded=topics),
    )
    reader = answering.Reader(
        Grounds(texts, asked, language, near_to(texts, workspace.pk)),
        show=_nobody_watches,
        passages=len(documents),
        excluded=excluded,
    )
    deltas = metering.stream(
        model,
        messages,
        limits=ModelLimits().within(PATIENCE_S),
        workspace_id=workspace.pk,
        purpose=ModelCall.Purpose.DRAFT,
    )
    with closing(deltas):
        said = reader.read(deltas)
    if said.outcome != "answered":
        return Draft(is_excluded=said.outcome == "excluded")
    text = Citations(len(documents)).without(said.text).strip()
    cited = said.cited or [
        place for place, given_text in enumerate(texts) if _bears(given_text, text, language)
    ]
    return Draft(
        text=text,
        passages=tuple(telling.called(documents[n]) for n in cited if n < len(hits)),
        replies=tuple(given[n - len(hits)] for n in cited if n >= len(hits)),
    )


def replies_to(workspace: Workspace, questions: Sequence[Unanswered]) -> list[Reply]:
    """The replies worth keeping that agents gave to these questions, in these words by anybody."""
    asked = [(each.language, each.question) for each in questions]
    return replies.to_words(replies.worth_keeping(workspace), asked)


def without_persons(questions: Sequence[Unanswered]) -> list[str]:
    """The questions without what is personal: nothing of it comes back in a draft."""
    talks = Conversation.objects.filter(pk__in=[each.conversation_id for each in questions])
    known = {talk.pk: replies.known_of(talk) for talk in talks.select_related("contact")}
    return [
        redacted(each.question, each.language, known.get(talk_id, Known()) if talk_id else Known())
        for each in questions
        for talk_id in [each.conversation_id]
    ]


def _nearest(workspace_id: int, questions: Sequence[Unanswered]) -> list[Hit]:
    """The passages next to any of the questions, however far; no search brings them by itself."""
    best: dict[tuple[str, str], Hit] = {}
    for question in questions:
        found = selectors.search(workspace_id, question.question, question.language, PASSAGES)
        for hit in found.result.hits:
            name = (hit.document.of, hit.document.id)
            if name not in best or best[name].score < hit.score:
                best[name] = hit
    return sorted(best.values(), key=lambda hit: -hit.score)[:PASSAGES]


def _bears(given: str, text: str, language: str) -> bool:
    """Whether something that `text` says stands on what was `given`, for drafts without marks."""
    grounds = Grounds([given], "", language)
    said = [each for each in sentences(text) if not is_courtesy(each, language)]
    return any(grounds.hold(each) for each in said)


def _nobody_watches(_text: str) -> None:
    """The draft is shown when it is whole."""
