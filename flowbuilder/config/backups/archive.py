"""The backup file: a compressed tar with the database, the files, the key, and a manifest last.

The manifest names every other member with its size and checksum, so whatever was cut off or
altered shows; without it (it comes last) an archive is no archive. The key is inside unless told
otherwise: a backup whose credentials nobody can decrypt would be a trap.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from pydantic import BaseModel, ConfigDict, ValidationError

import flowbuilder
from flowbuilder.config.backups import databases
from flowbuilder.config.backups.errors import BackupProblem
from flowbuilder.integrations.secrets import unseal

FORMAT = 1
MANIFEST, KEY = "manifest.json", "secret_key"
#: Folders of the data folder that nothing else could make again.
FOLDERS = ("files", "outbox")
MAX_MANIFEST = 256 * 1024 * 1024
#: Fields that hold secrets sealed with the key.
SEALED = (("integrations.Credential", "sealed"), ("llm.LanguageModelSettings", "sealed_key"))


class Member(BaseModel):
    """One file of the archive."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    size: int
    sha256: str


class Manifest(BaseModel):
    """What an archive holds, and of what it is a backup."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    format: int
    version: str
    begun_at: str
    database: str
    rows: dict[str, int]
    migrations: list[str]
    key: str
    key_included: bool
    members: dict[str, Member]


def fingerprint(key: str) -> str:
    """What identifies a key without giving it away."""
    return hashlib.sha256(b"flowbuilder backup key v1\0" + key.encode()).hexdigest()[:32]


# ---- Writing --------------------------------------------------------------------------


def write(target: Path, *, with_key: bool = True) -> Manifest:
    """Back this installation up to `target`, read it back, and only then give it its name.

    Raises:
        BackupProblem: Nothing was left at `target`.
    """
    if target.exists():
        raise BackupProblem(f"{target} exists already. Choose another name.")
    if not target.parent.is_dir():
        raise BackupProblem(f"There is no folder {target.parent}. Make it first.")
    draft = target.with_name(f".{target.name}.part")
    begun_at = datetime.now(UTC)
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as staging:
            folder = Path(staging)
            rows = databases.copy_to(folder / databases.name_here())
            _check_secrets()
            with _private(draft) as file:
                manifest = _pack(file, folder, rows, begun_at, with_key)
                file.flush()
                os.fsync(file.fileno())
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as staging:
            unpack(draft, Path(staging))
        os.link(draft, target)  # refuses to replace a file that came meanwhile
    except OSError as problem:
        raise BackupProblem(f"Nothing was written: {problem}.") from None
    finally:
        draft.unlink(missing_ok=True)
    return manifest


def _private(path: Path) -> IO[bytes]:
    """A new file that only its owner may read: there is a key in it."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    return os.fdopen(handle, "wb")


def _pack(
    file: IO[bytes], folder: Path, rows: databases.Counts, begun_at: datetime, with_key: bool
) -> Manifest:
    members: dict[str, Member] = {}
    if with_key:
        (folder / KEY).write_text(settings.SECRET_KEY, encoding="utf-8")
    with tarfile.open(fileobj=file, mode="w:gz", compresslevel=4) as tar:
        for name, path in _sources(folder):
            try:
                members[name] = _add(tar, name, path)
            except FileNotFoundError:
                continue  # deleted since we looked: as if we had looked later
        manifest = Manifest(
            format=FORMAT,
            version=flowbuilder.__version__,
            begun_at=begun_at.isoformat(timespec="seconds"),
            database=databases.name_here(),
            rows=rows,
            migrations=_migrations(),
            key=fingerprint(settings.SECRET_KEY),
            key_included=with_key,
            members=members,
        )
        path = folder / MANIFEST
        path.write_text(manifest.model_dump_json(indent=1), encoding="utf-8")
        _add(tar, MANIFEST, path)
    return manifest


