"""Writes `docs/openapi.json`, the description of the REST API; `--check` only compares.

Run as a program: `python -m flowbuilder.config.schema`.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

TARGET = Path(__file__).resolve().parents[2] / "docs" / "openapi.json"


def current() -> str:
    """Return the description of the API as it is now."""
    from django.utils import translation
    from drf_spectacular.generators import SchemaGenerator

    with translation.override("en"):
        schema = SchemaGenerator().get_schema(request=None, public=True)
    return json.dumps(schema, indent=1, sort_keys=True, ensure_ascii=False, default=str) + "\n"


def main(arguments: list[str]) -> int:
    """Write or check the file; return the exit code."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "flowbuilder.config.settings")
    django.setup()
    text = current()
    if "--check" in arguments:
        kept = TARGET.read_text(encoding="utf-8") if TARGET.exists() else ""
        if kept != text:
            sys.stderr.write("docs/openapi.json differs from the program. Run: make fix\n")
            return 1
        return 0
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
