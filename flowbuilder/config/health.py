"""For those who watch the machine: does the process live, and can it work?"""

from __future__ import annotations

import structlog
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from flowbuilder.common import shutdown
from flowbuilder.config import serving
from flowbuilder.runtime import runners

WRONG = {
    "database": "no answer",
    "migrations": "not up to date",
    "redis": "no answer",
    "jobs": "the runner stands still",
    "process": "ending",
}

logger = structlog.get_logger(__name__)
_migrated = False


def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers. Asks nothing of anyone else."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:
    """The process can work: each thing it needs answers. 503 when one does not, or it ends."""
    found = {"database": _database()}
    if found["database"]:
        found["migrations"] = _migrations()
    if settings.FLOWBUILDER_REDIS_URL:
        found["redis"] = _redis()
    if (alive := runners.is_alive()) is not None:
        found["jobs"] = alive
    if shutdown.is_ending():
        found["process"] = False
    ready = all(found.values())
    shown = {name: "ok" if fine else WRONG[name] for name, fine in found.items()}
    body = {"status": "ok" if ready else "not ready", "checks": shown}
    return JsonResponse(body, status=200 if ready else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as problem:
        logger.warning("readyz.database", reason=type(problem).__name__)
        return False
    return True


def _migrations() -> bool:
    """Whether the database has what this program needs. Once it has, it is not asked again."""
    global _migrated
    try:
        _migrated = _migrated or serving.is_migrated()
    except DatabaseError as problem:
        logger.warning("readyz.migrations", reason=type(problem).__name__)
    return _migrated


def _redis() -> bool:
    import redis

    try:
        with redis.Redis.from_url(
            settings.FLOWBUILDER_REDIS_URL, socket_timeout=2, socket_connect_timeout=2
        ) as server:
            return bool(server.ping())
    except redis.RedisError as problem:
        logger.warning("readyz.redis", reason=type(problem).__name__)
        return False
