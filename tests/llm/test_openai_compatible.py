"""Reliability case 28: a model that is slow, silent, broken or endless."""

import time

import pytest

from flowbuilder.common.breaker import Breaker
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
