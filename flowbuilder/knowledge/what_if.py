"""What a change of the knowledge would break, before it is saved.

The expected questions are judged twice: on the index as it is, and on one with the change. That
takes seconds where there is much, so large workspaces (`MAX_ENTRIES`) are only checked after the
change, and of many expectations those about the changed entries come first (`MAX_CHECKED`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flowbuilder.knowledge import quality, selectors
from flowbuilder.knowledge.expectations import expected
from flowbuilder.knowledge.models import Entry, Expectation, Outcome
from flowbuilder.knowledge.retrieval import Document

MAX_ENTRIES = 2_000
MAX_CHECKED = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakage:
    """An expected answer that a change would break."""

    question: str
    expected: str
    was: str
    now: str
    got: str


def if_saved(entry: Entry) -> list[Breakage]:
    """What saving `entry` as it is in hand would break. Its stored row is not touched."""
    stored = Entry.objects.filter(workspace_id=entry.workspace_id, pk=entry.pk).first()
    if stored is not None and not _finds_otherwise(stored, entry):
        return []
    if stored is None and not entry.enabled:
        return []
    languages = {entry.language, stored.language if stored else entry.language}
    new = [selectors.document_of(entry)] if entry.enabled else []
    return _broken(entry.workspace_id, [entry.pk] if entry.pk else [], new, languages)


def if_without(workspace_id: int, ids: Sequence[int]) -> list[Breakage]:
    """What switching off or deleting the entries of `ids` would break."""
    gone = Entry.objects.filter(workspace_id=workspace_id, pk__in=ids, enabled=True)
    languages = set(gone.values_list("language", flat=True).distinct())
    return _broken(workspace_id, ids, [], languages) if languages else []


def _finds_otherwise(stored: Entry, changed: Entry) -> bool:
    if not (stored.enabled or changed.enabled):
        return False
    names = ("question", "variants", "answer", "language", "enabled")
    return any(getattr(stored, name) != getattr(changed, name) for name in names)


def _broken(
    workspace_id: int, ids: Sequence[int], new: Iterable[Document], languages: set[str]
) -> list[Breakage]:
    rows = _rows(workspace_id, set(ids), languages)
    entries = Entry.objects.filter(workspace_id=workspace_id, enabled=True)
    if not rows or entries.count() > MAX_ENTRIES:
        return []
    rest = entries.filter(language__in=languages).exclude(pk__in=list(ids)).order_by("id")
    changed = selectors.index_with(
        workspace_id, [*map(selectors.document_of, rest.iterator()), *new]
    )
    asked = [expected(row) for row in rows]
    before = quality.judge(selectors.index_of(workspace_id), asked)
    after = quality.judge(changed, asked)
    return [
        Breakage(
            question=row.question,
            expected=row.entry.question if row.entry else "",
            was=str(Outcome(was.outcome).label),
            now=str(Outcome(now.outcome).label),
            got=now.got_question,
        )
        for row, was, now in zip(rows, before, after, strict=True)
        if now.rank < was.rank
    ]


def _rows(workspace_id: int, ids: set[int], languages: set[str]) -> list[Expectation]:
    """Expectations in these languages, those about the entries of `ids` first."""
    found = Expectation.objects.filter(workspace_id=workspace_id, language__in=languages)
    own = list(found.filter(entry__in=ids).select_related("entry")[:MAX_CHECKED])
    others = found.exclude(pk__in=[row.pk for row in own]).select_related("entry")
    return own + list(others.order_by("-id")[: MAX_CHECKED - len(own)])
