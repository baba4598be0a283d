"""The database is gone, or something broke: what people and programs are told."""

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import path

from flowbuilder.config import urls as ours


def gone(request):
    raise OperationalError("no connection")


def broken(request):
    raise RuntimeError("a bug with a secret in it")


handler500 = ours.handler500
urlpatterns = [
    path("page/", gone), path("api/v1/thing/", gone),
    path("bug/", broken), path("api/v1/bug/", broken),
]  # fmt: skip

pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def stranger():
    return Client(raise_request_exception=False)


def test_a_page_says_that_the_database_is_gone_and_when_to_come_back(stranger):
    """Seen to fail before `handler500`: "Server Error (500)" and nothing else."""
    answer = stranger.get("/page/", headers={"Accept-Language": "pl"})

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "Baza danych jest niedostępna" in answer.content.decode()
    assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_a_program_gets_the_one_error_shape(stranger):
    answer = stranger.get("/api/v1/thing/")

    assert (answer.status_code, answer.json()["code"]) == (503, "not_available")
    assert set(answer.json()) == {"code", "message", "details"}


@pytest.mark.parametrize("address", ["/bug/", "/api/v1/bug/"])
def test_a_bug_is_500_and_says_nothing_of_itself(stranger, address):
    answer = stranger.get(address)

    assert answer.status_code == 500
    assert "secret" not in answer.content.decode()
    assert "Retry-After" not in answer
