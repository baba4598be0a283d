"""The ORM from async code: parallel, bounded, and with the caller's context."""

import asyncio
import contextvars
import threading

import pytest
from django.utils import translation

from flowbuilder.accounts.models import Workspace
from flowbuilder.common.executor import pool, run_in_orm

language = contextvars.ContextVar("language", default="none")


async def test_calls_run_side_by_side():
    both = threading.Barrier(2)

    await asyncio.wait_for(
        asyncio.gather(run_in_orm(both.wait, 5), run_in_orm(both.wait, 5)), timeout=10
    )

    assert both.n_waiting == 0


async def test_never_more_threads_than_the_pool_may_have(settings):
    running, most, gate = 0, 0, threading.Lock()

    def count() -> None:
        nonlocal running, most
        with gate:
            running += 1
            most = max(most, running)
        threading.Event().wait(0.01)
        with gate:
            running -= 1

    await asyncio.gather(*(run_in_orm(count) for _ in range(60)))

    assert most <= settings.FLOWBUILDER_ORM_THREADS
    assert pool()._max_workers == settings.FLOWBUILDER_ORM_THREADS


async def test_the_callers_context_goes_along():
    language.set("pl")

    assert await run_in_orm(language.get) == "pl"


@pytest.mark.parametrize("chosen", ["pl", "en"])
async def test_the_callers_language_goes_along(chosen):
    with translation.override(chosen):
        assert await run_in_orm(translation.get_language) == chosen


async def test_what_the_call_raises_comes_back():
    with pytest.raises(ZeroDivisionError):
        await run_in_orm(lambda: 1 // 0)


@pytest.mark.django_db(transaction=True)
async def test_rows_written_on_the_pool_are_there_for_all():
    made = await run_in_orm(Workspace.objects.create, name="A", slug="a")

    assert await run_in_orm(Workspace.objects.filter(pk=made.pk).exists)
