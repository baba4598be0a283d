"""Durable turns on PostgreSQL in one Daphne process."""

from __future__ import annotations

from benchmarks.durable import run


def main() -> None:
    """Measure it."""
    run("durable-postgres", target=0.7, postgres=True)


if __name__ == "__main__":
    main()
