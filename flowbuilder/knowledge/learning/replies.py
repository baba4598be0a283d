"""Agents' replies to questions that had no answer, as entries in the making.

A reply is worth keeping when the visitor gave a high score, or gave none and the agent ended the
conversation, or gave it back, without the visitor asking on. It is offered without courtesies and
personal data (`redacting`), until its question is answered or somebody puts it away.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Exists, F, Max, OuterRef, QuerySet, Subquery, Window
from django.db.models.functions import RowNumber

from flowbuilder.common.clock import now
from flowbuilder.conversations import satisfaction_port
from flowbuilder.conversations.models import Conversation, Message
from flowbuilder.knowledge.answers.substance import asks_on, is_answer, substance
from flowbuilder.knowledge.learning.redacting import Known, redacted
from flowbuilder.knowledge.models import Unanswered

if TYPE_CHECKING:
    from flowbuilder.accounts.models import Workspace

#: Replies to questions of the last quarter are offered, and so many questions looked at.
OFFERED = timedelta(days=90)
LOOKED_AT = 200
#: So many messages after a question are read.
FOLLOWED = 60

Author = Message.Author


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A visitor's question and an agent's first reply of substance, without personal data.

    `questions` are the rows that it answers; `asked` are their words, as groups know them.
    """

    questions: tuple[int, ...]
    asked: frozenset[tuple[str, str]]
    question: str
    answer: str
    language: str
    at: datetime
    by: str
    satisfied: bool

    @property
    def id(self) -> int:
        """What it is called in addresses: the newest of its questions."""
        return self.questions[-1]


@dataclass(frozen=True, slots=True)
class _Said:
    seq: int
    author: str
    at: datetime
    text: str
    by: str
    names: tuple[str, ...]


def worth_keeping(workspace: Workspace) -> list[Reply]:
    """The replies that would make good entries, the newest first."""
    by_talk: dict[UUID, list[Unanswered]] = defaultdict(list)
    for question in reversed(_replied_to(workspace)):
        if question.conversation_id is not None:
            by_talk[question.conversation_id].append(question)
    if not by_talk:
        return []
    pleased = satisfaction_port.satisfied(list(by_talk))
    last_asked = _last_asked(by_talk)
    said = _said(by_talk)
    found = []
    for talk in Conversation.objects.filter(pk__in=by_talk).select_related("contact"):
        for reply in _replies(talk, by_talk[talk.pk], said[talk.pk], pleased.get(talk.pk)):
            if reply.satisfied or last_asked[talk.pk] <= reply.at:
                found.append(reply)
    return sorted(found, key=lambda reply: (reply.at, reply.id), reverse=True)


def to_words(replies: Iterable[Reply], asked: Iterable[tuple[str, str]]) -> list[Reply]:
    """Those of `replies` that answer questions in these words: language and text."""
    words = {key(language, text) for language, text in asked}
    return [reply for reply in replies if not words.isdisjoint(reply.asked)]


def key(language: str, text: str) -> tuple[str, str]:
    """What makes two questions the same: groups put equal wordings together so too."""
    return language, text.casefold()


def put_away(workspace: Workspace, ids: Sequence[int]) -> int:
    """Offer the replies to these questions no more. Returns how many questions that were."""
    rows = Unanswered.objects.filter(workspace=workspace, pk__in=ids, reply_put_away=False)
    return rows.update(reply_put_away=True)


def known_of(talk: Conversation) -> Known:
    """What is known of the visitor: name, address, telephone, and numbers among the details."""
    contact = talk.contact
    details = (str(each) for each in contact.attributes.values() if isinstance(each, str | int))
    numbers = [each for each in details if any(letter.isdigit() for letter in each)]
    return Known(
        names=tuple(filter(None, [contact.name])),
        details=tuple(filter(None, [contact.email, contact.phone, *numbers])),
    )


