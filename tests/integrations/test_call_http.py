"""Case 29 at the effect: whatever a customer system does, the flow gets a typed result in time."""

import time

import pytest

from flowbuilder.common import breaker as breakers
from flowbuilder.core.effects import CallHttp
from flowbuilder.integrations import effects
from flowbuilder.integrations.errors import OutboundProblem
from tests.integrations.hostile_server import (
    answer,
    bomb,
    drip,
    flood,
    gibberish,
    hostile,
    silent,
)

pytestmark = pytest.mark.django_db


class Context:
    idempotency_key = "conversation:7"

    def __init__(self, workspace):
        self.workspace_id = workspace.pk

    def about_to_send(self):
        pass


@pytest.fixture(autouse=True)
def no_past():
    """Services that failed in another test begin anew."""
    breakers.breaker_for.cache_clear()


def half_open(peer, request, stop):
    """Promise more than comes, then hang up."""
    peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhalf")


def call(workspace, settings, service, **more):
    settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS = [service.place]
    values = {"method": "GET", "url": service.url, "timeout_s": 1, **more}
    return effects.call_http(CallHttp(**values), Context(workspace))


@pytest.mark.parametrize(
    ("script", "code", "calls"),
    [
        (silent, "http_timeout", 1),
        (drip, "http_timeout", 1),
        (flood, "http_too_large", 1),
        (bomb, "http_too_large", 1),
        (half_open, "http_broken", 2),
        (gibberish, "http_broken", 2),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_misbehaving_service_costs_no_more_than_its_time_and_is_asked_again_only_if_safe(
    workspace, settings, script, code, calls, method
):
    """A question is asked once more while time is left; an order never, and is uncertain."""
    started = time.monotonic()
    with hostile(script) as service, pytest.raises(OutboundProblem) as caught:
        call(workspace, settings, service, method=method)

    told = (caught.value.error_code, len(service.requests))
    assert told == ((code, calls) if method == "GET" else ("uncertain", 1))
    assert time.monotonic() - started < 2.5


@pytest.mark.parametrize(
    ("method", "keyed", "calls"), [("GET", False, 2), ("POST", False, 1), ("POST", True, 2)]
)
@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_service_is_asked_once_more_if_that_is_safe(
    workspace, settings, method, keyed, calls, status
):
    with hostile(answer(f"{status} Later")) as service:
        result = call(workspace, settings, service, method=method, honors_key=keyed)

    assert (result["status"], len(service.requests)) == (status, calls)


def test_bytes_that_are_no_text_become_text(workspace, settings):
    page = answer("200 OK", b"\xff\xfe caf\xe9 \x00", "Content-Type: text/plain; charset=utf-8")
    with hostile(page) as service:
        result = call(workspace, settings, service)

    assert "caf" in result["body"] and "\x00" not in result["body"]


def test_a_redirect_without_an_end_is_a_typed_problem(workspace, settings):
    turning = answer("302 Found", b"", "Location: /again")
    with hostile(turning) as service, pytest.raises(OutboundProblem) as caught:
        call(workspace, settings, service)

    assert caught.value.error_code == "http_too_many_redirects"


def test_a_dead_service_is_left_alone_by_this_workspace_only(workspace, other_workspace, settings):
    """Seen to fail without the breaker, and with one that all workspaces share."""
    with hostile(answer("500 Broken")) as service:
        for _ in range(breakers.FAILURES):
            call(workspace, settings, service)
        with pytest.raises(OutboundProblem) as caught:
            call(workspace, settings, service)
        call(other_workspace, settings, service)

    assert caught.value.error_code == "http_resting"
    assert len(service.requests) == breakers.FAILURES + 1


def test_an_author_who_sets_a_key_of_their_own_keeps_it(workspace, settings):
    with hostile(answer("200 OK")) as service:
        call(workspace, settings, service, method="POST", headers={"idempotency-key": "mine"})

    assert service.requests[0].lower().count(b"idempotency-key") == 1
