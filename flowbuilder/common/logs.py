"""What a log line may say: what happened, where in the program, to which conversation. Never words.

An exception's message is made of what somebody typed as often as not (a value that does not fit, a
row that is there already), so it is left out: its kind, its code and the places it passed stay.
With FLOWBUILDER_DEBUG, on a developer's own machine, it is shown.

`bound` names what the lines inside belong to. Everything that follows from a request, a socket or a
job carries these names along, so one search for a conversation's id finds its whole story.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog
from structlog.contextvars import bind_contextvars as bind
from structlog.contextvars import bound_contextvars as bound

__all__ = ["bind", "bound", "configuration", "configure", "good_request_id"]

MAX_FRAMES = 40
_REQUEST_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}\Z")
#: Loggers of others that put addresses into their lines: a login link's token is one.
WITH_ADDRESSES = {"django.request", "django.security.DisallowedHost", "django.security.csrf"}
#: Says what an exception said; the exception itself comes along.
WITH_MESSAGES = {"celery.app.trace"}

Entry = MutableMapping[str, Any]


def good_request_id(given: str) -> str:
    """Return the id that a proxy gave, or "" when it is nothing we would write down."""
    return given if _REQUEST_ID.match(given) else ""


def outline(problem: BaseException) -> str:
    """The kinds of an exception and its causes, and where each came from. No messages."""
    lines: list[str] = []
    seen: set[int] = set()
    cause: BaseException | None = problem
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        lines.append(_kind(cause))
        frames = traceback.extract_tb(cause.__traceback__)[-MAX_FRAMES:]
        lines += [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return "\n".join(lines)


def _kind(problem: BaseException) -> str:
    code = getattr(problem, "error_code", None) or getattr(problem, "sqlstate", None)
    if code is None and isinstance(problem, OSError):
        code = problem.errno
    kind = f"{type(problem).__module__}.{type(problem).__qualname__}"
    return f"{kind} ({code})" if isinstance(code, str | int) else kind


def without_words(_logger: Any, _method: str, entry: Entry) -> Entry:
    """A processor: an exception as its outline, and no exception's message among the values."""
    problem = entry.pop("exc_info", None)
    if problem is True:
        problem = sys.exc_info()
    if isinstance(problem, tuple):
        problem = problem[1]
    if isinstance(problem, BaseException):
        entry["exception"] = outline(problem)
    for name, value in entry.items():
        if isinstance(value, BaseException):
            entry[name] = _kind(value)
    return entry


def plainly(_logger: Any, _method: str, entry: Entry) -> Entry:
    """A processor for the lines of the standard library: the sentence without exceptions' words.

    Runs before the line is put together of its parts, so an exception given as a part is known.
    """
    record: logging.LogRecord = entry["_record"]
    parts = entry.pop("positional_args", ())
    if record.name in WITH_ADDRESSES | WITH_MESSAGES:
        entry["event"] = re.split("[:%]", str(record.msg))[0].strip()
        if status := getattr(record, "status_code", None):
            entry["status"] = status
        return entry
    if isinstance(parts, tuple) and any(isinstance(part, BaseException) for part in parts):
        shown = tuple(_kind(part) if isinstance(part, BaseException) else part for part in parts)
        entry["event"] = str(record.msg) % shown
    return entry


def configuration(*, level: str, json: bool, with_words: bool) -> dict[str, Any]:
    """Django's LOGGING: one line an event on standard error, as JSON or for a person's eyes."""
    shown: Any = (
        structlog.processors.JSONRenderer()
        if json
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    shown,
                ],
                "foreign_pre_chain": _common(with_words, foreign=True),
                "pass_foreign_args": not with_words,
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # Django would also write to consoles and to admins in its own way.
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": [], "propagate": True},
            "django.request": {"level": "ERROR"},
            "celery.app.trace": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},  # a line for each look at the table
            "daphne": {"level": "WARNING"},
            "django.channels.server": {"level": "WARNING"},
            "httpx2": {"level": "WARNING"},
            "psycopg.pool": {"level": "ERROR"},
        },
    }


def configure(*, with_words: bool) -> None:
    """Have structlog's own lines take the same way."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_common(with_words, foreign=False),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _common(with_words: bool, *, foreign: bool) -> list[Any]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        *([plainly] if foreign and not with_words else []),
        structlog.processors.format_exc_info if with_words else without_words,
    ]
