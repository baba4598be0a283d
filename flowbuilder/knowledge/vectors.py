"""Where a workspace's entries lie: read from the database; what is missing is placed aside.

A model places a text in some milliseconds, so thousands of entries take minutes. They are placed by
a thread of their own, kept, and never placed again while the text stays as it is. Two processes
that place the same at once waste work and do no harm.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TypeVar

import numpy as np

from flowbuilder.knowledge.embedding import Embedder, Kind, Vectors
from flowbuilder.knowledge.meaning import Meanings
from flowbuilder.knowledge.mixing import ENTRIES, PASSAGES, Mixtures
from flowbuilder.knowledge.models import StoredVector
from flowbuilder.knowledge.retrieval import Document, Index, by_language

BATCH = 32
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


def stored(workspace_id: int, model: Embedder) -> dict[str, Vectors]:
    """The vectors that are kept, by the digests of their texts."""
    rows = StoredVector.objects.filter(workspace_id=workspace_id, embedder=model.name)
    return {
        digest: np.frombuffer(data, dtype=_STORED).astype(np.float32)
        for digest, data in rows.values_list("digest", "data").iterator()
    }


def missing(documents: Iterable[Document], known: Stored) -> list[_Text]:
    """The texts that nobody has placed yet, each once."""
    texts = dict.fromkeys(text for document in documents for text in _texts(document))
    return [text for text in texts if text.digest not in known]


def place(workspace_id: int, model: Embedder, texts: Sequence[_Text]) -> None:
    """Place `texts` and keep where they lie. Safe to repeat, and to stop anywhere."""
    for some in _batches(texts):
        rows = [
            StoredVector(
                workspace_id=workspace_id,
                embedder=model.name,
                digest=text.digest,
                data=model.embed([text.text], text.kind)[0].astype(_STORED).tobytes(),
            )
            for text in some
        ]
        StoredVector.objects.bulk_create(rows, ignore_conflicts=True)


def forget_unused(workspace_id: int, documents: Iterable[Document], model: Embedder) -> None:
    """Delete what belongs to texts that are gone, and to other models."""
    used = {text.digest for document in documents for text in _texts(document)}
    kept = StoredVector.objects.filter(workspace_id=workspace_id)
    kept.exclude(embedder=model.name).delete()
    gone = [digest for digest in kept.values_list("digest", flat=True) if digest not in used]
    for digests in _batches(gone, 500):
        kept.filter(digest__in=digests).delete()


def index(documents: Sequence[Document], model: Embedder, known: Stored) -> Index:
    """An index that knows the meanings of those languages of which every text was placed.

    It bears the model's name only if nothing is missing. Passages are filed apart.
    """
    meanings: dict[str, Meanings] = {}
    parts = by_language(documents)
    for language, part in parts.items():
        if (placed := _meanings(part, known)) is not None:
            meanings[language] = placed
    name = model.name if len(meanings) == len(parts) else ""
    place, mixtures = lambda text: model.embed([text], "asks")[0], _mixtures(documents)
    return Index(documents, meanings, place, name, mixtures)


def by_words(documents: Sequence[Document]) -> Index:
    """An index that compares words alone."""
    return Index(documents, mixtures=_mixtures(documents))


def _mixtures(documents: Sequence[Document]) -> Mixtures:
    return PASSAGES if documents and documents[0].of else ENTRIES


def _meanings(documents: Sequence[Document], known: Stored) -> Meanings | None:
    """The places of `documents`; None as long as a text has none."""
    phrasings, answers = [], []
    for document in documents:
        places = [known.get(text.digest) for text in _texts(document)]
        found = [place for place in places if place is not None]
        if len(found) < len(places):
            return None
        phrasings.append(np.stack(found[:-1]))
        answers.append(found[-1])
    return Meanings(phrasings, np.stack(answers))


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
