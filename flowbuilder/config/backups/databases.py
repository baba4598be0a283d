"""A consistent copy of the database while others write to it, and the check of such a copy."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import IO, Any

import psycopg
from django.db import connection
from psycopg import sql
from psycopg.conninfo import make_conninfo

from flowbuilder.config.backups.errors import BackupProblem

Counts = dict[str, int]

SQLITE, POSTGRES = "database.sqlite3", "database.pgdump"
_COPY = re.compile(rb'^COPY (?:[\w"]+\.)?"?(\w+)"? \(.*\) FROM stdin;$')
#: Drops what is there before the copy comes in; both in one transaction, so all of it or nothing.
_CLEAR = """
DO $clear$ DECLARE found record; BEGIN
  FOR found IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP
    EXECUTE format('DROP TABLE IF EXISTS %I CASCADE', found.tablename);
  END LOOP;
END $clear$;
"""
#: pg_dump empties the search path, so the schema is named.
_COUNT = """
DO $count$ BEGIN
  IF (SELECT count(*) FROM public.{table}) <> {rows} THEN
    RAISE EXCEPTION 'the table {table} came back with another number of rows';
  END IF;
END $count$;
"""


def name_here() -> str:
    """What the database is called inside an archive; it tells the kind."""
    return SQLITE if connection.vendor == "sqlite" else POSTGRES


def copy_to(path: Path) -> Counts:
    """Write a copy as of one moment to `path` and return the rows of each table at that moment."""
    return _copy_sqlite(path) if connection.vendor == "sqlite" else _dump_postgres(path)


def check(path: Path, kind: str) -> Counts:
    """Read the copy at `path` from end to end and return its rows by table.

    Raises:
        BackupProblem: It is not sound.
    """
    return _check_sqlite(path) if kind == SQLITE else _check_postgres(path)


def sqlite_path() -> Path:
    """Where this installation's SQLite file is."""
    return Path(str(connection.settings_dict["NAME"]))


# ---- SQLite --------------------------------------------------------------------------


def _copy_sqlite(path: Path) -> Counts:
    source = sqlite_path()
    if not source.exists():
        raise BackupProblem(f"There is no database at {source}. Nothing was written.")
    with (
        closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as live,
        closing(sqlite3.connect(path)) as copy,
    ):
        live.backup(copy)  # one read transaction: writers go on, and the copy is of one moment
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without companions
    return _check_sqlite(path)


def _check_sqlite(path: Path) -> Counts:
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as copy:
            said = [row[0] for row in copy.execute("PRAGMA integrity_check")]
            dangling = copy.execute("PRAGMA foreign_key_check").fetchone()
            tables = [
                row[0]
                for row in copy.execute(
                    "SELECT name FROM sqlite_master WHERE type = 'table' "
                    "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
                )
            ]
            counts = {
                table: copy.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]  # noqa: S608
                for table in sorted(tables)  # names from the database itself
            }
    except sqlite3.DatabaseError as problem:
        raise BackupProblem(f"The copy of the database cannot be read ({problem}).") from None
    if said != ["ok"] or dangling is not None:
        reason = said[0] if said != ["ok"] else f"a row of {dangling[0]} points nowhere"
        raise BackupProblem(f"The copy of the database is damaged ({reason}).")
    return counts


def check_nobody_else_has(path: Path) -> None:
    """Check that no process has the SQLite file at `path` open.

    Leaving WAL needs the file for oneself alone, so it fails while anybody else is connected. It
    also brings into the file what its companions hold.

    Raises:
        BackupProblem: Somebody has.
    """
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as own:
        try:
            own.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError:
            raise BackupProblem(
                f"A program is using {path}. Stop Flowbuilder and its workers first."
            ) from None
        except sqlite3.DatabaseError:
            return  # whatever it is, it is no database: nobody uses it


# ---- PostgreSQL ------------------------------------------------------------------------


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise BackupProblem(
            f"{name} is missing. Install PostgreSQL's client programs, of the server's version or "
            "newer (on Debian: apt install postgresql-client)."
        )
    return found


def _address() -> tuple[str, dict[str, str]]:
    """How to reach the database: an address without the password, and an environment with it."""
    given = connection.settings_dict
    options = {key: value for key, value in given["OPTIONS"].items() if key != "pool"}
    address = make_conninfo(
        "", dbname=given["NAME"], user=given["USER"] or None, host=given["HOST"] or None,
        port=given["PORT"] or None, **options,
    )  # fmt: skip
    environment = dict(os.environ)
    if given["PASSWORD"]:
        environment["PGPASSWORD"] = given["PASSWORD"]
    return address, environment


