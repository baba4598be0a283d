"""What an import graph cannot see: clocks in the core, doors outside, bells, names of files."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "flowbuilder"
PURE = sorted([*(PACKAGE / "core").rglob("*.py"), *(PACKAGE / "nodes").rglob("*.py")])
ALL = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)
HTTP_CLIENTS = {
    "httpx",
    "httpx2",
    "httpcore2",
    "requests",
    "aiohttp",
    "urllib3",
    "http.client",
    "urllib.request",
    "openai",
}
MAY_CALL_OUT = {
    "integrations/safe_http.py": HTTP_CLIENTS - {"openai"},
    "llm/openai_compatible.py": {"openai", "httpx2"},
}
CLOCK_CALLS = {"now", "utcnow", "today", "time", "monotonic", "perf_counter"}


def inside(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def imports_of(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def imports_for_types_only(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        inner.module
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and getattr(block.test, "id", "") == "TYPE_CHECKING"
        for inner in block.body
        if isinstance(inner, ast.ImportFrom) and inner.module
    }


@pytest.mark.parametrize("path", PURE, ids=inside)
def test_core_and_nodes_read_no_clock(path):
    clocks = [
        f"{node.func.attr} in line {node.lineno}"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in CLOCK_CALLS
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in {"datetime", "date", "time", "timezone", "dt"}
    ]

    assert clocks == []


@pytest.mark.parametrize("path", ALL, ids=inside)
def test_only_the_one_door_imports_an_http_client(path):
    found = {
        name
        for name in imports_of(path)
        for client in HTTP_CLIENTS
        if name == client or name.startswith(f"{client}.")
    }
    allowed = MAY_CALL_OUT.get(inside(path), set())

    assert {name for name in found if not any(name.startswith(it) for it in allowed)} == set()


@pytest.mark.parametrize("path", ALL, ids=inside)
def test_only_live_rings_the_bell(path):
    calls = [
        node
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "group_send"
    ]

    assert not calls or inside(path) == "conversations/live.py"


@pytest.mark.parametrize("path", ALL, ids=inside)
def test_the_orm_is_reached_only_through_our_own_pool(path):
    text = path.read_text(encoding="utf-8")
    calls = re.findall(r"^[^#\n]*\b(database_sync_to_async|sync_to_async)\(", text, re.M)

    assert calls == []


@pytest.mark.parametrize("path", ALL, ids=inside)
def test_a_file_is_named_for_what_it_holds(path):
    vague = {"utils", "util", "helpers", "helper", "misc", "manager"}

    assert path.stem not in vague
    assert path.parent.name not in vague


@pytest.mark.parametrize("path", ALL, ids=inside)
def test_nothing_is_left_to_do(path):
    marks = re.findall(r"\b(TODO|FIXME|XXX)\b", path.read_text(encoding="utf-8"))

    assert marks == []


@pytest.mark.parametrize("path", ALL, ids=inside)
def test_a_module_says_what_lives_in_it(path):
    text = path.read_text(encoding="utf-8")

    assert not text.strip() or ast.get_docstring(ast.parse(text))


def test_channels_is_not_an_app():
    assert not (PACKAGE / "channels" / "apps.py").exists()


def test_no_machine_or_registry_is_named():
    wanted = re.compile(
        r"/work/|/root/|/tmp/fb|registry\.npmjs|files\.pythonhosted|pypi\.org/simple"
    )
    suffixes = {".py", ".ts", ".tsx", ".md", ".toml", ".yml", ".json", ".txt", ".html", ".css"}
    skipped = {"node_modules", ".venv", "dist", "var", ".git"}
    named = []
    for folder in (PACKAGE, ROOT / "frontend", ROOT / "docs", ROOT / "deploy"):
        for path in folder.rglob("*"):
            if path.suffix not in suffixes or not path.is_file() or skipped & set(path.parts):
                continue
            if wanted.search(path.read_text(encoding="utf-8", errors="replace")):
                named.append(path.relative_to(ROOT).as_posix())

    assert named == []


def _is_a_door(path: Path) -> bool:
    inside_app = path.relative_to(PACKAGE).parts
    return path.stem in {"views", "consumers", "pages"} or "api" in inside_app


@pytest.mark.parametrize("path", [path for path in ALL if _is_a_door(path)], ids=inside)
def test_a_view_knows_only_its_own_apps_models(path):
    own = "flowbuilder." + ".".join(
        part for part in path.relative_to(PACKAGE).parts[:-1] if part != "api"
    )
    models = {
        name
        for name in imports_of(path) - imports_for_types_only(path)
        if re.fullmatch(r"flowbuilder\.[a-z_.]+\.models", name) and name != f"{own}.models"
    }

    assert models - {"flowbuilder.accounts.models"} == set()
