"""The processor log and the budget: every call is written down, and none is made beyond it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from socket import socket
from threading import Barrier

import pytest
from django.db import connection
from django.utils.translation import override

from flowbuilder.accounts.models import AuditEntry, Workspace
from flowbuilder.common.clock import now, told_by
from flowbuilder.common.ids import uuid7
from flowbuilder.flows.models import Flow
from flowbuilder.integrations.safe_http import Timeouts
from flowbuilder.llm import meter, metering, services
from flowbuilder.llm.embeddings import EmbeddingEndpoint, Rows
from flowbuilder.llm.errors import ModelError
from flowbuilder.llm.models import FlowBudget, LanguageModelSettings, ModelBudget, ModelCall
from flowbuilder.llm.openai_compatible import OpenAICompatible
from flowbuilder.llm.providers import Delta, Message, ModelLimits
from tests.clock import VirtualClock
from tests.llm.fake_model import FakeModel, running

pytestmark = pytest.mark.django_db
TIMES = Timeouts(connect=2, read=2, total=3)
ASKED = [Message(role="user", text="Jak długo trwa zwrot?")]


@pytest.fixture
def fake(settings):
    with running(FakeModel(answer="Zwrot trwa 14 dni.")) as model:
        settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS = [model.place]
        yield model


def ask(fake, workspace, *scripts, conversation_id=None, purpose="answer"):
    fake.scripts = list(scripts)
    deltas = metering.stream(
        OpenAICompatible(fake.base_url, "fake", "canary-key"),
        ASKED,
        limits=ModelLimits(),
        workspace_id=workspace.pk,
        conversation_id=conversation_id,
        purpose=purpose,
    )
    return "".join(delta.text for delta in deltas)


def test_a_call_is_written_down_without_a_word_of_it(fake, workspace):
    talk = uuid7()

    assert ask(fake, workspace, conversation_id=talk).strip() == "Zwrot trwa 14 dni."

    call = ModelCall.objects.get()
    assert (call.tokens_in, call.tokens_out, call.estimated) == (12, 5, False)
    assert (call.conversation_id, call.purpose, call.outcome) == (talk, "answer", "answered")
    assert (call.host, call.model) == (fake.place, "fake")
    assert "zwrot" not in str(ModelCall.objects.values()).casefold()


def test_what_the_provider_does_not_count_is_estimated(fake, workspace):
    ask(fake, workspace, "no_usage")

    call = ModelCall.objects.get()
    assert call.estimated
    assert (call.tokens_in, call.tokens_out) == (len(ASKED[0].text) // 3, 18 // 3)


class Watched:
    """A model at which a test can look in the middle of a call."""

    base_url, name, price = "https://models.example/v1", "fake", None

    def __init__(self):
        self.seen = []

    def look(self):
        (call,) = ModelCall.objects.all()
        self.seen.append((call.outcome, call.estimated, call.tokens_in, call.tokens_out, call.pk))

    def stream_answer(self, messages, *, limits):
        self.look()
        yield Delta(text="Tak.", usage=(12, 5))

    def embed(self, texts, timeouts):
        self.look()
        return Rows(rows=[[1.0]], tokens=4)


@pytest.mark.parametrize(("limit", "most"), [(None, 0), (5000, ModelLimits().max_tokens)])
def test_a_call_is_in_the_log_before_it_is_made(workspace, client_for, limit, most):
    """A worker that is killed meanwhile leaves it there; with a budget, with all it may take."""
    ModelBudget.objects.create(workspace=workspace, per_day=limit)
    model = Watched()
    given = {"limits": ModelLimits(), "workspace_id": workspace.pk, "purpose": "answer"}
    deltas = metering.stream(model, ASKED, **given)
    with closing(deltas):
        next(deltas)
        listed = client_for("owner").get("/admin/llm/modelcall/").content.decode()
        list(deltas)

    call = ModelCall.objects.get()
    assert model.seen == [("begun", True, len(ASKED[0].text) // 3, most, call.pk)]
    assert "w toku lub urwane" in listed
    assert (call.outcome, call.estimated, call.tokens_in, call.tokens_out) == (
        "answered", False, 12, 5,
    )  # fmt: skip


def test_texts_to_be_placed_and_names_asked_for_are_in_the_log_before_the_call(workspace):
    model = Watched()
    metering.embed(model, ["a" * 30], timeouts=TIMES, workspace_id=workspace.pk)
    placed = ModelCall.objects.get()
    assert model.seen == [("begun", True, 10, 0, placed.pk)]
    assert (placed.outcome, placed.tokens_in) == ("answered", 4)

    placed.delete()
    with metering.names_asked(workspace.pk, model.base_url):
        model.look()
    named = ModelCall.objects.get()
    assert model.seen[1:] == [("begun", False, 0, 0, named.pk)]
    assert (named.outcome, named.estimated) == ("answered", False)


def test_a_failure_is_written_down_too(fake, workspace):
    with pytest.raises(ModelError):
        ask(fake, workspace, "truncated")

    assert ModelCall.objects.get().outcome == "model_broken"


def test_an_answer_that_is_not_read_to_its_end_counts(fake, workspace):
    deltas = metering.stream(
        OpenAICompatible(fake.base_url, "fake"), ASKED, limits=ModelLimits(),
        workspace_id=workspace.pk, purpose="answer",
    )  # fmt: skip
    with closing(deltas):
        next(deltas)

    call = ModelCall.objects.get()
    assert (call.outcome, call.estimated) == ("stopped", True)
    assert call.tokens_in > 0


@pytest.mark.parametrize("span", ["per_day", "per_month", "per_conversation"])
def test_beyond_the_budget_nothing_is_asked(fake, workspace, span):
    ModelBudget.objects.create(workspace=workspace, **{span: 17})
    talk = uuid7()
    ask(fake, workspace, conversation_id=talk)

    with pytest.raises(ModelError) as refused:
        ask(fake, workspace, conversation_id=talk)

    assert refused.value.error_code == "model_budget"
    assert len(fake.requests) == 1
    assert ModelCall.objects.count() == 1


@pytest.fixture
def returns(workspace):
    """A flow that may spend one answer's tokens in a month."""
    flow = Flow.objects.create(workspace=workspace, name="Zwroty", slug="zwroty")
    FlowBudget.objects.create(workspace=workspace, flow=flow, per_month=17)
    return flow


