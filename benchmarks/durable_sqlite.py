"""Durable turns on SQLite (WAL, FULL) in one Daphne process."""

from __future__ import annotations

from benchmarks.durable import run


def main() -> None:
    """Measure it."""
    run("durable-sqlite", target=0.85)


if __name__ == "__main__":
    main()
