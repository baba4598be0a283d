"""What changes sources: adding, saving, deleting, reading again, stopping. See `source_steps`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from flowbuilder.accounts.services import audit
from flowbuilder.common.clock import now
from flowbuilder.flows import later_port
from flowbuilder.knowledge import importing, services
from flowbuilder.knowledge.errors import (
    DocumentNotReadable,
    EntryNotUsable,
    SourceIsBusy,
    SourceNotUsable,
)
from flowbuilder.knowledge.models import Chunk, Source, SourceDocument
from flowbuilder.knowledge.reading import readers, source_files
from flowbuilder.knowledge.reading.crawling.addresses import canonical
from flowbuilder.knowledge.search import validity

if TYPE_CHECKING:
    from flowbuilder.accounts.models import User, Workspace

#: The name of the task that the runtime does; see `dispatch.TASKS`.
TASK = "ReadSource"
MAX_SOURCES, MAX_PAGES, MAX_DEPTH = 200, 500, 5
MAX_ARTICLE = 100_000
#: Sitemaps that a reading takes below the first, and how many deep: no page limit holds them.
MAX_MAPS, MAX_MAP_DEPTH = 50, 2
#: A reading without a sign of life for so long was left by its job, and may be begun anew.
STUCK = timedelta(hours=1)

#: A list longer than any limit of pages is not looked at to its end.
MAX_QUEUED = 2_000
#: What readings write on the row; a form that was open meanwhile leaves it alone.
_OF_READINGS = (
    "state", "reading", "problem", "problem_numbers", "over_limit", "robots", "robots_known",
    "held", "begun_at", "progress_at", "read_at", "next_at",
)  # fmt: skip

#: What is said of a document: a code of `reasons`, and its numbers.
Remark = tuple[str, dict[str, int]]

Kind, State, Schedule = Source.Kind, Source.State, Source.Schedule
DocumentState = SourceDocument.State
#: What of it decides where and when its passages are found, beside what they say.
_FOUND_BY = ("enabled", "name", "language", "flow_id", "valid_from", "valid_until")
_EVERY = {Schedule.DAILY: timedelta(days=1), Schedule.WEEKLY: timedelta(days=7)}
OPEN = (DocumentState.WAITING, DocumentState.UNDERWAY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file as it was given."""

    name: str
    data: bytes


@transaction.atomic
def save(source: Source, *, upload: Upload | None = None, by: User | None = None) -> Source:
    """Keep a source, new or changed, and begin to read it when there is something new to read.

    Raises:
        SourceNotUsable: Naming the field.
        SourceIsBusy: A new file or address came while it is being read.
    """
    before = Source.objects.select_for_update().filter(pk=source.pk).first()
    check(source, upload)
    is_new_content = upload is not None or before is None or is_other_content(before, source)
    if before is not None:
        if is_new_content and may_not_begin(before):
            raise busy()
        for name in _OF_READINGS:
            setattr(source, name, getattr(before, name))
    if upload is not None:
        source_files.drop_later([source.held])
        source.held = source_files.keep(upload.data)
    source.save()
    if before is None or before.schedule != source.schedule:
        plan_next(source)
    if before is not None and is_found_otherwise(before, source):
        services.note_change(source.workspace_id)
    audit(source.workspace, by, "source.saved", source.name, source=source.pk)
    if is_new_content:
        begin(source)
    return source


def check(source: Source, upload: Upload | None) -> None:
    """Tidy the source in hand, and raise SourceNotUsable for what cannot be kept."""
    try:
        source.name = importing.clean_text(source.name, "name", 120, required=True)
        source.tags = importing.clean_tags(source.tags)
        importing.check_dates(source.valid_from, source.valid_until)
    except EntryNotUsable as problem:
        raise SourceNotUsable(str(problem.message), field=problem.details["field"]) from None
    others = Source.objects.filter(workspace=source.workspace_id).exclude(pk=source.pk)
    if source.pk is None and others.count() >= MAX_SOURCES:
        raise SourceNotUsable(
            _("There can be at most %(count)d sources. Delete some first.")
            % {"count": MAX_SOURCES},
            field="name",
        )
    if source.kind == Kind.FILE:
        _check_file(source, upload)
        return
    if source.kind == Kind.ARTICLE:
        _check_article(source)
        return
    address = canonical(source.address)
    if not address:
        raise SourceNotUsable(
            _("Write the whole address, beginning with https:// or http://."), field="address"
        )
    source.address = address
    if not 1 <= source.page_limit <= MAX_PAGES:
        raise SourceNotUsable(
            _("Choose from 1 to %(count)d pages.") % {"count": MAX_PAGES}, field="page_limit"
        )
    if source.depth_limit > MAX_DEPTH:
        raise SourceNotUsable(
            _("Choose at most %(count)d.") % {"count": MAX_DEPTH}, field="depth_limit"
        )


