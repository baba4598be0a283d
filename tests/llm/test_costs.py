"""What models cost: exact sums by day, by flow and of a conversation, of one workspace alone."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from flowbuilder.accounts.models import Workspace
from flowbuilder.common.clock import now, told_by
from flowbuilder.common.ids import uuid7
from flowbuilder.core.effects import PickOut
from flowbuilder.flows.models import Flow
from flowbuilder.integrations.safe_http import Timeouts
from flowbuilder.knowledge import effects
from flowbuilder.llm import metering
from flowbuilder.llm.costs import Costs, Spending
from flowbuilder.llm.embeddings import EmbeddingEndpoint
from flowbuilder.llm.models import ModelBudget, ModelCall
from tests.clock import VirtualClock
from tests.knowledge.test_effects import Context
from tests.llm.fake_model import FakeModel, running
from tests.llm.test_budgets import ask, fake  # noqa: F401  a fixture

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
PLACED = Timeouts(connect=2, read=2, total=3)
BUDGETS, LOG = "/admin/llm/modelbudget/", "/admin/llm/modelcall/"


@pytest.fixture
def noon():
    with told_by(VirtualClock(NOON)):
        yield


@pytest.fixture
def returns(workspace):
    return Flow.objects.create(workspace=workspace, name="Zwroty", slug="zwroty")


def call(workspace, cost=None, *, at=NOON, tokens=10, **more):
    return ModelCall.objects.create(
        workspace=workspace, at=at, purpose="answer", model="small", outcome="answered",
        tokens_in=tokens, tokens_out=1, cost=None if cost is None else Decimal(cost), ms=5, **more,
    )  # fmt: skip


def spent(calls, tokens, cost, unpriced=0):
    known = None if cost is None else Decimal(cost)
    return Spending(calls=calls, tokens=tokens, cost=known, unpriced=unpriced)


def words_of(page):
    """What is read on a page, a space between any two words."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).replace("\xa0", " ").split())


def test_a_call_made_for_a_turn_knows_the_flow(workspace, returns, settings):
    with running(FakeModel(answer='{"kolor": {"quote": "niebieski"}}')) as model:
        settings.FLOWBUILDER_LLM_BASE_URL, settings.FLOWBUILDER_LLM_MODEL = model.base_url, "fake"
        settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS = [model.place]
        wanted = (("kolor", "kolor", ()),)
        effect = PickOut(text="Poproszę niebieski", wanted=wanted, language="pl")
        found = effects.pick_out(effect, Context(workspace.pk, flow_id=returns.pk))

    assert found["found"] == {"kolor": {"quote": "niebieski"}}
    assert ModelCall.objects.get().flow == returns


def test_texts_that_are_placed_for_a_turn_know_the_flow_and_no_others_do(
    fake, workspace, returns  # noqa: F811
):  # fmt: skip
    endpoint = EmbeddingEndpoint(fake.base_url, "small")
    with metering.in_flow(returns.pk):
        metering.embed(endpoint, ["a"], timeouts=PLACED, workspace_id=workspace.pk)
    metering.embed(endpoint, ["a"], timeouts=PLACED, workspace_id=workspace.pk)
    ask(fake, workspace, conversation_id=uuid7(), purpose="summary")

    calls = ModelCall.objects.order_by("id")
    assert [each.flow_id for each in calls] == [returns.pk, None, None]


@pytest.mark.django_db(transaction=True)
def test_a_call_counts_though_its_flow_is_deleted_meanwhile(
    fake, workspace, returns  # noqa: F811
):  # fmt: skip
    with metering.in_flow(returns.pk):
        Flow.objects.all().delete()
        ask(fake, workspace)

    assert (ModelCall.objects.get().flow, ModelCall.objects.get().tokens_in) == (None, 12)


def test_a_flow_that_is_deleted_leaves_its_calls(workspace, returns):
    call(workspace, "1", flow=returns)

    returns.delete()

    assert ModelCall.objects.get().flow is None


def test_sums_are_exact_where_floats_are_not(workspace, noon, django_assert_num_queries):
    """As floats on SQLite, a hundred thousand and ten millionths are no longer told apart."""
    big = "999999.999999"
    for cost in [big, big, "0.000001", "0.1", "0.2"]:
        call(workspace, cost)

    with django_assert_num_queries(1):
        days = Costs(workspace).by_day()

    total = Decimal(big) * 2 + Decimal("0.300001")
    assert [(one.day, one.spending) for one in days] == [
        (date(2026, 11, 20), spent(5, 55, total)),
    ]  # fmt: skip


def test_a_day_is_the_workspaces_own_and_fourteen_are_shown(workspace, noon):
    """In Auckland it is one o'clock of the 21st; the 8th began there at 11:00 of the 7th."""
    Workspace.objects.filter(pk=workspace.pk).update(timezone="Pacific/Auckland")
    workspace.refresh_from_db()
    call(workspace, "1", at=datetime(2026, 11, 20, 11, 30, tzinfo=UTC))
    call(workspace, "2", at=datetime(2026, 11, 20, 10, 30, tzinfo=UTC))
    call(workspace, "4", at=datetime(2026, 11, 7, 11, 30, tzinfo=UTC))
    call(workspace, "8", at=datetime(2026, 11, 7, 10, 30, tzinfo=UTC))

    assert [(one.day.day, one.spending.cost) for one in Costs(workspace).by_day()] == [
        (21, 1), (20, 2), (8, 4),
    ]  # fmt: skip


