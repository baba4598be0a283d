"""The processor log and the budget: every call is written down, and none is made beyond it."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from decimal import Decimal

import pytest

from flowbuilder.accounts.models import AuditEntry
from flowbuilder.common.clock import now
from flowbuilder.common.ids import uuid7
from flowbuilder.llm import metering
from flowbuilder.llm.errors import ModelError
from flowbuilder.llm.models import LanguageModelSettings, ModelBudget, ModelCall
from flowbuilder.llm.openai_compatible import OpenAICompatible
from flowbuilder.llm.providers import Message, ModelLimits
from tests.llm.fake_model import FakeModel, running

pytestmark = pytest.mark.django_db
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


def test_what_was_spent_elsewhere_or_before_does_not_count(fake, workspace, other_workspace):
    ModelBudget.objects.create(workspace=workspace, per_day=17, per_conversation=17)
    ask(fake, other_workspace)
    ask(fake, workspace, conversation_id=uuid7())
    ModelCall.objects.filter(workspace=workspace).update(at=now() - timedelta(days=1))

    assert ask(fake, workspace, conversation_id=uuid7())


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
    ask(fake, workspace)
    owner = client_for("owner")

    page = owner.get(f"/admin/llm/modelbudget/{budget.pk}/change/").content.decode()
    listed = owner.get("/admin/llm/modelcall/").content.decode()

    assert "17 z 100 (17 %)" in page
    assert "fake" in listed
    assert client_for("agent").get("/admin/llm/modelcall/").status_code in {302, 403}
