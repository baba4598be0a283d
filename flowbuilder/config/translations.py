"""Compiles translations: each `django.po` to the `django.mo` beside it, when it changed.

Run as a program; needs Babel and nothing of Django.
"""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po


def compile_all(root: Path) -> list[Path]:
    """Compile what is out of date under `root` and return the files written."""
    written = []
    for source in sorted(root.glob("**/locale/*/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        with source.open("rb") as file:
            catalog = read_po(file, locale=source.parts[-3], abort_invalid=True)
        draft = target.with_suffix(".mo.new")
        with draft.open("wb") as file:
            write_mo(file, catalog)
        draft.replace(target)
        written.append(target)
    return written


if __name__ == "__main__":
    try:
        compile_all(Path(__file__).resolve().parents[1])
    except PoFileError as problem:
        sys.exit(f"A translation file cannot be read: {problem}")
