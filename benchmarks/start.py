"""A second `make run`: how soon it answers, and what it holds when nobody talks.

Targets (performance.md, 7): 3 s to the first answered request; 150 MB idle without embeddings.
"""

from __future__ import annotations

import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from benchmarks.report import keep
from benchmarks.stand import ROOT, Stand

TARGET_S, TARGET_MB = 3.0, 150.0
REPEATS = 3
IDLE_S = 10.0
PATIENCE_S = 120.0


def two_ports() -> int:
    """A free port whose next one, the demo shop's, is free too."""
    while True:
        with socket.socket() as one, socket.socket() as two:
            one.bind(("127.0.0.1", 0))
            port = int(one.getsockname()[1])
            try:
                two.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


class Run(Stand):
    """The program as `make run` starts it, its data in a folder of its own."""

    def begin(self) -> float:
        """Start it; return how long the first answer took."""
        began = time.perf_counter()
        self.process = subprocess.Popen(
            ["make", "--silent", "run", f"PORT={self.port}", f"PYTHON={sys.executable}"],
            cwd=ROOT, env=self.env(), text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        while time.perf_counter() - began < PATIENCE_S:
            if self.process.poll() is not None:
                raise SystemExit("`make run` ended by itself.")
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/w/demo/", timeout=5):
                    return time.perf_counter() - began
            except OSError:
                time.sleep(0.02)
        raise SystemExit("`make run` did not answer.")

    def server_mb(self) -> float:
        """The memory of the program itself, without make."""
        total = 0.0
        for place in Path("/proc").iterdir():
            if place.name.isdigit() and self._is_ours(place):
                pages = int((place / "statm").read_text().split()[1])
                total += pages * os.sysconf("SC_PAGE_SIZE") / 1024 / 1024
        return total

    def _is_ours(self, place: Path) -> bool:
        try:
            command = (place / "cmdline").read_bytes().split(b"\0")
        except OSError:
            return False
        return b"serve" in command and str(self.port).encode() in command

    def end(self) -> None:
        """Stop make and what it started."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait(30)


def main() -> None:
    """Measure, print, keep the figures."""
    with tempfile.TemporaryDirectory(prefix="flowbuilder-bench-") as folder:
        run = Run(Path(folder), two_ports())
        first = run.begin()
        run.end()
        took = []
        for repeat in range(REPEATS):
            took.append(run.begin())
            if repeat == REPEATS - 1:
                time.sleep(IDLE_S)
                idle_mb = run.server_mb()
            run.end()
    seconds = statistics.median(took)
    print(f"  idle: {idle_mb:.0f} MB = {idle_mb / TARGET_MB:.2f} x target ({TARGET_MB:.0f} MB)")
    print(f"  the first run, with a new database and demo: {first:.1f} s")
    keep(
        "start", round(seconds, 2), "s from a second `make run` to the first answer",
        target=TARGET_S, met=seconds <= TARGET_S and idle_mb <= TARGET_MB,
        parts={
            "seconds": [round(each, 2) for each in took],
            "first_run_s": round(first, 2),
            "idle_mb": round(idle_mb, 1),
            "idle_target_mb": TARGET_MB,
        },
    )  # fmt: skip


if __name__ == "__main__":
    main()
