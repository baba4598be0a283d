"""What the inbox shows, as plain values: one conversation's card, its messages, people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from flowbuilder.accounts.models import User
from flowbuilder.common.clock import now
from flowbuilder.conversations import consents, live, mail_port, satisfaction_port
from flowbuilder.conversations.models import Conversation, Message
from flowbuilder.handoff import considered, lines, matters, selectors, story
from flowbuilder.handoff.answers import answers_of, replies_of
from flowbuilder.handoff.contact_card import called, merge_waiting
from flowbuilder.handoff.inbox_rows import iso, row_for
from flowbuilder.handoff.models import Agent, ReadMark, Ticket
from flowbuilder.handoff.services import mentioning
from flowbuilder.handoff.summary import Said, may_be_reply, repeats
from flowbuilder.llm import costs_page
from flowbuilder.llm.selectors import model_configured

MESSAGES_PAGE = 60

Json = dict[str, Any]


# ---- One conversation ------------------------------------------------------------------


def card_of(conversation: Conversation, user: User, *, sees_costs: bool = False) -> Json:
    """Everything beside the messages: contact, story so far, earlier visits, tickets."""
    contact = conversation.contact
    version = conversation.flow_version
    row = row_for(conversation.pk, conversation.workspace_id, user)
    handoffs = story.handoffs_of(conversation)
    reason = matters.reason_of(conversation, handoffs)
    others = story.others_of(conversation)
    keys = [one.pk for one in others]
    topics, who = matters.topics_of(keys), story.agents_of(keys)
    ratings = satisfaction_port.ratings([conversation.pk, *keys])
    lately = story.lately_of(conversation)
    language = conversation.language
    replies = replies_of(conversation)
    last_said = matters.last_said(conversation, handoffs)
    told = [
        line
        for line in story.in_short(conversation, handoffs, lately, replies)
        if not repeats(line, reason)
        and not _is_part(line, last_said)
        and not (line.who == "agent" and conversation.agent_id == user.pk)
    ]
    return {
        "row": row,
        "contact": {
            "id": contact.pk,
            "name": contact.name,
            "email": contact.email,
            "phone": contact.phone,
            "language": contact.language,
            "first_seen": iso(contact.created_at),
            "merge": merge_waiting(contact),
        },
        "page": {
            "url": str(conversation.page.get("url", "")),
            "title": str(conversation.page.get("title", "")),
        },
        "flow": {"name": version.flow.name, "version": version.number},
        "path": story.path_of(conversation),
        "answers": [one for one in answers_of(conversation) if not _is_reason(one, reason)],
        "passages": considered.passages_of(conversation),
        "last_said": last_said,
        "reason": reason,
        "summary": [{"who": line.who, "text": line.text} for line in told],
        "writes": model_configured(conversation.workspace_id),
        "mood": story.mood_of(conversation),
        "models": _models(conversation) if sees_costs else None,
        "handoffs": [
            {
                "id": one.pk,
                "team": one.team.name if one.team else "",
                "agent": one.agent.shown_name if one.agent else "",
                "status": one.status,
                "reason": matters.reason_without_words(one, language, replies),
                "requested_at": iso(one.requested_at),
            }
            for one in handoffs
        ],
        "rating": _rating(ratings.get(conversation.pk)),
        "earlier": [
            {
                "id": str(one.pk),
                "channel": one.channel,
                "name": called(one),
                "state": one.state,
                "being_rated": one.being_rated and one.state == Conversation.State.BOT,
                "left": one.left,
                "outcome": one.outcome,
                "started_at": iso(one.started_at),
                "topic": topics.get(one.pk, ""),
                "agent": who.get(one.pk, ""),
                "rating": _rating(ratings.get(one.pk)),
            }
            for one in others
        ],
        "files": story.files_in(lately),
        "consents": [
            {
                "purpose": one.purpose,
                "label": one.label,
                "agreed": one.agreed,
                "at": iso(one.at),
                "withdrawn_at": iso(one.withdrawn_at),
            }
            for one in consents.newest_of(contact)
        ],
        "tickets": [
            {
                "id": one.pk,
                "text": one.text,
                "email": one.email,
                "phone": one.phone,
                "name": one.name,
                "status": one.status,
                "created_at": iso(one.created_at),
            }
            for one in Ticket.objects.filter(conversation=conversation)[:5]
        ],
    }


def _models(conversation: Conversation) -> Json | None:
    """What the models cost so far, and the way to the log of those calls."""
    row = costs_page.of_conversation(conversation.workspace, conversation.pk)
    return None if row is None else {"told": row.told, "url": row.address}


def _is_reason(answer: Json, reason: str) -> bool:
    """Whether a sentence that a step kept is what stands above it as the reason."""
    said = Said(who="visitor", text=answer["value"])
    return not may_be_reply(said.text) and repeats(said, reason)


def _is_part(line: Said, said: str) -> bool:
    """Whether the line is a piece of what is shown in full."""
    return line.text != " ".join(said.split()) and repeats(line, said)


def _rating(given: satisfaction_port.Rating | None) -> Json | None:
    return None if given is None else asdict(given)


def messages_of(
    conversation_id: UUID | str, *, after: int | None = None, before: int | None = None
) -> tuple[list[Json], bool]:
    """A page of messages in order, notes too, and whether more lie beyond it.

    `after` pages forward from there, `before` backward; neither gives the newest.
    """
    rows = Message.objects.filter(conversation_id=conversation_id).select_related("agent")
    if after is not None:
        found = list(rows.filter(seq__gt=after).order_by("seq")[: MESSAGES_PAGE + 1])
        page = found[:MESSAGES_PAGE]
        return _shown(conversation_id, page), len(found) > MESSAGES_PAGE
    if before is not None:
        rows = rows.filter(seq__lt=before)
    found = list(rows.order_by("-seq")[: MESSAGES_PAGE + 1])
    page = found[:MESSAGES_PAGE][::-1]
    return _shown(conversation_id, page), len(found) > MESSAGES_PAGE


def these_messages(conversation_id: UUID | str, seqs: Sequence[int]) -> list[Json]:
    """The messages of these numbers, such as those whose delivery is another now."""
    rows = Message.objects.filter(conversation_id=conversation_id, seq__in=seqs)
    return _shown(conversation_id, list(rows.select_related("agent").order_by("seq")))


def _shown(conversation_id: UUID | str, page: Sequence[Message]) -> list[Json]:
    key = conversation_id if isinstance(conversation_id, UUID) else UUID(conversation_id)
    letters = mail_port.letters(key, [one.seq for one in page])
    return [message_of(one, letters.get(one.seq)) for one in page]


def _read_as(content: Json) -> Json:
    """A message's content with its words as its reader's language says them."""
    said = content.get("line") or content.get("rated")
    return {**content, "text": lines.read(content)} if said else content


def message_of(message: Message, letter: mail_port.Letter | None = None) -> Json:
    """One message as the inbox shows it, and what it is as an e-mail."""
    agent = message.agent
    return {
        "seq": message.seq,
        "from": message.author,
        "private": message.private,
        "content": _read_as(message.content),
        "generated": message.generated,
        "at": iso(message.at),
        "client_id": message.client_id,
        "agent": None if agent is None else {"id": agent.pk, "name": agent.shown_name},
        "mail": None if letter is None else {**asdict(letter), "at": iso(letter.at)},
    }


# ---- People ---------------------------------------------------------------------------------


def agents_shown(workspace_id: int) -> list[Json]:
    """The colleagues, with who is there and how much they have to do."""
    at, busy = now(), selectors.loads(workspace_id)
    return [
        agent_shown(one, at, busy.get(one.user_id, 0)) for one in selectors.agents_of(workspace_id)
    ]


def agent_shown(agent: Agent, at: datetime, load: int) -> Json:
    """One colleague."""
    return {
        "id": agent.user_id,
        "name": agent.user.shown_name,
        "state": agent.state,
        "online": selectors.is_online(agent, at),
        "present": selectors.is_present(agent, at),
        "load": load,
        "capacity": agent.capacity,
        "teams": [team.pk for team in agent.teams.all()],
    }


def teams_shown(workspace_id: int) -> list[Json]:
    """The teams, whether they are open, and how many answer."""
    at = now()
    people = list(selectors.agents_of(workspace_id))
    teams = selectors.teams_of(workspace_id).prefetch_related(*selectors.CALENDAR)
    return [
        {
            "id": team.pk,
            "name": team.name,
            "open": selectors.is_open(team, at),
            "agents_online": sum(
                selectors.is_online(one, at) and team in one.teams.all() for one in people
            ),
            "zone": team.timezone,
            "drafts": team.drafts and model_configured(workspace_id),
        }
        for team in teams
    ]


def me_shown(agent: Agent) -> Json:
    """The person the inbox belongs to."""
    load = selectors.loads(agent.workspace_id).get(agent.user_id, 0)
    return agent_shown(agent, now(), load)


def mark_read(workspace_id: int, conversation_id: UUID, user: User, seq: int) -> int:
    """Note how far `user` has read; never backwards. Returns the mark."""
    conversation = selectors.conversation_of(workspace_id, conversation_id)
    seq = min(seq, conversation.head_seq)
    mark, created = ReadMark.objects.get_or_create(
        conversation=conversation,
        user=user,
        defaults={"workspace_id": workspace_id, "seq": seq},
    )
    if not created and mark.seq < seq:
        mark.seq = seq
        mark.save(update_fields=["seq"])
    if mentioning.mark_seen(conversation_id, user, seq):
        live.row_changed(conversation)
    return mark.seq