def test_beyond_a_flows_budget_its_turns_ask_nothing_and_others_go_on(fake, workspace, returns):
    other = Flow.objects.create(workspace=workspace, name="Inny", slug="inny")
    endpoint = EmbeddingEndpoint(fake.base_url, "small")
    with metering.in_flow(returns.pk):
        ask(fake, workspace, conversation_id=uuid7())

        with pytest.raises(ModelError) as refused:
            ask(fake, workspace, conversation_id=uuid7())
        with pytest.raises(ModelError) as not_placed:
            metering.embed(endpoint, ["a"], timeouts=TIMES, workspace_id=workspace.pk)

    assert (refused.value.error_code, not_placed.value.error_code) == ("model_budget",) * 2
    assert len(fake.requests) == 1
    with metering.in_flow(other.pk):
        assert ask(fake, workspace)
    assert ask(fake, workspace)  # outside flows, as an agent's draft


def test_a_flow_may_spend_again_next_month_as_the_workspace_counts_months(fake, workspace, returns):
    """In Auckland the first of December begins at eleven of the thirtieth."""
    Workspace.objects.filter(pk=workspace.pk).update(timezone="Pacific/Auckland")
    with metering.in_flow(returns.pk):
        with told_by(VirtualClock(datetime(2026, 11, 30, 10, 30, tzinfo=UTC))):
            ask(fake, workspace)
            with pytest.raises(ModelError):
                ask(fake, workspace)
        with told_by(VirtualClock(datetime(2026, 11, 30, 11, 30, tzinfo=UTC))):
            assert ask(fake, workspace)


def test_a_flow_without_a_limit_or_within_it_is_bound_by_the_workspace_all_the_same(
    fake, workspace, returns
):
    FlowBudget.objects.update(per_month=None)
    ModelBudget.objects.create(workspace=workspace, per_month=17)
    with metering.in_flow(returns.pk):
        ask(fake, workspace)
        with pytest.raises(ModelError):
            ask(fake, workspace)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("whose", ["the flow's", "the workspace's"])
