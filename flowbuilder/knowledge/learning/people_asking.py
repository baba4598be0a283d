"""What agents and authors ask the knowledge themselves: a draft of a reply, or a trial."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flowbuilder.conversations.models import Conversation
from flowbuilder.core.effects import AskModel
from flowbuilder.core.upgrades import load_document
from flowbuilder.flows.knowledge_port import ReplyDraft
from flowbuilder.flows.models import FlowVersion
from flowbuilder.knowledge.answers.as_a_flow import AsFlow
from flowbuilder.knowledge.answers.asking import PASSAGES, answer
from flowbuilder.knowledge.answers.citing import Citations
from flowbuilder.knowledge.answers.tracing import Trace
from flowbuilder.llm.models import ModelCall
from flowbuilder.nodes.llm_answer import LlmAnswer

#: So many seconds an agent waits for a draft.
DRAFT_S = 30
#: For an agent who has begun a reply: data, like all that is said.
_GO_ON = (
    "Your reply is put right after {begun}, which a colleague has typed. Write only what follows, "
    "at most two short sentences, with no greeting and nothing that is said there already."
)


@dataclass(frozen=True, slots=True)
class _Person:
    """An agent or an author who asks: nothing is shown before it is whole."""

    workspace_id: int
    conversation_id: UUID | None = None
    flow_id: int | None = None

    def stream(self, _piece: str) -> None:
        """Nobody watches."""


def draft_reply(
    workspace_id: int,
    conversation_id: UUID,
    question: str,
    language: str,
    before: tuple[tuple[str, str], ...],
    begun: str = "",
) -> ReplyDraft:
    """A reply to `question` for an agent to read, as a visitor would be answered; see the port.

    Raises:
        ModelError: With a `model_…` code, when the model gave no usable answer.
    """
    effect = AskModel(
        question=question, language=language, history=before, timeout_s=DRAFT_S,
        excluded=excluded_in([conversation_id]),
        instructions=_GO_ON if begun else "", given=(("begun", begun),) if begun else (),
    )  # fmt: skip
    asker = _Person(workspace_id, conversation_id, flow_of(conversation_id))
    said = answer(effect, asker, ModelCall.Purpose.REPLY)
    if said["outcome"] != "answered" or not said["generated"]:
        return ReplyDraft()
    text = Citations(PASSAGES).without(said["text"]).strip()
    return ReplyDraft(text, tuple(source["title"] for source in said["sources"]))


def try_out(
    workspace_id: int,
    question: str,
    language: str,
    flow: AsFlow | None = None,
    trace: Trace | None = None,
) -> dict[str, Any]:
    """What the step “AI answer” would say, of `flow` if any, for an author; as `answer`.

    `trouble` says what went wrong when the knowledge was quoted because the model failed.
    """
    if flow is not None:
        asked = flow.asking(question, language, DRAFT_S)
        return answer(asked, _Person(workspace_id, flow_id=flow.id), trace=trace)
    effect = AskModel(
        id="try", question=question, language=language, timeout_s=DRAFT_S, ask_back=True
    )
    return answer(effect, _Person(workspace_id), trace=trace)


def examine(
    workspace_id: int, question: str, language: str, flow_id: int | None = None
) -> dict[str, Any]:
    """What the model answers when it is only tried: nothing is quoted where it fails, and nobody
    is asked back. Raises ModelError."""
    effect = AskModel(id="try", question=question, language=language, timeout_s=DRAFT_S)
    asker = _Person(workspace_id, flow_id=flow_id)
    return answer(effect, asker, ModelCall.Purpose.TRIAL)


def flow_of(conversation_id: UUID) -> int | None:
    """The flow whose own answers are given in a conversation."""
    found = Conversation.objects.filter(pk=conversation_id)
    return found.values_list("flow_version__flow_id", flat=True).first()


def excluded_in(talks: Iterable[UUID | None]) -> tuple[str, ...]:
    """What the flows of these conversations never answer about, wherever they say so.

    A draft is written by the same machine, so it is bound by the flow's settings and by the lists
    of its AI answers alike. Only the FAQ lookup is not bound by a list of an AI answer: it gives
    what people wrote, and an entry may be there on purpose, to say what is said of such a topic.
    """
    versions = FlowVersion.objects.filter(conversations__in=[key for key in talks if key])
    found: dict[str, None] = {}
    for version in versions.distinct():
        for document in (version.document, *version.components.values()):
            flow = load_document(document)
            found |= dict.fromkeys(flow.settings.excluded)
            for node in flow.nodes:
                if node.type == LlmAnswer.name:
                    found |= dict.fromkeys(map(str, node.config.get("excluded") or ()))
    return tuple(found)