def connect_postgres() -> psycopg.Connection[Any]:
    """A connection of our own, outside the pool. Raises BackupProblem."""
    address, _environment = _address()
    try:
        return psycopg.connect(
            address, password=connection.settings_dict["PASSWORD"] or None, autocommit=True
        )
    except psycopg.OperationalError as problem:
        raise BackupProblem(
            f"The database does not answer ({problem}).".replace("\n", " ")
        ) from None


def _dump_postgres(path: Path) -> Counts:
    program = _tool("pg_dump")
    address, environment = _address()
    with connect_postgres() as server, server.transaction():
        server.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        snapshot = server.execute("SELECT pg_export_snapshot()").fetchone()
        counts = _count_postgres(server)
        _run(
            [program, f"--dbname={address}", "--format=custom", "--compress=0", "--no-owner",
             "--no-privileges", f"--snapshot={snapshot[0] if snapshot else ''}", f"--file={path}"],
            environment,
        )  # fmt: skip
    return counts


def _count_postgres(server: psycopg.Connection[Any]) -> Counts:
    tables = server.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1"
    ).fetchall()
    counts = {}
    for (table,) in tables:
        query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
        found = server.execute(query).fetchone()
        counts[table] = found[0] if found else 0
    return counts


def is_used_postgres() -> bool:
    """Say whether anybody but us is connected to the database."""
    with connect_postgres() as server:
        found = server.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        ).fetchone()
    return bool(found and found[0])


def is_empty_postgres() -> bool:
    """Say whether the database has no table of ours."""
    with connect_postgres() as server:
        return not _count_postgres(server)


def _check_postgres(path: Path) -> Counts:
    """Unpack the whole dump and count the rows that it would bring back."""
    command = [_tool("pg_restore"), "--data-only", "--file=-", str(path)]
    counts: Counts = {}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as unpacking:  # noqa: S603
        assert unpacking.stdout is not None  # asked for
        assert unpacking.stderr is not None  # as above
        table = ""
        for line in unpacking.stdout:
            if not table:
                begins = _COPY.match(line.rstrip(b"\n"))
                table = begins[1].decode() if begins else ""
                if table:
                    counts[table] = 0
            elif line == b"\\.\n":
                table = ""
            else:
                counts[table] += 1
        said = unpacking.stderr.read().decode(errors="replace").strip()
    if unpacking.returncode != 0 or table:
        raise BackupProblem(f"The copy of the database cannot be read ({said[-300:]}).")
    return dict(sorted(counts.items()))


def restore_postgres(dump: Path, counts: Counts) -> None:
    """Put the dump in place of what the database holds, all in one transaction.

    It is committed only if every table came back with its rows; otherwise nothing changed.
    """
    unpack = [_tool("pg_restore"), "--no-owner", "--no-privileges", "--file=-", str(dump)]
    address, environment = _address()
    load = [
        _tool("psql"), f"--dbname={address}", "--no-psqlrc", "--quiet", "--single-transaction",
        "--set=ON_ERROR_STOP=1", "--output=/dev/null", "--file=-",
    ]  # fmt: skip
    with subprocess.Popen(  # noqa: S603  our own arguments
        load, env=environment, stdin=subprocess.PIPE, stderr=subprocess.PIPE
    ) as loading:
        assert loading.stdin is not None  # asked for
        assert loading.stderr is not None  # as above
        try:
            loading.stdin.write(_CLEAR.encode())
            _pour(unpack, loading.stdin)
            for table, rows in counts.items():
                loading.stdin.write(_COUNT.format(table=table, rows=rows).encode())
            loading.stdin.close()
        except BrokenPipeError:
            pass  # it stopped at an error, and says which
        except BaseException:
            loading.kill()  # so that the transaction is never committed
            raise
        said = loading.stderr.read().decode(errors="replace").strip()
    if loading.returncode != 0:
        raise BackupProblem(f"PostgreSQL refused the copy; nothing was changed ({said[-500:]}).")


def _pour(command: list[str], into: IO[bytes]) -> None:
    with subprocess.Popen(command, stdout=subprocess.PIPE) as unpacking:  # noqa: S603  as above
        assert unpacking.stdout is not None  # asked for
        shutil.copyfileobj(unpacking.stdout, into)
    if unpacking.returncode != 0:
        raise BackupProblem("The copy of the database cannot be unpacked; nothing was changed.")


def _run(command: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(  # noqa: S603  our own arguments
        command, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise BackupProblem(f"{Path(command[0]).name} did not work: {done.stderr.strip()[-300:]}")
