"""`/metrics`: what this process counted, and what the database says of work that waits.

Never for the public. Without a token only this machine may ask, and not through a proxy (behind
nginx on the same machine every address would seem to be ours). With a token, whoever has it.
"""

from __future__ import annotations

import ipaddress
import threading
import time
from collections.abc import Iterable

import structlog
from django.conf import settings
from django.db import DatabaseError
from django.db.models import Count, Min
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from prometheus_client import generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

import flowbuilder
from flowbuilder.common.clock import now
from flowbuilder.common.metrics import REGISTRY
from flowbuilder.handoff.models import Handoff
from flowbuilder.runtime.models import Job

KEPT_S = 5.0
BY_PROXY = ("X-Forwarded-For", "X-Forwarded-Proto", "X-Real-IP", "Forwarded", "Via")
OPEN = (
    Job.Status.WAITING, Job.Status.RUNNING, Job.Status.QUARANTINED, Job.Status.UNCERTAIN,
)  # fmt: skip

logger = structlog.get_logger(__name__)


def metrics(request: HttpRequest) -> HttpResponse:
    """What a Prometheus server scrapes. Whoever may not ask finds nothing here."""
    if not _may_ask(request):
        raise Http404
    return HttpResponse(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)


def _may_ask(request: HttpRequest) -> bool:
    token = settings.FLOWBUILDER_METRICS_TOKEN
    if token:
        return constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {token}")
    if any(name in request.headers for name in BY_PROXY):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


class WaitingWork(Collector):
    """Gauges read from the database when somebody scrapes, at most once in a few seconds."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found: list[Metric] = []
        self._until = 0.0

    def describe(self) -> Iterable[Metric]:
        """Nothing beforehand: being registered must not ask the database."""
        return []

    def collect(self) -> Iterable[Metric]:
        """The gauges, perhaps some seconds old."""
        with self._lock:
            if time.monotonic() >= self._until:
                self._found = _read()
                self._until = time.monotonic() + KEPT_S
            return list(self._found)

    def forget(self) -> None:
        """Read anew at the next scrape."""
        self._until = 0.0


def _read() -> list[Metric]:
    info = _gauge("flowbuilder_info", "Which version runs.", "version")
    info.add_metric([flowbuilder.__version__], 1)
    up = _gauge("flowbuilder_database_up", "Whether the database answered.")
    try:
        found = [_jobs(), _oldest(), _handoffs()]
    except DatabaseError as problem:
        logger.warning("metrics.database", reason=type(problem).__name__)
        up.add_metric([], 0)
        return [info, up]
    up.add_metric([], 1)
    return [info, up, *found]


def _gauge(name: str, about: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, about, labels=labels)


def _jobs() -> Metric:
    family = _gauge("flowbuilder_jobs", "Jobs in the table that are not done.", "status")
    rows = Job.objects.filter(status__in=OPEN).order_by().values_list("status")
    counted = dict(rows.annotate(count=Count("pk")))
    for status in OPEN:
        family.add_metric([status], counted.get(status, 0))
    return family


def _oldest() -> Metric:
    family = _gauge("flowbuilder_job_oldest_due_seconds", "For how long the oldest job is due.")
    moment = now()
    due = Job.objects.filter(status=Job.Status.WAITING, run_at__lte=moment)
    oldest = due.aggregate(at=Min("run_at"))["at"]
    family.add_metric([], (moment - oldest).total_seconds() if oldest else 0)
    return family


def _handoffs() -> Metric:
    family = _gauge("flowbuilder_handoffs_waiting", "Conversations that wait for a person.")
    family.add_metric([], Handoff.objects.filter(status=Handoff.Status.WAITING).count())
    return family


waiting_work = WaitingWork()
REGISTRY.register(waiting_work)
