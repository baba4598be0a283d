"""Where a workspace's entries lie: read from the database; what is missing is placed aside.

A model places a text in some milliseconds, so thousands of entries take minutes. They are placed by
a thread of their own, kept, and never placed again while the text stays as it is. Two processes
that place the same at once waste work and do no harm.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TypeVar

import numpy as np

from flowbuilder.knowledge.models import StoredVector
from flowbuilder.knowledge.search.embedding import Embedder, Kind, Vectors
from flowbuilder.knowledge.search.endpoint import EndpointEmbedder
from flowbuilder.knowledge.search.filing import by_language
from flowbuilder.knowledge.search.meaning import Meanings, Places
from flowbuilder.knowledge.search.mixing import ENTRIES, PASSAGES, Mixtures
from flowbuilder.knowledge.search.retrieval import Alike, Document, Index

BATCH = 32
#: Of so many documents the texts are asked for by name.
FEW = 20
#: How much of a passage is placed at once: a few sentences are about one thing.
WINDOW = 420
_STORED = np.float16
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Text:
    kind: Kind
    text: str

    @property
    def digest(self) -> str:
        return blake2b(f"{self.kind}\0{self.text}".encode(), digest_size=16).hexdigest()


Stored = Mapping[str, Vectors]


def stored(
    workspace_id: int, name: str, documents: Sequence[Document] | None = None
) -> dict[str, Vectors]:
    """The vectors that are kept under the `name` of a model, by the digests of their texts; of
    these `documents` alone if they are few."""
    rows = StoredVector.objects.filter(workspace_id=workspace_id, embedder=name)
    if documents is not None and len(documents) <= FEW:
        rows = rows.filter(digest__in={t.digest for each in documents for t in _texts(each)})
    return {
        digest: np.frombuffer(data, dtype=_STORED).astype(np.float32)
        for digest, data in rows.values_list("digest", "data").iterator()
    }


def missing(documents: Iterable[Document], known: Stored) -> list[_Text]:
    """The texts that nobody has placed yet, each once."""
    texts = dict.fromkeys(text for document in documents for text in _texts(document))
    return [text for text in texts if text.digest not in known]


def new_since(
    workspace_id: int, model: Embedder, documents: Sequence[Document], before: Index | None
) -> tuple[dict[str, Vectors], list[_Text]]:
    """What is stored of the documents that `before` does not hold as they are, and what is not."""
    if before is None:
        known = stored(workspace_id, model.name)
        return known, missing(documents, known)
    new = [each for each in documents if before.places_of(each) is None]
    known = stored(workspace_id, model.name, new)
    return known, missing(new, known)


def place(
    workspace_id: int, model: Embedder, texts: Sequence[_Text], check: Callable[[], None]
) -> None:
    """Place `texts` and keep where they lie. Safe to repeat, and to stop anywhere.

    What another process has placed meanwhile is left out. `check` is asked before a batch is
    kept, and ends the work by raising.
    """
    kept = StoredVector.objects.filter(workspace_id=workspace_id, embedder=model.name)
    for batch in _batches(texts):
        digests = [text.digest for text in batch]
        known = set(kept.filter(digest__in=digests).values_list("digest", flat=True))
        some = [text for text in batch if text.digest not in known]
        places = places_of(model, some)
        check()
        keep(workspace_id, model.name, places)


def keep(workspace_id: int, name: str, places: Stored) -> None:
    """Keep where texts lie, by their digests, under the `name` of a model. Safe to repeat."""
    rows = [
        StoredVector(
            workspace_id=workspace_id,
            embedder=name,
            digest=digest,
            data=place.astype(_STORED).tobytes(),
        )
        for digest, place in places.items()
    ]
    StoredVector.objects.bulk_create(rows, ignore_conflicts=True)


def places_of(model: Embedder, texts: Sequence[_Text]) -> dict[str, Vectors]:
    """Where `texts` lie, by their digests. Kept nowhere."""
    places = zip(texts, placed(model, texts), strict=True)
    return {text.digest: place for text, place in places}


def placed(model: Embedder, texts: Sequence[_Text]) -> list[Vectors]:
    """Where `texts` lie, in their order; those of a kind are placed together."""
    found: dict[_Text, Vectors] = {}
    for kind in sorted({text.kind for text in texts}):
        alike = [text for text in texts if text.kind == kind]
        found |= zip(alike, model.embed([text.text for text in alike], kind), strict=True)
    return [found[text] for text in texts]


def progress(workspace_id: int, model: Embedder, documents: Iterable[Document]) -> tuple[int, int]:
    """How many texts of `documents` have been placed by `model`, and how many there are."""
    wanted = {text.digest for document in documents for text in _texts(document)}
    kept = StoredVector.objects.filter(workspace_id=workspace_id, embedder=model.name)
    return len(wanted & set(kept.values_list("digest", flat=True))), len(wanted)


def forget_unused(workspace_id: int, documents: Iterable[Document], model: Embedder) -> None:
    """Delete what belongs to texts that are gone, and to other models. Questions stay."""
    used = {text.digest for document in documents for text in _texts(document)}
    of_any = StoredVector.objects.filter(workspace_id=workspace_id)
    of_any.exclude(embedder__in=[model.name, name_for_questions(model)]).delete()
    kept = of_any.filter(embedder=model.name)
    forget(workspace_id, model.name, set(kept.values_list("digest", flat=True)) - used)


def forget(workspace_id: int, name: str, digests: Collection[str]) -> None:
    """Delete where these texts lie."""
    kept = StoredVector.objects.filter(workspace_id=workspace_id, embedder=name)
    for some in _batches(sorted(digests), 500):
        kept.filter(digest__in=some).delete()


def name_for_questions(model: Embedder) -> str:
    """Under which name places of expected questions are kept, apart from those of documents."""
    return f"{model.name} asked"


def digest_of(question: str) -> str:
    """What a question's place is kept under."""
    return _Text("asks", question).digest


