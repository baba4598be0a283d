"""What knowledge said before it was changed, so that an answer can be read as it was then.

Theory. An answer's log names each thing it stood on and which version of it. Words are kept when
they are about to be changed, not when they answer: what never changes is never kept twice, and an
answer costs nothing more. They are kept as long as conversations are that may name them, and go
at once with the entry or the source: whoever deletes means it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import F, QuerySet

from flowbuilder.common.clock import now
from flowbuilder.flows.knowledge_port import Source as Named
from flowbuilder.knowledge.models import Chunk, Entry, PastText
from flowbuilder.knowledge.reading.source_selectors import MARK
from flowbuilder.knowledge.search.indexed import names_of, version_of

_BATCH = 500


def keep_entries(workspace_id: int, ids: Iterable[int]) -> None:
    """Keep what these entries say now; they are about to be changed. Part of the transaction."""
    _keep(
        PastText(
            workspace_id=workspace_id, entry=entry, public_id=entry.public_id,
            version=version_of(entry), text=entry.answer, until=now(),
        )
        for entry in Entry.objects.filter(workspace_id=workspace_id, pk__in=list(ids))
    )  # fmt: skip


def keep_passages(chunks: QuerySet[Chunk]) -> None:
    """Keep what those of the passages say that searches may find; they are about to go."""
    shown = chunks.filter(generation=F("document__shown")).select_related("document")
    _keep(
        PastText(
            workspace_id=chunk.workspace_id, source_id=chunk.document.source_id,
            public_id=f"{MARK}{chunk.pk}", version=chunk.digest, text=chunk.text, until=now(),
        )
        for chunk in shown.only("workspace", "document__source", "digest", "text")
    )  # fmt: skip


def _keep(texts: Iterable[PastText]) -> None:
    PastText.objects.bulk_create(texts, batch_size=_BATCH, ignore_conflicts=True)


def texts_then(workspace_id: int, named: Iterable[Named]) -> Mapping[Named, str]:
    """The words, as they were, of those of `named` that were changed since. One query.

    Where one name means an entry in each language, a version tells them apart.
    """
    wanted = {(each[0], each[1]): each for each in named}
    if not wanted:
        return {}
    rows = PastText.objects.filter(
        workspace_id=workspace_id, public_id__in={public_id for public_id, _version in wanted}
    )
    found: dict[Named, str] = {}
    for public_id, version, text in rows.order_by("id").values_list("public_id", "version", "text"):
        for name in names_of(version):
            if each := wanted.get((public_id, name)):
                found.setdefault(each, text)
    return found


def forget(workspace_id: int, *, entries: Iterable[int] = (), sources: Iterable[int] = ()) -> int:
    """Erase what these said before; what they say now stays. Returns how many texts there were."""
    kept = PastText.objects.filter(workspace_id=workspace_id)
    of_entries, _rows = kept.filter(entry__in=list(entries)).delete()
    of_sources, _rows = kept.filter(source__in=list(sources)).delete()
    return of_entries + of_sources


def forget_old(workspace_id: int, before: datetime) -> int:
    """Erase what was changed `before`: no conversation is kept any more that could name it."""
    gone, _rows = PastText.objects.filter(workspace_id=workspace_id, until__lt=before).delete()
    return gone
