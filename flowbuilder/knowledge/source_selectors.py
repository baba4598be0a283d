"""What is known of sources: their passages as the index takes them, and how a reading stands."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from urllib.parse import quote

from django.db.models import Count, F, Q, QuerySet

from flowbuilder.knowledge import chunking
from flowbuilder.knowledge.models import Chunk, Source, SourceDocument
from flowbuilder.knowledge.retrieval import Document

#: How the ids of passages begin, so that they are told from those of entries.
MARK = "passage-"
#: More of one workspace are not searched: every search looks at the whole index.
MAX_SEARCHED = 30_000


def passages_of(workspace_id: int) -> list[Document]:
    """The passages of the sources that are on."""
    found = searched(workspace_id).select_related("document__source").order_by("id")
    return [_document(chunk) for chunk in found[:MAX_SEARCHED].iterator()]


def fingerprint(workspace_id: int) -> Hashable:
    """Changes whenever the passages that searches find do."""
    rows = Source.objects.filter(workspace_id=workspace_id, enabled=True).order_by("id")
    return tuple(rows.values_list("id", "name", "language", "state", "progress_at"))


def searched(workspace_id: int) -> QuerySet[Chunk]:
    """The passages that searches find: of sources that are on, and of the shown generation."""
    return Chunk.objects.filter(
        workspace_id=workspace_id,
        document__source__enabled=True,
        generation=F("document__shown"),
    )


def _document(chunk: Chunk) -> Document:
    document = chunk.document
    source = document.source
    heading = chunking.BETWEEN.join(chunk.headings) or document.title
    return Document(
        id=f"{MARK}{chunk.pk}",
        question=heading or source.name,
        variants=chunking.sentences(chunk.text),
        answer=chunk.text,
        language=source.language,
        source=link_to(chunk),
        of=source.name,
        version=chunk.digest,
    )


def link_to(chunk: Chunk) -> str:
    """Where a person can read the passage: its page, at its heading; nothing for a file."""
    address = chunk.document.address
    if not address.startswith(("https://", "http://")):
        return ""
    if chunk.page:
        return f"{address}#page={chunk.page}"
    return f"{address}#{quote(chunk.anchor)}" if chunk.anchor else address


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a source's reading stands.

    Attributes:
        done, known: Documents that were dealt with, and those that are known so far.
        passages: What searches may find of it.
    """

    done: int
    known: int
    passages: int
    read: int
    left_out: int
    failed: int

    @property
    def percent(self) -> int:
        """How much of what is known is done; it may fall when more is found."""
        return 100 * self.done // self.known if self.known else 0


def standing(source: Source) -> Standing:
    """Count the documents of the last reading, and all passages that are shown."""
    state = SourceDocument.State
    open_ = Q(state__in=(state.WAITING, state.UNDERWAY))
    pages = Q(is_map=False)
    counted = source.documents.filter(found_in=source.reading).aggregate(
        known=Count("id"),
        open=Count("id", filter=open_),
        read=Count("id", filter=pages & Q(state__in=(state.READ, state.UNCHANGED))),
        left_out=Count("id", filter=pages & Q(state=state.SKIPPED)),
        failed=Count("id", filter=Q(state=state.FAILED)),
    )
    return Standing(
        done=counted["known"] - counted["open"],
        known=counted["known"],
        passages=shown_passages(source).count(),
        read=counted["read"],
        left_out=counted["left_out"],
        failed=counted["failed"],
    )


def shown_passages(source: Source) -> QuerySet[Chunk]:
    """The passages of a source that are shown, whether it is on or off."""
    return Chunk.objects.filter(document__source=source, generation=F("document__shown"))
