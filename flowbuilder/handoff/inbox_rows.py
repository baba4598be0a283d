"""One line of the inbox's list: who it is, who has it, what was said last, what is promised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import (
    Count,
    Exists,
    IntegerField,
    Max,
    Min,
    OuterRef,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce

from flowbuilder.accounts.models import User
from flowbuilder.common.clock import now
from flowbuilder.conversations import mail_port, satisfaction_port
from flowbuilder.conversations.models import Conversation, Message
from flowbuilder.handoff import deadlines, lines, matters, selectors, sla, sleeping, story
from flowbuilder.handoff.models import (
    Handoff,
    Mention,
    ReadMark,
    Tag,
    TagMark,
    Ticket,
    reason_in_words,
)
from flowbuilder.handoff.summary import matter_in_wish

#: How much of the newest line is shown.
PREVIEW = 160
#: When a wait turns amber for a team that promises nothing.
USUAL_FIRST_REPLY_S = 120

#: Whose words say nothing of what the visitor wants.
BY_MACHINE = frozenset({Message.Author.BOT, Message.Author.AI, Message.Author.SYSTEM})

State = Conversation.State
WITH_PEOPLE = frozenset({State.QUEUED, State.AGENT})
Json = dict[str, Any]


def with_wait(rows: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """Add since when an agent's visitor waits for an answer, and when they last spoke."""
    messages = Message.objects.filter(conversation=OuterRef("pk")).order_by().values("conversation")
    visitor = messages.filter(author=Message.Author.VISITOR)
    replied = messages.filter(author=Message.Author.AGENT, private=False).annotate(last=Max("seq"))
    current = _current_handoff()
    rows = rows.annotate(
        replied_seq=Coalesce(Subquery(replied.values("last"), output_field=IntegerField()), 0),
        queued_at=Subquery(current.values("requested_at")[:1]),
        waiting_from=Subquery(current.values_list(selectors.WAITING_FROM)[:1]),
        handoff_first_reply=Subquery(current.values("first_reply_at")[:1]),
        heard_at=Subquery(visitor.annotate(latest=Max("at")).values("latest")),
    )
    return rows.annotate(
        unanswered_since=Subquery(
            visitor.filter(seq__gt=OuterRef("replied_seq"))
            .annotate(first=Min("at"))
            .values("first")
        ),
    )


def _current_handoff() -> QuerySet[Handoff]:
    return Handoff.objects.filter(conversation=OuterRef("pk")).order_by("-requested_at", "-id")


def with_row(rows: QuerySet[Conversation], user: User) -> QuerySet[Conversation]:
    """Add what a list row needs: last line, unread, waiting clock, team."""
    messages = Message.objects.filter(conversation=OuterRef("pk")).order_by().values("conversation")
    said = Message.objects.filter(conversation=OuterRef("pk")).order_by("-seq")
    # That somebody joined or left is no word of anybody's; a note is none to the visitor.
    spoken = said.exclude(author=Message.Author.SYSTEM).filter(private=False)
    heard = said.filter(author=Message.Author.VISITOR)
    read = ReadMark.objects.filter(conversation=OuterRef("pk"), user=user)
    current = _current_handoff()
    seq = IntegerField()
    rows = with_wait(rows).annotate(
        read_seq=Coalesce(Subquery(read.values("seq")[:1], output_field=seq), 0),
        last_author=Subquery(spoken.values("author")[:1]),
        last_agent=Subquery(spoken.values("agent")[:1]),
        last_content=Subquery(spoken.values("content")[:1]),
        last_at=Subquery(spoken.values("at")[:1]),
        noted=Exists(said.filter(private=True).exclude(author=Message.Author.SYSTEM)),
        heard_content=Subquery(heard.values("content")[:1]),
        team_id=Subquery(current.values("team_id")[:1]),
        team_name=Subquery(current.values("team__name")[:1]),
        handoff_status=Subquery(current.values("status")[:1]),
        handoff_reason=Subquery(current.values("reason")[:1]),
        handoff_wrote=Subquery(current.values("last_wrote")[:1]),
        handoff_asked=Subquery(current.values("asked")[:1]),
        handoff_by_mail=Subquery(current.values("by_mail")[:1]),
        handoff_priority=Subquery(current.values("priority")[:1]),
        passed_by=Subquery(current.values("passed_by")[:1]),
        passed_note=Subquery(current.values("passed_note")[:1]),
    )
    visitor = messages.filter(author=Message.Author.VISITOR)
    left = Ticket.objects.filter(conversation=OuterRef("pk"), status=Ticket.Status.OPEN)
    left = left.order_by("created_at", "pk")
    mentions = Mention.objects.filter(conversation=OuterRef("pk"), user=user)
    return rows.annotate(
        unread=Coalesce(
            Subquery(
                visitor.filter(seq__gt=OuterRef("read_seq")).annotate(n=Count("pk")).values("n"),
                output_field=seq,
            ),
            0,
        ),
        mentioned=Exists(mentions),
        mention_unread=Exists(mentions.filter(seen=False)),
        rating=sleeping.is_rated(),
        left_at=Subquery(left.values("created_at")[:1]),
        left_text=Subquery(left.values("text")[:1]),
        left_team=Subquery(left.values("team")[:1]),
    )


