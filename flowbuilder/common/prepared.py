"""Queries of the ORM that are compiled once and run many times.

Django builds the SQL of a query anew on each run, which takes several times as long as running
it. Where thousands of visitors ask the same question, say it once:

    latest = Prepared(lambda contact: Conversation.objects.filter(contact=contact))
    latest.first(contact.pk)

`build` gets stand-ins for the values and returns an ordinary query set; the values are passed on
each run, as keys, numbers, texts or moments. Only plain values compared with `=`, `<`, `>` work.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=Model)


class Prepared(Generic[M]):
    """A query with places for values; compiled when it first runs."""

    def __init__(self, build: Callable[..., QuerySet[M]]) -> None:
        self._build = build
        self._compiled: dict[str, _Compiled] = {}
        self._lock = threading.Lock()

    def all(self, *values: Any) -> list[M]:
        """Every row for these values."""
        compiled = self._compiled.get(connection.vendor)
        if compiled is None:
            with self._lock:
                compiled = _Compiled(self._build, len(values))
                self._compiled[connection.vendor] = compiled
        return compiled.run(values)

    def first(self, *values: Any) -> M | None:
        """The first row, or None."""
        found = self.all(*values)
        return found[0] if found else None


class _Place:
    """Stands for the value of this number in the compiled query's parameters."""

    def __init__(self, number: int) -> None:
        self.number = number


class _Compiled:
    def __init__(self, build: Callable[..., QuerySet[Any]], count: int) -> None:
        places = [_Place(number) for number in range(count)]
        query = build(*(RawSQL("%s", [place]) for place in places)).query
        self._compiler: Any = query.get_compiler(using="default")
        self._sql, self._params = self._compiler.as_sql()
        compiler = self._compiler
        self._converters = compiler.get_converters([chosen[0] for chosen in compiler.select])
        self._model = compiler.klass_info["model"]
        fields = compiler.klass_info["select_fields"]
        self._begin, self._end = fields[0], fields[-1] + 1
        self._names = [
            chosen[0].target.attname for chosen in compiler.select[self._begin : self._end]
        ]
        self._populators = get_related_populators(  # type: ignore[call-arg]  # stubs of Django 6
            compiler.klass_info, compiler.select, "default"
        )

    def run(self, values: tuple[Any, ...]) -> list[Any]:
        params = [
            _adapted(values[param.number]) if isinstance(param, _Place) else param
            for param in self._params
        ]
        with connection.cursor() as cursor:
            cursor.execute(self._sql, params)
            rows = cursor.fetchall()
        if self._converters:
            rows = list(self._compiler.apply_converters(rows, self._converters))
        found = []
        for row in rows:
            one = self._model.from_db("default", self._names, row[self._begin : self._end])
            for populator in self._populators:
                populator.populate(row, one)
            found.append(one)
        return found


def _adapted(value: Any) -> Any:
    if connection.vendor != "sqlite":
        return value
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value
