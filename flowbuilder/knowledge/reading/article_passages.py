"""An article or a file in hand: the passages it would be read into, before it is saved.

Stores nothing.
"""

from __future__ import annotations

from itertools import count

from flowbuilder.knowledge.errors import DocumentNotReadable
from flowbuilder.knowledge.models import Chunk, Source, SourceDocument
from flowbuilder.knowledge.reading import chunking, source_pages, source_selectors
from flowbuilder.knowledge.reading.sources import Upload
from flowbuilder.knowledge.search.retrieval import Document


def passages_of(source: Source, upload: Upload | None = None) -> list[Document] | None:
    """The passages of a source as it is in hand; one that says what it said before stays itself.

    Nothing of a text that cannot be read: nothing of it would be shown. None: reading it takes
    longer than anybody waits for a form.
    """
    try:
        if upload is None:
            reading = source_pages.article(source)
        else:
            reading = source_pages.uploaded(upload.data, upload.name)
    except DocumentNotReadable:
        return []
    if reading.read_to:
        return None
    address = upload.name if upload else ""
    document = SourceDocument(source=source, address=address, title=reading.title[:300])
    known = {
        (chunk.digest, chunk.anchor): chunk.pk
        for chunk in source_selectors.shown_passages_of([source])
    }
    new = count(-1, -1)  # no row has such a number
    cut, _left = chunking.passages(reading.blocks)
    return [
        source_selectors.document_of(
            Chunk(
                pk=known.pop((each.digest, each.anchor), None) or next(new), document=document,
                headings=list(each.headings), text=each.text, page=each.page, row=each.row,
                anchor=each.anchor, digest=each.digest,
            )
        )
        for each in cut
    ]  # fmt: skip