def test_a_flow_has_this_months_calls_and_an_unknown_price_is_no_nought(
    workspace, other_workspace, returns, noon, django_assert_num_queries
):
    call(workspace, "0.25", flow=returns)
    call(workspace, None, flow=returns)
    call(workspace, "9", flow=returns, at=datetime(2026, 10, 31, 22, tzinfo=UTC))
    call(workspace, None, tokens=500)
    call(other_workspace, "100")

    with django_assert_num_queries(1):
        flows = Costs(workspace).by_flow()

    assert [(one.name, one.spending) for one in flows] == [
        ("Zwroty", spent(2, 22, "0.25", 1)),
        ("", spent(1, 501, None, 1)),
    ]


def test_a_conversation_has_its_own_calls(workspace, other_workspace, django_assert_num_queries):
    talk = uuid7()
    call(workspace, "0.1", conversation_id=talk)
    call(workspace, "0.2", conversation_id=talk)
    call(workspace, "5", conversation_id=uuid7())
    call(other_workspace, "7", conversation_id=talk)

    with django_assert_num_queries(1):
        assert Costs(workspace).of_conversation(talk) == spent(2, 22, "0.3")
    assert Costs(workspace).of_conversation(uuid7()) == spent(0, 0, None)


def test_the_meters_page_says_what_was_spent_with_a_budget_and_without(
    workspace, other_workspace, returns, client_for
):
    elsewhere = Flow.objects.create(workspace=other_workspace, name="Cudzy", slug="cudzy")
    call(workspace, "1.5", at=now(), flow=returns)
    call(workspace, None, at=now(), flow=returns)
    call(workspace, "0.000064", at=now())
    call(other_workspace, "77", at=now(), flow=elsewhere)
    owner = client_for("owner")

    without = words_of(owner.get(BUDGETS, follow=True))
    budget = ModelBudget.objects.create(workspace=workspace, per_day=1000)
    within = words_of(owner.get(f"{BUDGETS}{budget.pk}/change/"))

    for page in (without, within):
        assert "Zwroty 2 22 1,50 cena nieznana: 1 wywołanie" in page
        assert "Poza scenariuszami 1 11 0,000064" in page
        assert "Razem 3 33 1,500064 cena nieznana: 1 wywołanie" in page
        assert "Cudzy" not in page and "77,00" not in page


@pytest.mark.parametrize("role", ["author", "agent", "analyst"])
def test_who_may_not_see_the_meter_sees_no_costs(workspace, client_for, role):
    budget = ModelBudget.objects.create(workspace=workspace, per_day=1000)
    call(workspace, "1.5", at=now())

    for place in (BUDGETS, f"{BUDGETS}{budget.pk}/change/", LOG):
        assert client_for(role).get(place).status_code in {302, 403}


def test_each_row_leads_to_its_calls_in_the_log(workspace, returns, client_for):
    talk = uuid7()
    call(workspace, at=now(), flow=returns, conversation_id=talk)
    call(workspace, at=now())
    call(workspace, at=datetime(2025, 1, 1, tzinfo=UTC), flow=returns)
    owner = client_for("owner")

    shown = owner.get(BUDGETS, follow=True).content.decode().replace("&amp;", "&")
    links = re.findall(rf'href="({LOG}\?[^"]+)"', shown)
    found = [owner.get(link).context["cl"].result_count for link in links]

    assert found == [2, 1, 1]  # the day, the flow, what is outside
    of_talk = owner.get(LOG, {"conversation": talk})
    assert of_talk.context["cl"].result_count == 1
    assert str(talk)[-6:] in words_of(of_talk)


def test_the_log_gives_nothing_of_another_workspaces_flow_or_conversation(
    workspace, other_workspace, client_for
):
    elsewhere, talk = (
        Flow.objects.create(workspace=other_workspace, name="Cudzy", slug="cudzy"), uuid7(),
    )  # fmt: skip
    call(other_workspace, flow=elsewhere, conversation_id=talk)
    call(workspace)
    owner = client_for("owner")

    for narrowed in ({"flow__id__exact": elsewhere.pk}, {"conversation": talk}):
        page = owner.get(LOG, narrowed)
        assert page.context["cl"].result_count == 0
        assert "Cudzy" not in page.content.decode()


@pytest.mark.parametrize("typed", ["7", "x" * 300, "zażółć"])
def test_what_is_no_conversation_has_no_calls_and_the_log_says_so(workspace, client_for, typed):
    call(workspace, conversation_id=uuid7())

    page = client_for("owner").get(LOG, {"conversation": typed})

    assert page.context["cl"].result_count == 0
    assert "nie ma takiej rozmowy" in words_of(page)


def test_an_empty_conversation_in_the_address_narrows_nothing(workspace, client_for):
    call(workspace)

    assert client_for("owner").get(LOG, {"conversation": ""}).context["cl"].result_count == 1


def test_the_log_reads_no_draft_of_a_flow(workspace, returns, client_for):
    Flow.objects.filter(pk=returns.pk).update(draft={"canary": json.dumps("x" * 50)})
    call(workspace, flow=returns)

    shown = client_for("owner").get(LOG).context["cl"].result_list

    assert "draft" in shown[0].flow.get_deferred_fields()
