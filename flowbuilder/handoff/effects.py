"""Handlers of the flow's effects that concern people. All inline, all safe to repeat."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from flowbuilder.accounts.models import Language
from flowbuilder.common.clock import now
from flowbuilder.conversations import engine_port, live, mail_port
from flowbuilder.conversations.models import Conversation
from flowbuilder.conversations.services import keep_claims
from flowbuilder.core.effects import CheckAvailability, OpenTicket, RequestHandoff, SendEmail
from flowbuilder.core.events import AgentJoined, EffectSucceeded, Event
from flowbuilder.core.phones import phone_in_words
from flowbuilder.handoff import candidates, selectors
from flowbuilder.handoff.calendar_words import opening_in_words
from flowbuilder.handoff.models import Handoff, Team, Ticket
from flowbuilder.handoff.services import pushing, queue

#: So much of an author's reason tells whether an earlier handoff had it already.
REASON = 200


def request_handoff(effect: RequestHandoff, conversation: Conversation) -> Event | None:
    """Put the conversation in a queue; say at once that it waits, who took it, or nobody can."""
    handoff = queue.put_in_queue(
        conversation,
        effect_id=effect.id,
        team_slug=effect.team,
        reason=reason_of(effect, conversation),
        last_wrote=effect.last_wrote,
        asked=effect.asked,
        priority=effect.priority,
        skills=effect.skills,
        hard=effect.hard,
    )
    if handoff.status == Handoff.Status.NOBODY:
        pushing.tell_of_wait(handoff)
        return _outcome(effect, "nobody")
    if handoff.status != Handoff.Status.WAITING:
        return None
    taken_by = queue.assign_at_once(conversation, handoff)
    if taken_by is None:
        pushing.tell_of_wait(handoff)
        return _outcome(effect, "queued")
    return AgentJoined(at=now(), agent=taken_by.shown_name, given=True)


def reason_of(effect: RequestHandoff, conversation: Conversation) -> str:
    """Why a person is to answer: the author's words, else the visitor's own; perhaps none.

    Not those that an earlier handoff had already: they are about what was settled then.
    """
    words = " ".join(effect.last_wrote.split())
    if not effect.asked:
        return effect.reason or words
    told = Handoff.objects.filter(conversation=conversation).exclude(effect_id=effect.id)
    is_new = not told.filter(reason__contains=effect.reason[:REASON]).exists()
    return effect.reason if effect.reason and is_new else words


def _outcome(effect: RequestHandoff, outcome: str) -> EffectSucceeded:
    return EffectSucceeded(at=now(), effect_id=effect.id, result={"outcome": outcome})


def check_availability(effect: CheckAvailability, conversation: Conversation) -> Event:
    """Say whether the team is open, how many of its agents are there, and when it opens next."""
    at = now()
    team = selectors.team_for(conversation.workspace_id, effect.team)
    if team is None:
        nobody = {"open": False, "opens": "", **_there(None, at)}
        return EffectSucceeded(at=at, effect_id=effect.id, result=nobody)
    calendar = selectors.calendar_of(team)
    with override(Language.nearest(conversation.language)):
        opens = opening_in_words(calendar, at)
    result = {
        "open": calendar.is_open(at),
        "opens": opens,
        **_there(team, at),
    }
    return EffectSucceeded(at=at, effect_id=effect.id, result=result)


def _there(team: Team | None, at: datetime) -> dict[str, Any]:
    """Who could take a visitor who asks for `team`."""
    ready = selectors.ready(team, at)
    asked = ready or team
    agents = candidates.without_history(asked, at) if asked is not None else []
    return {
        "takes_visitors": ready is not None,
        "agents_online": sum(one.online for one in agents),
        "agents_free": sum(one.is_free for one in agents),
    }


def open_ticket(effect: OpenTicket, conversation: Conversation) -> None:
    """Keep a message for later and e-mail it to the team, if the team has an address."""
    team = selectors.team_for(conversation.workspace_id, effect.team)
    ticket, created = Ticket.objects.get_or_create(
        conversation=conversation,
        effect_id=effect.id,
        defaults={
            "workspace_id": conversation.workspace_id,
            "team": team,
            "email": effect.email[:254],
            "phone": effect.phone[:32],
            "name": effect.name[:120],
            "text": effect.text,
            "created_at": now(),
        },
    )
    if not created:
        return
    live.row_changed(conversation)
    keep_claims(conversation.contact_id, name=ticket.name, email=ticket.email, phone=ticket.phone)
    if ticket.email:
        mail_port.ticket(conversation, team_id=ticket.team_id, email=ticket.email, text=ticket.text)
    if team is None or not team.email:
        return
    with override(conversation.workspace.language):
        email = SendEmail(
            to=team.email,
            subject=_("New message from {name}").format(name=_who(ticket)),
            body=_(
                "{name} left a message while nobody was available.\n\n"
                "{text}\n\n"
                "{reach}\n"
                "It is in the admin under “Messages left”, number {number}."
            ).format(
                name=_who(ticket),
                text=ticket.text,
                reach=_("Call back: {phone}").format(phone=phone_in_words(ticket.phone))
                if ticket.phone
                else _("Reply to: {email}").format(email=ticket.email or _("no address given")),
                number=ticket.pk,
            ),
        )
    engine_port.perform_later(
        email,
        workspace_id=conversation.workspace_id,
        key=f"ticket:{ticket.pk}",
        conversation_id=conversation.pk,
    )


def _who(ticket: Ticket) -> str:
    # One line: the name becomes part of a subject.
    return " ".join((ticket.name or ticket.email or ticket.phone or _("A visitor")).split())
