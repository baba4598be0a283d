"""Sources and imports in tests: how they are made, and how their jobs are done."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flowbuilder.common.clock import now
from flowbuilder.knowledge.models import Source
from flowbuilder.knowledge.reading import sources
from flowbuilder.knowledge.reading.sources import Upload
from flowbuilder.runtime import jobs, performing
from flowbuilder.runtime.models import Job

KINDS = ("ReadSource", "ImportEntries", "AskExpected", "AskAfterChange")


def file_source(workspace: Any, name: str, data: bytes | str, **values: Any) -> Source:
    """A source with a file, not read yet."""
    body = data.encode() if isinstance(data, str) else data
    given = {"name": name.partition(".")[0].title(), "kind": "file", "language": "pl", **values}
    source = Source(workspace=workspace, **given)
    return sources.save(source, upload=Upload(name=name, data=body))


def web_source(workspace: Any, address: str, kind: str = "site", **values: Any) -> Source:
    """A source on the web, not read yet."""
    given = {"name": "Sklep", "language": "pl", **values}
    return sources.save(Source(workspace=workspace, kind=kind, address=address, **given))


def do_jobs(*, until: timedelta = timedelta(0), limit: int = 200) -> int:
    """Do what is due, and what becomes due within `until`; returns how many jobs there were."""
    count = 0
    while count < limit:
        due = Job.objects.filter(
            status=Job.Status.WAITING, run_at__lte=now() + until, effect__kind__in=KINDS
        ).order_by("run_at", "id")
        job = due.first()
        if job is None:
            return count
        Job.objects.filter(pk=job.pk).update(run_at=now())
        claimed = jobs.claim(job.pk)
        assert claimed is not None
        performing.perform(claimed)
        count += 1
    raise AssertionError("The reading does not end.")


def read(source: Source, **given: Any) -> Source:
    """Do a source's jobs and return it as it is then."""
    do_jobs(**given)
    source.refresh_from_db()
    return source


def documents(source: Source) -> dict[str, tuple[str, str]]:
    """Address → state and reason, without the host."""
    return {
        "/" + row.address.partition("://")[2].partition("/")[2]: (row.state, row.reason)
        for row in source.documents.all()
    }
