"""Every call is in the processor log before it is made: who dies meanwhile leaves it there."""

from __future__ import annotations

from contextlib import closing

import pytest

from flowbuilder.integrations.safe_http import Timeouts
from flowbuilder.llm import metering
from flowbuilder.llm.embeddings import Rows
from flowbuilder.llm.models import ModelBudget, ModelCall
from flowbuilder.llm.providers import Delta, Message, ModelLimits

pytestmark = pytest.mark.django_db
TIMES = Timeouts(connect=2, read=2, total=3)
ASKED = [Message(role="user", text="Jak długo trwa zwrot?")]


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
