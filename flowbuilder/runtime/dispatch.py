"""Who performs what: the one table of effects and their handlers.

Inline handlers run in the turn's transaction and may return an event that is taken in the same
turn. Deferred ones run after it, in a job; they return the result that comes back as
`EffectSucceeded`, or raise `EffectProblem`, which comes back as `EffectFailed`. Tasks are what no
conversation asked for; they get their job's key and may be done twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flowbuilder.conversations import effects as conversations
from flowbuilder.conversations.models import Conversation
from flowbuilder.core import effects as core
from flowbuilder.core.effects import Effect
from flowbuilder.core.events import Event
from flowbuilder.flows import review_mail, scheduling
from flowbuilder.handoff import effects as handoff
from flowbuilder.handoff.services import pushing
from flowbuilder.integrations import effects as integrations
from flowbuilder.knowledge import effects as knowledge
from flowbuilder.knowledge import imports
from flowbuilder.knowledge.checks import expectations, model_plans, model_runs
from flowbuilder.knowledge.learning import weekly, weekly_mail
from flowbuilder.knowledge.reading import source_steps
from flowbuilder.runtime.context import DeferredContext
from flowbuilder.runtime.errors import EffectHasNoHandler
from flowbuilder.surveys import effects as surveys

InlineHandler = Callable[[Any, Conversation], Event | None]
DeferredHandler = Callable[[Any, DeferredContext], dict[str, Any]]

INLINE: Mapping[type[Effect], InlineHandler] = {
    core.SendMessage: conversations.send_message,
    core.UpdateContact: conversations.update_contact,
    core.CheckConsent: conversations.check_consent,
    core.RecordConsent: conversations.record_consent,
    core.RecordOutcome: conversations.record_outcome,
    core.EndSession: conversations.end_session,
    core.RequestHandoff: handoff.request_handoff,
    core.CheckAvailability: handoff.check_availability,
    core.OpenTicket: handoff.open_ticket,
    core.AskSurvey: surveys.ask_survey,
    core.AnswerSurvey: surveys.record_answer,
    core.RecordSurvey: surveys.record_response,
    core.RecordUnanswered: knowledge.record_unanswered,
}

DEFERRED: Mapping[type[Effect], DeferredHandler] = {
    core.SearchKnowledge: knowledge.search_knowledge,
    core.FindTopic: knowledge.find_topic,
    core.PickOut: knowledge.pick_out,
    core.AskModel: knowledge.ask_model,
    core.CallHttp: integrations.call_http,
    core.SendEmail: integrations.send_email,
}

TASKS: dict[str, Callable[[str], None]] = {
    scheduling.TASK: scheduling.publish_due,
    review_mail.TASK: review_mail.send,
    expectations.TASK: expectations.judge_due,
    source_steps.TASK: source_steps.take,
    imports.TASK: imports.take,
    model_runs.TASK: model_runs.take,
    model_plans.TASK: model_plans.take,
    weekly.BEGIN: weekly_mail.begin,
    weekly.SEND: weekly_mail.send,
    pushing.TASK: pushing.send,
}


def add_task(name: str, perform: Callable[[str], None]) -> None:
    """Called by a channel when it starts: a task of its own."""
    TASKS[name] = perform


#: Timers are rows of the jobs table; the turn itself writes and cancels them.
TIMERS: tuple[type[Effect], ...] = (core.StartTimer, core.CancelTimer)


def check() -> None:
    """Raise EffectHasNoHandler unless every effect has exactly one place here."""
    for kind in core.EFFECT_TYPES.values():
        places = [kind in table for table in (INLINE, DEFERRED, TIMERS)]
        if sum(places) != 1:
            raise EffectHasNoHandler(f"{kind.__name__} needs one handler in dispatch.py.")
