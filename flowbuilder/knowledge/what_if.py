"""What a change of the knowledge would break and mend, before it is saved.

The expected questions are judged twice: on the index as it is, and on one with the change; each
time in the flow that gives their answer, which the change may move to another. That takes seconds
where there is much, so large workspaces (`MAX_ENTRIES`, `MAX_PASSAGES`) are only checked after the
change, and of many expectations those about what changes come first (`MAX_CHECKED`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, replace

from django.db.models import Q

from flowbuilder.accounts.models import Language
from flowbuilder.knowledge import (
    article_passages,
    importing,
    quality,
    quality_report,
    selectors,
    source_selectors,
    sources,
    trial_index,
    validity,
)
from flowbuilder.knowledge.embedding import Embedder
from flowbuilder.knowledge.endpoint import EndpointEmbedder
from flowbuilder.knowledge.errors import EntryNotUsable
from flowbuilder.knowledge.expectations import expected, with_answers
from flowbuilder.knowledge.models import (
    Entry,
    Expectation,
    MeaningSettings,
    Outcome,
    Source,
    Synonyms,
)
from flowbuilder.knowledge.naming import names_of
from flowbuilder.knowledge.quality import Judged
from flowbuilder.knowledge.retrieval import Document
from flowbuilder.knowledge.sources import Upload
from flowbuilder.knowledge.together import Both

MAX_ENTRIES = 2_000
MAX_PASSAGES = 2_000
MAX_CHECKED = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """An expected answer that would come out otherwise after a change."""

    question: str
    expected: str
    was: str
    now: str
    got: str


@dataclass(frozen=True, slots=True)
class Foresight:
    """What a change would do to the expected answers."""

    broken: tuple[Foreseen, ...] = ()
    mended: tuple[Foreseen, ...] = ()


NOTHING = Foresight()
#: What an expected answer is: an entry or a source, and its number.
_Answer = tuple[type[Entry | Source], int | None]


# ---- Entries. Everywhere here None says that it takes too long to tell ------------------------


def if_saved(entry: Entry) -> Foresight | None:
    """What saving `entry` as it is in hand would do. Its stored row is not touched."""
    stored = Entry.objects.filter(workspace_id=entry.workspace_id, pk=entry.pk).first()
    if stored is not None and not _finds_otherwise(stored, entry):
        return NOTHING
    is_given = _is_given(entry)
    if stored is None and not is_given:
        return NOTHING
    languages = {entry.language, stored.language if stored else entry.language}
    return _with_entries(
        entry.workspace_id, [entry.pk] if entry.pk else [], [entry] if is_given else [], languages
    )


def if_without(workspace_id: int, ids: Sequence[int]) -> Foresight | None:
    """What switching off or deleting the entries of `ids` would do."""
    gone = Entry.objects.filter(workspace_id=workspace_id, pk__in=ids, enabled=True)
    languages = set(gone.values_list("language", flat=True).distinct())
    return _with_entries(workspace_id, ids, [], languages) if languages else NOTHING


def if_imported(workspace_id: int, rows: Sequence[importing.Row]) -> Foresight | None:
    """What importing the rows of a file would do."""
    if not Expectation.objects.filter(workspace_id=workspace_id).exists():
        return NOTHING
    if len(rows) > MAX_ENTRIES:
        return None
    stored = list(Entry.objects.filter(workspace_id=workspace_id))
    known = {(each.language, each.key): each for each in stored if each.key}
    known |= {(each.language, f"? {each.question}"): each for each in stored}
    after: dict[int | str, Entry] = {}
    names = names_of(workspace_id)
    for row in rows:
        try:
            named = names.resolve(row)
        except EntryNotUsable:
            continue  # such a row is left out of the import
        name = row.key or f"? {row.question}"
        before = known.get((row.language, name))
        entry = copy(before) if before else Entry(workspace_id=workspace_id, language=row.language)
        entry.question, entry.variants, entry.answer = row.question, list(row.variants), row.answer
        entry.enabled = row.enabled
        entry.flow_id = named.get("flow_id", entry.flow_id)
        if row.days is not None:
            entry.valid_from, entry.valid_until = row.days
        if before is None:
            entry.key = row.key or f"{row.language} {name}"  # it has no number of its own yet
            after[f"{row.language} {name}"] = entry
        elif _finds_otherwise(before, entry):
            after[before.pk] = entry
    changed = [key for key in after if isinstance(key, int)]
    new = [entry for entry in after.values() if _is_given(entry)]
    if trial_index.lacks_places(workspace_id, list(map(selectors.document_of, new))):
        return None
    languages = {row.language for row in rows}
    return _with_entries(workspace_id, changed, new, languages) if after else NOTHING


# ---- Sources, synonyms and the model -----------------------------------------------------------


def if_source_saved(source: Source, upload: Upload | None = None) -> Foresight | None:
    """What saving `source` as it is in hand would do, as far as what it says is known: an
    article's text and a file that comes along are, a page that is still to be read is not."""
    stored = Source.objects.filter(workspace_id=source.workspace_id, pk=source.pk).first()
    is_written = upload is not None or (
        source.kind == Source.Kind.ARTICLE
        and (stored is None or sources.is_other_content(stored, source))
    )
    if not is_written and (stored is None or not sources.is_found_otherwise(stored, source)):
        return NOTHING
    if not (_is_given(source) or (stored and _is_given(stored))):
        return NOTHING
    languages = {source.language, stored.language if stored else source.language}
    if not _rows(source.workspace_id, languages, Q()):
        return NOTHING
    passages = article_passages.passages_of(source, upload) if is_written else None
    if is_written and passages is None:
        return None
    return _with_sources(source.workspace_id, [source], languages, passages)


