"""Runs the benchmarks, all or the one named: `make bench`, `make bench ONLY=engine`.

A benchmark is a script of this folder that can be run by itself; files it needs but that
measure nothing (`seed…`, `serve…`, `stand`) are left out.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def scripts() -> dict[str, Path]:
    """Return the benchmarks by name."""
    return {
        path.stem: path
        for path in sorted(HERE.glob("*.py"))
        if not path.stem.startswith(("_", "seed", "serve"))
        and '__name__ == "__main__"' in path.read_text(encoding="utf-8")
    }


def main(wanted: list[str]) -> int:
    """Run the benchmarks named in `wanted`, or all; return how many failed."""
    known = scripts()
    if wanted == ["names"]:
        print(", ".join(known))
        return 0
    names = [name.replace("-", "_") for name in wanted] or list(known)
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"There is no benchmark {unknown[0]}. There are: {', '.join(known)}.")
        return 1
    failed = 0
    for name in names:
        print(f"==== {name} ====", flush=True)
        done = subprocess.run(
            [sys.executable, "-m", f"benchmarks.{name}"], cwd=HERE.parent, check=False
        )
        failed += done.returncode != 0
    return failed


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
