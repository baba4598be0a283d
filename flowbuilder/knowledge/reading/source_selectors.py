"""What is known of sources: their passages as the index takes them, and how a reading stands."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Set
from dataclasses import dataclass
from urllib.parse import quote

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse

from flowbuilder.flows.knowledge_port import Since
from flowbuilder.flows.knowledge_port import Source as Cited
from flowbuilder.knowledge.models import Chunk, Source, SourceDocument
from flowbuilder.knowledge.reading import chunking
from flowbuilder.knowledge.search import validity
from flowbuilder.knowledge.search.hits import Place
from flowbuilder.knowledge.search.retrieval import Document

#: How the ids of passages begin, so that they are told from those of entries.
MARK = "passage-"
#: More of one workspace are not searched: every search looks at the whole index.
MAX_SEARCHED = 30_000


def passages_of(workspace_id: int) -> list[Document]:
    """The passages of the sources that are given today."""
    found = _lightly(searched(workspace_id)).order_by("id")
    return [document_of(chunk) for chunk in found[:MAX_SEARCHED].iterator()]


def documents_of(sources: Iterable[Source], limit: int | None = None) -> list[Document]:
    """The passages of these sources, as they are searched where these are given, as they are in
    hand; the first `limit` alone, if any is set."""
    in_hand = {source.pk: source for source in sources}
    found = []
    rows = _lightly(shown_passages_of(in_hand.values())).order_by("id")[:limit]
    for chunk in rows.iterator():
        chunk.document.source = in_hand[chunk.document.source_id]
        found.append(document_of(chunk))
    return found


def _lightly(chunks: QuerySet[Chunk]) -> QuerySet[Chunk]:
    """With their documents and sources, but not with all that those hold, once for each row."""
    heavy = ("document__links", "document__source__text", "document__source__robots")
    return chunks.select_related("document__source").defer(*heavy)


def fingerprint(workspace_id: int) -> Hashable:
    """Changes whenever the passages that searches find do."""
    given = validity.stands("given", validity.today_in(workspace_id))
    rows = Source.objects.filter(given, workspace_id=workspace_id).order_by("id")
    return tuple(rows.values_list("id", "name", "language", "flow_id", "state", "progress_at"))


def searched(workspace_id: int) -> QuerySet[Chunk]:
    """The passages that searches find: of sources given today, and of the shown generation."""
    given = validity.stands("given", validity.today_in(workspace_id), of="document__source__")
    return Chunk.objects.filter(given, workspace_id=workspace_id, generation=F("document__shown"))


def document_of(chunk: Chunk) -> Document:
    """A passage as an index knows it."""
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
        flow=str(source.flow_id or ""),
        place=place_of(chunk),
        row=chunk.row,
    )


def place_of(chunk: Chunk) -> Place:
    """Where a passage stands. The next reading finds it there again, as another row."""
    document = chunk.document
    heading = chunking.BETWEEN.join(chunk.headings)
    return Place(source=document.source_id, page=document.address, heading=heading)


def passage(workspace_id: int, public_id: str) -> Chunk | None:
    """The passage that a search names so, if it is still searched."""
    number = _number_of(public_id)
    if number is None:
        return None
    return searched(workspace_id).select_related("document__source").filter(pk=number).first()


def _number_of(public_id: str) -> int | None:
    number = public_id.removeprefix(MARK)
    is_number = number.isascii() and number.isdecimal() and len(number) <= 18
    return int(number) if number != public_id and is_number else None


def is_passage(public_id: str) -> bool:
    """Whether a search names a passage so."""
    return _number_of(public_id) is not None


def passages_since(workspace_id: int, wanted: Set[Cited]) -> dict[Cited, Since]:
    """Of passages that answers stood on, those that their source has no more, with its page."""
    if not wanted:
        return {}
    numbers = {cited: _number_of(cited.id) for cited in wanted}
    shown = Chunk.objects.filter(workspace_id=workspace_id, generation=F("document__shown"))
    rows = shown.filter(pk__in=[number for number in numbers.values() if number is not None])
    standing = set(rows.values_list("pk", flat=True))
    gone = [cited for cited, number in numbers.items() if number not in standing]
    named = {int(cited.of) for cited in gone if cited.of.isdecimal()}
    here = Source.objects.filter(workspace_id=workspace_id, pk__in=named)
    pages = {
        str(pk): reverse("admin:knowledge_source_passages", args=[pk])
        for pk in here.values_list("pk", flat=True)
    }
    return {cited: Since(page=pages.get(cited.of, "")) for cited in gone}


def lasting_place(chunk: Chunk) -> Place:
    """Where to expect it from now on: a file may have another name the next time it is uploaded,
    and a source that is one page has no other; only a website has pages to tell apart."""
    place = place_of(chunk)
    is_site = chunk.document.source.kind == Source.Kind.SITE
    return place if is_site else Place(source=place.source, heading=place.heading)


def held(places: Iterable[Place]) -> set[Place]:
    """Those places where a passage that is shown stands, whether its source is on or off."""
    places = set(places)
    shown = Chunk.objects.filter(generation=F("document__shown"))
    rows = shown.filter(document__source__in={place.source for place in places}).values_list(
        "document__source", "document__address", "headings"
    )
    standing = {
        Place(source=source, page=page, heading=chunking.BETWEEN.join(headings))
        for source, page, headings in rows.iterator()
    }
    return {place for place in places if any(map(place.holds, standing))}


def link_to(chunk: Chunk) -> str:
    """Where a person can read the passage: its page, at its heading; nothing for a file."""
    address = chunk.document.address
    if not address.startswith(("https://", "http://")):
        return ""
    if chunk.page:
        return f"{address}#page={chunk.page}"
    if chunk.row:
        return f"{address}#row={chunk.row}"  # RFC 7111
    return f"{address}#{quote(chunk.anchor)}" if chunk.anchor else address


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a source's reading stands.

    Attributes:
        done, known: Documents that were dealt with, and those that are known so far.
        passages: What searches may find of it.
        waiting: Those that a stop left, to be read when the reading goes on.
    """

    done: int
    known: int
    passages: int
    read: int
    left_out: int
    waiting: int
    failed: int

    @property
    def percent(self) -> int:
        """How much of what is known is done; it may fall when more is found."""
        return 100 * self.done // self.known if self.known else 0


