"""How a template's questions and answers reach the knowledge: that app puts its function here."""

from __future__ import annotations

from collections.abc import Callable

from flowbuilder.accounts.models import User, Workspace

AddMissing = Callable[[Workspace, bytes, str, User | None], int]

_add_missing: AddMissing | None = None


def register(add_missing: AddMissing) -> None:
    """Called once by the knowledge app when it starts."""
    global _add_missing
    _add_missing = add_missing


def add_missing(workspace: Workspace, csv: bytes, language: str, by: User | None) -> int:
    """Keep the entries of a CSV that the workspace has not; returns how many were new."""
    return _add_missing(workspace, csv, language, by) if _add_missing is not None else 0