def _sources(folder: Path) -> Iterator[tuple[str, Path]]:
    """The database first: a file that its rows name was written before them, so it comes along."""
    for path in sorted(folder.iterdir()):
        yield path.name, path
    data = Path(settings.DATA_DIR)
    for name in FOLDERS:
        for path in sorted((data / name).rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(data).as_posix(), path


def _add(tar: tarfile.TarFile, name: str, path: Path) -> Member:
    with path.open("rb") as file:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = os.fstat(file.fileno()).st_size, 0o600
        entry.mtime = int(path.stat().st_mtime)
        reader = _Hashing(file)
        tar.addfile(entry, reader)
    return Member(size=entry.size, sha256=reader.hash.hexdigest())


class _Hashing:
    """Reads a file and remembers the checksum of what was read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self._file.read(size)
        self.hash.update(piece)
        return piece


def _migrations() -> list[str]:
    """Every migration that the database has, as ``app.name``."""
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied)


def _check_secrets() -> None:
    """Check that the key opens what was sealed: otherwise the backup would be of use to nobody."""
    for label, field in SEALED:
        model: Any = apps.get_model(label)
        for sealed in model.objects.exclude(**{field: ""}).values_list(field, flat=True):
            if not unseal(sealed):
                raise BackupProblem(
                    "The secret key does not open the stored credentials, so a backup with it "
                    "would be of no use. Check FLOWBUILDER_SECRET_KEY and FLOWBUILDER_DATA_DIR, "
                    "or enter the credentials again."
                )


# ---- Reading --------------------------------------------------------------------------


def unpack(archive: Path, folder: Path) -> Manifest:
    """Unpack `archive` into the empty `folder` and check all of it against its manifest.

    Raises:
        BackupProblem: It is cut off, altered, damaged, or no backup at all.
    """
    try:
        found = _extract(archive, folder)
    except FileNotFoundError:
        raise BackupProblem(f"There is no file {archive}.") from None
    except (tarfile.TarError, EOFError, zlib.error, OSError) as problem:
        raise BackupProblem(f"{archive} is damaged or no backup ({problem}).") from None
    manifest = _manifest_in(archive, folder, found)
    if found != manifest.members:
        differs = sorted(
            name
            for name in found.keys() | manifest.members.keys()
            if found.get(name) != manifest.members.get(name)
        )
        raise BackupProblem(f"{archive} was altered: {differs[0]} is not what it was.")
    rows = databases.check(folder / manifest.database, manifest.database)
    if rows != manifest.rows:
        raise BackupProblem(f"{archive} was altered: the database has other rows.")
    if manifest.key_included and fingerprint(key_in(folder)) != manifest.key:
        raise BackupProblem(f"{archive} was altered: the key in it is another.")
    return manifest


def key_in(folder: Path) -> str:
    """The key of an unpacked archive."""
    return (folder / KEY).read_text(encoding="utf-8")


def _extract(archive: Path, folder: Path) -> dict[str, Member]:
    found: dict[str, Member] = {}
    with gzip.open(archive) as whole, tarfile.open(fileobj=whole, mode="r:") as tar:
        for entry in tar:
            if not entry.isfile() or not _is_ours(entry.name) or entry.name in found:
                raise BackupProblem(f"{archive} is no backup of Flowbuilder ({entry.name[:80]!r}).")
            source = tar.extractfile(entry)
            assert source is not None  # it is a file
            path = folder / entry.name
            path.parent.mkdir(parents=True, exist_ok=True)
            reader = _Hashing(source)
            with _private(path) as target:
                shutil.copyfileobj(reader, target)
                target.flush()
                os.fsync(target.fileno())
            found[entry.name] = Member(size=entry.size, sha256=reader.hash.hexdigest())
        while whole.read(1 << 20):  # a tar ends before its file does, and gzip's checksum is last
            pass
    return found


def _is_ours(name: str) -> bool:
    if name in {MANIFEST, KEY, databases.SQLITE, databases.POSTGRES}:
        return True
    path = PurePosixPath(name)
    inside = not path.is_absolute() and ".." not in path.parts and len(path.parts) > 1
    return inside and path.parts[0] in FOLDERS and path.as_posix() == name


def _manifest_in(archive: Path, folder: Path, found: dict[str, Member]) -> Manifest:
    if MANIFEST not in found:
        raise BackupProblem(f"{archive} is no backup, or its end is missing.")
    del found[MANIFEST]
    try:
        text = (folder / MANIFEST).read_text(encoding="utf-8")
        manifest = Manifest.model_validate_json(text)
    except (ValidationError, UnicodeDecodeError):
        raise BackupProblem(f"{archive} has a manifest that cannot be read.") from None
    if manifest.format != FORMAT:
        raise BackupProblem(f"{archive} was made by a newer version of Flowbuilder.")
    if manifest.database not in {databases.SQLITE, databases.POSTGRES}:
        raise BackupProblem(f"{archive} has a manifest that cannot be read.")
    return manifest
