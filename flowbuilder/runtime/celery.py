"""Celery carries jobs to workers: `celery -A flowbuilder.runtime.celery worker --beat`.

The jobs table stays the truth. A task is only a nudge with a job's number: losing it costs two
seconds until the sweep, having it twice costs a look at the table.
"""

from __future__ import annotations

import os
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import setup_logging, worker_ready
from kombu import Queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "flowbuilder.config.settings")

SWEEP_S = 2.0
ROUNDS_S = 60.0

app = Celery("flowbuilder")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    task_ignore_result=True,
    task_acks_late=True,
    task_serializer="json",
    accept_content=["json"],
    worker_prefetch_multiplier=1,
    broker_connection_retry_on_startup=True,
    broker_transport_options=(
        {"socket_timeout": 10, "socket_connect_timeout": 5}
        if str(app.conf.broker_url).startswith("redis")
        else {}
    ),
    task_queues=(Queue("celery"), Queue("overdue")),
    task_routes={"flowbuilder.runtime.tasks.perform_due": {"queue": "overdue"}},
    include=["flowbuilder.runtime.tasks"],
    beat_schedule={
        "sweep": {
            "task": "flowbuilder.runtime.tasks.sweep",
            "schedule": SWEEP_S,
            "options": {"expires": SWEEP_S},
        },
        "rounds": {
            "task": "flowbuilder.runtime.tasks.make_rounds",
            "schedule": ROUNDS_S,
            "options": {"expires": ROUNDS_S},
        },
        "retention": {
            "task": "flowbuilder.runtime.tasks.tidy",
            "schedule": crontab(hour=2, minute=17),
            "options": {"expires": 3600},
        },
    },
)


@setup_logging.connect
def log_as_everywhere(**_given: Any) -> None:
    """Workers log as the rest does: that somebody listens keeps Celery from its own set-up."""


@worker_ready.connect
def serve_metrics(**_given: Any) -> None:
    """Answer a scraper on this machine, if told a port. Threads share what is counted."""
    from django.conf import settings
    from prometheus_client import start_http_server

    from flowbuilder.common.metrics import REGISTRY

    if port := settings.FLOWBUILDER_WORKER_METRICS_PORT:
        start_http_server(port, addr="127.0.0.1", registry=REGISTRY)
