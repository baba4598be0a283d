"""Tier 3: is what a step looks up really a question?"""

from __future__ import annotations

from collections.abc import Iterator

from flowbuilder.core.problem import Problem
from flowbuilder.core.validation.subject import Subject
from flowbuilder.core.words import gettext_noop as _

#: Types that look up what the visitor said last, unless this field says what else.
LOOK_UP = {"faq_lookup": "query", "llm_answer": "question"}
#: The types whose ports are pressed like buttons, and their ports that are not.
BUTTONS = {"choices": {"fallback"}, "cards": {"fallback", "next", "empty"}}


def looks_up_a_button(subject: Subject) -> Iterator[Problem]:
    """What is looked up right after a button is the button's own words, not a question."""
    types = {node.id: node.type for node in subject.flow.nodes}
    told = set()
    for edge in subject.flow.edges:
        kind = types.get(edge.target, "")
        others = BUTTONS.get(types.get(edge.source, ""))
        if others is None or edge.port in others or kind not in LOOK_UP:
            continue
        config = next(node.config for node in subject.flow.nodes if node.id == edge.target)
        if str(config.get(LOOK_UP[kind]) or "").strip() or edge.target in told:
            continue
        told.add(edge.target)
        yield Problem(
            code="flow.W080",
            text=_("This step looks up the words of the button that leads to it."),
            hint=_(
                "Put a question in between, so that the visitor can say what they want to know."
            ),
            node=edge.target,
            field=LOOK_UP[kind],
        )


RULES = (looks_up_a_button,)