def test_of_calls_at_the_same_moment_only_one_passes_the_limit(fake, workspace, returns, whose):
    """None of them ends before each has been let in or refused."""
    if whose == "the workspace's":
        FlowBudget.objects.update(per_month=None)
        ModelBudget.objects.create(workspace=workspace, per_day=17)
    together = Barrier(4, timeout=20)

    def turn(_number):
        try:
            with metering.in_flow(returns.pk):
                deltas = metering.stream(
                    OpenAICompatible(fake.base_url, "fake"), ASKED, limits=ModelLimits(),
                    workspace_id=workspace.pk, conversation_id=uuid7(), purpose="answer",
                )  # fmt: skip
                with closing(deltas):
                    together.wait()
                    said = next(deltas, None)
                    together.wait()
                    return said.text + "".join(delta.text for delta in deltas)
        except ModelError as refused:
            together.wait()
            return refused.error_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        said = [text.strip() for text in threads.map(turn, range(4))]

    assert sorted(said) == ["Zwrot trwa 14 dni.", *["model_budget"] * 3]
    assert len(fake.requests) == 1
    call = ModelCall.objects.get()
    assert (call.tokens_in + call.tokens_out, call.outcome) == (17, "answered")


def test_what_was_reserved_and_never_sent_is_given_back(workspace, settings):
    ModelBudget.objects.create(workspace=workspace, per_day=1000)
    with socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and does not listen
        place = f"127.0.0.1:{taken.getsockname()[1]}"
        settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS = [place]
        endpoint = EmbeddingEndpoint(f"http://{place}/v1", "fake")
        codes = []
        while not codes or codes[-1] != "model_resting":
            with pytest.raises(ModelError) as problem:
                metering.embed(endpoint, ["a" * 600], timeouts=TIMES, workspace_id=workspace.pk)
            codes.append(problem.value.error_code)

    assert metering.spans(ModelBudget.objects.get())[0].tokens == 0
    assert ModelCall.objects.count() == len(codes) - 1


@pytest.mark.django_db(transaction=True)
def test_two_who_set_a_flows_first_budget_at_once_leave_one(workspace, returns):
    FlowBudget.objects.all().delete()
    both = Barrier(2, timeout=10)

    def save(limit):
        try:
            both.wait()
            budget = FlowBudget(workspace=workspace, flow=returns, per_month=limit)
            services.save_flow_budget(budget)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(save, (1, 2)))

    assert FlowBudget.objects.get().per_month in {1, 2}


def test_what_was_spent_elsewhere_or_before_does_not_count(fake, workspace, other_workspace):
    ModelBudget.objects.create(workspace=workspace, per_day=17, per_conversation=17)
    ask(fake, other_workspace)
    ask(fake, workspace, conversation_id=uuid7())
    ModelCall.objects.filter(workspace=workspace).update(at=now() - timedelta(days=1))

    assert ask(fake, workspace, conversation_id=uuid7())


def test_the_day_ends_at_midnight_where_the_workspace_is(fake, workspace):
    """In Auckland it is noon of the next day already; a job runs in no workspace's zone."""
    Workspace.objects.filter(pk=workspace.pk).update(timezone="Pacific/Auckland")
    clock = VirtualClock(datetime(2026, 11, 20, 23, 30, tzinfo=UTC))
    with told_by(clock):
        budget = ModelBudget.objects.create(workspace_id=workspace.pk, per_day=1000)
        ask(fake, workspace)
        ModelCall.objects.update(at=datetime(2026, 11, 20, 10, 30, tzinfo=UTC))
        yesterday = metering.spans(budget)[0].tokens
        ModelCall.objects.update(at=datetime(2026, 11, 20, 11, 30, tzinfo=UTC))

        assert (yesterday, metering.spans(budget)[0].tokens > 0) == (0, True)


def test_a_call_has_its_price(fake, workspace):
    LanguageModelSettings.objects.create(
        workspace=workspace, base_url=fake.base_url, model="fake", price_in=Decimal(2),
        price_out=Decimal(8),
    )  # fmt: skip

    ask(fake, workspace)

    assert ModelCall.objects.get().cost == Decimal("0.000064")


def test_an_owner_sets_the_budget_and_the_audit_trail_says_so(workspace, client_for):
    owner = client_for("owner")

    answer = owner.post("/admin/llm/modelbudget/add/", {"per_day": "50000", "per_month": ""})

    assert answer.status_code == 302
    budget = ModelBudget.objects.get()
    assert (budget.workspace, budget.per_day, budget.per_month) == (workspace, 50_000, None)
    assert AuditEntry.objects.filter(action="model_budget.saved").exists()


