"""A workspace's own model of meanings: placed aside, asked in time, and never in the way."""

from __future__ import annotations

import threading
import time
from decimal import Decimal

import pytest
from django.db import transaction
from django.urls import reverse

from flowbuilder.common.clock import now
from flowbuilder.common.errors import InvalidInput
from flowbuilder.common.ids import uuid7
from flowbuilder.core.effects import SearchKnowledge
from flowbuilder.integrations.secrets import unseal
from flowbuilder.knowledge import selectors, services
from flowbuilder.knowledge.effects import search_knowledge
from flowbuilder.knowledge.models import MeaningSettings, StoredVector
from flowbuilder.knowledge.search import (
    endpoint,
    index_keeping,
    indexed,
    meaning_services,
)
from flowbuilder.llm.models import ModelBudget, ModelCall
from tests.knowledge.test_meaning import TopicModel, settle
from tests.llm.fake_model import FakeModel, running

pytestmark = pytest.mark.django_db(transaction=True)
ADD = "admin:knowledge_meaningsettings_add"


class Topical(FakeModel):
    """Knows the topics of `TopicModel`, and that who says “paczki” alone waits for a delivery."""

    def lies(self, text: str) -> list[float]:
        return [float(n) for n in TopicModel()._place("dostawa" if text == "paczki" else text)]


@pytest.fixture
def fake(settings):
    with running(Topical()) as model:
        settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS = [model.place]
        endpoint._embedder.cache_clear()
        selectors.forget()
        yield model
        settle()
        selectors.forget()


@pytest.fixture
def chosen(fake, workspace):
    services.create_entry(workspace, question="Zwrot paczki", answer="Formularzem.")
    services.create_entry(workspace, question="Dostawa paczki", answer="Jutro.")
    made = MeaningSettings(
        workspace=workspace, how="endpoint", base_url=fake.base_url, model="small"
    )
    meaning_services.save(made, key="canary-key")
    return made


def search(workspace, question, talk=None):
    class Context:
        workspace_id, conversation_id, flow_id = workspace.pk, talk, None

        def stream(self, _piece):
            return None

    Context.now = now()
    effect = SearchKnowledge(id="1", query=question, language="pl", limit=3)
    return search_knowledge(effect, Context())


def placed(workspace):
    search(workspace, "Zwrot paczki")
    settle()
    return selectors.index_of(workspace.pk)


def test_entries_are_placed_in_one_call_for_each_kind_and_the_count_of_numbers_is_learnt(
    workspace, chosen, fake
):
    index = placed(workspace)

    assert index.model.startswith("small@")
    assert [sorted(request["input"]) for request in fake.requests] == [
        ["Dostawa paczki", "Zwrot paczki"],
        ["Dostawa paczki Jutro.", "Zwrot paczki Formularzem."],
    ]
    chosen.refresh_from_db()
    assert (chosen.dimensions, chosen.trouble) == (4, "")
    assert selectors.progress(workspace.pk) == (4, 4)


def test_words_decide_what_is_found_and_the_model_only_puts_in_order(workspace, chosen, fake):
    by_words = [hit["question"] for hit in search(workspace, "paczki")["hits"]]
    placed(workspace)

    ordered = search(workspace, "paczki")
    strange = search(workspace, "kiedy przyjedzie kurier")

    assert ordered["verdict"] == "suggest"
    assert by_words == ["Zwrot paczki", "Dostawa paczki"]
    assert [hit["question"] for hit in ordered["hits"]] == ["Dostawa paczki", "Zwrot paczki"]
    assert ordered["hits"][0]["score"] >= ordered["hits"][1]["score"]
    assert strange["verdict"] == "none"
    assert "by_words" not in ordered


def test_a_late_answer_leaves_the_question_to_its_words_and_spares_the_next(
    workspace, chosen, fake, monkeypatch
):
    placed(workspace)
    quick = endpoint.Timeouts(connect=0.3, read=0.4, total=0.4)
    monkeypatch.setattr(endpoint, "QUESTION", quick)
    fake.requests.clear()
    fake.scripts = ["slow"]
    started = time.monotonic()

    late = search(workspace, "Zwrot paczki jak")
    spared = search(workspace, "Dostawa paczki jak")

    assert time.monotonic() - started < 2
    assert (late["by_words"], spared["by_words"]) == ("model_timeout", "model_resting")
    assert late["hits"][0]["question"] == "Zwrot paczki"
    assert len(fake.requests) == 1


