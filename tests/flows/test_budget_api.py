"""The month's budget of one flow: who sets it, what its meter says, and who is told of its end."""

from __future__ import annotations

import json

import pytest

from flowbuilder.accounts.models import AuditEntry
from flowbuilder.common.clock import now
from flowbuilder.flows.models import Flow
from flowbuilder.llm.models import FlowBudget, ModelCall

pytestmark = pytest.mark.django_db


@pytest.fixture
def returns(workspace):
    return Flow.objects.create(workspace=workspace, name="Zwroty", slug="zwroty")


def address(flow):
    return f"/api/v1/flows/{flow.pk}/budget/"


def put(client, flow, per_month):
    body = json.dumps({"perMonth": per_month})
    return client.put(address(flow), body, content_type="application/json")


def spend(flow, tokens):
    ModelCall.objects.create(
        workspace=flow.workspace, flow=flow, at=now(), purpose="answer", model="small",
        outcome="answered", tokens_in=tokens, tokens_out=0, ms=5,
    )  # fmt: skip


@pytest.mark.parametrize("role", ["owner", "author"])
def test_an_author_or_owner_sets_it_and_the_audit_trail_says_so(client_for, returns, role):
    spend(returns, 17)
    client = client_for(role)

    answer = put(client, returns, 100)

    assert answer.status_code == 200
    shown = {
        "perMonth": 100, "meter": "tokeny: 17 z 100 (17%)", "share": 17, "warning": "",
        "isOver": False, "isOfUse": True,
    }  # fmt: skip
    assert answer.json() == shown == client.get(address(returns)).json()
    entry = AuditEntry.objects.get(action="model_budget.saved")
    assert (entry.target, entry.data, entry.user) == ("Zwroty", {"per_month": 100}, client.user)


def test_it_is_of_use_once_a_flow_spent_something_though_no_model_answers(client_for, returns):
    """Texts may be placed by an endpoint where no language model is set."""
    client = client_for("owner")
    assert client.get(address(returns)).json()["isOfUse"] is False

    spend(returns, 1)

    assert client.get(address(returns)).json()["isOfUse"] is True


@pytest.mark.parametrize(("role", "reads"), [("writer", 200), ("analyst", 200), ("agent", 403)])
def test_nobody_else_sets_it(client_for, returns, role, reads):
    client = client_for(role)

    assert client.get(address(returns)).status_code == reads
    assert put(client, returns, 5).status_code == 403
    assert not FlowBudget.objects.exists()


def test_a_limit_is_changed_and_taken_away(client_for, returns):
    author = client_for("author")
    for limit in (5, 7, None):
        assert put(author, returns, limit).json()["perMonth"] == limit

    assert FlowBudget.objects.get().per_month is None
    assert author.get(address(returns)).json()["meter"] == "tokeny: 0, bez limitu"


@pytest.mark.parametrize("wrong", [-1, 10**15 + 1, "wiele", 1.5])
def test_what_is_no_number_of_tokens_is_refused(client_for, returns, wrong):
    assert put(client_for("author"), returns, wrong).status_code == 400
    assert not FlowBudget.objects.exists()


def test_the_budget_of_anothers_flow_is_not_there(client_for, other_workspace):
    elsewhere = Flow.objects.create(workspace=other_workspace, name="Cudzy", slug="cudzy")
    author = client_for("author")

    assert author.get(address(elsewhere)).status_code == 404
    assert put(author, elsewhere, 5).status_code == 404
    assert not FlowBudget.objects.exists()


@pytest.mark.parametrize(
    ("allowed", "said"),
    [
        (22, ""),
        (21, "Budżet jest na wyczerpaniu."),
        (17, "Budżet jest wyczerpany: model nie jest pytany."),
    ],
)
def test_a_budget_that_runs_out_is_said_in_the_editor_and_on_the_page_of_costs(
    client_for, returns, allowed, said
):
    spend(returns, 17)
    put(client_for("author"), returns, allowed)

    shown = client_for("author").get(address(returns)).json()
    costs = client_for("owner").get("/admin/llm/modelbudget/", follow=True).content.decode()

    assert (shown["warning"], shown["isOver"]) == (said, allowed == 17)
    assert f"tokeny: 17 z {allowed}" in costs
    assert ("wyczerpan" in costs) == bool(said)
    assert said in costs


@pytest.mark.parametrize(("role", "told"), [("owner", True), ("author", True), ("writer", False)])
def test_the_first_page_says_that_a_flows_budget_is_used_up(
    client_for, workspace, returns, role, told
):
    other = Flow.objects.create(workspace=workspace, name="Inny", slug="inny")
    shelved = Flow.objects.create(workspace=workspace, name="Stary", slug="stary", archived=True)
    for flow, limit in ((returns, 17), (other, 18), (shelved, 1)):
        spend(flow, 17)
        FlowBudget.objects.create(workspace=workspace, flow=flow, per_month=limit)

    needs = client_for(role).get("/admin/").content.decode()

    words = "Budżet scenariusza „Zwroty” został wyczerpany"
    assert (words in needs) == told
    assert (f'href="/admin/flows/flow/{returns.pk}/change/"' in needs) == told
    assert "„Inny” został" not in needs and "„Stary” został" not in needs
