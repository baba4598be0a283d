"""The trial of topics in the editor."""

from __future__ import annotations

import pytest

URL = "/api/v1/topics/trial/"
TOPICS = [
    {"key": "returns", "examples": ["chcę zwrócić paczkę", "jak oddać towar", " "]},
    {"key": "delivery", "examples": ["gdzie jest kurier", "ile trwa dostawa"]},
    {"key": "empty", "examples": []},
]


def trial(client, **given):
    return client.post(URL, {"topics": TOPICS, **given}, content_type="application/json")


def test_a_text_is_sorted_as_the_step_would(client_for):
    told = trial(client_for("author"), text="gdzie kurier?").json()

    assert (told["ranking"][0]["key"], told["ranking"][0]["fits"]) == ("delivery", True)
    assert told["by_words"] is True  # the model is off in tests


def test_without_a_text_or_topics_nothing_is_ranked(client_for):
    assert trial(client_for("author")).json()["ranking"] == []
    assert trial(client_for("author"), text="x", topics=[]).json()["ranking"] == []


def test_only_who_may_draw_may_try(client_for, client):
    assert trial(client_for("agent"), text="x").status_code == 403
    assert trial(client, text="x").status_code == 401


@pytest.mark.parametrize(
    "topics",
    [
        "returns",
        [{"key": "x"}],
        [{"key": "x", "examples": ["a"] * 61}],
        [{"key": "x", "examples": ["a" * 301]}],
        [{"key": str(number), "examples": ["a"]} for number in range(31)],
    ],
)
def test_what_no_step_may_hold_is_refused(client_for, topics):
    assert trial(client_for("author"), topics=topics).status_code == 400


def test_without_the_local_model_examples_that_confuse_are_told_too(client_for):
    topics = [
        {"key": "returns", "examples": ["chcę zwrócić buty", "jak odesłać paczkę"]},
        {"key": "delivery", "examples": ["gdzie moja paczka", "odesłać paczkę kurierem"]},
    ]
    told = trial(client_for("author"), topics=topics).json()

    assert told["by_words"] is True
    assert {"example": "jak odesłać paczkę", "topic": "returns", "taken_for": "delivery"} in told[
        "confusions"
    ]