def test_a_question_is_placed_once(workspace, chosen, fake):
    placed(workspace)
    search(workspace, "paczki")
    fake.requests.clear()

    search(workspace, "paczki")

    assert fake.requests == []


def test_nobody_is_called_inside_a_transaction(workspace, chosen, fake):
    placed(workspace)
    fake.requests.clear()
    with transaction.atomic():
        found = search(workspace, "paczki blik")

    assert found["by_words"] == "not_now"
    assert fake.requests == []


def test_placing_that_fails_is_said_and_goes_on_after_a_rest(workspace, chosen, fake, monkeypatch):
    monkeypatch.setattr(index_keeping, "AGAIN_S", 0.0)
    fake.scripts = ["nan"]
    selectors.index_of(workspace.pk)
    settle()
    chosen.refresh_from_db()
    assert chosen.trouble == "model_broken"

    selectors.index_of(workspace.pk)
    settle()

    chosen.refresh_from_db()
    assert (chosen.trouble, selectors.progress(workspace.pk)) == ("", (4, 4))


def test_another_model_places_everything_anew_and_the_old_places_go(workspace, chosen, fake):
    placed(workspace)
    chosen.refresh_from_db()
    chosen.model = "large"
    meaning_services.save(chosen)

    index = placed(workspace)

    assert index.model.startswith("large@")
    assert set(StoredVector.objects.values_list("embedder", flat=True)) == {index.model}
    assert StoredVector.objects.count() == 4


def slow_installation(monkeypatch):
    """The installation's model places nothing until the event it returns is set."""
    monkeypatch.setattr(index_keeping, "PLACED_AT_ONCE", 0)
    goes_on = threading.Event()

    class Slow(TopicModel):
        def embed(self, texts, kind):
            goes_on.wait(20)
            return super().embed(texts, kind)

    made = Slow()
    monkeypatch.setattr(indexed, "embedder", lambda: made)
    return goes_on


def test_who_chose_a_model_reads_that_it_is_at_work(workspace, fake, client_for, monkeypatch):
    goes_on = slow_installation(monkeypatch)
    services.create_entry(workspace, question="Zwrot paczki", answer="Formularzem.")
    owner = client_for("owner")

    saved = owner.post(reverse(ADD), {"how": "local"}, follow=True)
    meanwhile = saved.content.decode()
    goes_on.set()
    settle()
    after = owner.get(saved.request["PATH_INFO"]).content.decode()

    assert 'class="kb-progress" max="2" value="0"' in meanwhile
    words = "Model właśnie je odczytuje"
    assert (words in meanwhile, words in after) == (True, False)


def test_a_model_just_chosen_does_not_wait_for_the_one_before(workspace, fake, monkeypatch):
    """The model of the installation places thousands of texts for minutes."""
    goes_on = slow_installation(monkeypatch)
    services.create_entry(workspace, question="Zwrot paczki", answer="Formularzem.")
    selectors.index_of(workspace.pk)
    chosen = MeaningSettings(
        workspace=workspace, how="endpoint", base_url=fake.base_url, model="small"
    )
    meaning_services.save(chosen, key="canary-key")
    before = set(threading.enumerate())
    selectors.index_of(workspace.pk)
    for thread in set(threading.enumerate()) - before:
        thread.join(20)
    meanwhile = selectors.progress(workspace.pk)
    goes_on.set()
    settle()

    assert meanwhile == selectors.progress(workspace.pk) == (2, 2)
    assert selectors.index_of(workspace.pk).model.startswith("small@")
    names = StoredVector.objects.values_list("embedder", flat=True)
    assert {name.partition("@")[0] for name in names} == {"small"}


def test_what_one_process_has_placed_another_does_not_pay_for(workspace, chosen, fake):
    placed(workspace)
    selectors.forget()
    fake.requests.clear()

    selectors.index_of(workspace.pk)
    settle()

    assert fake.requests == []


def test_without_budget_words_alone_are_compared(workspace, chosen, fake):
    ModelBudget.objects.create(workspace=workspace, per_day=0)

    placed(workspace)

    chosen.refresh_from_db()
    assert chosen.trouble == "model_budget"
    assert fake.requests == []
    assert search(workspace, "Zwrot paczki")["hits"][0]["question"] == "Zwrot paczki"