def standing(source: Source) -> Standing:
    """Count the documents of the last reading, and all passages that are shown."""
    state = SourceDocument.State
    open_ = Q(state__in=(state.WAITING, state.UNDERWAY))
    pages, put_off = Q(is_map=False), Q(state=state.SKIPPED, reason="stopped")
    counted = source.documents.filter(found_in=source.reading).aggregate(
        known=Count("id"),
        open=Count("id", filter=open_),
        read=Count("id", filter=pages & Q(state__in=(state.READ, state.UNCHANGED))),
        left_out=Count("id", filter=pages & Q(state=state.SKIPPED) & ~put_off),
        put_off=Count("id", filter=put_off),
        failed=Count("id", filter=Q(state=state.FAILED)),
    )
    return Standing(
        done=counted["known"] - counted["open"],
        known=counted["known"],
        passages=shown_passages(source).count(),
        read=counted["read"],
        left_out=counted["left_out"],
        waiting=counted["put_off"],
        failed=counted["failed"],
    )


def shown_passages(source: Source) -> QuerySet[Chunk]:
    """The passages of a source that are shown, whether it is on or off."""
    return shown_passages_of([source])


def shown_passages_of(sources: Iterable[Source]) -> QuerySet[Chunk]:
    """The passages of these sources that are shown, whether they are on or off."""
    shown = Chunk.objects.filter(generation=F("document__shown"))
    return shown.filter(document__source__in=[source.pk for source in sources])
