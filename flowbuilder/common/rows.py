"""Unsaved rows, made quickly."""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar

from django.db.models import Model
from django.db.models.base import ModelState

M = TypeVar("M", bound=Model)


def new_row(model: type[M], **columns: Any) -> M:
    """An unsaved row with these columns, at a tenth of the cost of `model(...)`.

    For rows that are made thousands of times a second: no signals are sent, and columns that are
    not named get the default that the first row got. So name those whose default changes.
    """
    row = model.__new__(model)
    row.__dict__.update(_blank(model))
    row.__dict__.update(columns)
    row._state = ModelState()
    return row


@cache
def _blank(model: type[Model]) -> dict[str, Any]:
    return {name: value for name, value in model().__dict__.items() if name != "_state"}
