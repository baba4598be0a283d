"""What the agents' commonest acts cost, in queries: each has a limit, so that none grows unseen."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.common.clock import now
from flowbuilder.conversations.models import Conversation
from flowbuilder.handoff import inbox, selectors
from flowbuilder.handoff.services import answering
from flowbuilder.llm.models import ModelBudget, ModelCall
from tests.handoff.conftest import says

pytestmark = pytest.mark.django_db
Start = Callable[..., Conversation]


def test_taking_over_opening_and_closing_have_a_limit(
    asked: Start, ewa: User, workspace: Workspace
) -> None:
    talk = asked()
    says(talk, "My gaiwan from order 1003 arrived cracked.")
    with CaptureQueriesContext(connection) as taking:
        mine = answering.take_over(workspace, talk.pk, ewa, epoch=talk.owner_epoch)
    with CaptureQueriesContext(connection) as opening:
        inbox.card_of(selectors.conversation_of(workspace.pk, mine.pk), ewa)
        inbox.messages_of(mine.pk)
    with CaptureQueriesContext(connection) as closing:
        answering.close(workspace, mine.pk, ewa, epoch=mine.owner_epoch)

    assert len(taking) <= 24
    assert len(opening) <= 18
    assert len(closing) <= 24


def test_an_owner_reads_what_the_models_of_a_conversation_cost_and_others_ask_nothing_of_it(
    asked: Start, ewa: User, workspace: Workspace, client_for: Callable[..., Client]
) -> None:
    talk = asked()
    address = f"/api/v1/inbox/conversations/{talk.pk}/"
    owner, agent = client_for("owner"), client_for("agent")
    without = owner.get(address).json()["models"]
    for cost in ("0.1", "0.2"):
        ModelCall.objects.create(
            workspace=workspace, conversation_id=talk.pk, at=now(), purpose="answer", model="m",
            outcome="answered", tokens_in=10, tokens_out=1, cost=Decimal(cost), ms=5,
        )  # fmt: skip
    with CaptureQueriesContext(connection) as opening:
        theirs = agent.get(address).json()["models"]

    ours = owner.get(address).json()["models"]

    ModelBudget.objects.create(workspace=workspace, per_conversation=88)
    of_budget = owner.get(address).json()["models"]["told"]

    assert of_budget == "tokeny: 22 · koszt: 0,30 · budżet – tokeny: 22 z 88 (25%)"
    assert (without, theirs) == (None, None)
    assert not any("llm_modelcall" in query["sql"] for query in opening.captured_queries)
    assert ours["told"] == "tokeny: 22 · koszt: 0,30"
    assert owner.get(ours["url"]).context["cl"].result_count == 2
