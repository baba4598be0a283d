"""The widget's weight, and how soon it can be used on a slow phone's processor.

Targets (performance.md, 8): loader 5 KB and app 30 KB gzip; usable within 100 ms of its script at
4x CPU throttle; no layout shift; no request to anybody but the widget's own origin.
"""

from __future__ import annotations

import gzip
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
DIST = ROOT / "frontend/dist/widget"
BUDGETS = {"loader": (("loader.js",), 5 * 1024), "app": (("chat.js", "chat.css"), 30 * 1024)}
TARGET_MS = 100.0
THROTTLE = 4
ROUNDS = 7
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip

#: Notes when the launcher, or in the frame the composer, is on the page, and every layout shift.
WATCH = """
(() => {
  const seen = (window.__seen = { shift: 0 })
  const look = () => {
    if (document.querySelector('flowbuilder-widget')) seen.launcher ??= performance.now()
    if (document.getElementById('composer')) seen.composer ??= performance.now()
  }
  new MutationObserver(look).observe(document, { childList: true, subtree: true })
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) seen.shift += entry.value
  }).observe({ type: 'layout-shift', buffered: true })
})()
"""
ARRIVED = """
(name) => performance.getEntriesByType('resource').find((e) => e.name.includes(name)).responseEnd
"""
#: When the loader began (asking for the settings is its first act), and how long they took.
SETTINGS = """
() => {
  const entry = performance.getEntriesByType('resource').find((e) => e.name.endsWith('/config'))
  return [entry.startTime, entry.duration]
}
"""


def sizes() -> dict[str, int]:
    """Bytes of each part, gzipped as a server would."""
    return {
        part: sum(len(gzip.compress((DIST / name).read_bytes(), 9)) for name in names)
        for part, (names, _budget) in BUDGETS.items()
    }


def free_ports() -> int:
    """A port whose next one is free too: the demo shop takes it."""
    while True:
        with socket.socket() as one, socket.socket() as two:
            one.bind(("127.0.0.1", 0))
            port = one.getsockname()[1]
            try:
                two.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return int(port)


def wait_until_ready(origin: str) -> None:
    """Wait for the server, at most a minute."""
    for _ in range(120):
        try:
            with urllib.request.urlopen(f"{origin}/readyz", timeout=2):
                return
        except OSError:
            time.sleep(0.5)
    sys.exit("The server did not start.")


def visit(browser: Browser, port: int) -> dict[str, Any]:
    """One visitor's first look at the shop and first opening of the chat."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.add_init_script(WATCH)
    session = context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": THROTTLE})
    page.goto(f"http://127.0.0.1:{port + 1}/")
    page.locator("flowbuilder-widget").wait_for(state="attached")
    began, settings = page.evaluate(SETTINGS)
    seen = page.evaluate("window.__seen")
    page.get_by_role("button", name="Otwórz czat").click()
    page.frame_locator("iframe").get_by_role("log").get_by_role("button").first.wait_for()
    frame = next(frame for frame in page.frames if "/w/demo/frame/" in frame.url)
    in_frame = frame.evaluate("window.__seen")
    script = frame.evaluate(ARRIVED, "/chat.js")
    shift = page.evaluate("window.__seen.shift")
    context.close()
    ours = (f"http://127.0.0.1:{port}/", f"http://127.0.0.1:{port + 1}/", "data:")
    return {
        "launcher_ms": seen["launcher"] - began,
        "settings_ms": settings,
        "app_ms": in_frame["composer"] - script,
        "shift": shift,
        "others": [url for url in asked if not url.startswith(ours)],
    }


def measure() -> list[dict[str, Any]]:
    """Visit a server of our own `ROUNDS` times, after one visit that does not count."""
    port = free_ports()
    with tempfile.TemporaryDirectory() as data:
        environment = {**os.environ, "FLOWBUILDER_DATA_DIR": data}
        command = [sys.executable, "manage.py", "serve", "--port", str(port), "--migrate", "--demo"]
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
        try:
            wait_until_ready(f"http://127.0.0.1:{port}")
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
                return [visit(browser, port) for _ in range(ROUNDS + 1)][1:]
        finally:
            server.terminate()
            server.wait(timeout=20)


def main() -> None:
    """Measure, print the ratios, keep the figures."""
    weights = sizes()
    visits = measure()
    launcher = statistics.median(visit["launcher_ms"] for visit in visits)
    settings = statistics.median(visit["settings_ms"] for visit in visits)
    app = statistics.median(visit["app_ms"] for visit in visits)
    shift = max(visit["shift"] for visit in visits)
    others = sorted({url for visit in visits for url in visit["others"]})
    for part, weight in weights.items():
        budget = BUDGETS[part][1]
        print(f"{part}: {weight} bytes gzip, {weight / budget:.2f} of its budget")
    print(f"launcher usable {launcher:.0f} ms after its script at {THROTTLE}x throttle")
    print(f"  of that waiting for the widget's settings: {settings:.0f} ms")
    print(f"chat usable {app:.0f} ms after its script at {THROTTLE}x throttle")
    print(f"layout shift {shift:.3f}; requests to others: {len(others)}")
    value = max(launcher, app)
    best = max(min(visit[name] for visit in visits) for name in ("launcher_ms", "app_ms"))
    print(f"the quickest visit: {best:.0f} ms")
    fits = all(weight <= BUDGETS[part][1] for part, weight in weights.items())
    result = {
        "name": "widget",
        "value": round(value, 1),
        "unit": "ms until usable after the script, 4x CPU throttle",
        "target": TARGET_MS,
        "met": bool(value <= TARGET_MS and fits and shift == 0 and not others),
        "parts": {
            "loader_bytes": weights["loader"],
            "app_bytes": weights["app"],
            "launcher_ms": round(launcher, 1),
            "settings_ms": round(settings, 1),
            "app_ms": round(app, 1),
            "quickest_ms": round(best, 1),
            "layout_shift": shift,
            "requests_to_others": others,
            "rounds": ROUNDS,
        },
    }
    place = ROOT / "benchmarks/results/widget.json"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
