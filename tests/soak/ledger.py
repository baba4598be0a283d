"""What is stored and what was logged, read past the program: straight from the database."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored message."""

    conversation: str
    seq: int
    author: str
    client_id: str | None
    text: str


class Ledger:
    """Reads the database at `address`: a PostgreSQL URL or an SQLite file."""

    def __init__(self, address: str | Path) -> None:
        self.address = address

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of one query, on a connection of its own."""
        if isinstance(self.address, Path):
            with closing(sqlite3.connect(f"file:{self.address}?mode=ro", uri=True)) as file:
                return list(file.execute(sql))
        with psycopg.connect(self.address, connect_timeout=5) as server:
            return list(server.execute(sql))

    def messages(self) -> dict[str, list[Stored]]:
        """All messages by conversation, in order."""
        found: dict[str, list[Stored]] = {}
        for conversation, seq, author, client_id, content in self.rows(
            "SELECT conversation_id, seq, author, client_id, content FROM conversations_message"
            " ORDER BY conversation_id, seq"
        ):
            key = str(conversation).replace("-", "")
            said = content if isinstance(content, dict) else json.loads(content)
            text = str(said.get("text", ""))
            found.setdefault(key, []).append(Stored(key, seq, author, client_id, text))
        return found

    def check(self) -> int:
        """Nothing is doubled and nothing is missing inside; return how many messages there are."""
        count = 0
        for conversation, messages in self.messages().items():
            numbers = [message.seq for message in messages]
            ids = [message.client_id for message in messages if message.client_id is not None]
            assert numbers == list(range(1, len(numbers) + 1)), conversation
            assert len(set(ids)) == len(ids), conversation
            count += len(messages)
        for what, sql in BROKEN.items():
            assert self.rows(sql) == [], what
        return count

    def check_acknowledged(self, conversation: str, acked: dict[str, int]) -> None:
        """Every acknowledged message is stored, under the number that was acknowledged."""
        key = conversation.replace("-", "")
        stored = {
            message.client_id: message.seq
            for message in self.messages_of(key)
            if message.client_id is not None
        }
        lost = {name: seq for name, seq in acked.items() if stored.get(name) != seq}
        assert lost == {}, f"Acknowledged and not stored so: {lost}"

    def messages_of(self, key: str) -> list[Stored]:
        """The messages of one conversation."""
        rows = self.rows(
            "SELECT seq, author, client_id FROM conversations_message"
            f" WHERE conversation_id = '{key}' ORDER BY seq"
        )
        return [Stored(key, seq, author, client_id, "") for seq, author, client_id in rows]

    def unfinished_jobs(self) -> int:
        """Jobs that nobody has done and nobody has given up."""
        sql = (
            "SELECT count(*) FROM runtime_job"
            " WHERE kind = 'effect' AND status IN ('waiting', 'running')"
        )
        return int(self.rows(sql)[0][0])


#: Each finds rows that must not exist.
BROKEN = {
    "a client_id twice": (
        "SELECT conversation_id, client_id FROM conversations_message WHERE client_id IS NOT NULL"
        " GROUP BY conversation_id, client_id HAVING count(*) > 1"
    ),
    "an event number twice": (
        "SELECT conversation_id, number FROM conversations_eventrecord"
        " GROUP BY conversation_id, number HAVING count(*) > 1"
    ),
    "a log with a hole": (
        "SELECT c.id FROM conversations_conversation c LEFT JOIN conversations_eventrecord e"
        " ON e.conversation_id = c.id GROUP BY c.id, c.log_size"
        " HAVING count(e.id) <> c.log_size OR coalesce(max(e.number), 0) <> c.log_size"
    ),
    "a transcript that ends elsewhere than its conversation says": (
        "SELECT c.id FROM conversations_conversation c LEFT JOIN conversations_message m"
        " ON m.conversation_id = c.id GROUP BY c.id, c.head_seq"
        " HAVING count(m.id) <> c.head_seq OR coalesce(max(m.seq), 0) <> c.head_seq"
    ),
    "a job done twice": ("SELECT key FROM runtime_job GROUP BY key HAVING count(*) > 1"),
    "an answer taken twice": (
        "SELECT conversation_id, effect_id FROM conversations_message"
        " WHERE effect_id IS NOT NULL GROUP BY conversation_id, effect_id HAVING count(*) > 1"
    ),
}

_CELERY = re.compile(r"^\[[^]]*: (?P<level>\w+)/[^]]*\] (?P<said>.*)")


def complaints(logs: Iterable[Path], expected: Iterable[str]) -> Counter[str]:
    """Errors in `logs` that none of the `expected` patterns explains."""
    known = [re.compile(pattern, re.DOTALL) for pattern in expected]
    found: Counter[str] = Counter()
    for log in logs:
        for said in _errors(log):
            if not any(pattern.search(said) for pattern in known):
                found[f"{log.name}: {said[:1500]}"] += 1
    return found


def _errors(log: Path) -> Iterator[str]:
    """Each entry of level error and above, with its traceback; whatever has no level too."""
    entry: list[str] = []
    is_error = False
    for line in log.read_text(errors="replace").splitlines():
        level, said = _level_of(line)
        if level is None and entry:
            entry.append(line)
            continue
        if is_error:
            yield "\n".join(entry)
        entry, is_error = [said], level in {"error", "critical", None}
    if is_error:
        yield "\n".join(entry)


def _level_of(line: str) -> tuple[str | None, str]:
    if line.startswith("{"):
        try:
            entry = json.loads(line)
        except json.JSONDecodeError:
            return None, line  # cut by a kill
        said = f"{entry.get('event')} {entry.get('exception', '')}"
        return str(entry.get("level", "")).lower(), said
    if found := _CELERY.match(line):
        return found["level"].lower(), found["said"]
    return None, line
