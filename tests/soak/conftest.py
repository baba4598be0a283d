"""Servers to break: on SQLite in a folder of their own, ended with the test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks.stand import Stand
from tests.soak.proxy import Proxy


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the stand's database, to copy: making one takes many seconds."""
    folder = tmp_path_factory.mktemp("prepared")
    Stand(folder).prepare()
    return folder


@pytest.fixture
def new_stand(tmp_path: Path, prepared: Path) -> Iterator[Callable[..., Stand]]:
    """Makes a prepared server that does not run yet: `new_stand(FLOWBUILDER_ORM_THREADS="1")`."""
    made: list[Stand] = []

    def make(folder: Path | None = None, **environment: str) -> Stand:
        folder = folder or tmp_path / f"server{len(made)}"
        shutil.copytree(prepared, folder, dirs_exist_ok=True)
        made.append(Stand(folder, **environment))
        return made[-1]

    yield make
    for stand in made:
        stand.kill()


@pytest.fixture
def stand(new_stand: Callable[..., Stand]) -> Stand:
    """A prepared server that does not run yet."""
    return new_stand()


@pytest.fixture
def line_to() -> Iterator[Callable[[int], Proxy]]:
    """Puts a bad line in front of a port: `line = line_to(stand.port)`."""
    made: list[Proxy] = []

    def make(port: int) -> Proxy:
        made.append(Proxy(port))
        return made[-1]

    yield make
    for line in made:
        line.end()
