"""`manage.py backup` and `restore`: what is in the file, what is refused, all or nothing."""

from __future__ import annotations

import gzip
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.stand import ROOT, postgres_database
from flowbuilder.config.backups import archive, databases
from flowbuilder.config.backups.errors import BackupProblem

pytestmark = pytest.mark.slow

SECRET = "a-credential-that-must-come-back"
KEY_HERE = "FLOWBUILDER_SECRET_KEY"
SEED = f"""
from django.core.management import call_command
call_command("migrate", verbosity=0)
from flowbuilder.accounts.models import Workspace
from flowbuilder.integrations.models import Credential
from flowbuilder.integrations.secrets import seal
shop = Workspace.objects.create(name="Shop", slug="shop")
Credential.objects.create(workspace=shop, name="crm", sealed=seal("{SECRET}"), hosts=["a.example"])
"""
READ = """
from flowbuilder.integrations.models import Credential
from flowbuilder.integrations.secrets import unseal
print([unseal(row.sealed) for row in Credential.objects.all()])
"""


class Place:
    """An installation: a data folder, and `manage.py` on it."""

    def __init__(self, folder: Path, **more: str) -> None:
        self.folder, self.more = folder, more

    def manage(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        kept = {
            k: v for k, v in os.environ.items() if not k.startswith(("FLOWBUILDER_", "DJANGO_"))
        }
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env={**kept, "FLOWBUILDER_DATA_DIR": str(self.folder), **self.more, **more},
            capture_output=True,
            text=True,
            check=False,
        )

    def fill(self) -> None:
        made = self.manage("shell", "--no-imports", "-c", SEED)
        assert made.returncode == 0, made.stderr
        (self.folder / "files" / "ab").mkdir(parents=True)
        (self.folder / "files" / "ab" / "photo.jpg").write_bytes(b"\xff\xd8photo")

    def credentials(self) -> str:
        return self.manage("shell", "--no-imports", "-c", READ).stdout.strip()


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """The one sentence with which a command refused."""
    assert done.returncode != 0, done.stdout
    assert "Traceback" not in done.stderr
    return done.stderr


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """An installation with a credential and a file."""
    made = Place(tmp_path_factory.mktemp("place"))
    made.fill()
    return made


