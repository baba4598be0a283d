"""A workspace's own model of meanings, behind an endpoint: placing entries, and questions.

It is slower and less sure than the model in this process, so a question waits for it no longer
than `QUESTION` allows and is else looked up by its words. A question that failed spares the next
ones of the workspace the wait for `SPARED_S` seconds.
"""

from __future__ import annotations

import functools
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from hashlib import blake2b

import numpy as np
from django.db import connection

from flowbuilder.common.breaker import breaker_for
from flowbuilder.integrations.safe_http import Timeouts
from flowbuilder.integrations.secrets import unseal
from flowbuilder.knowledge.models import MeaningSettings
from flowbuilder.knowledge.search.embedding import Kind, Vectors
from flowbuilder.knowledge.search.meaning import NoPlace
from flowbuilder.knowledge.search.text import MAX_QUERY
from flowbuilder.llm import errors, metering
from flowbuilder.llm.embeddings import EmbeddingEndpoint
from flowbuilder.llm.errors import ModelError

#: Seconds that a question, and that a batch of entries, may take.
QUESTION = Timeouts(connect=1.5, read=2.5, total=2.5)
BATCH = Timeouts(connect=5.0, read=20.0, total=60.0)
AT_ONCE = 32
MAX_TEXT = 2_000
SPARED_S = 3.0
KEPT = 2_048


class EndpointEmbedder:
    """Places texts by an endpoint. Safe to share between threads."""

    def __init__(self, workspace_id: int, endpoint: EmbeddingEndpoint) -> None:
        self._workspace_id, self.endpoint = workspace_id, endpoint
        digest = blake2b(f"{endpoint.base_url}\0{endpoint.name}".encode(), digest_size=8)
        self.name = f"{endpoint.name[:40]}@{digest.hexdigest()}"
        self._asked: OrderedDict[str, Vectors] = OrderedDict()
        self._spared_until = 0.0
        self._guard = threading.Lock()

    def embed(self, texts: Sequence[str], kind: Kind) -> Vectors:
        """A row of length one for each text, in as many calls as it takes. Raises ModelError."""
        some = [texts[at : at + AT_ONCE] for at in range(0, len(texts), AT_ONCE)]
        return np.concatenate([self._call(batch, BATCH) for batch in some])

    def question(self, text: str) -> Vectors:
        """Where a question lies. Raises NoPlace when it can't be told in time.

        Inside a transaction, which others may wait for, nobody is called.
        """
        text = text[:MAX_TEXT]
        with self._guard:
            if (known := self._asked.get(text)) is not None:
                self._asked.move_to_end(text)
                return known
            if time.monotonic() < self._spared_until:
                raise NoPlace("model_resting")
        if connection.in_atomic_block:
            raise NoPlace("not_now")
        try:
            placed = self._call([text], QUESTION)[0]
        except ModelError as problem:
            if problem.error_code != errors.BUDGET:  # it may be this conversation's alone
                self._spared_until = time.monotonic() + SPARED_S
            raise NoPlace(problem.error_code) from problem
        self._keep([text], placed[None])
        return placed

    def expect(self, questions: Iterable[str]) -> None:
        """Place many questions that will be asked next, as many at once as there may be."""
        texts = list(dict.fromkeys(text[:MAX_QUERY] for text in questions))[:KEPT]
        with self._guard:
            texts = [text for text in texts if text not in self._asked]
        if not texts:
            return
        try:
            self._keep(texts, self.embed(texts, "asks"))
        except ModelError:
            self._spared_until = time.monotonic() + SPARED_S

    def _call(self, texts: Sequence[str], timeouts: Timeouts) -> Vectors:
        given = [text[:MAX_TEXT].replace("\0", " ") or " " for text in texts]
        found = metering.embed(
            self.endpoint, given, timeouts=timeouts, workspace_id=self._workspace_id
        )
        if not self.endpoint.dimensions:
            self.endpoint.dimensions = found.dimensions
            MeaningSettings.objects.filter(workspace_id=self._workspace_id, dimensions=0).update(
                dimensions=found.dimensions
            )
        return np.asarray(found.rows, dtype=np.float32)

    def _keep(self, texts: Sequence[str], rows: Vectors) -> None:
        with self._guard:
            self._asked.update(zip(texts, rows, strict=True))
            while len(self._asked) > KEPT:
                self._asked.popitem(last=False)


def embedder_of(chosen: MeaningSettings) -> EndpointEmbedder:
    """The model that `chosen` names: the same one until the settings change."""
    return _embedder(
        chosen.workspace_id, chosen.base_url, chosen.model, chosen.sealed_key, chosen.dimensions,
        chosen.price,
    )  # fmt: skip


@functools.lru_cache(maxsize=64)
def _embedder(
    workspace_id: int,
    base_url: str,
    name: str,
    sealed_key: str,
    dimensions: int,
    price: Decimal | None,
) -> EndpointEmbedder:
    key = unseal(sealed_key)
    breaker = breaker_for("embeddings", workspace_id, base_url, name, hash(key))
    return EndpointEmbedder(
        workspace_id, EmbeddingEndpoint(base_url, name, key, dimensions, breaker, price)
    )