def test_the_budget_shows_its_meter_and_the_log_its_calls(fake, workspace, client_for):
    budget = ModelBudget.objects.create(workspace=workspace, per_day=100)
    talk = uuid7()
    ask(fake, workspace, conversation_id=talk)
    owner = client_for("owner")

    page = owner.get(f"/admin/llm/modelbudget/{budget.pk}/change/").content.decode()
    listed = owner.get("/admin/llm/modelcall/").content.decode()

    assert "17 z 100 (17%)" in page
    assert page.count('class="budget-meter"') == 1
    assert 'value="17" aria-label="Zużycie budżetu"' in page
    assert "fake" in listed
    assert f"/admin/conversations/conversation/{talk}/change/" in listed
    assert client_for("agent").get("/admin/llm/modelcall/").status_code in {302, 403}


@pytest.mark.parametrize(
    ("tokens", "allowed", "share", "words"),
    [
        (0, 100, 0, "tokeny: 0 z 100 (0%)"),
        (999, 1000, 99, "tokeny: 999 z 1000 (99%)"),
        (100, 100, 100, "tokeny: 100 z 100 (100%)"),
        (8177, 100, 100, "tokeny: 8177 z 100, budżet przekroczony o 8077"),
        (0, 0, 100, "tokeny: 0 z 0 (100%)"),
    ],
)
def test_a_meter_is_never_more_than_full_and_says_what_is_beyond(tokens, allowed, share, words):
    span = metering.Spent(tokens=tokens, allowed=allowed)

    with override("pl"):
        assert (meter.share(span), meter.in_words(span)) == (share, words)


@pytest.mark.parametrize(
    ("allowed", "said", "on_dashboard"),
    [
        (22, None, False),
        (21, "Budżet jest na wyczerpaniu.", False),
        (17, "Budżet jest wyczerpany: model nie jest pytany.", True),
    ],
)
def test_a_budget_that_runs_out_is_said_where_it_is_seen(
    fake, workspace, client_for, allowed, said, on_dashboard
):
    budget = ModelBudget.objects.create(workspace=workspace, per_month=allowed)
    ask(fake, workspace)
    owner = client_for("owner")

    page = owner.get(f"/admin/llm/modelbudget/{budget.pk}/change/").content.decode()
    first = owner.get("/admin/").content.decode()

    assert ("wyczerpan" in page) == (said is not None)
    assert said is None or said in page
    assert ("Budżet na model językowy został wyczerpany" in first) == on_dashboard
    assert ('href="/admin/llm/modelbudget/"' in first.split('id="needs-title"')[1]) == on_dashboard


def test_a_call_that_reached_nobody_is_said_so_and_costs_nothing(workspace, client_for, settings):
    with socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and does not listen
        place = f"127.0.0.1:{taken.getsockname()[1]}"
        settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS = [place]
        model = OpenAICompatible(f"http://{place}/v1", "fake")
        LanguageModelSettings.objects.create(
            workspace=workspace, base_url=model.base_url, model="fake", price_in=Decimal(2),
            price_out=Decimal(8),
        )  # fmt: skip
        with pytest.raises(ModelError) as unreached:
            list(
                metering.stream(
                    model, ASKED, limits=ModelLimits(), workspace_id=workspace.pk, purpose="answer"
                )
            )
        endpoint = EmbeddingEndpoint(model.base_url, "fake", price=Decimal(2))
        with pytest.raises(ModelError):
            metering.embed(endpoint, ["a"], timeouts=TIMES, workspace_id=workspace.pk)

    assert unreached.value.error_code == "model_broken"
    for call in ModelCall.objects.all():
        assert (call.outcome, call.tokens_in, call.tokens_out) == ("not_reached", 0, 0)
        assert (call.estimated, call.cost) == (False, 0)
    assert ModelCall.objects.count() == 2
    listed = client_for("owner").get("/admin/llm/modelcall/").content.decode()
    assert "nie udało się połączyć" in listed


@pytest.mark.parametrize("script", ["401", "truncated", "empty"])
def test_a_call_that_was_received_counts_though_it_failed(fake, workspace, script):
    with pytest.raises(ModelError):
        ask(fake, workspace, script)

    call = ModelCall.objects.get()
    assert call.outcome != "not_reached"
    assert call.tokens_in > 0