def _check_article(source: Source) -> None:
    source.schedule, source.address = Schedule.NEVER, ""
    try:
        text = importing.clean_text(source.text, "text", MAX_ARTICLE, required=True)
    except EntryNotUsable as problem:
        raise SourceNotUsable(str(problem.message), field="text") from None
    source.text = text.replace("\r\n", "\n").replace("\r", "\n")


def _check_file(source: Source, upload: Upload | None) -> None:
    source.schedule = Schedule.NEVER
    if upload is None:
        if source.pk is None:
            raise SourceNotUsable(_("Choose a file."), field="upload")
        return
    if len(upload.data) > importing.MAX_FILE:
        raise SourceNotUsable(importing.too_large(), field="upload")
    try:
        readers.kind_of(upload.name)
    except DocumentNotReadable as problem:
        raise SourceNotUsable(str(problem.message), field="upload") from None
    source.address = " ".join(upload.name.split())[:300]


@transaction.atomic
def delete(workspace: Workspace, ids: Iterable[int], *, by: User | None = None) -> int:
    """Delete sources with their passages; others' ids do nothing. Returns how many there were."""
    found = Source.objects.filter(workspace=workspace, pk__in=list(ids))
    names = list(found.values_list("name", flat=True))
    if names:
        source_files.drop_later(_uploads(found))
        found.delete()
        services.note_change(workspace.pk)
        audit(workspace, by, "source.deleted", " · ".join(names[:5]), count=len(names))
    return len(names)


@transaction.atomic
def switch(
    workspace: Workspace, ids: Iterable[int], *, enabled: bool, by: User | None = None
) -> int:
    """Switch sources on or off. Returns how many changed."""
    found = Source.objects.filter(workspace=workspace, pk__in=list(ids), enabled=not enabled)
    names = list(found.values_list("name", flat=True))
    if names:
        found.update(enabled=enabled, updated_at=now())
        services.note_change(workspace.pk)
        audit(workspace, by, "source.saved", " · ".join(names[:5]), enabled=enabled)
    return len(names)


@transaction.atomic
def read_again(source: Source, *, by: User | None = None) -> None:
    """Begin to read it again.

    Raises:
        SourceIsBusy: It is being read.
        SourceNotUsable: Its file is kept no longer.
    """
    locked = Source.objects.select_for_update().get(pk=source.pk)
    if is_being_read(locked):
        raise busy()
    if locked.kind == Kind.FILE and not locked.held:
        raise SourceNotUsable(_("Upload the file again: it is kept only until it is read."))
    audit(locked.workspace, by, "source.read", locked.name, source=locked.pk)
    begin(locked)


@transaction.atomic
def stop(source: Source, *, by: User | None = None) -> bool:
    """Stop reading; what was read stays, and `go_on` continues. Returns False when it was not being
    read."""
    locked = Source.objects.select_for_update().get(pk=source.pk)
    if locked.state != State.READING:
        return False
    left = locked.documents.filter(found_in=locked.reading, state__in=OPEN)
    left.update(state=DocumentState.SKIPPED, reason="stopped", numbers={})
    locked.state = State.STOPPED
    locked.save(update_fields=["state"])
    services.note_change(locked.workspace_id)
    audit(locked.workspace, by, "source.stopped", locked.name, source=locked.pk)
    return True


@transaction.atomic
def go_on(source: Source, *, by: User | None = None) -> bool:
    """Continue a stopped reading with what was not read yet. Returns False when none was stopped.

    It gets a number of its own, which what was found and begun before takes over: a worker that
    did not notice the stop has no part in it.
    """
    locked = Source.objects.select_for_update().get(pk=source.pk)
    if locked.state != State.STOPPED:
        return False
    before, locked.reading = locked.reading, locked.reading + 1
    locked.state, locked.progress_at = State.READING, now()
    locked.save(update_fields=["reading", "state", "progress_at"])
    met = locked.documents.filter(found_in=before)
    left = met.filter(state=DocumentState.SKIPPED, reason="stopped")
    begun = Chunk.objects.filter(document__in=left.filter(read_to__gt=0), generation=before)
    begun.update(generation=locked.reading)
    left.filter(read_to__gt=0).update(state=DocumentState.UNDERWAY, reason="")
    left.update(state=DocumentState.WAITING, reason="")
    met.update(found_in=locked.reading)
    audit(locked.workspace, by, "source.read", locked.name, source=locked.pk, continued=True)
    _do_first_step(locked)
    return True


def begin(source: Source) -> None:
    """Begin a reading: part of the transaction. Its first document is all that is known."""
    source.reading += 1
    source.state, source.problem, source.problem_numbers = State.READING, "", {}
    source.over_limit, source.robots, source.robots_known = False, "", False
    source.begun_at = source.progress_at = now()
    source.save()
    held = source.documents.exclude(held__in=("", source.held))
    source_files.drop_later(held.values_list("held", flat=True))
    held.update(held="")
    source.documents.filter(state__in=OPEN, shown=0).delete()
    queue(source, [source.address], depth=0, held=source.held)
    _do_first_step(source)


