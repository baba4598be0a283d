"""Putting a backup in place: everything is checked first, and the swap comes last.

What is there now moves into a folder of its own; on PostgreSQL the old tables are dropped and the
new ones made in one transaction. While the swap goes on a note lies in the data folder. If the
machine fails just then, nothing serves from the half: `serve` refuses while the note is there, and
the same `restore` again ends what was begun.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader

from flowbuilder.common.crashpoints import pass_point
from flowbuilder.config import env
from flowbuilder.config.backups import archive, databases
from flowbuilder.config.backups.archive import Manifest
from flowbuilder.config.backups.errors import BackupProblem
from flowbuilder.config.serving import RESTORING, CannotServe, claim, make_data_dir


def restore(source: Path, *, force: bool = False) -> tuple[Manifest, Path | None]:
    """Restore `source`. Returns its manifest, and the folder that now holds what was there before.

    Raises:
        BackupProblem: Nothing was changed, unless it says so.
    """
    data = Path(settings.DATA_DIR)
    if not source.is_file():
        raise BackupProblem(f"There is no file {source}.")
    try:
        make_data_dir(data)
        with claim(data):
            _check_nobody_runs()
            empty = not (data / RESTORING).exists() and _is_empty(data)
            if not (force or empty or (data / RESTORING).exists()):
                raise BackupProblem(
                    "There is data here already. Back it up, then say --force to replace it."
                )
            for left in data.glob(".restore-*"):
                shutil.rmtree(left)  # of a restore that was broken off; a key may lie in it
            with tempfile.TemporaryDirectory(dir=data, prefix=".restore-") as staging:
                manifest = archive.unpack(source, Path(staging))
                _check_fits(manifest, force)
                return manifest, _swap(manifest, Path(staging), data, empty=empty)
    except CannotServe as problem:
        raise BackupProblem(str(problem)) from None
    except OSError as problem:
        raise BackupProblem(f"It could not be restored: {problem}.") from None


# ---- May we? ----------------------------------------------------------------------------


def _check_nobody_runs() -> None:
    connections.close_all()
    if connection.vendor == "sqlite":
        if databases.sqlite_path().exists():
            databases.check_nobody_else_has(databases.sqlite_path())
    elif databases.is_used_postgres():
        raise BackupProblem(
            "A program is connected to the database. Stop Flowbuilder and its workers first."
        )


def _is_empty(data: Path) -> bool:
    """Say whether there is nothing to lose. A key alone does not count: every command makes one."""
    if connection.vendor == "sqlite":
        taken = databases.sqlite_path().exists()
    else:
        taken = not databases.is_empty_postgres()
    folders = [data / name for name in archive.FOLDERS if (data / name).is_dir()]
    return not taken and not any(any(folder.iterdir()) for folder in folders)


def _check_fits(manifest: Manifest, force: bool) -> None:
    if manifest.database != databases.name_here():
        raise BackupProblem(
            "This backup is of another kind of database (SQLite or PostgreSQL) than "
            "FLOWBUILDER_DATABASE_URL names."
        )
    on_disk = MigrationLoader(None).disk_migrations
    known = {*on_disk, *(old for migration in on_disk.values() for old in migration.replaces)}
    newer = sorted(set(manifest.migrations) - {f"{app}.{name}" for app, name in known})
    if newer:
        raise BackupProblem(
            f"This backup is of a newer version of Flowbuilder (it has {newer[0]}). Install that "
            "version or a later one first."
        )
    chosen = env.text("SECRET_KEY")
    here = chosen or ("" if manifest.key_included else settings.SECRET_KEY)
    if here and archive.fingerprint(here) != manifest.key and not force:
        raise BackupProblem(
            "The key here is not the one of this backup, so stored credentials could not be read. "
            "Set FLOWBUILDER_SECRET_KEY to the key of that installation"
            + (", or unset it: the backup brings its own" if manifest.key_included else "")
            + ". With --force, credentials have to be entered again."
        )


# ---- The swap -----------------------------------------------------------------------------


def _swap(manifest: Manifest, folder: Path, data: Path, *, empty: bool) -> Path | None:
    """Take the old away and put the new in place; the note lies there from first to last."""
    before = data / f"before-restore-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}"
    note = data / RESTORING
    note.touch()
    _sync(data)
    pass_point("restore")
    if manifest.database == databases.POSTGRES:
        databases.restore_postgres(folder / databases.POSTGRES, manifest.rows)
        pass_point("restore")
    else:
        _replace_sqlite(folder / databases.SQLITE, databases.sqlite_path(), before)
    for name in archive.FOLDERS:
        _replace(folder / name, data / name, before / name)
    if manifest.key_included and not env.text("SECRET_KEY"):
        if empty:
            (data / archive.KEY).unlink(missing_ok=True)  # made a moment ago, it has sealed nothing
        _replace(folder / archive.KEY, data / archive.KEY, before / archive.KEY)
    note.unlink()
    _sync(data)
    return before if before.exists() else None


def _replace_sqlite(new: Path, place: Path, before: Path) -> None:
    near = place.with_name(f".{place.name}.restored")
    shutil.move(new, near)  # the database may lie on another disk than the data folder
    for ending in ("-wal", "-shm"):
        _away(place.with_name(place.name + ending), before / (place.name + ending))
    _replace(near, place, before / place.name)


def _replace(new: Path, place: Path, old: Path) -> None:
    _away(place, old)
    pass_point("restore")
    if new.exists():
        new.rename(place)
        _sync(place.parent)
    pass_point("restore")


def _away(place: Path, old: Path) -> None:
    if place.exists():
        old.parent.mkdir(exist_ok=True)
        shutil.move(place, old)
        _sync(old.parent)


def _sync(folder: Path) -> None:
    """Have the folder's names on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
