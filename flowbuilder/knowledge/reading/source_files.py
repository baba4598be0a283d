"""Files of sources, kept only until they are read. They lie under `files/sources`, which backups
hold."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

FOLDER = "sources"


def keep(data: bytes) -> str:
    """Keep a file under a name of our own; what its owner called it never names a path."""
    return str(default_storage.save(f"{FOLDER}/{uuid.uuid4().hex}", ContentFile(data)))


def read(name: str) -> bytes | None:
    """The file's bytes, or None when it is gone."""
    try:
        with default_storage.open(name) as file:
            return bytes(file.read())
    except OSError:
        return None


def drop_later(names: Iterable[str]) -> None:
    """Delete files once the transaction is through: what rolls back still needs them."""
    gone = [name for name in names if name]
    transaction.on_commit(lambda: _drop(gone), robust=True)


def _drop(names: Iterable[str]) -> None:
    for name in names:
        default_storage.delete(name)
