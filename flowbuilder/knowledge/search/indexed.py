"""What a workspace's index is made of: its entries, its synonyms, its model and its thresholds."""

from __future__ import annotations

from collections.abc import Iterable

from flowbuilder.knowledge.models import (
    Entry,
    KnowledgeVersion,
    LearntThresholds,
    MeaningSettings,
    Synonyms,
)
from flowbuilder.knowledge.search import validity
from flowbuilder.knowledge.search.embedding import Embedder, embedder
from flowbuilder.knowledge.search.endpoint import embedder_of
from flowbuilder.knowledge.search.mixing import ENTRIES, PASSAGES, Mixtures
from flowbuilder.knowledge.search.retrieval import Alike, Document

Of = LearntThresholds.Of
#: How long a moment is that is told to the second, and to the microsecond.
_SECONDS, _MICROSECONDS = 14, 20


def documents_of(workspace_id: int) -> list[Document]:
    """What the index is made of: the entries that are given today."""
    entries = validity.entries_of(workspace_id).order_by("id")
    return [document_of(entry) for entry in entries.iterator()]


def document_of(entry: Entry) -> Document:
    """An entry as an index knows it."""
    return Document(
        id=entry.public_id,
        language=entry.language,
        question=entry.question,
        variants=tuple(entry.variants),
        answer=entry.answer,
        source=entry.source,
        version=version_of(entry),
        flow=flow_key(entry.flow_id),
    )


def version_of(entry: Entry) -> str:
    """The moment of its last change; empty for one that is not stored yet."""
    return f"{entry.updated_at:%Y%m%d%H%M%S%f}" if entry.updated_at else ""


def names_of(version: str) -> tuple[str, ...]:
    """What answers call a version: also to the second, as they did while moments were told so."""
    is_moment = len(version) == _MICROSECONDS and version.isdecimal()
    return (version, version[:_SECONDS]) if is_moment else (version,)


def flow_key(flow_id: int | None) -> str:
    """What a document calls the flow that alone gives it; empty for every flow."""
    return str(flow_id) if flow_id else ""


def synonyms_of(
    workspace_id: int, *, new: Iterable[Synonyms] = (), without: Iterable[int] = ()
) -> Alike:
    """The workspace's own groups of words that mean the same, by language.

    `new` in hand count too, and the rows of `without` do not: what a change would come to.
    """
    found: dict[str, list[list[str]]] = {}
    rows = Synonyms.objects.filter(workspace_id=workspace_id).exclude(pk__in=list(without))
    for group in [*rows.order_by("id"), *new]:
        found.setdefault(group.language, []).append(group.words.split(", "))
    return found


def knowledge_number(workspace_id: int) -> int:
    """The number of the workspace's last change."""
    stored = KnowledgeVersion.objects.filter(workspace_id=workspace_id)
    return stored.values_list("number", flat=True).first() or 0


def model_of(workspace_id: int) -> Embedder | None:
    """The model that places a workspace's texts: its own choice, else the installation's."""
    return model_chosen(MeaningSettings.objects.filter(workspace_id=workspace_id).first())


def model_chosen(chosen: MeaningSettings | None) -> Embedder | None:
    """The model that a choice, stored or in hand, comes to; without one, the installation's."""
    if chosen is None or chosen.how == MeaningSettings.How.LOCAL:
        return embedder()
    return embedder_of(chosen) if chosen.how == MeaningSettings.How.ENDPOINT else None


def learnt_thresholds(workspace_id: int, of: str = Of.ENTRIES) -> LearntThresholds | None:
    """What the workspace learnt from its expected answers, whether it counts now or not."""
    return LearntThresholds.objects.filter(workspace_id=workspace_id, of=of).first()


def mixtures_of(workspace_id: int, model: Embedder | None, of: str = Of.ENTRIES) -> Mixtures:
    """How entries or passages are scored; what was learnt for another model's scores does not
    count."""
    built_in = ENTRIES if of == Of.ENTRIES else PASSAGES
    learnt = learnt_thresholds(workspace_id, of)
    if learnt is None or learnt.model not in ("", model.name if model else ""):
        return built_in
    return built_in.within(learnt.limits, learnt.model)