def rows_of(conversations: Sequence[Any]) -> list[Json]:
    """The lines of the list, from conversations that `with_row` annotated."""
    open_ones = list(
        Handoff.objects.filter(
            conversation__in=[one.pk for one in conversations],
            status__in=[Handoff.Status.WAITING, Handoff.Status.ASSIGNED],
        )
    )
    standings = deadlines.standings(open_ones, now())
    promised = {one.conversation_id: standings.get(one.pk) for one in open_ones}
    keys = [one.pk for one in conversations]
    tags, snoozed = _tags_of(keys), sleeping.of_rows(keys, now())
    mail = mail_port.threads(keys)
    reasons, people = _reasons_of(conversations), _people_of(conversations)
    ended = [one.pk for one in conversations if _is_ended(one)]
    answered = story.agents_of(ended) if ended else {}
    ratings = satisfaction_port.ratings(ended) if ended else {}
    return [
        {
            **_row_of(one, promised.get(one.pk)),
            "last": _last_line(one, people),
            "reason": reasons[one.pk],
            "passed": (
                {"by": people[one.passed_by], "note": one.passed_note}
                if one.passed_by in people and one.state in WITH_PEOPLE
                else None
            ),
            "answered_by": answered.get(one.pk, ""),
            "score": asdict(ratings[one.pk]) if one.pk in ratings else None,
            "tags": tags.get(one.pk, []),
            "mail": asdict(mail[one.pk]) if one.pk in mail else None,
            "snoozed_until": iso(snoozed[one.pk].until) if one.pk in snoozed else None,
        }
        for one in conversations
    ]


def _is_ended(conversation: Any) -> bool:
    """Whether it is over for the agents, though the visitor may still rate it."""
    return bool(conversation.is_closed or conversation.rating)


def _reasons_of(conversations: Sequence[Any]) -> dict[UUID, str]:
    """Why each visitor is here, in one line: what they wrote when they asked for a person, else the
    author's words, else the visitor's own.

    Of one that is over at least a button says what it was about, or the message that was left.
    """
    ended = {one.pk for one in conversations if _is_ended(one)}
    told = {one.pk: _told_why(one) for one in conversations}
    unsaid = {
        one.pk: one.language
        for one in conversations
        if not told[one.pk] and (one.state in WITH_PEOPLE or one.pk in ended)
    }
    left = _left_in([key for key in unsaid if key in ended])
    about = {**matters.matters_of(unsaid), **left}
    unknown = [key for key in unsaid if key in ended and key not in about]
    topics = matters.topics_of(unknown) if unknown else {}
    return {
        one.pk: about.get(one.pk)
        or topics.get(one.pk)
        or reason_in_words(
            told[one.pk],
            matters.says_why(one.handoff_wrote or "", one.language),
            asked=bool(one.handoff_asked or one.handoff_reason),
        )
        for one in conversations
    }


def _told_why(conversation: Any) -> str:
    """What was written when a person was asked for, else the author's words; perhaps neither."""
    reason, wrote = conversation.handoff_reason or "", conversation.handoff_wrote or ""
    asking = " ".join(matter_in_wish(wrote, conversation.language).split())
    if asking or matters.is_visitors_own(reason, wrote):
        return asking
    return matters.says_why(reason, conversation.language)


def _left_in(keys: Sequence[UUID]) -> dict[UUID, str]:
    """The first message that was left in each of these conversations, answered or not."""
    if not keys:
        return {}
    rows = Ticket.objects.filter(conversation__in=keys).order_by("-created_at", "-pk")
    return {
        key: preview({"kind": "text", "text": text})
        for key, text in rows.values_list("conversation", "text")
    }


def _people_of(conversations: Sequence[Any]) -> dict[int, str]:
    """The names of those who passed it on, or whose words are the last."""
    keys = {key for one in conversations for key in (one.passed_by, one.last_agent) if key}
    people = User.objects.filter(pk__in=keys) if keys else ()
    return {one.pk: one.shown_name for one in people}


