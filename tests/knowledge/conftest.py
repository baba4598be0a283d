"""Each test begins with no index in memory, for a row's number comes again in the next one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from flowbuilder.common.clock import told_by
from flowbuilder.knowledge import selectors
from tests.clock import VirtualClock


@pytest.fixture(autouse=True)
def fresh_indexes() -> Iterator[None]:
    """Forget the indexes before the test, and after it."""
    selectors.forget()
    yield
    selectors.forget()


@pytest.fixture
def own_files(settings: Any, tmp_path: Path) -> None:
    """What is uploaded goes into a folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def clock() -> Iterator[VirtualClock]:
    """It is noon of 20 December 2026, in UTC."""
    clock = VirtualClock(datetime(2026, 12, 20, 12, 0, tzinfo=UTC))
    with told_by(clock):
        yield clock
