"""Reliability case 28: a model that is slow, silent, broken or endless."""

import socket
import time
from contextlib import ExitStack

import pytest

from flowbuilder.common.breaker import Breaker
from flowbuilder.llm import retrying
from flowbuilder.llm.errors import ModelError
from flowbuilder.llm.openai_compatible import OpenAICompatible
from flowbuilder.llm.providers import Message, ModelLimits
from flowbuilder.llm.selectors import language_model
from tests.llm.fake_model import FakeModel, running

QUESTION = [Message(role="user", text="Ile trwa zwrot?")]
QUICK = ModelLimits(connect=0.5, first_token=0.6, idle=0.6, total=3)


@pytest.fixture
def fake(settings):
    with running(FakeModel(answer="Zwrot trwa 14 dni.")) as model:
        settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS = [model.place]
        yield model


def ask(fake, *scripts, limits=QUICK):
    fake.scripts = list(scripts)
    model = OpenAICompatible(fake.base_url, "fake", "canary-key")
    return "".join(delta.text for delta in model.stream_answer(QUESTION, limits=limits)).strip()


def test_an_answer_comes_in_pieces(fake):
    model = OpenAICompatible(fake.base_url, "fake", "canary-key")

    pieces = list(model.stream_answer(QUESTION, limits=QUICK))

    assert [piece.text for piece in pieces] == ["Zwrot ", "trwa ", "14 ", "dni. ", ""]
    assert pieces[-1].usage == (12, 5)
    assert fake.keys == ["Bearer canary-key"]
    assert fake.requests[0]["messages"] == [{"role": "user", "content": "Ile trwa zwrot?"}]


def test_an_answer_that_may_not_go_on_says_that_it_was_cut_short(fake):
    model = OpenAICompatible(fake.base_url, "fake", "canary-key")
    whole = list(model.stream_answer(QUESTION, limits=QUICK))
    fake.scripts = ["length"]
    cut = list(model.stream_answer(QUESTION, limits=QUICK))

    assert [any(piece.cut_short for piece in each) for each in (whole, cut)] == [False, True]


def test_what_no_database_holds_is_marked_and_halves_are_joined(fake):
    assert ask(fake, "halves") == "Tak 😀 14\ufffd dni \ufffd"


def test_a_count_that_cannot_be_one_is_none(fake):
    fake.scripts = ["count"]
    model = OpenAICompatible(fake.base_url, "fake", "canary-key")

    assert [piece.usage for piece in model.stream_answer(QUESTION, limits=QUICK)] == [None] * 4


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("slow", "model_timeout"),
        ("stall", "model_timeout"),
        ("drip_comments", "model_timeout"),
        ("empty", "model_empty"),
        ("truncated", "model_broken"),
        ("cut_off", "model_broken"),
        ("huge", "model_broken"),
        ("not_sse", "model_empty"),
        ("401", "model_broken"),
        ("404", "model_broken"),
    ],
)
def test_each_fault_has_its_code_and_costs_no_more_than_its_time(fake, script, code):
    started = time.monotonic()
    with pytest.raises(ModelError) as caught:
        ask(fake, script)

    assert caught.value.error_code == code
    assert time.monotonic() - started < 3
    assert len(fake.requests) == 1


def test_silence_in_the_middle_has_a_limit_of_its_own(fake):
    patient = ModelLimits(connect=1, first_token=8, idle=0.4, total=8)
    started = time.monotonic()
    with pytest.raises(ModelError) as caught:
        ask(fake, "stall", limits=patient)

    assert caught.value.error_code == "model_timeout"
    assert time.monotonic() - started < 3


def test_a_model_that_never_stops_talking_is_stopped_by_the_limit_of_all(fake):
    """Each word comes in time, so neither the first nor a pause tells."""
    fake.scripts = ["drip"]
    limits = ModelLimits(connect=1, first_token=1, idle=1, total=1.5)
    model, pieces, started = OpenAICompatible(fake.base_url, "fake", "k"), [], time.monotonic()
    with pytest.raises(ModelError) as caught:
        for delta in model.stream_answer(QUESTION, limits=limits):
            pieces.append(delta.text)
    took = time.monotonic() - started

    assert (caught.value.error_code, len(fake.requests)) == ("model_timeout", 1)
    assert "".join(pieces).startswith("Zwrot trwa 14 dni. nadal nadal")
    assert 1.4 < took < 4


def test_an_answer_longer_than_allowed_is_no_answer(fake):
    with pytest.raises(ModelError) as caught:
        ask(fake, limits=ModelLimits(max_chars=10))

    assert caught.value.details == {"reason": "too_long"}


@pytest.mark.parametrize("status", ["429", "500", "503"])
def test_a_busy_provider_is_asked_once_more(fake, status):
    assert ask(fake, status) == "Zwrot trwa 14 dni."
    assert len(fake.requests) == 2


@pytest.mark.parametrize("status", ["429", "500"])
def test_and_not_a_third_time(fake, status):
    with pytest.raises(ModelError) as caught:
        ask(fake, status, status)

    assert (caught.value.error_code, len(fake.requests)) == ("model_busy", 2)


def test_a_busy_provider_is_given_the_time_it_asks_for(fake):
    started = time.monotonic()

    assert ask(fake, "429:0.9") == "Zwrot trwa 14 dni."
    assert time.monotonic() - started >= 0.9


