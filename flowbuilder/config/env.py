"""Reading the environment: every setting comes from a FLOWBUILDER_ variable or its default."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
#: Less than the 5 s that Daphne gives a handshake: a new socket then opens, to say what is wrong.
POOL_WAIT_S = 3


def text(name: str, default: str = "") -> str:
    """Return FLOWBUILDER_`name`, stripped; an empty value counts as unset."""
    return os.environ.get(f"FLOWBUILDER_{name}", "").strip() or default


def flag(name: str, default: bool = False) -> bool:
    """Return FLOWBUILDER_`name` as yes or no."""
    value = text(name)
    return value.lower() in TRUE if value else default


def number(name: str, default: int) -> int:
    """Return FLOWBUILDER_`name` as a whole number."""
    value = text(name)
    if not value:
        return default
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(
            f"FLOWBUILDER_{name} should be a whole number, but is {value!r}."
        ) from None


def amount(name: str, default: float) -> float:
    """Return FLOWBUILDER_`name` as a number that may have a fraction."""
    value = text(name)
    try:
        return float(value) if value else default
    except ValueError:
        raise ImproperlyConfigured(
            f"FLOWBUILDER_{name} should be a number, but is {value!r}."
        ) from None


def words(name: str, default: str = "") -> list[str]:
    """Return FLOWBUILDER_`name` as a list: commas or spaces between the items."""
    return text(name, default).replace(",", " ").split()


def address(hosts: list[str]) -> str:
    """Return the address that e-mails link to: the first of `hosts` that is one public name."""
    names = [host for host in hosts if host[0].isalnum() and "." in host]
    public = [name for name in names if not name.replace(".", "").isdigit()]
    return f"https://{public[0]}" if public else ""


def secret_key(data_dir: Path) -> str:
    """Return the secret key: from the environment, else made once and kept in `data_dir`."""
    given = text("SECRET_KEY")
    if given:
        return given
    path = data_dir / "secret_key"
    try:
        return _kept(path) or _made(path)
    except OSError as problem:
        raise ImproperlyConfigured(
            f"Flowbuilder cannot write to {data_dir} ({problem.strerror}). "
            "Give it a folder it may write to with FLOWBUILDER_DATA_DIR."
        ) from None


def _kept(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return ""


def _made(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = secrets.token_urlsafe(50)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(fresh)
    try:
        os.link(draft, path)  # whoever links first decides; the others read that one
    except FileExistsError:
        return _kept(path)
    finally:
        draft.unlink()
    return fresh


def database(url: str, data_dir: Path, threads: int) -> dict[str, Any]:
    """Return Django's database settings for `url`; without one, SQLite in `data_dir`.

    SQLite is set for one writer that never loses a committed turn: WAL, the write lock taken
    when a transaction starts, and a full sync at each commit.
    """
    if not url:
        return _sqlite(str(data_dir / "flowbuilder.sqlite3"))
    parts = urlsplit(url)
    if parts.scheme in {"sqlite", "sqlite3"}:
        return _sqlite(unquote(parts.path.removeprefix("/") if parts.netloc else parts.path))
    if parts.scheme in {"postgres", "postgresql"}:
        options: dict[str, Any] = dict(parse_qsl(parts.query))
        options["pool"] = {"min_size": 1, "max_size": threads + 8, "timeout": POOL_WAIT_S}
        options.setdefault("connect_timeout", "5")
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 0,
            "OPTIONS": options,
        }
    raise ImproperlyConfigured(
        "FLOWBUILDER_DATABASE_URL should start with sqlite:/// or postgresql://."
    )


def _sqlite(path: str) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": 0,  # each request has a thread of its own; the ORM's pool keeps its own
        "OPTIONS": {
            "timeout": 5,
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16000;"
            ),
        },
    }
