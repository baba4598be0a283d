"""Entries and sources that would answer a question, were they given today."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from flowbuilder.knowledge.models import Entry, Source
from flowbuilder.knowledge.reading import source_selectors
from flowbuilder.knowledge.search import validity, vectors
from flowbuilder.knowledge.search.index_keeping import REBUILD_ASIDE, index_of
from flowbuilder.knowledge.search.indexed import document_of, documents_of
from flowbuilder.knowledge.search.retrieval import Document, Index
from flowbuilder.llm.masking import without_data

#: No more entries are looked through, the last changed first; and no more passages.
LOOKED_THROUGH = 500


def would_answer(
    workspace_id: int, question: str, language: str, flow: str | None = None
) -> list[Entry | Source]:
    """What `question` fits by its words, and is off, too early or over; entries first."""

    def fitting(
        put_by: Collection[Document], index: Index, others: Callable[[int], Sequence[Document]]
    ) -> list[Document]:
        if not put_by:
            return []
        # what words weigh is told by all of them
        beside = others(workspace_id) if len(index) <= REBUILD_ASIDE else []
        beside_them = vectors.by_words([*beside, *put_by], before=index)
        hits = beside_them.search(without_data(question), language, flow=flow).hits
        return [hit.document for hit in hits if hit.answers and hit.document in put_by]

    given, now = validity.stands("given", validity.today_in(workspace_id)), index_of(workspace_id)
    rows = Entry.objects.filter(workspace_id=workspace_id).exclude(given).order_by("-updated_at")
    entries = {document_of(entry): entry for entry in rows[:LOOKED_THROUGH]}
    put_by = Source.objects.filter(workspace_id=workspace_id).exclude(given)
    sources = {source.pk: source for source in put_by.defer("text", "robots")}
    passages = source_selectors.documents_of(sources.values(), LOOKED_THROUGH)
    found = fitting(passages, now.passages, source_selectors.passages_of)
    named = dict.fromkeys(each.place.source for each in found if each.place)
    return [
        *(entries[each] for each in fitting(entries, now.entries, documents_of)),
        *(sources[number] for number in named),
    ]