def as_kept(place: Vectors) -> Vectors:
    """A place as it is when it has been kept."""
    return place.astype(_STORED).astype(np.float32)


def index(
    documents: Sequence[Document],
    model: Embedder,
    known: Stored,
    mixtures: Mixtures | None = None,
    alike: Alike | None = None,
    before: Index | None = None,
) -> Index:
    """An index that knows the meanings of those languages of which every text was placed.

    It bears the model's name only if nothing is missing. Without `mixtures` the built-in ones of
    entries or of passages count; the two are filed apart. What stays as it was `before`, in an
    index of the same model, is neither looked for in `known` nor filed anew.
    """
    meanings: dict[str, Meanings] = {}
    parts = by_language(documents)
    for language, part in parts.items():
        if (placed := _meanings(part, known, before)) is not None:
            meanings[language] = placed
    name = model.name if len(meanings) == len(parts) else ""
    mixtures = mixtures or _built_in(documents)
    if isinstance(model, EndpointEmbedder):
        return Index(
            documents, meanings, model.question, name, mixtures, orders_only=True, alike=alike,
            before=before,
        )  # fmt: skip
    return Index(
        documents, meanings, lambda text: model.embed([text], "asks")[0], name, mixtures,
        alike=alike, before=before,
    )  # fmt: skip


def by_words(
    documents: Sequence[Document],
    mixtures: Mixtures | None = None,
    alike: Alike | None = None,
    before: Index | None = None,
) -> Index:
    """An index that compares words alone; see `index` for its `mixtures`."""
    mixtures = mixtures or _built_in(documents)
    return Index(documents, mixtures=mixtures, alike=alike, before=before)


def _built_in(documents: Sequence[Document]) -> Mixtures:
    return PASSAGES if documents and documents[0].of else ENTRIES


def _meanings(
    documents: Sequence[Document], known: Stored, before: Index | None
) -> Meanings | None:
    """The places of `documents`; None as long as a text has none."""
    phrasings, answers = [], []
    for document in documents:
        places = before.places_of(document) if before is not None else None
        places = places or _places(document, known)
        if places is None:
            return None
        phrasings.append(places[0])
        answers.append(places[1])
    return Meanings(phrasings, np.stack(answers))


def _places(document: Document, known: Stored) -> Places | None:
    places = [known.get(text.digest) for text in _texts(document)]
    found = [place for place in places if place is not None]
    return (np.stack(found[:-1]), found[-1]) if len(found) == len(places) else None


def _batches(items: Sequence[T], size: int = BATCH) -> Iterator[Sequence[T]]:
    return (items[at : at + size] for at in range(0, len(items), size))


def _texts(document: Document) -> list[_Text]:
    """What is placed of an entry: its phrasings, and last its answer.

    Of a passage, pieces that the model can take in as a whole, each under its headings; the
    first counts as the answer too.
    """
    if document.of:
        pieces = _windows(document.variants)
        placed = [_Text("tells", f"{document.question}: {piece}") for piece in pieces]
        return [*placed, placed[0]]
    asked = [_Text("asks", text) for text in (document.question, *document.variants)]
    return [*asked, _Text("tells", f"{document.question} {document.answer}")]


def _windows(sentences: Sequence[str]) -> list[str]:
    """Sentences in groups of at most `WINDOW` characters; a longer one stands alone."""
    found: list[str] = []
    for sentence in sentences:
        if found and len(found[-1]) + len(sentence) < WINDOW:
            found[-1] += f" {sentence}"
        else:
            found.append(sentence)
    return found or [""]