def if_sources_switched(
    workspace_id: int, ids: Sequence[int], *, enabled: bool
) -> Foresight | None:
    """What switching sources on or off would do; deleting them does what switching off does."""
    rows = Source.objects.filter(workspace_id=workspace_id, pk__in=list(ids), enabled=not enabled)
    found = list(rows)
    for source in found:
        source.enabled = enabled
    return _with_sources(workspace_id, found, {source.language for source in found})


def if_synonyms(
    workspace_id: int, new: Iterable[Synonyms] = (), without: Iterable[int] = ()
) -> Foresight | None:
    """What keeping groups of synonyms, and dropping those of `without`, would do."""
    new, gone = list(new), list(without)
    changed = [each.pk for each in new if each.pk]
    old = Synonyms.objects.filter(workspace_id=workspace_id, pk__in=[*gone, *changed])
    languages = {*old.values_list("language", flat=True), *(each.language for each in new)}
    rows = _rows(workspace_id, languages, Q())
    if not rows:
        return NOTHING
    if _has_much(workspace_id):
        return None
    alike = selectors.synonyms_of(workspace_id, new=new, without=[*gone, *changed])
    entries = validity.entries_of(workspace_id).order_by("id")
    changed_index = trial_index.index_with(
        workspace_id,
        list(map(selectors.document_of, entries.iterator())),
        passages=source_selectors.passages_of(workspace_id),
        alike=alike,
    )
    return _compared(workspace_id, rows, changed_index)


def if_meaning(chosen: MeaningSettings) -> Foresight | None:
    """What a choice in hand of how meaning is searched would do.

    An endpoint only puts in order what the words find, so it counts as words alone: that holds as
    soon as it is chosen. What it offers first is known when it has placed the texts, not before.
    """
    workspace_id = chosen.workspace_id
    model, now = selectors.model_of(workspace_id), selectors.index_of(workspace_id)
    then = _deciding(selectors.model_chosen(chosen))
    if then is _deciding(model):
        return NOTHING
    rows = _rows(workspace_id, set(Language.values), Q())
    if not rows:
        return NOTHING
    if _has_much(workspace_id) or (_deciding(model) and not now.is_ready):
        return None
    after = trial_index.index_by(workspace_id, then)
    return _compared(workspace_id, rows, after) if after is not None else None


def _deciding(model: Embedder | None) -> Embedder | None:
    """The model whose scores decide what is found; None: the words do."""
    return None if isinstance(model, EndpointEmbedder) else model


