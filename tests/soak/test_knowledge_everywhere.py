"""What one process changes in the knowledge, another that runs already answers by."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.stand import ROOT, Stand, postgres_database

pytestmark = [pytest.mark.soak, pytest.mark.timeout(480)]
#: A search may be answered from the index before, while the next is made.
FOLLOWS_S = 20
BEFORE, AFTER = "Ile kosztuje dostawa kurierem?", "Czy wystawiacie faktury VAT?"


@contextlib.contextmanager
def asking(stand: Stand) -> Iterator[subprocess.Popen[str]]:
    """A process that answers line by line, and keeps its index between."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "knowledge", "search", "--json", "--workspace", "bench",
         "--language", "pl"],
        cwd=ROOT, env=stand.env(PYTHONUNBUFFERED="1", FLOWBUILDER_EMBEDDINGS="off"),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def verdict(process: subprocess.Popen[str], question: str) -> str:
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(f"{question}\n")
    process.stdin.flush()
    return str(json.loads(process.stdout.readline())["verdict"])


def comes_to(process: subprocess.Popen[str], question: str, expected: str) -> bool:
    until = time.monotonic() + FOLLOWS_S
    while time.monotonic() < until:
        if verdict(process, question) == expected:
            return True
    return False


def keep(stand: Stand, question: str) -> None:
    """Another process keeps the entry, always the same one."""
    file = Path(stand.folder) / "entries.csv"
    file.write_text(f"id,question,answer\none,{question},Tak.\n", encoding="utf-8")
    subprocess.run(
        [sys.executable, "manage.py", "knowledge", "import", str(file), "--workspace", "bench",
         "--language", "pl"],
        cwd=ROOT, env=stand.env(FLOWBUILDER_EMBEDDINGS="off"), check=True, capture_output=True,
    )  # fmt: skip


def holds_for(stand: Stand) -> None:
    stand.prepare("tests.soak.bare")
    keep(stand, BEFORE)
    with asking(stand) as process:
        first = [verdict(process, BEFORE), verdict(process, AFTER)]
        keep(stand, AFTER)
        followed = comes_to(process, AFTER, "found")
        last = verdict(process, BEFORE)

    assert (first, followed, last) == (["found", "none"], True, "none")


def test_a_change_of_one_process_is_found_by_another_on_sqlite(tmp_path):
    holds_for(Stand(tmp_path))


@pytest.mark.postgres
def test_a_change_of_one_process_is_found_by_another_on_postgresql(tmp_path):
    with postgres_database() as database:
        holds_for(Stand(tmp_path, FLOWBUILDER_DATABASE_URL=database))
