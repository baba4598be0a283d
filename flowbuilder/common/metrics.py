"""What is counted while the program runs, for `/metrics`: the names, and nothing else.

Counters live in the process that counts; each process answers for itself, so a scraper asks each
one. (`prometheus_client` can add processes up through files in a shared folder. We don't: that
mode has no gauges that are asked when scraped, writes to a mapped file for each count, and leaves a
file of every process that ever lived.) Nothing here tells who, where or what: no workspace, no
conversation, no words. A count costs about a microsecond, and no turn asks the database for one.
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.process_collector import ProcessCollector

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)  # memory, processor time, open files, when it started

FAST = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
SLOW = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
SIZES = (1, 2, 4, 8, 16, 32, 64)


def _counter(name: str, about: str, *labels: str) -> Counter:
    return Counter(f"flowbuilder_{name}", about, labels, registry=REGISTRY)


def _gauge(name: str, about: str, *labels: str) -> Gauge:
    return Gauge(f"flowbuilder_{name}", about, labels, registry=REGISTRY)


def _histogram(name: str, about: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
    return Histogram(f"flowbuilder_{name}", about, labels, buckets=buckets, registry=REGISTRY)


TURN_SECONDS = _histogram(
    "turn_seconds", "From asking for a turn until what came of it is durable.", FAST
)
TURNS = _counter("turns", "Turns taken, by what became of the event.", "outcome")
NOT_SAVED = _counter("not_saved", "Commits that the database did not take.")
GROUP_SIZE = _histogram("commit_group_size", "Turns that one commit carried (SQLite).", SIZES)
WRITER_LINE = _gauge("writer_line", "Turns that wait for the writer now (SQLite).")

SOCKETS = _gauge("sockets", "Open sockets.", "kind")
DOORBELL_SECONDS = _histogram(
    "doorbell_seconds", "From the ring after a commit until this process's sockets know.", FAST
)

JOBS_DONE = _counter("jobs_done", "Jobs that came to an end, by their effect.", "effect")
JOB_DELAY_SECONDS = _histogram(
    "job_delay_seconds", "From the moment a job was due until somebody began it.", SLOW
)
JOB_SECONDS = _histogram("job_seconds", "How long a job took, by its effect.", SLOW, "effect")

MODEL_CALLS = _counter("model_calls", "Questions put to a language model.", "outcome")
MODEL_SECONDS = _histogram("model_seconds", "How long a model's answer took.", SLOW)
MODEL_TOKENS = _counter(
    "model_tokens", "Tokens, as the models' providers counted them.", "direction"
)
MODEL_COST = _counter(
    "model_cost", "What the installation's own model cost, by the prices it was told."
)