def test_switched_off_nobody_is_asked(workspace, chosen, fake):
    chosen.how = "off"
    meaning_services.save(chosen)

    placed(workspace)

    assert fake.requests == []
    assert selectors.index_of(workspace.pk).model == ""


def test_personal_data_of_a_question_stay_here(workspace, chosen, fake):
    placed(workspace)
    search(workspace, "Zwrot paczki, mój mail to jan.nowak@example.pl, tel. 600 100 200")

    sent = str(fake.requests)
    assert "Zwrot paczki" in sent
    assert "jan.nowak" not in sent and "600 100 200" not in sent


# ---- The page -----------------------------------------------------------------------------


def form(fake, **more):
    return {"how": "endpoint", "base_url": fake.base_url, "model": "small", "key": "k-1", **more}


def test_an_owner_chooses_tests_and_sees_how_far_it_is(workspace, fake, client_for):
    services.create_entry(workspace, question="Zwrot paczki", answer="Formularzem.")
    owner = client_for("owner")
    assert owner.post(reverse(ADD), form(fake)).status_code == 302
    stored = MeaningSettings.objects.get()
    place = reverse("admin:knowledge_meaningsettings_change", args=[stored.pk])
    test = reverse("admin:knowledge_meaningsettings_test_endpoint", args=[stored.pk])

    good = owner.get(test, follow=True).content.decode()
    settle()
    page = owner.get(place).content.decode()
    fake.scripts = ["401"]
    bad = owner.get(test, follow=True)

    assert "4 liczb" in good
    assert "2 z 2 tekstów (100%)" in page
    assert unseal(stored.sealed_key) == "k-1" and "k-1" not in page
    assert any(message.level_tag == "error" for message in bad.context["messages"])
    assert set(ModelCall.objects.values_list("purpose", flat=True)) == {"place", "test"}


def test_a_stored_key_does_not_move_to_another_host(workspace, fake, client_for):
    owner = client_for("owner")
    owner.post(reverse(ADD), form(fake))
    place = reverse(
        "admin:knowledge_meaningsettings_change", args=[MeaningSettings.objects.get().pk]
    )

    owner.post(place, form(fake, key="", base_url="https://evil.example.org/v1"))

    assert MeaningSettings.objects.get().base_url == fake.base_url


def test_a_stored_key_is_not_sent_in_clear_from_then_on(workspace):
    values = {"workspace": workspace, "how": "endpoint", "model": "small"}
    chosen = MeaningSettings(base_url="https://api.example.com/v1", **values)
    meaning_services.save(chosen, key="canary-key")
    chosen.base_url = "http://api.example.com/v1"
    with pytest.raises(InvalidInput):
        meaning_services.save(chosen)

    assert MeaningSettings.objects.get().base_url == "https://api.example.com/v1"


def test_an_endpoint_needs_an_address_and_a_name(workspace, fake, client_for):
    client_for("owner").post(reverse(ADD), form(fake, base_url="", model=""))

    assert not MeaningSettings.objects.exists()


@pytest.mark.parametrize("role", ["author", "agent", "analyst"])
def test_only_owners_see_it(workspace, client_for, role):
    assert client_for(role).get(reverse(ADD)).status_code in (302, 403)


def test_a_visitors_question_is_counted_for_the_conversation_with_its_cost(workspace, chosen, fake):
    placed(workspace)
    chosen.refresh_from_db()
    chosen.price = Decimal("2")
    meaning_services.save(chosen)
    talk = uuid7()
    search(workspace, "Gdzie są moje paczki?", talk)

    call = ModelCall.objects.get(conversation_id=talk)
    assert (call.tokens_in, call.cost) == (7, Decimal("0.000014"))


def test_a_conversation_without_a_budget_left_takes_the_meaning_from_nobody_else(
    workspace, chosen, fake
):
    placed(workspace)
    ModelBudget.objects.create(workspace=workspace, per_conversation=7)
    spent, other = uuid7(), uuid7()
    search(workspace, "Gdzie są moje paczki?", spent)
    by_words = search(workspace, "A kiedy przyjdzie paczka?", spent)
    by_meaning = search(workspace, "Czy paczka jest w drodze?", other)

    assert by_words["by_words"] == "model_budget"
    assert "by_words" not in by_meaning