def _with_sources(
    workspace_id: int,
    changed: Sequence[Source],
    languages: set[str],
    coming: Sequence[Document] | None = None,
) -> Foresight | None:
    """What comes of `changed` sources; `coming` are their passages, if those are to be others."""
    ids = [source.pk for source in changed]
    rows = _rows(workspace_id, languages, Q(source__in=ids))
    if not rows or not changed:
        return NOTHING
    given = [source for source in changed if _is_given(source)]
    count = source_selectors.shown_passages_of(given).count() if coming is None else len(coming)
    if _has_much(workspace_id) or count > MAX_PASSAGES:
        return None
    if coming is None:
        coming = source_selectors.documents_of(given)
    passages = [
        each
        for each in source_selectors.passages_of(workspace_id)
        if each.place is None or each.place.source not in ids
    ]
    passages += coming if given else []
    if trial_index.lacks_places(workspace_id, passages):
        return None
    entries = trial_index.own(workspace_id).entries
    filed = trial_index.index_with(workspace_id, [], passages=passages)
    return _compared(workspace_id, rows, Both(entries, filed.passages), changed)


# ---- Judging ---------------------------------------------------------------------------------


def _finds_otherwise(stored: Entry, changed: Entry) -> bool:
    if not (stored.enabled or changed.enabled):
        return False
    names = (
        "question", "variants", "answer", "language", "enabled", "valid_from", "valid_until",
        "flow_id",
    )  # fmt: skip
    return any(getattr(stored, name) != getattr(changed, name) for name in names)


def _is_given(answer: Entry | Source) -> bool:
    return validity.standing(answer, validity.today_in(answer.workspace_id)) == "given"


def _has_many_entries(workspace_id: int) -> bool:
    return validity.entries_of(workspace_id).count() > MAX_ENTRIES


def _has_much(workspace_id: int) -> bool:
    passages = source_selectors.searched(workspace_id).count()
    return passages > MAX_PASSAGES or _has_many_entries(workspace_id)


def _with_entries(
    workspace_id: int, ids: Sequence[int], new: Sequence[Entry], languages: set[str]
) -> Foresight | None:
    """What comes of it when `new` are given in place of the entries of `ids`."""
    rows = _rows(workspace_id, languages, Q(entry__in=list(ids)))
    if not rows:
        return NOTHING
    if _has_many_entries(workspace_id):
        return None
    rest = validity.entries_of(workspace_id).exclude(pk__in=list(ids)).order_by("id")
    documents = [*map(selectors.document_of, rest.iterator()), *map(selectors.document_of, new)]
    return _compared(workspace_id, rows, trial_index.index_with(workspace_id, documents), new)


def _compared(
    workspace_id: int,
    rows: Sequence[Expectation],
    changed: Both,
    answers: Iterable[Entry | Source] = (),
) -> Foresight:
    """What comes out otherwise by the `changed` index than by the workspace's own.

    `answers` are in hand: what they answer is asked in their own flow from then on.
    """
    flows: dict[_Answer, str | None] = {
        (type(each), each.pk): selectors.flow_key(each.flow_id) for each in answers if each.pk
    }
    asked = [expected(row) for row in rows]
    asked_then = [
        replace(each, flow=flows.get(_answer_of(row), each.flow))
        for row, each in zip(rows, asked, strict=True)
    ]
    was = quality.judge(trial_index.own(workspace_id), asked)
    now = quality.judge(changed, asked_then)
    judged = list(zip(rows, was, now, strict=True))
    return Foresight(
        broken=tuple(_foreseen(*each) for each in judged if each[2].rank < each[1].rank),
        mended=tuple(_foreseen(*each) for each in judged if each[2].rank > each[1].rank),
    )


def _answer_of(row: Expectation) -> _Answer:
    return (Entry, row.entry_id) if row.entry_id else (Source, row.source_id)


def _foreseen(row: Expectation, was: Judged, now: Judged) -> Foreseen:
    return Foreseen(
        question=row.question,
        expected="" if row.no_answer else quality_report.expected_words(row),
        was=str(Outcome(was.outcome).label),
        now=str(Outcome(now.outcome).label),
        got=now.got_question,
    )


def _rows(workspace_id: int, languages: set[str], own: Q) -> list[Expectation]:
    """Expectations in these languages, those about what changes (`own`) first."""
    here = Expectation.objects.filter(workspace_id=workspace_id, language__in=languages)
    found = with_answers(here)
    first = list(found.filter(own)[:MAX_CHECKED]) if own else []
    others = found.exclude(pk__in=[row.pk for row in first])
    return first + list(others.order_by("-id")[: MAX_CHECKED - len(first)])
