"""What all tests share: workspaces, people, logins, services, and no network but loopback."""

from __future__ import annotations

import ipaddress
import os
import socket
import uuid
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations as DatabaseOperations
from django.test import Client
from django.utils import translation

from flowbuilder.accounts import services
from flowbuilder.accounts.models import Role, User, Workspace
from flowbuilder.common import executor
from flowbuilder.flows import selectors
from flowbuilder.runtime import commits

POSTGRES_URL = os.environ.get(
    "FLOWBUILDER_TEST_DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/test"
)
DATABASES = {"db", "transactional_db"}
REDIS_URL = os.environ.get("FLOWBUILDER_TEST_REDIS_URL", "redis://127.0.0.1:6379/9")


# ---- People -----------------------------------------------------------------


@pytest.fixture
def workspace(db: None) -> Workspace:
    """The workspace a test works in."""
    return Workspace.objects.create(name="Sklep Ada", slug="sklep-ada", language="pl")


@pytest.fixture
def other_workspace(db: None) -> Workspace:
    """Somebody else's workspace: nothing of it may be seen from the first."""
    return Workspace.objects.create(name="Other Ltd", slug="other", language="en")


@pytest.fixture
def make_user(db: None) -> Callable[..., User]:
    """Makes a person with a role: `make_user("agent", workspace)`."""

    def make(role: str, workspace: Workspace, name: str | None = None) -> User:
        name = name or f"{role}-{workspace.slug}"
        user = User.objects.create_user(
            username=name,
            email=f"{name}@example.com",
            password="correct horse battery",
            display_name=name.title(),
            language=workspace.language,
        )
        services.add_member(workspace, user, role)
        return user

    return make


@pytest.fixture
def owner(make_user: Callable[..., User], workspace: Workspace) -> User:
    return make_user(Role.OWNER, workspace)


@pytest.fixture
def author(make_user: Callable[..., User], workspace: Workspace) -> User:
    return make_user(Role.AUTHOR, workspace)


@pytest.fixture
def agent(make_user: Callable[..., User], workspace: Workspace) -> User:
    return make_user(Role.AGENT, workspace)


@pytest.fixture
def analyst(make_user: Callable[..., User], workspace: Workspace) -> User:
    return make_user(Role.ANALYST, workspace)


@pytest.fixture
def client_for(workspace: Workspace, make_user: Callable[..., User]) -> Callable[..., Client]:
    """Makes a signed-in client: `client_for("author")`, `client_for("owner", other_workspace)`."""

    def sign_in(role: str, where: Workspace | None = None) -> Client:
        where = where or workspace
        name = f"{role}-{where.slug}"
        user = User.objects.filter(username=name).first() or make_user(role, where)
        client = Client()
        client.force_login(user)
        client.user = user  # type: ignore[attr-defined]  # handy in tests
        return client

    return sign_in


