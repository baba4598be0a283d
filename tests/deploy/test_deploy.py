"""What `deploy/` names exists: settings, commands, files; and the tools that can check it do."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from celery.bin.celery import celery as celery_command
from django.core.management import CommandError, get_commands, load_command_class

from benchmarks.stand import ROOT, free_port
from tests.deploy import nginx

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
OURS = [name for name, service in COMPOSE["services"].items() if service["image"] == "flowbuilder"]
READ = re.compile(r'\b(?:env\.)?(?:text|flag|number|amount|words)\(\s*"([A-Z_]+)"')


def settings_read() -> set[str]:
    """Every variable that the program reads, without FLOWBUILDER_."""
    sources = [ROOT / "flowbuilder" / "config" / name for name in ("settings.py", "env.py")]
    return {name for source in sources for name in READ.findall(source.read_text("utf-8"))}


def named_in(path: Path) -> set[str]:
    return set(re.findall(r"FLOWBUILDER_([A-Z_]+)", path.read_text(encoding="utf-8")))


def test_every_setting_that_a_file_names_is_read_by_the_program():
    known = settings_read()
    files = [path for path in DEPLOY.rglob("*") if path.is_file()]

    unknown = {(path.name, name) for path in files for name in named_in(path) - known}

    assert len(known) > 25
    assert unknown == set()


def test_the_operators_guide_has_every_setting():
    """Seen to fail with a row taken out."""
    table = named_in(ROOT / "docs" / "operator.md")

    assert settings_read() - table == set()


def arguments_of(name: str) -> list[str]:
    return [str(word) for word in COMPOSE["services"][name]["command"]]


def exec_of(unit: Path) -> list[str]:
    (line,) = re.findall(r"^ExecStart=(.+)$", unit.read_text(encoding="utf-8"), re.MULTILINE)
    return [word.replace("%i", "8001") for word in shlex.split(line)]


def parses(arguments: list[str]) -> bool:
    """Say whether our commands know these words: fails with their own message otherwise."""
    program, *rest = arguments
    if Path(program).name == "python" and rest[0] == "manage.py":
        name = rest[1]
        command = load_command_class(get_commands()[name], name)
        command.create_parser("manage.py", name).parse_args(rest[2:])
        return True
    if Path(program).name == "celery":
        assert rest[:2] == ["-A", "flowbuilder.runtime.celery"]
        celery_command.commands[rest[2]].make_context(rest[2], rest[3:], resilient_parsing=True)
        known = {opt for param in celery_command.commands[rest[2]].params for opt in param.opts}
        given = {word.partition("=")[0] for word in rest[3:] if word.startswith("--")}
        assert given <= known, given - known
        return True
    return False


@pytest.mark.parametrize("name", OURS)
def test_a_service_runs_a_command_that_exists(name):
    assert parses(arguments_of(name))


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_runs_a_command_that_exists(unit):
    assert parses(exec_of(unit))


def test_a_command_that_does_not_exist_would_be_seen():
    for wrong in (
        ["python", "manage.py", "server"],
        ["python", "manage.py", "serve", "--prot", "1"],
        ["celery", "-A", "flowbuilder.runtime.celery", "worker", "--pol", "threads"],
    ):
        with pytest.raises((KeyError, CommandError, AssertionError)):
            parses(wrong)


def test_there_is_one_clock_and_it_is_told_apart_from_the_workers():
    """Two beats would sweep twice; a worker with --beat is a second one when it is scaled."""
    commands = [arguments_of(name) for name in OURS]

    assert sum("beat" in words for words in commands) == 1
    assert not any("--beat" in words for words in commands)


def test_the_image_copies_what_exists_and_runs_without_rights():
    lines = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").splitlines()
    copied = [
        line.split()[1:-1] for line in lines if line.startswith("COPY ") if "--from" not in line
    ]
    stages = [n for n, line in enumerate(lines) if line.startswith("FROM ")]
    last = lines[stages[-1] :]

    assert [src for sources in copied for src in sources if not (ROOT / src).exists()] == []
    assert len(stages) == 3
    assert "USER flowbuilder" in last
    assert any(line.startswith("HEALTHCHECK") for line in last)
    sent = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    allowed = {line[1:] for line in sent if line.startswith("!")}
    assert {src.split("/")[0] for sources in copied for src in sources} <= allowed


def test_compose_brings_the_files_it_mounts():
    mounts = [volume for volume in COMPOSE["services"]["nginx"]["volumes"] if "/tls/" not in volume]

    assert [m for m in mounts if not (DEPLOY / m.partition(":")[0]).exists()] == []
    assert {"web", "worker", "beat", "postgres", "redis", "nginx"} <= set(COMPOSE["services"])
    for service in COMPOSE["services"].values():
        assert "web:8000" not in service.get("ports", [])
    published = {name for name, service in COMPOSE["services"].items() if "ports" in service}
    assert published == {"nginx"}


@nginx.needs_nginx
@pytest.mark.parametrize("upstream", ["upstream.conf", "upstream.compose.conf"])
def test_nginx_accepts_the_configuration(tmp_path, upstream):
    text = (nginx.SHIPPED / upstream).read_text(encoding="utf-8")
    text = text.replace("server web:8000", "server localhost:8000")  # a name of compose's network

    said = nginx.checked(nginx.written(tmp_path, text, free_port(), free_port()))

    assert "syntax is ok" in said
    assert "successful" in said
    assert "warn" not in said


@pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="no systemd-analyze on this machine"
)
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_accepts_the_units(unit, tmp_path):
    """Seen to fail with a misspelt option."""
    text = unit.read_text(encoding="utf-8").replace("/opt/flowbuilder/.venv", str(ROOT / ".venv"))
    text = text.replace("/opt/flowbuilder", str(ROOT)).replace("User=flowbuilder", "User=root")
    copy = tmp_path / unit.name.replace("@", "@8001")
    copy.write_text(text, encoding="utf-8")

    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", copy], capture_output=True, text=True, check=False
    )

    about_ours = [line for line in done.stderr.splitlines() if copy.name in line]
    assert about_ours == []