def _tags_of(keys: Sequence[UUID]) -> dict[UUID, list[Json]]:
    """The tags of these conversations, by name."""
    tags: dict[UUID, list[Json]] = {}
    marks = TagMark.objects.filter(conversation__in=keys).select_related("tag")
    for mark in marks.order_by("tag__folded", "tag"):
        tags.setdefault(mark.conversation_id, []).append(tag_shown(mark.tag))
    return tags


def tag_shown(tag: Tag) -> Json:
    """A tag as the API writes it."""
    return {"id": tag.pk, "name": tag.name, "color": tag.color}


def _row_of(conversation: Any, promised: tuple[sla.Targets, sla.Standing] | None) -> Json:
    targets, standing = promised or (sla.Targets(), sla.Standing(clocks=()))
    contact, agent = conversation.contact, conversation.agent
    involved = conversation.handoff_status is not None
    return {
        "id": str(conversation.pk),
        "state": conversation.state,
        "epoch": conversation.owner_epoch,
        "head_seq": conversation.head_seq,
        "seen_seq": conversation.seen_seq,
        "language": conversation.language,
        "channel": conversation.channel,
        "contact": {
            "id": contact.pk,
            "name": str(contact),
            "known": bool(contact.name),
            "blocked": contact.blocked_at is not None,
        },
        "agent": None if agent is None else {"id": agent.pk, "name": agent.shown_name},
        "team": (
            {"id": conversation.team_id, "name": conversation.team_name}
            if conversation.team_id
            else None
        ),
        "urgent": involved and conversation.handoff_priority == Handoff.Priority.HIGH,
        "waiting_since": _waiting_since(conversation),
        "queued_at": iso(conversation.queued_at) if conversation.state == State.QUEUED else None,
        "heard_at": iso(conversation.heard_at),
        "target_s": targets.first_reply_s or USUAL_FIRST_REPLY_S,
        "sla": _promise_of(standing.pressing),
        "by_mail": bool(conversation.handoff_by_mail),
        "left": _left(conversation),
        "noted": conversation.noted,
        "unread": 0 if conversation.is_closed else conversation.unread,
        "mentioned": conversation.mentioned,
        "mention_unread": conversation.mention_unread,
        "at_risk": sla.is_at_risk(standing),
        "rating": conversation.rating and conversation.state == State.BOT,
        "started_at": iso(conversation.started_at),
        "last_activity_at": iso(conversation.last_activity_at),
    }


def _promise_of(clock: sla.Clock | None) -> Json | None:
    if clock is None:
        return None
    return {
        "promise": clock.promise,
        "state": clock.state,
        "due_at": iso(clock.due_at),
        "paused": clock.paused,
    }


def _last_line(conversation: Any, people: Mapping[int, str]) -> Json | None:
    """What was said last to one another; where people are concerned, not by the machine."""
    with_people = conversation.state in WITH_PEOPLE
    by_machine = conversation.last_author in BY_MACHINE or conversation.state == State.QUEUED
    if with_people and by_machine and conversation.heard_content is not None:
        return {
            "from": Message.Author.VISITOR,
            "text": preview(conversation.heard_content),
            "at": iso(conversation.heard_at),
            "agent": None,
        }
    if conversation.last_author is None:
        return None
    writer = conversation.last_agent
    return {
        "from": conversation.last_author,
        "text": preview(conversation.last_content),
        "at": iso(conversation.last_at),
        "agent": {"id": writer, "name": people[writer]} if writer in people else None,
    }


def _left(conversation: Any) -> Json | None:
    """The first message that the visitor left and nobody has answered."""
    if conversation.left_at is None:
        return None
    text = preview({"kind": "text", "text": conversation.left_text})
    return {"at": iso(conversation.left_at), "text": text, "team": conversation.left_team}


def _waiting_since(conversation: Any) -> str | None:
    """Since when a person waits for a person: in the queue, or for the agent's next reply.

    Being passed on starts no new wait.
    """
    if conversation.state == State.QUEUED:
        return iso(conversation.waiting_from)
    if conversation.state == State.AGENT:
        if conversation.waiting_from and conversation.handoff_first_reply is None:
            return iso(conversation.waiting_from)
        return iso(conversation.unanswered_since)
    return None


def iso(at: datetime | None) -> str | None:
    """A moment as the API writes it."""
    return at.isoformat() if at else None


def preview(content: Json | None) -> str:
    """The words of a message in one line."""
    return " ".join(lines.read(content or {}).split())[:PREVIEW]


def row_for(conversation_id: UUID | str, workspace_id: int, user: User) -> Json | None:
    """The row of one conversation as `user` sees it; None when it is not theirs to see."""
    rows = selectors.conversations_of(workspace_id).filter(pk=conversation_id)
    found = with_row(rows, user).first()
    return None if found is None else rows_of([found])[0]
