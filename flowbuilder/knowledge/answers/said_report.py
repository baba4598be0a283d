"""What the step “AI answer” says to a question that is tried, in words: or why it says nothing."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from flowbuilder.knowledge.answers import ask_report
from flowbuilder.knowledge.answers.answering import NOT_FOUND
from flowbuilder.knowledge.answers.as_a_flow import AsFlow
from flowbuilder.knowledge.answers.grounding import Fault
from flowbuilder.knowledge.answers.tracing import Mark, Standing, Trace
from flowbuilder.knowledge.learning import people_asking
from flowbuilder.llm.errors import ModelError

WHY_NOT = {
    "not_grounded": _("No answer: nothing in the knowledge is likely enough to be right."),
    "unclear": _("The visitor would be asked which of these they mean:"),
    "excluded": _("No answer: this flow never answers about that."),
    "wants_human": _("No answer: they ask for a person."),
}
NOT_GROUNDED = _("No answer: what the model wrote does not stand in the knowledge.")
GAVE_UP = _("No answer: the model itself says that what was found does not answer the question.")
REFUTED = _("No answer: asked to check its own answer, the model did not confirm it.")
ONLY_POLITE = _("No answer: the model was only polite.")
SENTENCE_FAILS = _("No answer: one sentence does not stand in the knowledge: “%(sentence)s”")
SENTENCE_EXCLUDED = _("No answer: one sentence speaks of what is never answered: “%(sentence)s”")
STANDINGS = {
    Standing.STANDS: _("Stands in the knowledge."),
    Standing.COURTESY: _("Only polite: it claims nothing."),
    Standing.DOUBTED: _("In other words than the knowledge: the model was asked to check it."),
    Standing.EXCLUDED: _("Speaks of what is never answered."),
    Standing.FAILS: _("Does not stand in the knowledge."),
}
FAULTS = {
    Fault.CODE: _("It holds something that a browser would run."),
    Fault.PLACE: _("Its link, e-mail address or telephone number is not in what was found."),
    Fault.NAME: _("It names a name, a code or a day of the week that is not in what was found."),
    Fault.EMPTY: _("It says nothing that could be checked."),
    Fault.GRAVE: _("It speaks of a grave matter, which what was found does not."),
    Fault.DICTATED: _("It only repeats the question, with something that was not found."),
    Fault.FIGURE: _("Its number is not in what was found."),
    Fault.WORDS: _("Too few of its words are in what was found."),
    Fault.ELSEWHERE: _("Its number belongs to something else in what was found."),
    Fault.PROMISE: _("It promises what was found does not, or leaves the condition out."),
    Fault.AGAINST: _("It contradicts what was found."),
    Fault.YES_NO: _("What was found says neither its “yes” nor its “no”."),
}


def said_to(
    workspace_id: int, question: str, language: str, flow: AsFlow | None = None
) -> dict[str, Any]:
    """What the step would come to: the answer with its sources, or why there is none."""
    trace = Trace()
    try:
        said = people_asking.try_out(workspace_id, question, language, flow, trace)
    except ModelError as problem:
        return {"why": str(problem.message)}
    return {
        **said,
        "why": _why(said, trace),
        "sources": ask_report.shown_sources(workspace_id, said["sources"], language),
        "marks": [_shown(mark) for mark in trace.marks],
    }


def _why(said: dict[str, Any], trace: Trace) -> str:
    """Why it is no answer; nothing where it is one."""
    outcome = said["outcome"]
    failing = next((mark for mark in trace.marks if mark.is_refused), None)
    if failing is not None and outcome in ("not_grounded", "excluded"):
        is_excluded = failing.standing == Standing.EXCLUDED
        words = SENTENCE_EXCLUDED if is_excluded else SENTENCE_FAILS
        return str(words) % {"sentence": failing.text}
    if outcome != "not_grounded" or not said["model"]:
        return str(WHY_NOT.get(outcome, ""))
    if trace.instead == NOT_FOUND:
        return str(GAVE_UP)
    if trace.refuted:
        return str(REFUTED)
    polite = trace.marks and all(mark.standing == Standing.COURTESY for mark in trace.marks)
    return str(ONLY_POLITE if polite else NOT_GROUNDED)


def _shown(mark: Mark) -> dict[str, Any]:
    return {
        "text": mark.text,
        "standing": mark.standing,
        "is_refused": mark.is_refused,
        "words": STANDINGS[mark.standing],
        "fault": FAULTS[Fault(mark.fault)] if mark.fault else "",
    }