def _replied_to(workspace: Workspace) -> list[Unanswered]:
    """Open questions after which an agent wrote, the newest first."""
    written = Message.objects.filter(
        conversation_id=OuterRef("conversation_id"),
        author=Author.AGENT,
        private=False,
        at__gte=OuterRef("at"),
    )
    rows = Unanswered.objects.filter(
        workspace=workspace,
        status=Unanswered.Status.OPEN,
        reply_put_away=False,
        conversation_id__isnull=False,
        at__gte=now() - OFFERED,
    )
    return list(rows.filter(Exists(written)).order_by("-at", "-id")[:LOOKED_AT])


def _last_asked(talks: Iterable[UUID]) -> Mapping[UUID, datetime]:
    """When the last question without an answer was asked in each conversation."""
    rows = Unanswered.objects.filter(conversation_id__in=talks).order_by()
    return dict(rows.values_list("conversation_id").annotate(last=Max("at")))


def _said(questions: Mapping[UUID, list[Unanswered]]) -> Mapping[UUID, list[_Said]]:
    """What was said in each conversation after its first question, notes left out."""
    first = Unanswered.objects.filter(
        conversation_id=OuterRef("conversation_id"),
        pk__in=[row.pk for rows in questions.values() for row in rows],
    ).order_by("at")
    rows: QuerySet[Message] = (
        Message.objects.filter(conversation_id__in=questions, private=False)
        .annotate(asked=Subquery(first.values("at")[:1]))
        .filter(at__gte=F("asked"))
        .annotate(
            place=Window(RowNumber(), partition_by=[F("conversation_id")], order_by=F("seq").asc())
        )
        .filter(place__lte=FOLLOWED)
        .select_related("agent")
        .order_by("conversation_id", "seq")
    )
    found: dict[UUID, list[_Said]] = defaultdict(list)
    for row in rows:
        agent = row.agent
        found[row.conversation_id].append(
            _Said(
                seq=row.seq,
                author=row.author,
                at=row.at,
                text=str(row.content.get("text") or ""),
                by=agent.shown_name if agent else "",
                names=(agent.shown_name, agent.first_name, agent.last_name) if agent else (),
            )
        )
    return found


def _replies(
    talk: Conversation, questions: Sequence[Unanswered], said: Sequence[_Said], score: bool | None
) -> Iterable[Reply]:
    """The good replies of one conversation; several questions may have had the same."""
    answered: dict[int, list[Unanswered]] = defaultdict(list)
    texts: dict[int, tuple[int, str]] = {}
    for question in questions:
        for place, each in enumerate(said):
            if each.author != Author.AGENT or each.at < question.at:
                continue
            text = _without_person(each, talk, question.language)
            if is_answer(text):
                answered[each.seq].append(question)
                texts[each.seq] = place, text
                break
    for seq, together in answered.items():
        place, text = texts[seq]
        if not _is_good(talk, said[place + 1 :], score):
            continue
        newest = together[-1]
        yield Reply(
            questions=tuple(each.pk for each in together),
            asked=frozenset(key(each.language, each.question) for each in together),
            question=redacted(newest.question, newest.language, known_of(talk)),
            answer=text,
            language=newest.language,
            at=said[place].at,
            by=said[place].by,
            satisfied=bool(score),
        )


def _without_person(said: _Said, talk: Conversation, language: str) -> str:
    visitor = known_of(talk)
    both = Known(names=(*visitor.names, *filter(None, said.names)), details=visitor.details)
    return substance(redacted(said.text, language, both), language)


def _is_good(talk: Conversation, after: Sequence[_Said], score: bool | None) -> bool:
    """Whether the visitor was content.

    What they say to the assistant afterwards does not count, unless it leads to an agent again.
    """
    if score is not None:
        return score
    if talk.state not in (Conversation.State.CLOSED, Conversation.State.BOT):
        return False
    with_agent = True
    for each in after:
        match each.author:
            case Author.BOT | Author.AI:
                with_agent = False
            case Author.AGENT if not with_agent:
                return False
            case Author.VISITOR if with_agent and asks_on(each.text, talk.language):
                return False
    return True
