"""An index over entries, as the program makes it, without a database."""

from __future__ import annotations

import os
from collections.abc import Sequence

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "flowbuilder.config.settings")
django.setup()

from flowbuilder.knowledge.search import vectors  # noqa: E402
from flowbuilder.knowledge.search.embedding import embedder  # noqa: E402
from flowbuilder.knowledge.search.retrieval import Document, Index  # noqa: E402


def index_over(entries: Sequence[Document], *, with_meaning: bool) -> Index:
    """The index of `entries`; with meaning, the model places them all first.

    Raises:
        RuntimeError: The local model is not there.
    """
    if not with_meaning:
        return vectors.by_words(entries)
    model = embedder()
    if model is None:
        raise RuntimeError("The local embedding model is not there.")
    known = {
        text.digest: model.embed([text.text], text.kind)[0] for text in vectors.missing(entries, {})
    }
    return vectors.index(entries, model, known)