@pytest.fixture(autouse=True)
def own_language() -> None:
    """Begin in the installation's language, not in what the test before spoke."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def fresh_plans() -> None:
    """Plans are cached by version number, and each test counts from one again."""
    selectors._plan.cache_clear()


# ---- Services ----------------------------------------------------------------


def _reachable(url: str, port: int) -> bool:
    parts = urlsplit(url)
    try:
        with socket.create_connection((parts.hostname or "", parts.port or port), timeout=1):
            return True
    except OSError:
        return False


def _touches_database(item: pytest.Item) -> bool:
    fixtures = getattr(item, "fixturenames", ())
    return item.get_closest_marker("django_db") is not None or bool(DATABASES & set(fixtures))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip tests of absent services, saying why. In CI they must run, so there they fail.

    On PostgreSQL only those are run that touch the database: the others say nothing new there.

    Several workers share one Redis, so the files that need it stay together on one of them;
    the tests of any other file stay together too, with the servers they started.
    """
    if connection.vendor == "postgresql":
        pure = [item for item in items if not _touches_database(item)]
        config.hook.pytest_deselected(items=pure)
        items[:] = [item for item in items if _touches_database(item)]
    with_redis = {item.path for item in items if item.get_closest_marker("redis")}
    for item in items:
        group = "redis" if item.path in with_redis else item.nodeid.partition("::")[0]
        item.add_marker(pytest.mark.xdist_group(group))
    for name, url, port in (("postgres", POSTGRES_URL, 5432), ("redis", REDIS_URL, 6379)):
        marked = [item for item in items if item.get_closest_marker(name)]
        if marked and not os.environ.get("CI") and not _reachable(url, port):
            where = urlsplit(url)
            reason = f"no {name} server answers at {where.hostname}:{where.port or port}"
            for item in marked:
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """The address of a new, empty PostgreSQL database, dropped afterwards."""
    import psycopg

    name = f"fb_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(POSTGRES_URL, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
    yield urlsplit(POSTGRES_URL)._replace(path=f"/{name}").geturl()
    with psycopg.connect(POSTGRES_URL, autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture
def redis_url() -> Iterator[str]:
    """The address of an empty Redis database."""
    import redis

    with redis.Redis.from_url(REDIS_URL) as server:
        server.flushdb()
        yield REDIS_URL
        server.flushdb()


@pytest.fixture(autouse=True)
def no_threads_left() -> Iterator[None]:
    """End the ORM's threads after each test that used them, with their connections."""
    yield
    commits.stop_writing()
    executor.shut_down()


@pytest.fixture(autouse=True, scope="session")
def cheap_flush() -> Iterator[None]:
    """On PostgreSQL, empty after a test only the tables that hold something.

    Django truncates all of them, and each truncated table is a new file: a second a test.
    """
    if connection.vendor != "postgresql":
        yield
        return
    operations = type(connection.ops)
    truncate = operations.sql_flush

    def delete(
        self: DatabaseOperations,
        style: object,
        tables: Iterable[str],
        *,
        reset_sequences: bool = False,
        allow_cascade: bool = False,
    ) -> list[str]:
        names = [self.quote_name(table) for table in tables]
        if not names or reset_sequences:
            return truncate(
                self, style, tables, reset_sequences=reset_sequences, allow_cascade=allow_cascade
            )
        held = " UNION ALL ".join(
            f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in names
        )
        with self.connection.cursor() as cursor:
            cursor.execute(held)
            full = [row[0] for row in cursor.fetchall()]
        return [
            "SET session_replication_role = replica",  # no order of tables to keep
            *(f"DELETE FROM {name}" for name in full),
            "SET session_replication_role = DEFAULT",
        ]

    operations.sql_flush = delete
    yield
    operations.sql_flush = truncate


# ---- No network -----------------------------------------------------------------


class NetworkIsOff(AssertionError):
    """A test tried to reach another machine."""


def _is_loopback(address: object) -> bool:
    if not isinstance(address, tuple):
        return True  # a Unix socket's path
    host = str(address[0])
    if host in {"localhost", ""}:
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True, scope="session")
def only_loopback() -> Iterator[None]:
    """Refuse connections to anything but this machine."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def guarded(self: socket.socket, address: object) -> None:
        if not _is_loopback(address):
            raise NetworkIsOff(f"Tests may not reach {address!r}.")
        return connect(self, address)  # type: ignore[arg-type]  # passed on as given

    def guarded_ex(self: socket.socket, address: object) -> int:
        if not _is_loopback(address):
            raise NetworkIsOff(f"Tests may not reach {address!r}.")
        return connect_ex(self, address)  # type: ignore[arg-type]  # passed on as given

    socket.socket.connect = guarded  # type: ignore[method-assign]
    socket.socket.connect_ex = guarded_ex  # type: ignore[method-assign]
    yield
    socket.socket.connect = connect  # type: ignore[method-assign]
    socket.socket.connect_ex = connect_ex  # type: ignore[method-assign]
