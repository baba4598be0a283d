"""Reading a source in small steps, each a job: some pages, then the next step is written down.

Theory. The rows of documents are the way ahead: what waits is read, what is read leads to more.
A document's passages are written beside the old ones and shown when all are there, in one
transaction; so a step may end anywhere, be repeated, or be done twice. Searches follow when the
reading ends, not after each page.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping
from datetime import timedelta
from hashlib import blake2b

from django.db import transaction
from django.db.models import Min, Q, QuerySet

from flowbuilder.common.clock import now
from flowbuilder.common.crashpoints import pass_point
from flowbuilder.flows import later_port
from flowbuilder.knowledge import past, services
from flowbuilder.knowledge.errors import DocumentNotReadable
from flowbuilder.knowledge.models import Chunk, Source, SourceDocument
from flowbuilder.knowledge.reading import (
    chunking,
    reasons,
    source_files,
    source_pages,
    sources,
)
from flowbuilder.knowledge.reading.crawling.robots import USUAL_PAUSE_S
from flowbuilder.knowledge.reading.readers import Reading
from flowbuilder.knowledge.reading.source_pages import Found

TASK = sources.TASK
#: A step takes no more documents than these, and begins none after these seconds.
DOCUMENTS, STEP_S = 10, 8.0
#: Attempts at what may pass by itself, and seconds before the second.
ATTEMPTS, RETRY_S = 3, 30
MAX_PASSAGES, MAX_LINKS = 3_000, 500

State, DocumentState = Source.State, SourceDocument.State

logger = logging.getLogger(__name__)


def take(key: str) -> None:
    """Do the task of `key`: a step of a reading, or the beginning of one that is due."""
    _name, number, what, rest = key.split(":")
    if what == "due":
        sources.read_if_due(int(number), int(rest))
    else:
        _step(int(number), int(what), int(rest))


def _step(source_id: int, reading: int, number: int) -> None:
    began, pause = time.monotonic(), 0.0
    for _count in range(DOCUMENTS):
        source = _under_way(source_id, reading)
        document = _next(source) if source is not None else None
        if source is None or document is None or time.monotonic() - began > STEP_S:
            break
        if pause and not document.held:
            if pause > STEP_S / 2:
                break
            threading.Event().wait(pause)
        _read(source, document)
        pause = 0.0 if document.held else source_pages.pause_of(source)
        pass_point("source_document_read")
    _go_on(source_id, reading, number, pause)


def _under_way(source_id: int, reading: int) -> Source | None:
    here = Source.objects.filter(pk=source_id, reading=reading, state=State.READING)
    return here.select_related("workspace").first()


def _next(source: Source) -> SourceDocument | None:
    """What to read now: what was begun, then in the order in which it was found."""
    waiting = source.documents.filter(found_in=source.reading).order_by("depth", "id")
    begun = waiting.filter(state=DocumentState.UNDERWAY).first()
    due = Q(retry_at=None) | Q(retry_at__lte=now())
    return begun or waiting.filter(due, state=DocumentState.WAITING).first()


def _read(source: Source, document: SourceDocument) -> None:
    try:
        found = source_pages.read(source, document)
    except DocumentNotReadable as problem:
        details = problem.details
        _leave_out(source, document, str(details["reason"]), dict(details["numbers"]))
    else:
        _keep(source, document, found)


@transaction.atomic
def _keep(source: Source, document: SourceDocument, found: Found) -> None:
    if not _is_ours(source, document):
        source_files.drop_later([found.held])
        return
    followed = found.links if found.links is not None else document.links
    sources.queue(source, followed[:MAX_LINKS], depth=document.depth + 1)
    sources.queue(source, found.listed, depth=source.depth_limit + 1)
    if found.links is not None:
        document.links = found.links[:MAX_LINKS]
    document.retry_at, document.read_at = None, now()
    document.is_map = found.is_map
    if found.is_map:
        past.keep_passages(document.chunks.all())
        document.state, document.shown = DocumentState.READ, 0
        document.chunks.all().delete()
        elsewhere = ("elsewhere", {"count": found.elsewhere}) if found.elsewhere else None
        left_out = sources.queue_maps(source, found.maps, depth=document.depth + 1)
        document.remarks = [list(each) for each in (elsewhere, left_out) if each]
    elif found.reading is None:
        document.state = DocumentState.UNCHANGED
    else:
        _keep_passages(source, document, found, found.reading)
    document.save()


def _keep_passages(
    source: Source, document: SourceDocument, found: Found, reading: Reading
) -> None:
    generation = source.reading
    ours = document.chunks.filter(generation=generation)
    if not document.read_to:
        ours.delete()
        document.title, document.pages = reading.title[:300], reading.pages
        document.etag, document.last_modified = found.etag, found.last_modified
        document.remarks = []
    passages, left = chunking.passages(reading.blocks, document.open_headings)
    there = ours.count()
    fitting = passages[: max(0, MAX_PASSAGES - there)]
    Chunk.objects.bulk_create(
        [
            Chunk(
                workspace_id=source.workspace_id, document=document, generation=generation,
                number=number, headings=list(each.headings), text=each.text, page=each.page,
                anchor=each.anchor, row=each.row, digest=each.digest,
            )
            for number, each in enumerate(fitting, there + 1)
        ],
        batch_size=500,
    )  # fmt: skip
    remarks = [[code, numbers] for code, numbers in reading.remarks]
    if len(fitting) < len(passages):
        remarks.append(["too_many_passages", {"passages": MAX_PASSAGES}])
    document.remarks += [each for each in remarks if each not in document.remarks]
    if reading.read_to and len(fitting) == len(passages):
        document.state, document.read_to = DocumentState.UNDERWAY, reading.read_to
        document.open_headings = [list(each) for each in left]
        document.held, document.kind = found.held or document.held, found.kind
        return
    _show(source, document)


def _show(source: Source, document: SourceDocument) -> None:
    """The passages are all there: they take the place of the old ones, unless they are alike."""
    ours = document.chunks.filter(generation=source.reading).order_by("number")
    places = ours.values_list("digest", "page", "anchor", "row")
    digest = blake2b(repr(list(places)).encode(), digest_size=16).hexdigest()
    _drop_held(source, document)
    document.read_to, document.open_headings = 0, []
    twin = (
        source.documents.filter(found_in=source.reading, digest=digest, shown__gt=0)
        .exclude(pk=document.pk)
        .exclude(state__in=sources.OPEN)
        .first()
    )
    if not ours.exists():
        _put_away(document, "scanned" if document.pages else "empty", {})
    elif twin is not None:
        _put_away(document, "same_text", {"other": twin.address})
    elif document.shown and document.digest == digest:
        ours.exclude(generation=document.shown).delete()
        document.state = DocumentState.UNCHANGED
    else:
        _let_stay(document, source.reading)
        past.keep_passages(document.chunks.all())
        document.shown, document.digest = source.reading, digest
        document.chunks.exclude(generation=source.reading).delete()
        document.state = DocumentState.READ


def _let_stay(document: SourceDocument, generation: int) -> None:
    """What stood there before in the same words takes the place of its copy: whoever cited it still
    finds it."""
    before: dict[tuple[object, ...], list[Chunk]] = {}
    for chunk in document.chunks.filter(generation=document.shown).order_by("-number"):
        before.setdefault((chunk.digest, chunk.page, chunk.anchor), []).append(chunk)
    stay, copies = [], []
    for copy in document.chunks.filter(generation=generation).order_by("number"):
        if alike := before.get((copy.digest, copy.page, copy.anchor)):
            chunk = alike.pop()
            chunk.generation, chunk.number, chunk.row = generation, copy.number, copy.row
            stay.append(chunk)
            copies.append(copy.pk)
    Chunk.objects.filter(pk__in=copies).delete()
    Chunk.objects.bulk_update(stay, ["generation", "number", "row"], batch_size=500)


@transaction.atomic
def _leave_out(
    source: Source, document: SourceDocument, reason: str, numbers: dict[str, int]
) -> None:
    """Try what may pass again a little later; else say why it was left out."""
    if not _is_ours(source, document):
        return
    passes = reason in reasons.PASSING and not 400 <= numbers.get("status", 500) < 429
    document.attempts += 1
    if passes and document.attempts < ATTEMPTS:
        pause = RETRY_S * document.attempts**2
        document.state, document.retry_at = DocumentState.WAITING, now() + timedelta(seconds=pause)
        document.reason, document.numbers = reason, numbers
    elif passes and document.shown:
        document.state, document.reason, document.numbers = DocumentState.FAILED, reason, numbers
    else:
        _drop_held(source, document)
        _put_away(document, reason, numbers)
    document.save()


def _put_away(document: SourceDocument, reason: str, numbers: Mapping[str, object]) -> None:
    """Nothing of it is shown, and why."""
    past.keep_passages(document.chunks.all())
    skipped = reason in reasons.LEFT_OUT
    document.state = DocumentState.SKIPPED if skipped else DocumentState.FAILED
    document.reason, document.numbers = reason, dict(numbers)
    document.shown, document.digest, document.read_to = 0, "", 0
    document.etag = document.last_modified = ""
    document.chunks.all().delete()


def _drop_held(source: Source, document: SourceDocument) -> None:
    if document.held and document.held != source.held:
        source_files.drop_later([document.held])
    document.held = ""


def _is_ours(source: Source, document: SourceDocument) -> bool:
    """Hold the source's row; False when the reading was stopped, another began meanwhile, or
    somebody else has brought the document further."""
    here = Source.objects.select_for_update().filter(
        pk=source.pk, reading=source.reading, state=State.READING
    )
    same = source.documents.filter(pk=document.pk, state=document.state, read_to=document.read_to)
    return bool(here.exists() and same.exists() and here.update(progress_at=now()))


@transaction.atomic
def _go_on(source_id: int, reading: int, number: int, pause: float) -> None:
    """Write down the next step, or end the reading."""
    here = Source.objects.select_for_update().filter(pk=source_id, reading=reading)
    source = here.filter(state=State.READING).first()
    if source is None:
        return
    left = source.documents.filter(found_in=reading, state__in=sources.OPEN)
    if not left.exists():
        _end(source)
        return
    at = now() + timedelta(seconds=pause if pause > USUAL_PAUSE_S else 0)
    if _next(source) is None:
        at = left.aggregate(at=Min("retry_at"))["at"] or at
    later_port.do_at(
        TASK, key=sources.step_key(source, number + 1), workspace_id=source.workspace_id, at=at,
        about=source.name,
    )  # fmt: skip


def _why_nothing(met: QuerySet[SourceDocument]) -> sources.Remark:
    """Why nothing is shown though the first document was read: of sitemaps alone, what is said."""
    if not met.exclude(is_map=True, state=DocumentState.READ).exists():
        said: list[sources.Remark] = [
            (code, numbers) for each in met for code, numbers in each.remarks
        ]
        for code, numbers in said:
            if code != "elsewhere":
                return code, numbers
        if said:
            return "all_elsewhere", {}
    return "empty", {}


def _end(source: Source) -> None:
    """All is read: drop what is not there any more, say how it went, let searches follow."""
    met = source.documents.filter(found_in=source.reading)
    first = met.filter(depth=0).order_by("id").first()
    is_left_out = first is not None and first.state in (
        DocumentState.FAILED, DocumentState.SKIPPED,
    )  # fmt: skip
    # a first page that is broken or gone says nothing of the others: they stay as they were
    if first is None or (first.state != DocumentState.FAILED and first.reason != "gone"):
        gone = source.documents.exclude(found_in=source.reading)
        past.keep_passages(Chunk.objects.filter(document__in=gone))
        gone.delete()
    if not source.documents.filter(shown__gt=0).exists():
        source.state = State.FAILED
    elif is_left_out or met.filter(state=DocumentState.FAILED).exists():
        source.state = State.PARTLY
    else:
        source.state = State.READY
    if first is not None and is_left_out:
        source.problem, source.problem_numbers = first.reason, first.numbers
    elif source.state == State.FAILED:
        source.problem, source.problem_numbers = _why_nothing(met)
    source.read_at = source.progress_at = now()
    source_files.drop_later([source.held])
    source.held = ""
    source.save()
    services.note_change(source.workspace_id)
