"""What happened inside a turn, and what an effect would do, in words."""

from __future__ import annotations

from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from flowbuilder.core import effects as core
from flowbuilder.core.effects import Effect
from flowbuilder.core.messages import labels_of, words_of
from flowbuilder.core.plan import Plan
from flowbuilder.core.trace import TraceStep

LONGEST = 200
_CODES = {
    "http_unreachable": noop("the service could not be reached"),
    "http_timeout": noop("the service did not answer in time"),
    "http_too_large": noop("the answer was too large"),
    "http_resting": noop("the service failed several times and is left alone for a while"),
    "model_timeout": noop("the model did not answer in time"),
    "model_busy": noop("the model is busy"),
    "model_broken": noop("the model could not be reached"),
    "model_resting": noop("the model failed several times and is left alone for a while"),
    "model_budget": noop("the budget for the model is spent"),
    "value_of_other_kind": noop("the value is of another kind"),
    "search_failed": noop("the knowledge could not be searched"),
    "survey_gone": noop("there is no such survey"),
    "survey_off": noop("the survey is switched off"),
    "survey_not_after_bot": noop("this survey is for conversations with a person"),
    "survey_not_after_agent": noop("this survey is for conversations with the assistant alone"),
    "survey_not_sampled": noop("the survey is asked of only a part of the visitors"),
    "survey_cooling_down": noop("this visitor was asked not long ago"),
    "survey_expired": noop("the time for answering the survey had passed"),
}


def of_trace(plan: Plan, step: TraceStep) -> str:
    """One line of the trace: what was entered, by which port it was left, and why."""
    found = plan.step(step.flow, step.node)
    why = _why(step)
    match step.kind:
        case "entered":
            return _(found.type.title) if found is not None else ""
        case "left":
            ports = found.type.ports_of(found.config.model_dump()) if found is not None else ()
            ours = found.type.ports if found is not None else ()
            port = next((port for port in ports if port.name == step.port), None)
            label = step.port if port is None else _(port.label) if port in ours else port.label
            if found is not None and step.variables is not None:
                language = (get_language() or "en")[:2]
                why = found.type.reason(found.config, step.variables, language) or why
            return _way(label, why)
        case "waits":
            return _("Waits.")
        case "stopped":
            return _("Ends here.")
        case "trigger":
            if why:
                return _("A trigger led here: {why}.").format(why=why)
            return _("A trigger led here.")
    return f"{why} {step.detail}".strip()


def of_place(plan: Plan, step: TraceStep) -> str:
    """Where a step of a called flow is: “Parcel: Number?”. Empty for those of the main one."""
    found = plan.step(step.flow, step.node)
    if not step.flow or found is None:
        return ""
    return f"{plan.names[step.flow]}: {found.title or _(found.type.title)}"


def _way(label: str, why: str) -> str:
    if not label:
        return f"{_('Goes on.')} {why}".strip()
    if why:
        return _("Goes on by “{port}”: {why}.").format(port=label, why=why.rstrip("."))
    return _("Goes on by “{port}”.").format(port=label)


def _why(step: TraceStep) -> str:
    """The reason in words; nodes give a short code or a status for what went wrong outside.

    Several are parted by `; `.
    """
    if step.text.isdecimal():
        return _("the service answered with {status}").format(status=step.text)
    codes = step.text.split("; ") if step.text else []
    return ", ".join(_(_CODES.get(code, code)) for code in codes)


def about(effect: Effect) -> str:
    """What is asked of the world: the question, or the address."""
    match effect:
        case core.SearchKnowledge():
            return _short(effect.query)
        case core.FindTopic():
            return _short(effect.text)
        case core.PickOut():
            return _short(effect.text)
        case core.AskModel():
            return _short(effect.question)
        case core.CallHttp():
            return _short(f"{effect.method} {effect.url}")
    return ""


def of_effect(effect: Effect) -> str:
    """What the effect would do, for who only looks on."""
    match effect:
        case core.SendMessage():
            return _say(effect)
        case core.StartTimer():
            return _("Would start a timer of {seconds} s.").format(seconds=effect.seconds)
        case core.CancelTimer():
            return _("Would stop a timer.")
        case core.RequestHandoff():
            return _("Would ask for a person.")
        case core.UpdateContact():
            return _("Would update the contact.")
        case core.CheckConsent():
            return _("Would check whether the contact agreed before.")
        case core.RecordConsent():
            return _("Would keep the answer to the request for consent.")
        case core.CheckAvailability():
            return _("Would check whether anybody is available.")
        case core.SearchKnowledge():
            return _("Would search the knowledge for “{words}”").format(words=_short(effect.query))
        case core.FindTopic():
            return _("Would find the topic of “{words}”").format(words=_short(effect.text))
        case core.PickOut():
            return _("Would have the model pick data out of “{words}”").format(
                words=_short(effect.text)
            )
        case core.AskModel():
            return _("Would ask the model “{words}”").format(words=_short(effect.question))
        case core.CallHttp():
            address = f"{effect.method} {effect.url}"
            return _("Would call another service: {address}").format(address=_short(address))
        case core.SendEmail():
            return _("Would send an e-mail to {address}.").format(address=effect.to)
        case core.OpenTicket():
            return _("Would keep a message for the team.")
        case core.AskSurvey():
            return _("Would check whether the survey “{name}” is due.").format(name=effect.name)
        case core.AnswerSurvey(anonymous=True):
            return _("Would keep an anonymous answer to the survey.")
        case core.AnswerSurvey(kind="choice" | "open"):
            return _("Would keep the answer to the survey.")
        case core.AnswerSurvey() | core.RecordSurvey():
            return _("Would keep the score {score}.").format(score=effect.score)
        case core.RecordOutcome():
            label = core.OUTCOME_LABELS.get(effect.name)
            shown = _(label) if label else effect.name
            return _("Would record the outcome “{label}”.").format(label=shown)
        case core.RecordUnanswered():
            return _("Would keep the question as unanswered.")
        case core.EndSession():
            return _("Would end the conversation.")
    return _("Would do: {what}.").format(what=type(effect).__name__)


def _say(effect: core.SendMessage) -> str:
    said = _("Would say “{words}”").format(words=_short(words_of(effect.content)))
    labels = labels_of(effect.content)
    return f"{said} [{'] ['.join(labels)}]" if labels else said


def _short(text: str) -> str:
    return Truncator(" ".join(text.split())).chars(LONGEST)
