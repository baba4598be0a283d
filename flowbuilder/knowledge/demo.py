"""The demo's knowledge: the online shop's questions and answers in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from flowbuilder.knowledge import services

if TYPE_CHECKING:
    from flowbuilder.accounts.models import Workspace

FILES = {"pl": "sklep-internetowy/knowledge.csv", "en": "online-shop/knowledge.csv"}


def load_demo(workspace: Workspace) -> int:
    """Import the library's files into `workspace`; again changes nothing. Returns how many."""
    count = 0
    for language, name in FILES.items():
        path = settings.BASE_DIR / "flows_library" / name
        if not path.exists():
            continue
        report = services.import_file(
            workspace, path.read_bytes(), name=path.name, language=language
        )
        count += report.created + report.updated + report.unchanged
    return count
