"""What a change of the knowledge would break and mend, before it is saved.

The expected questions are judged by the index as it is and by one with the change, each in the
flow that gives its answer, which the change may move to another. What stays is not filed anew, so
the other index is made in half a second where there are 20,000 entries, or 10,000 passages
(`MAX_ENTRIES`, `MAX_PASSAGES`). With more, and where much is new and has to be filed and placed
(`MAX_NEW`), a change is only checked afterwards. How many questions are judged is a matter of time:
see `foresight`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy

from flowbuilder.accounts.models import Language
from flowbuilder.knowledge import importing, selectors
from flowbuilder.knowledge.checks.foresight import NOTHING, Foresight, compared, rows_of, texts_of
from flowbuilder.knowledge.errors import EntryNotUsable
from flowbuilder.knowledge.models import Entry, Expectation, MeaningSettings, Source, Synonyms
from flowbuilder.knowledge.naming import names_of
from flowbuilder.knowledge.reading import article_passages, source_selectors, sources
from flowbuilder.knowledge.reading.sources import Upload
from flowbuilder.knowledge.search import trial_index, validity
from flowbuilder.knowledge.search.embedding import Embedder
from flowbuilder.knowledge.search.endpoint import EndpointEmbedder
from flowbuilder.knowledge.search.retrieval import Document
from flowbuilder.knowledge.search.together import Both

MAX_ENTRIES, MAX_PASSAGES = 20_000, 10_000
MAX_NEW = 2_000


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
    if len(rows) > MAX_NEW:
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
    entries = trial_index.own(workspace_id).entries
    if trial_index.lacks_places(workspace_id, list(map(selectors.document_of, new)), entries):
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
    if not rows_of(source.workspace_id, languages):
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
    rows = rows_of(workspace_id, languages)
    if not rows:
        return NOTHING
    before = trial_index.own(workspace_id)
    if _has_much(before):
        return None
    alike = selectors.synonyms_of(workspace_id, new=new, without=[*gone, *changed])
    after = trial_index.index_with(
        workspace_id, before.entries.documents, passages=before.passages.documents, alike=alike
    )
    return compared(workspace_id, rows, after, about=[each.words for each in [*old, *new]])


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
    rows = rows_of(workspace_id, set(Language.values))
    if not rows:
        return NOTHING
    if _has_much(now) or (_deciding(model) and not now.is_ready):
        return None
    after = trial_index.index_by(workspace_id, then)
    return compared(workspace_id, rows, after) if after is not None else None


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
    rows = rows_of(workspace_id, languages)
    if not rows or not changed:
        return NOTHING
    given = [source for source in changed if _is_given(source)]
    count = source_selectors.shown_passages_of(given).count() if coming is None else len(coming)
    before = trial_index.own(workspace_id)
    if _has_much(before) or count > MAX_NEW:
        return None
    if coming is None:
        coming = source_selectors.documents_of(given)
    rest: list[Document] = []
    gone: list[Document] = []
    for each in before.passages.documents:
        is_theirs = each.place is not None and each.place.source in ids
        (gone if is_theirs else rest).append(each)
    passages = [*rest, *coming] if given else rest
    if trial_index.lacks_places(workspace_id, passages, before.passages):
        return None
    after = Both(before.entries, trial_index.passages_with(workspace_id, passages))
    return compared(
        workspace_id,
        rows,
        after,
        about=texts_of([*gone, *coming]),
        own={(Source, pk) for pk in ids},
        answers=changed,
    )


# ---- What changes ---------------------------------------------------------------------------


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


def _has_much(index: Both) -> bool:
    return len(index.passages) > MAX_PASSAGES or len(index.entries) > MAX_ENTRIES


def _with_entries(
    workspace_id: int, ids: Sequence[int], new: Sequence[Entry], languages: set[str]
) -> Foresight | None:
    """What comes of it when `new` are given in place of the entries of `ids`."""
    rows = rows_of(workspace_id, languages)
    if not rows:
        return NOTHING
    before = trial_index.own(workspace_id).entries.documents
    if len(before) > MAX_ENTRIES:
        return None
    changed = Entry.objects.filter(workspace_id=workspace_id, pk__in=list(ids))
    names = {(each.language, each.public_id) for each in changed.only("language", "key")}
    gone = [each for each in before if (each.language, each.id) in names]
    coming = list(map(selectors.document_of, new))
    rest = [each for each in before if (each.language, each.id) not in names]
    return compared(
        workspace_id,
        rows,
        trial_index.index_with(workspace_id, [*rest, *coming]),
        about=texts_of([*gone, *coming]),
        own={(Entry, pk) for pk in ids},
        answers=new,
    )
