"""Steps are skipped when nothing changed, and what is missing is one sentence."""

import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from flowbuilder.config import bootstrap

Version = namedtuple("Version", "major minor micro releaselevel serial")


def test_a_change_in_a_file_changes_the_digest(tmp_path, monkeypatch):
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "a.ts").write_text("1", encoding="utf-8")
    before = bootstrap.digest([tmp_path / "src"])

    (tmp_path / "src" / "a.ts").write_text("2", encoding="utf-8")
    changed = bootstrap.digest([tmp_path / "src"])
    (tmp_path / "src" / "a.ts").rename(tmp_path / "src" / "b.ts")
    renamed = bootstrap.digest([tmp_path / "src"])

    assert len({before, changed, renamed}) == 3


def test_a_step_is_fresh_only_with_the_same_digest(tmp_path):
    stamp = tmp_path / "stamp"

    assert not bootstrap.is_fresh(stamp, "x")
    stamp.write_text("x", encoding="ascii")
    assert bootstrap.is_fresh(stamp, "x")
    assert not bootstrap.is_fresh(stamp, "y")


def test_an_old_python_is_one_sentence(monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", Version(3, 10, 1, "final", 0))

    with pytest.raises(SystemExit) as ended:
        bootstrap.check_python()

    assert ended.value.code == 1
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_a_python_without_venv_is_one_sentence(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(sys, "executable", "/bin/false")

    with pytest.raises(SystemExit):
        bootstrap.make_venv()

    assert "python3-venv" in capsys.readouterr().err


def test_a_failing_step_shows_its_last_lines_and_stops(capsys):
    command = [sys.executable, "-c", "print('the reason'); raise SystemExit(3)"]

    with pytest.raises(SystemExit):
        bootstrap.work("Doing it", command, hint="Try this.")

    said = capsys.readouterr().err
    assert "the reason" in said
    assert said.strip().endswith("Try this.")


@pytest.mark.parametrize(
    ("printed", "fits"),
    [("v20.19.0", True), ("v20.18.9", False), ("v24.1.0", True), ("v18.20.4", False), ("", False)],
)
def test_a_node_that_is_too_old_is_known(tmp_path, printed, fits):
    node = tmp_path / "node"
    node.write_text(f"#!/bin/sh\necho {printed}\n", encoding="utf-8")
    node.chmod(0o755)

    assert (bootstrap.node_version(str(node)) >= bootstrap.OLDEST_NODE) is fits


def test_it_runs_with_the_standard_library_alone():
    script = Path(bootstrap.__file__)

    done = subprocess.run(
        [sys.executable, "-I", "-S", str(script), "nonsense"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
