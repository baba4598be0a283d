"""Calls, tokens and cost of language models, as `/metrics` shows them."""

import pytest

from flowbuilder.common.metrics import REGISTRY
from flowbuilder.llm import usage
from flowbuilder.llm.errors import ModelError
from tests.llm.test_openai_compatible import ask, fake  # noqa: F401  a fixture

#: A scrape looks at the jobs, too, once a page of the admin has been loaded.
pytestmark = pytest.mark.django_db
CALLS, TOKENS = "flowbuilder_model_calls_total", "flowbuilder_model_tokens_total"
COST = "flowbuilder_model_cost_total"


@pytest.fixture(autouse=True)
def nobody_is_silent():
    usage._silent.clear()


def value(name, **labels):
    return REGISTRY.get_sample_value(name, labels) or 0


def figures():
    return (
        value(CALLS, outcome="answered"),
        value(TOKENS, direction="in"),
        value(TOKENS, direction="out"),
        value(COST),
    )


def rise(before):
    return tuple(now - then for now, then in zip(figures(), before, strict=True))


def test_a_call_is_counted_with_its_tokens(fake):  # noqa: F811
    before = figures()

    ask(fake)

    assert rise(before) == (1, 12, 5, 0)


def test_the_installations_own_model_has_a_price(fake, settings):  # noqa: F811
    settings.FLOWBUILDER_LLM_BASE_URL, settings.FLOWBUILDER_LLM_MODEL = fake.base_url, "fake"
    settings.FLOWBUILDER_LLM_PRICE_IN, settings.FLOWBUILDER_LLM_PRICE_OUT = 1.0, 4.0
    before = figures()

    ask(fake)

    assert rise(before)[3] == pytest.approx((12 * 1.0 + 5 * 4.0) / 1_000_000)


def test_an_endpoint_that_does_not_know_the_question_answers_all_the_same(fake):  # noqa: F811
    """Seen to fail without `was_refused`: every answer of such an endpoint was a problem."""
    before = figures()

    assert ask(fake, "no_usage") == "Zwrot trwa 14 dni."
    assert ask(fake) == "Zwrot trwa 14 dni."

    assert ["stream_options" in request for request in fake.requests] == [True, False, False]
    assert rise(before) == (2, 0, 0, 0)


def test_a_call_that_failed_is_counted_by_its_code(fake):  # noqa: F811
    before = value(CALLS, outcome="model_busy")

    with pytest.raises(ModelError):
        ask(fake, "429", "429")

    assert value(CALLS, outcome="model_busy") == before + 2


def test_a_bad_request_of_another_kind_is_still_refused(fake):  # noqa: F811
    with pytest.raises(ModelError) as caught:
        ask(fake, "400", "400")

    assert caught.value.details == {"reason": "status_400"}