def test_one_that_asks_for_more_time_than_there_is_is_not_waited_for(fake):
    started = time.monotonic()
    with pytest.raises(ModelError) as caught:
        ask(fake, "429:60")

    assert (caught.value.error_code, len(fake.requests)) == ("model_busy", 1)
    assert time.monotonic() - started < 2


def test_an_endpoint_that_takes_no_connection_is_no_longer_waited_for_than_allowed(settings):
    """A full queue of a listener that never accepts: the connection hangs."""
    with socket.socket() as listener, socket.socket() as first, socket.socket() as second:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for waiting in (first, second):
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        place = "{}:{}".format(*listener.getsockname())
        settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS = [place]
        started = time.monotonic()
        with pytest.raises(ModelError) as caught:
            list(
                OpenAICompatible(f"http://{place}/v1", "fake").stream_answer(QUESTION, limits=QUICK)
            )

    assert caught.value.error_code == "model_timeout"
    assert time.monotonic() - started < 2


def test_the_authors_limit_is_kept():
    assert ModelLimits().within(7) == ModelLimits(connect=5, first_token=7, idle=7, total=7)


def test_an_endpoint_at_a_private_address_is_never_called(fake, settings):
    settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS = []
    for base_url in (fake.base_url, fake.base_url.replace("127.0.0.1", "localhost")):
        with pytest.raises(ModelError) as caught:
            list(OpenAICompatible(base_url, "fake", "key").stream_answer(QUESTION, limits=QUICK))

        assert caught.value.details == {"reason": "address_not_allowed"}
    assert fake.requests == []


def test_the_environment_cannot_redirect_the_model(fake, monkeypatch):
    for name in ("HTTP_PROXY", "ALL_PROXY", "OPENAI_BASE_URL"):
        monkeypatch.setenv(name, "http://127.0.0.1:1/")
    monkeypatch.setenv("OPENAI_ORG_ID", "theirs")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Leak: yes")

    assert ask(fake) == "Zwrot trwa 14 dni."


def test_a_model_that_keeps_failing_is_left_alone_then_tried_again(fake):
    """Case 28's breaker. Seen to fail without `admits`: every conversation asked once more."""
    clock = [0.0]
    breaker = Breaker(failures=3, rest_s=30, clock=lambda: clock[0])
    model = OpenAICompatible(fake.base_url, "fake", "key", breaker)
    fake.scripts = ["cut_off"] * 3
    codes = []
    for _conversation in range(5):
        with pytest.raises(ModelError) as caught:
            list(model.stream_answer(QUESTION, limits=QUICK))
        codes.append(caught.value.error_code)
    asked = len(fake.requests)
    clock[0] += 31

    assert codes == ["model_broken"] * 3 + ["model_resting"] * 2
    assert asked == 3
    assert list(model.stream_answer(QUESTION, limits=QUICK))


def test_a_reader_who_has_enough_is_no_failure(fake):
    """Seen to fail without the word on GeneratorExit: the failure before still counted."""
    breaker = Breaker(failures=2)
    breaker.failed()
    answer = OpenAICompatible(fake.base_url, "fake", "key", breaker).stream_answer(QUESTION)
    next(answer)
    answer.close()
    breaker.failed()

    assert breaker.admits()


def test_a_workspaces_models_share_one_past_until_its_settings_change(workspace, settings):
    settings.FLOWBUILDER_LLM_BASE_URL = "https://models.example/v1"
    settings.FLOWBUILDER_LLM_MODEL = "fake"
    first, second = language_model(workspace), language_model(workspace)
    settings.FLOWBUILDER_LLM_API_KEY = "another"

    assert first.breaker is second.breaker
    assert language_model(workspace).breaker is not first.breaker


def test_a_model_that_was_out_of_reach_for_a_moment_is_asked_once_more(monkeypatch, settings):
    """It comes back while we wait; nothing had been sent, so nothing is asked twice."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS = [f"127.0.0.1:{port}"]
    fake, pauses = FakeModel(), []
    with ExitStack() as servers:

        def comes_back(asked):
            pauses.append(asked)
            servers.enter_context(running(fake, port))
            return 0.0

        monkeypatch.setattr(retrying, "pause", comes_back)
        model = OpenAICompatible(f"http://127.0.0.1:{port}/v1", "fake", "key")
        said = "".join(delta.text for delta in model.stream_answer(QUESTION, limits=QUICK))

    assert (said.strip(), pauses, len(fake.requests)) == ("Gotowe.", [""], 1)


def test_what_stays_out_of_reach_was_never_reached(settings):
    settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS = ["127.0.0.1:9"]
    with pytest.raises(ModelError) as caught:
        list(OpenAICompatible("http://127.0.0.1:9/v1", "fake").stream_answer(QUESTION))

    assert (caught.value.error_code, caught.value.reached) == ("model_broken", False)


@pytest.mark.parametrize(
    ("asked", "least", "most"), [("2", 2.0, 2.2), ("", 0.2, 0.6), ("-1", 0.2, 0.6)]
)
def test_those_turned_away_at_once_do_not_come_back_at_once(asked, least, most):
    pauses = {retrying.pause(asked) for _each in range(50)}

    assert least <= min(pauses) <= max(pauses) <= most
    assert len(pauses) > 40
