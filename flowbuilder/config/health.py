"""For those who watch the machine: does the process live, and can it work?"""

from __future__ import annotations

import structlog
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from flowbuilder.common import shutdown

logger = structlog.get_logger(__name__)


def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers. Asks nothing of anyone else."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:
    """The process can work: each thing it needs answers. 503 when one does not, or it ends."""
    if shutdown.is_ending():
        return JsonResponse({"status": "ending", "checks": {}}, status=503)
    found = {"database": _database()}
    if settings.FLOWBUILDER_REDIS_URL:
        found["redis"] = _redis()
    ready = all(found.values())
    shown = {name: "ok" if fine else "no answer" for name, fine in found.items()}
    body = {"status": "ok" if ready else "not ready", "checks": shown}
    return JsonResponse(body, status=200 if ready else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as problem:
        logger.warning("readyz.database", reason=str(problem))
        return False
    return True


def _redis() -> bool:
    import redis

    try:
        with redis.Redis.from_url(
            settings.FLOWBUILDER_REDIS_URL, socket_timeout=2, socket_connect_timeout=2
        ) as server:
            return bool(server.ping())
    except redis.RedisError as problem:
        logger.warning("readyz.redis", reason=str(problem))
        return False
