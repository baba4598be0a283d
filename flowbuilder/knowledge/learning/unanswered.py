"""The groups of open questions, and what settles a whole group."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Max

from flowbuilder.accounts.services import audit
from flowbuilder.conversations.models import Conversation
from flowbuilder.knowledge import selectors, services
from flowbuilder.knowledge.checks.quality import Searchable
from flowbuilder.knowledge.learning import grouping
from flowbuilder.knowledge.learning.grouping import Asked, Group
from flowbuilder.knowledge.models import Entry, Unanswered
from flowbuilder.knowledge.search.retrieval import Index

if TYPE_CHECKING:
    from flowbuilder.accounts.models import User, Workspace

#: The newest open questions that are grouped.
GROUPED = 2_000
#: Wordings of one group that are settled at once.
SETTLED = 60
KEPT_GROUPINGS = 16

_Key = tuple[int, tuple[tuple[int, str], ...]]
_groupings: dict[_Key, list[Group]] = {}


def numbers(given: str) -> list[int]:
    """The row numbers in "12,15"; what is none is left out."""
    parts = given.split(",")[:SETTLED]
    return [int(p) for p in parts if p.isascii() and p.isdecimal() and len(p) <= 18]


@dataclass(slots=True)
class Settled:
    """What an answer did for a group: its questions, and how many were and are found."""

    asked: int = 0
    answered: int = 0
    found_before: int = 0
    found_now: int = 0
    still_open: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredLately:
    """An entry that settled questions, and how many of them are found now."""

    entry: Entry
    asked: int
    found: int
    missing: tuple[str, ...]


def groups_of(workspace: Workspace) -> list[Group]:
    """The open questions of a workspace in groups."""
    rows = list(
        Unanswered.objects.filter(workspace=workspace, status=Unanswered.Status.OPEN).values_list(
            "pk", "question", "language", "at"
        )[:GROUPED]
    )
    key = (workspace.pk, tuple((row[0], row[1]) for row in rows))
    known = _groupings.get(key)
    if known is None:
        asked = [Asked(id=pk, text=text, language=lang, at=at) for pk, text, lang, at in rows]
        known = grouping.grouped(asked, Index)
        while len(_groupings) >= KEPT_GROUPINGS:
            _groupings.pop(next(iter(_groupings)), None)
        _groupings[key] = known
    return known


def found_among(group: Group, index: Searchable) -> int:
    """How many questions of the group `index` answers."""
    return sum(
        each.volume
        for each in group.wordings
        if index.search(each.text, group.language, 1).verdict == "found"
    )


def open_ones(workspace: Workspace, ids: Sequence[int]) -> list[Unanswered]:
    """The open questions of `ids` in that order; others' and settled ones are left out."""
    rows = Unanswered.objects.filter(
        workspace=workspace, status=Unanswered.Status.OPEN, pk__in=list(ids)[:SETTLED]
    )
    by_id = {row.pk: row for row in rows}
    return [by_id[key] for key in dict.fromkeys(ids) if key in by_id]


@transaction.atomic
def add_to_entry(
    entry: Entry, questions: Sequence[Unanswered], *, by: User | None = None
) -> Settled:
    """Make the questions further ways to ask for `entry`, and settle those it now answers.

    Raises:
        EntryNotUsable: If the entry would have too many ways to ask.
    """
    before = found_now(entry.workspace_id, questions)
    services.save_entry(with_wordings(entry, questions), by=by)
    return settle(entry, questions, before, by=by)


def with_wordings(entry: Entry, questions: Sequence[Unanswered]) -> Entry:
    """The entry in hand with the questions as further ways to ask; nothing is stored."""
    same = {text.casefold() for text in (entry.question, *entry.variants)}
    for question in questions:
        if question.question.casefold() not in same:
            entry.variants = [*entry.variants, question.question]
            same.add(question.question.casefold())
    return entry


def settle(
    entry: Entry,
    questions: Sequence[Unanswered],
    before: dict[int, bool],
    *,
    by: User | None = None,
) -> Settled:
    """Mark the questions answered for which a search brings `entry`; the others stay open.

    `before` says which were found before the entry was written (`found_now` tells).
    """
    done = Settled()
    answered: list[int] = []
    _number, index = selectors.index_now(entry.workspace_id)
    for question_id, same in in_same_words(entry.workspace_id, questions).items():
        question = next(each for each in questions if each.pk == question_id)
        result = index.search(question.question, question.language)
        hits = result.hits if result.verdict != "none" else ()
        shown = {(hit.document.language, hit.document.id) for hit in hits}
        done.asked += len(same)
        done.found_before += len(same) if before.get(question_id) else 0
        done.found_now += len(same) if result.verdict == "found" else 0
        if (entry.language, entry.public_id) in shown:
            answered += same
        else:
            done.still_open.append(question.question)
    if answered:
        rows = Unanswered.objects.filter(pk__in=answered, status=Unanswered.Status.OPEN)
        done.answered = rows.update(status=Unanswered.Status.ANSWERED, entry=entry)
        name = questions[0].question
        audit(entry.workspace, by, "unanswered.answered", name, entry=entry.pk, count=done.answered)
    return done


