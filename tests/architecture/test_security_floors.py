"""What is installed is not older than `security-floors.toml` allows."""

import json
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
FLOORS = tomllib.loads((ROOT / "security-floors.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("package", FLOORS["python"])
def test_a_python_package_is_new_enough(package):
    floor = FLOORS["python"][package]

    assert Version(version(package)) >= Version(floor["floor"]), floor["why"]


@pytest.mark.parametrize("package", FLOORS["npm"])
def test_every_copy_of_an_npm_package_is_new_enough(package):
    floor = FLOORS["npm"][package]
    lock = json.loads((ROOT / "frontend" / "package-lock.json").read_text(encoding="utf-8"))
    copies = [
        entry["version"]
        for path, entry in lock["packages"].items()
        if path.rpartition("node_modules/")[2] == package
    ]

    assert all(Version(found) >= Version(floor["floor"]) for found in copies), floor["why"]


def test_requirements_are_pinned_exactly():
    for name in ("requirements.txt", "requirements-dev.txt"):
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
            wanted = line.split("#")[0].strip()

            assert not wanted or wanted.startswith("-r ") or "==" in wanted, line


def test_a_package_with_a_digest_is_the_version_that_requirements_name():
    plain = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    young = [
        line.removesuffix("\\").strip()
        for line in (ROOT / "requirements-young.txt").read_text(encoding="utf-8").splitlines()
        if "==" in line and not line.startswith("#")
    ]

    assert young
    assert [line for line in young if line not in plain] == []
    for wanted in map(Requirement, young):
        if wanted.marker is None or wanted.marker.evaluate():
            assert version(wanted.name) in wanted.specifier
