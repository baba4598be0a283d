"""Files that are only pretended: for golden talks, trials and tests, by nothing but their names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flowbuilder.core.messages import FileKind

KINDS: dict[str, FileKind] = {
    "png": "image", "jpg": "image", "jpeg": "image", "gif": "image", "webp": "image",
    "pdf": "pdf", "docx": "document", "odt": "document", "xlsx": "sheet", "csv": "sheet",
    "txt": "text",
}  # fmt: skip
SIZE = 1024


def pretended(names: Iterable[str]) -> tuple[dict[str, Any], ...]:
    """What would be known of files of these names. The name says the kind; real files are read."""
    return tuple(
        {
            "id": f"pretended-{number}",
            "name": name,
            "kind": KINDS.get(name.rpartition(".")[2].lower(), "text"),
            "size": SIZE,
        }
        for number, name in enumerate(names, 1)
    )
