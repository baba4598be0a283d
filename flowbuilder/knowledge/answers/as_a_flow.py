"""What binds a tried question when it is tried as in one flow."""

from __future__ import annotations

from dataclasses import dataclass

from flowbuilder.core.document import Flow as Document
from flowbuilder.core.effects import AskModel
from flowbuilder.core.templates import render_apart
from flowbuilder.core.upgrades import load_document
from flowbuilder.flows.models import Flow
from flowbuilder.nodes.llm_answer import LlmAnswer, LlmAnswerConfig


@dataclass(frozen=True, slots=True, kw_only=True)
class AsFlow:
    """A published flow that a question is tried in.

    `step` is its one “AI answer”; None where it has none, or several, so that none is the one.
    """

    id: int
    document: Document
    step: LlmAnswerConfig | None

    @property
    def excluded(self) -> tuple[str, ...]:
        """What no step of the flow answers about."""
        return tuple(self.document.settings.excluded)

    def asking(self, question: str, language: str, timeout_s: int) -> AskModel:
        """What its AI step asks for. Variables have no values here, so they say nothing."""
        settings, step = self.document.settings, self.step
        instructions, _given = render_apart(step.instructions if step else "", {}, language)
        return AskModel(
            id="try",
            question=question,
            language=language,
            timeout_s=timeout_s,
            instructions=instructions,
            persona=settings.persona,
            address=settings.address,
            excluded=tuple(dict.fromkeys((*self.excluded, *(step.excluded if step else ())))),
            ask_back=step.ask_back if step else True,
            mask=step.mask if step else True,
            check=step.check if step else False,
        )


def as_flow(flow: Flow) -> AsFlow | None:
    """`flow` as it is published; None when it is not."""
    if flow.published is None:
        return None
    document = load_document(flow.published.document)
    steps = [node for node in document.nodes if node.type == LlmAnswer.name]
    step = LlmAnswerConfig.model_validate(steps[0].config) if len(steps) == 1 else None
    return AsFlow(id=flow.pk, document=document, step=step)
