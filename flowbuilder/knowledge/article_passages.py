"""An article in hand: the passages it would be read into, before it is saved. Stores nothing."""

from __future__ import annotations

from itertools import count

from flowbuilder.knowledge import chunking, source_pages, source_selectors
from flowbuilder.knowledge.errors import DocumentNotReadable
from flowbuilder.knowledge.models import Chunk, Source, SourceDocument
from flowbuilder.knowledge.retrieval import Document


def passages_of(article: Source) -> list[Document]:
    """The passages of `article` as it is in hand; one that says what it said before stays itself.

    None of a text that cannot be read: nothing of it would be shown.
    """
    try:
        reading = source_pages.article(article)
    except DocumentNotReadable:
        return []
    document = SourceDocument(source=article, title=reading.title[:300])
    known = {
        (chunk.digest, chunk.anchor): chunk.pk
        for chunk in source_selectors.shown_passages_of([article])
    }
    new = count(-1, -1)  # no row has such a number
    cut, _left = chunking.passages(reading.blocks)
    return [
        source_selectors.document_of(
            Chunk(
                pk=known.pop((each.digest, each.anchor), None) or next(new), document=document,
                headings=list(each.headings), text=each.text, anchor=each.anchor,
                digest=each.digest,
            )
        )
        for each in cut
    ]  # fmt: skip