@pytest.fixture(scope="module")
def backup(place: Place, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its backup."""
    file = tmp_path_factory.mktemp("backups") / "backup.tar.gz"
    done = place.manage("backup", str(file))
    assert done.returncode == 0, done.stderr
    return file


def copied(place: Place, folder: Path) -> Place:
    shutil.copytree(place.folder, folder)
    return Place(folder)


@pytest.fixture
def fresh(tmp_path: Path) -> Place:
    return Place(tmp_path / "fresh")


def members(backup: Path) -> dict[str, bytes]:
    with tarfile.open(backup) as tar:
        return {entry.name: tar.extractfile(entry).read() for entry in tar}


def repacked(found: dict[str, bytes], target: Path) -> Path:
    with tarfile.open(target, "w:gz") as tar:
        for name, content in found.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return target


def test_a_backup_holds_the_database_the_files_and_the_key(backup: Path, place: Place):
    found = members(backup)
    manifest = json.loads(found["manifest.json"])

    assert set(found) == {"database.sqlite3", "files/ab/photo.jpg", "manifest.json", "secret_key"}
    assert found["secret_key"].decode() == (place.folder / "secret_key").read_text()
    assert manifest["rows"]["integrations_credential"] == 1
    assert manifest["members"]["files/ab/photo.jpg"]["size"] == 7
    assert backup.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in backup.parent.iterdir()] == [backup.name]


def test_what_was_backed_up_comes_back_into_an_empty_folder(backup: Path, fresh: Place):
    done = fresh.manage("restore", str(backup))

    assert done.returncode == 0, done.stderr
    assert fresh.credentials() == f"['{SECRET}']"
    assert (fresh.folder / "files" / "ab" / "photo.jpg").read_bytes() == b"\xff\xd8photo"
    assert fresh.manage("migrate", "--check").returncode == 0
    left = {path.name for path in fresh.folder.iterdir()}
    assert left == {"flowbuilder.sqlite3", "files", "secret_key", "serve.lock"} | {
        name for name in left if name.startswith("flowbuilder.sqlite3-")
    }


def test_an_existing_file_is_not_replaced(backup: Path, place: Place):
    before = backup.read_bytes()

    said = refused(place.manage("backup", str(backup)))

    assert "exists already" in said
    assert backup.read_bytes() == before


def test_data_is_replaced_only_by_force_and_kept_aside(backup: Path, place: Place, tmp_path: Path):
    """Seen to fail without `_is_empty`."""
    there = copied(place, tmp_path / "there")
    (there.folder / "files" / "later.txt").write_text("later")

    assert "--force" in refused(there.manage("restore", str(backup)))
    assert (there.folder / "files" / "later.txt").exists()

    done = there.manage("restore", str(backup), "--force")

    assert done.returncode == 0, done.stderr
    assert there.credentials() == f"['{SECRET}']"
    assert not (there.folder / "files" / "later.txt").exists()
    (aside,) = there.folder.glob("before-restore-*")
    assert (aside / "files" / "later.txt").read_text() == "later"
    assert {"flowbuilder.sqlite3", "secret_key"} <= {path.name for path in aside.iterdir()}


def unpacked(archive_file: Path, folder: Path) -> str:
    """What checking the archive says; "" when nothing is wrong."""
    folder.mkdir()
    try:
        archive.unpack(archive_file, folder)
    except BackupProblem as problem:
        return str(problem)
    return ""


def test_every_cut_is_refused(backup: Path, tmp_path: Path):
    """Seen to fail (the cut in the last eight bytes) without reading to gzip's own checksum."""
    whole = backup.read_bytes()
    lengths = (0, 10, len(whole) // 2, len(whole) - 200, len(whole) - 4, len(whole))

    said = []
    for length in lengths:
        cut = tmp_path / f"{length}.tar.gz"
        cut.write_bytes(whole[:length])
        said.append(unpacked(cut, tmp_path / f"{length}"))

    assert all(said[:-1])
    assert said[-1] == ""


@pytest.mark.parametrize("change", ["database", "file", "more", "without", "rows", "key"])
def test_every_change_is_refused(backup: Path, tmp_path: Path, change: str):
    """Seen to fail for each: without the comparison of members, of rows, of the fingerprint."""
    found = members(backup)
    manifest = json.loads(found["manifest.json"])
    match change:
        case "database":
            found["database.sqlite3"] = _with_another_name(found["database.sqlite3"], tmp_path)
        case "file":
            found["files/ab/photo.jpg"] = b"\xff\xd8Photo"
        case "more":
            found = {"files/x": b"x", **found}
        case "without":
            del found["files/ab/photo.jpg"]
        case "rows":
            manifest["rows"]["integrations_credential"] = 2
        case "key":
            manifest["key"] = "0" * 32
    found["manifest.json"] = json.dumps(manifest).encode()

    said = unpacked(repacked(found, tmp_path / "changed.tar.gz"), tmp_path / "out")

    assert "was altered" in said


def test_a_damaged_database_is_refused(backup: Path, tmp_path: Path):
    """However well the checksums fit. Seen to fail without `integrity_check`."""
    path = tmp_path / "damaged.sqlite3"
    path.write_bytes(members(backup)["database.sqlite3"])
    with closing(sqlite3.connect(path)) as damaged:
        damaged.execute("PRAGMA writable_schema=ON")
        damaged.execute(
            "UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master "
            "WHERE name = 'accounts_user') WHERE name = 'accounts_workspace'"
        )
        damaged.commit()

    with pytest.raises(BackupProblem, match=r"damaged|cannot be read"):
        databases.check(path, databases.SQLITE)


def _with_another_name(database: bytes, folder: Path) -> bytes:
    path = folder / "changed.sqlite3"
    path.write_bytes(database)
    with closing(sqlite3.connect(path)) as changed:
        changed.execute("UPDATE accounts_workspace SET name = 'Mine'")
        changed.commit()
    return path.read_bytes()


@pytest.mark.parametrize("name", ["../evil", "/tmp/evil", "files/../../evil", "var", "files/./x"])
def test_an_archive_cannot_write_outside(backup: Path, tmp_path: Path, name: str):
    """Seen to fail without `_is_ours`: the file lay beside the folder."""
    hostile = repacked({name: b"evil", **members(backup)}, tmp_path / "hostile.tar.gz")

    assert "no backup of Flowbuilder" in unpacked(hostile, tmp_path / "out")
    assert not list(tmp_path.rglob("evil"))


def test_a_newer_backup_waits_for_a_newer_program(backup: Path, fresh: Place, tmp_path: Path):
    found = members(backup)
    manifest = json.loads(found["manifest.json"])
    manifest["migrations"].append("flows.9999_from_the_future")
    found["manifest.json"] = json.dumps(manifest).encode()

    said = refused(fresh.manage("restore", str(repacked(found, tmp_path / "newer.tar.gz"))))

    assert "newer version" in said
    assert not (fresh.folder / "flowbuilder.sqlite3").exists()


def test_something_else_is_no_backup(tmp_path: Path):
    other = tmp_path / "other.gz"
    other.write_bytes(gzip.compress(b"hello"))

    assert "no backup" in unpacked(other, tmp_path / "out")
    assert "no file" in unpacked(tmp_path / "absent.tar.gz", tmp_path / "out2")


def test_a_backup_without_its_key_asks_for_it(place: Place, fresh: Place, tmp_path: Path):
    """Seen to fail without the check in `_check_fits`: credentials came back unreadable."""
    file = tmp_path / "without.tar.gz"
    done = place.manage("backup", str(file), "--without-key")
    key = (place.folder / "secret_key").read_text()

    assert "NOT inside" in done.stdout
    assert "secret_key" not in members(file)
    assert KEY_HERE in refused(fresh.manage("restore", str(file)))

    done = fresh.manage("restore", str(file), **{KEY_HERE: key})

    assert done.returncode == 0, done.stderr
    assert Place(fresh.folder, **{KEY_HERE: key}).credentials() == f"['{SECRET}']"


def test_another_key_in_the_environment_is_refused(backup: Path, fresh: Place):
    said = refused(fresh.manage("restore", str(backup), **{KEY_HERE: "x" * 50}))

    assert "unset it" in said


def test_a_key_that_opens_nothing_makes_no_backup(place: Place, tmp_path: Path):
    """Seen to fail without `_check_secrets`: the backup looked well and was a trap."""
    said = refused(place.manage("backup", str(tmp_path / "b.tar.gz"), **{KEY_HERE: "y" * 50}))

    assert "does not open" in said
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_somebody_has_open_is_left_alone(
    backup: Path, place: Place, tmp_path: Path
):
    """Seen to fail without `check_nobody_else_has`: the file was swapped under its reader."""
    there = copied(place, tmp_path / "there")
    with closing(sqlite3.connect(there.folder / "flowbuilder.sqlite3")) as worker:
        worker.execute("PRAGMA journal_mode=WAL").fetchone()
        worker.execute("SELECT count(*) FROM accounts_workspace").fetchone()

        assert "is using" in refused(there.manage("restore", str(backup), "--force"))


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """An installation on PostgreSQL."""
    with postgres_database() as url:
        made = Place(tmp_path_factory.mktemp("postgres"), FLOWBUILDER_DATABASE_URL=url)
        made.fill()
        yield made


@pytest.mark.postgres
def test_on_postgresql_too(postgres: Place, tmp_path: Path):
    file = tmp_path / "backup.tar.gz"
    done = postgres.manage("backup", str(file))
    assert done.returncode == 0, done.stderr

    with postgres_database() as url:
        fresh = Place(tmp_path / "fresh", FLOWBUILDER_DATABASE_URL=url)
        assert fresh.manage("restore", str(file)).returncode == 0
        assert fresh.credentials() == f"['{SECRET}']"
        assert fresh.manage("migrate", "--check").returncode == 0

        assert "--force" in refused(fresh.manage("restore", str(file)))
        assert fresh.manage("restore", str(file), "--force").returncode == 0


@pytest.mark.postgres
def test_on_postgresql_a_refused_copy_changes_nothing(postgres: Place, tmp_path: Path):
    """The rows are counted before the commit. Seen to fail without `_COUNT`."""
    file = tmp_path / "backup.tar.gz"
    assert postgres.manage("backup", str(file)).returncode == 0
    before = postgres.credentials()
    wrong = (
        "from flowbuilder.config.backups import databases as d\n"
        "import tarfile, pathlib\n"
        f"tarfile.open({str(file)!r}).extract('database.pgdump', {str(tmp_path)!r})\n"
        f"d.restore_postgres(pathlib.Path({str(tmp_path)!r}) / 'database.pgdump', "
        "{'accounts_workspace': 7})"
    )

    done = postgres.manage("shell", "--no-imports", "-c", wrong)

    assert "another number of rows" in done.stderr
    assert postgres.credentials() == before == f"['{SECRET}']"


@pytest.mark.postgres
def test_without_pg_dump_it_says_what_to_install(postgres: Place, tmp_path: Path):
    said = refused(postgres.manage("backup", str(tmp_path / "b.tar.gz"), PATH="/nowhere"))

    assert "postgresql-client" in said


@pytest.mark.postgres
def test_a_backup_of_the_other_kind_is_refused(postgres: Place, backup: Path):
    assert "another kind" in refused(postgres.manage("restore", str(backup), "--force"))
