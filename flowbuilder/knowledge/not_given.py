"""Entries that would answer a question, were they given today."""

from __future__ import annotations

from flowbuilder.knowledge import validity
from flowbuilder.knowledge.index_keeping import REBUILD_ASIDE, index_of
from flowbuilder.knowledge.indexed import document_of, documents_of
from flowbuilder.knowledge.models import Entry
from flowbuilder.knowledge.retrieval import Index
from flowbuilder.llm.masking import without_data

#: No more of them are looked through, the last changed first.
LOOKED_THROUGH = 500


def would_answer(
    workspace_id: int, question: str, language: str, flow: str | None = None
) -> list[Entry]:
    """The entries that `question` fits by its words, and that are off, too early or over."""
    given = validity.stands("given", validity.today_in(workspace_id))
    rows = Entry.objects.filter(workspace_id=workspace_id).exclude(given).order_by("-updated_at")
    put_by = {document_of(entry): entry for entry in rows[:LOOKED_THROUGH]}
    if not put_by:
        return []
    now_given, beside = index_of(workspace_id).entries, []
    if len(now_given) <= REBUILD_ASIDE:  # what words weigh is told by all entries
        beside = documents_of(workspace_id)
    index = Index([*beside, *put_by], before=now_given)
    hits = index.search(without_data(question), language, flow=flow).hits
    return [put_by[hit.document] for hit in hits if hit.answers and hit.document in put_by]