def found_now(workspace_id: int, questions: Sequence[Unanswered]) -> dict[int, bool]:
    """Which of the questions a search answers now, by their numbers."""
    index = selectors.index_of(workspace_id)
    return {
        each.pk: index.search(each.question, each.language, 1).verdict == "found"
        for each in questions
    }


@transaction.atomic
def close_found(workspace: Workspace, ids: Sequence[int], *, by: User | None = None) -> int:
    """Mark the open questions of `ids` answered that a search finds an answer to today.

    With the same words asked by others. What finds nothing stays open. Returns how many.
    """
    questions = open_ones(workspace, ids)
    by_id = {each.pk: each for each in questions}
    index = selectors.index_of(workspace.pk)
    count = 0
    for question_id, same in in_same_words(workspace.pk, questions).items():
        question = by_id[question_id]
        result = index.search(question.question, question.language, 1)
        if result.verdict != "found":
            continue
        found = result.hits[0].document
        named = selectors.entry_called(workspace.pk, found.language, found.id)
        entry = None if found.of else named
        rows = Unanswered.objects.filter(pk__in=same, status=Unanswered.Status.OPEN)
        closed = rows.update(status=Unanswered.Status.ANSWERED, entry=entry)
        count += closed
        key = entry.pk if entry else None
        audit(workspace, by, "unanswered.answered", question.question, entry=key, count=closed)
    return count


def talks_of(workspace: Workspace, ids: Iterable[int]) -> dict[int, UUID]:
    """In which conversation each question was asked, as far as that is still there."""
    rows = Unanswered.objects.filter(workspace=workspace, pk__in=list(ids))
    asked = {pk: talk for pk, talk in rows.values_list("pk", "conversation_id") if talk}
    here = Conversation.objects.filter(workspace=workspace, pk__in=set(asked.values()))
    there = set(here.values_list("pk", flat=True))
    return {pk: talk for pk, talk in asked.items() if talk in there}


@transaction.atomic
def ignore(workspace: Workspace, ids: Iterable[int], *, by: User | None = None) -> int:
    """Put open questions away, with the same words asked by others. Returns how many."""
    questions = open_ones(workspace, list(ids))
    same = [key for keys in in_same_words(workspace.pk, questions).values() for key in keys]
    rows = Unanswered.objects.filter(pk__in=same, status=Unanswered.Status.OPEN)
    count = rows.update(status=Unanswered.Status.IGNORED)
    if count:
        names = " · ".join(each.question for each in questions[:5])
        audit(workspace, by, "unanswered.ignored", names, count=count)
    return count


def answered_lately(workspace: Workspace, limit: int = 8) -> list[AnsweredLately]:
    """The entries that settled questions last, with how many of those are found now.

    None of them was found when it was asked: that is how it came to be kept.
    """
    answered = Unanswered.objects.filter(
        workspace=workspace, status=Unanswered.Status.ANSWERED, entry__isnull=False
    )
    newest = (
        answered.order_by()
        .values("entry")
        .annotate(count=Count("pk"), changed=Max("entry__updated_at"))
        .order_by("-changed", "-entry")[:limit]
    )
    ids = [row["entry"] for row in newest]
    entries = Entry.objects.in_bulk(ids)
    index = selectors.index_of(workspace.pk)
    found = []
    for key in ids:
        asked = answered.filter(entry=key).values_list("question", "language")[:100]
        lost = [q for q, language in asked if index.search(q, language, 1).verdict != "found"]
        found.append(
            AnsweredLately(
                entry=entries[key],
                asked=len(asked),
                found=len(asked) - len(lost),
                missing=tuple(dict.fromkeys(lost))[:3],
            )
        )
    return found


def in_same_words(workspace_id: int, questions: Sequence[Unanswered]) -> dict[int, list[int]]:
    """For each question, the open ones in the same words; SQLite compares "Ż" with "ż" wrongly."""
    rows = Unanswered.objects.filter(workspace_id=workspace_id, status=Unanswered.Status.OPEN)
    by_words: dict[tuple[str, str], list[int]] = {}
    for pk, language, text in rows.values_list("pk", "language", "question")[:GROUPED]:
        by_words.setdefault((language, text.casefold()), []).append(pk)
    return {
        each.pk: by_words.get((each.language, each.question.casefold()), [each.pk])
        for each in questions
    }