def _do_first_step(source: Source) -> None:
    later_port.do_at(
        TASK, key=step_key(source, 0), workspace_id=source.workspace_id, at=now(),
        about=source.name,
    )  # fmt: skip


def queue(
    source: Source, addresses: Iterable[str], *, depth: int, is_map: bool = False, held: str = ""
) -> None:
    """Put documents in line that this reading has not met, up to the source's limit of pages."""
    wanted = list(dict.fromkeys(addresses))[:MAX_QUEUED]
    known = {row.address: row for row in source.documents.filter(address__in=wanted)}
    pages = source.documents.filter(found_in=source.reading, is_map=False).count()
    for address in wanted:
        row = known.get(address)
        if row is not None and row.found_in == source.reading:
            continue
        if pages >= source.page_limit and not is_map:
            source.over_limit = True
            Source.objects.filter(pk=source.pk).update(over_limit=True)
            break
        pages += not is_map
        row = row or SourceDocument(
            workspace_id=source.workspace_id, source=source, address=address
        )
        row.found_in, row.depth, row.is_map = source.reading, depth, is_map
        row.state, row.reason, row.numbers, row.remarks = DocumentState.WAITING, "", {}, []
        row.attempts, row.retry_at, row.read_to, row.open_headings = 0, None, 0, []
        row.held = held
        row.save()


def queue_maps(source: Source, addresses: Iterable[str], *, depth: int) -> Remark | None:
    """Put sitemaps in line that this reading has not met; what is left out of them, if anything."""
    met = source.documents.filter(found_in=source.reading)
    known = set(met.values_list("address", flat=True))
    fresh = [each for each in dict.fromkeys(addresses) if each not in known]
    if fresh and depth > MAX_MAP_DEPTH:
        return "maps_too_deep", {"depth": MAX_MAP_DEPTH, "count": len(fresh)}
    room = max(0, MAX_MAPS - met.filter(is_map=True, depth__gt=0).count())
    queue(source, fresh[:room], depth=depth, is_map=True)
    left_out = len(fresh[room:])
    return ("too_many_maps", {"maps": MAX_MAPS, "count": left_out}) if left_out else None


def step_key(source: Source, number: int) -> str:
    """The key of a reading's step."""
    return f"source:{source.pk}:{source.reading}:{number}"


def plan_next(source: Source) -> None:
    """Have it read again when its schedule says. Part of the transaction."""
    if source.next_at is not None:
        later_port.call_off(_due_key(source.pk, source.next_at))
    every = _EVERY.get(Schedule(source.schedule))
    source.next_at = now().replace(microsecond=0) + every if every else None
    source.save(update_fields=["next_at"])
    if source.next_at is not None:
        later_port.do_at(
            TASK, key=_due_key(source.pk, source.next_at), workspace_id=source.workspace_id,
            at=source.next_at, about=source.name,
        )  # fmt: skip


@transaction.atomic
def read_if_due(number: int, moment: int) -> None:
    """Begin what was planned for `moment`, unless the plan changed. Safe to repeat.

    What is off, or past its last day, waits for its next time.
    """
    source = Source.objects.select_for_update().filter(pk=number).first()
    if source is None or source.next_at is None or int(source.next_at.timestamp()) != moment:
        return
    is_spent = validity.standing(source, validity.today_in(source.workspace_id)) in ("off", "over")
    if not is_spent and not is_being_read(source):
        begin(source)
    plan_next(source)


def is_being_read(source: Source) -> bool:
    """Whether a reading is under way that shows signs of life."""
    return source.state == State.READING and not is_stuck(source)


def may_not_begin(source: Source) -> bool:
    """Whether other content has to wait for the end of a reading. An article's has not: it is read
    in a moment, and who saves it twice means the second."""
    return is_being_read(source) and source.kind != Kind.ARTICLE


def is_other_content(before: Source, after: Source) -> bool:
    """Whether there is something else to read: an article's name is its first heading."""
    renamed = after.kind == Kind.ARTICLE and before.name != after.name
    return renamed or (before.address, before.text) != (after.address, after.text)


def is_found_otherwise(before: Source, after: Source) -> bool:
    """Whether its passages are found in other places, or on other days."""
    return any(getattr(before, name) != getattr(after, name) for name in _FOUND_BY)


def is_stuck(source: Source) -> bool:
    """Whether a reading was left by its job: it failed again and again, or was discarded."""
    seen = source.progress_at
    return source.state == State.READING and (seen is None or seen < now() - STUCK)


def busy() -> SourceIsBusy:
    """What is said when it is being read already."""
    return SourceIsBusy(_("It is being read now. Wait until it is done, or stop it."))


def _due_key(number: int, moment: datetime) -> str:
    return f"source:{number}:due:{int(moment.timestamp())}"


def _uploads(found: Iterable[Source]) -> list[str]:
    kept = [source.held for source in found]
    rows = SourceDocument.objects.filter(source__in=found).exclude(held="")
    return [*kept, *rows.values_list("held", flat=True)]
