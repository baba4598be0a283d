"""Reliability case 28 at the other endpoint: rows of numbers that come late, broken or not."""

import math
import time
from decimal import Decimal

import pytest

from flowbuilder.common.breaker import Breaker
from flowbuilder.common.ids import uuid7
from flowbuilder.common.metrics import REGISTRY
from flowbuilder.integrations.safe_http import Timeouts
from flowbuilder.llm import metering
from flowbuilder.llm.embeddings import EmbeddingEndpoint
from flowbuilder.llm.errors import ModelError
from flowbuilder.llm.models import LanguageModelSettings, ModelBudget, ModelCall
from tests.llm.fake_model import FakeModel, running

QUICK = Timeouts(connect=0.5, read=0.6, total=1.2)
TOKENS_IN = ("flowbuilder_model_tokens_total", {"direction": "in"})
TEXTS = ["Zwrot towaru", "Dostawa do domu"]


@pytest.fixture
def fake(settings):
    with running(FakeModel()) as model:
        settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS = [model.place]
        yield model


def endpoint(fake, **more):
    return EmbeddingEndpoint(fake.base_url, "small", "canary-key", **more)


def test_each_text_becomes_a_row_of_length_one(fake):
    found = endpoint(fake).embed(TEXTS, QUICK)

    assert [round(math.hypot(*row), 6) for row in found.rows] == [1, 1]
    assert (found.dimensions, found.tokens) == (8, 14)
    assert fake.keys == ["Bearer canary-key"]
    assert (fake.requests[0]["model"], fake.requests[0]["input"]) == ("small", TEXTS)


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("slow", "model_timeout"),
        ("drip", "model_timeout"),
        ("garbage", "model_broken"),
        ("cut_off", "model_broken"),
        ("short", "model_broken"),
        ("few", "model_broken"),
        ("nan", "model_broken"),
        ("zero", "model_broken"),
        ("twice", "model_broken"),
        ("huge", "model_broken"),
        ("401", "model_broken"),
    ],
)
def test_each_fault_has_its_code_and_costs_no_more_than_its_time(fake, script, code):
    fake.scripts = [script]
    started = time.monotonic()
    with pytest.raises(ModelError) as caught:
        endpoint(fake).embed(TEXTS, QUICK)

    assert caught.value.error_code == code
    assert time.monotonic() - started < 3
    assert len(fake.requests) == 1


def test_rows_of_another_length_than_known_are_refused(fake):
    with pytest.raises(ModelError) as caught:
        endpoint(fake, dimensions=1024).embed(TEXTS, QUICK)

    assert caught.value.details == {"reason": "dimensions"}


def test_a_busy_provider_is_asked_once_more_when_it_says(fake):
    fake.scripts = ["429:0.3"]
    started = time.monotonic()

    assert endpoint(fake).embed(TEXTS, QUICK).dimensions == 8
    assert time.monotonic() - started >= 0.3
    assert len(fake.requests) == 2


def test_one_that_asks_for_more_time_than_there_is_is_not_waited_for(fake):
    fake.scripts = ["429:60"]
    started = time.monotonic()
    with pytest.raises(ModelError) as caught:
        endpoint(fake).embed(TEXTS, QUICK)

    assert (caught.value.error_code, len(fake.requests)) == ("model_busy", 1)
    assert time.monotonic() - started < 1


def test_one_that_keeps_failing_is_left_alone(fake):
    asked = endpoint(fake, breaker=Breaker(failures=2))
    fake.scripts = ["garbage"] * 2
    codes = []
    for _time in range(3):
        with pytest.raises(ModelError) as caught:
            asked.embed(TEXTS, QUICK)
        codes.append(caught.value.error_code)

    assert codes == ["model_broken", "model_broken", "model_resting"]
    assert len(fake.requests) == 2


def test_an_endpoint_at_a_private_address_is_never_called(fake, settings):
    settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS = []
    with pytest.raises(ModelError) as caught:
        endpoint(fake).embed(TEXTS, QUICK)

    assert caught.value.details == {"reason": "address_not_allowed"}
    assert fake.requests == []


@pytest.mark.django_db
def test_what_was_placed_is_written_down_without_a_word_of_it(fake, workspace):
    metering.embed(endpoint(fake), TEXTS, timeouts=QUICK, workspace_id=workspace.pk)

    call = ModelCall.objects.get()
    assert (call.purpose, call.outcome, call.tokens_in, call.tokens_out) == (
        "place", "answered", 14, 0,
    )  # fmt: skip
    assert (call.host, call.model, call.estimated) == (fake.place, "small", False)
    assert "zwrot" not in str(ModelCall.objects.values()).casefold()


@pytest.mark.django_db
def test_nothing_is_sent_beyond_the_budget(fake, workspace):
    ModelBudget.objects.create(workspace=workspace, per_day=10)
    metering.embed(endpoint(fake), TEXTS, timeouts=QUICK, workspace_id=workspace.pk)
    with pytest.raises(ModelError) as caught:
        metering.embed(endpoint(fake), TEXTS, timeouts=QUICK, workspace_id=workspace.pk)

    assert caught.value.error_code == "model_budget"
    assert len(fake.requests) == 1


@pytest.mark.django_db
def test_what_was_placed_costs_what_its_price_says_whatever_the_chat_model_costs(fake, workspace):
    LanguageModelSettings.objects.create(
        workspace=workspace, base_url=fake.base_url, model="small", price_in=9, price_out=9
    )
    priced = endpoint(fake, price=Decimal("0.10"))
    tokens = REGISTRY.get_sample_value(*TOKENS_IN) or 0
    metering.embed(priced, TEXTS, timeouts=QUICK, workspace_id=workspace.pk)
    metering.embed(endpoint(fake), TEXTS, timeouts=QUICK, workspace_id=workspace.pk)

    assert [call.cost for call in ModelCall.objects.order_by("id")] == [
        Decimal("0.000001"), None,
    ]  # fmt: skip  # 14 tokens, to the millionth
    assert REGISTRY.get_sample_value(*TOKENS_IN) == tokens + 28


@pytest.mark.django_db
def test_a_conversation_pays_for_what_is_placed_for_it_and_stops_alone(fake, workspace):
    ModelBudget.objects.create(workspace=workspace, per_conversation=10)
    spent, other = uuid7(), uuid7()

    def place(conversation):
        with metering.in_conversation(conversation):
            metering.embed(endpoint(fake), TEXTS, timeouts=QUICK, workspace_id=workspace.pk)

    place(spent)
    with pytest.raises(ModelError) as caught:
        place(spent)
    place(other)

    assert caught.value.error_code == "model_budget"
    assert [call.conversation_id for call in ModelCall.objects.order_by("id")] == [spent, other]
