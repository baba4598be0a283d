"""What another choice of how meaning is searched would break, as far as that can be told before."""

from __future__ import annotations

import pytest
from django.urls import reverse

from flowbuilder.integrations.secrets import unseal
from flowbuilder.knowledge import selectors, services
from flowbuilder.knowledge.checks import expectations, what_if
from flowbuilder.knowledge.models import MeaningSettings
from flowbuilder.knowledge.search import (
    index_keeping,
    indexed,
    meaning_services,
    trial_index,
)
from flowbuilder.llm.models import LanguageModelSettings
from tests.knowledge.test_endpoint import ADD, Topical, fake
from tests.knowledge.test_meaning import TopicModel, settle

__all__ = ["Topical", "fake"]  # the endpoint of `test_endpoint`

pytestmark = pytest.mark.django_db(transaction=True)

BY_MEANING, STRANGE = "kiedy przyjedzie kurier", "co dziś gotujecie w kuchni"


@pytest.fixture
def model(monkeypatch):
    made = TopicModel()
    monkeypatch.setattr(indexed, "embedder", lambda: made)
    yield made
    settle()


@pytest.fixture
def shop(workspace, model):
    """A question that only a model finds, and one that nothing answers."""
    entry = services.create_entry(workspace, question="Dostawa do domu", answer="Jutro.")
    services.create_entry(workspace, question="Zwrot towaru", answer="Formularzem.")
    found(workspace)
    expectations.expect(workspace, BY_MEANING, language="pl", entry=entry)
    expectations.expect(workspace, STRANGE, language="pl", entry=None)
    return workspace


def found(workspace):
    """What a check finds once everything has been placed."""
    selectors.index_of(workspace.pk)
    settle()
    run = expectations.run(workspace)
    return run.right, run.refused


def choice(workspace, how, **given):
    stored = MeaningSettings.objects.filter(workspace=workspace).first()
    chosen = stored or MeaningSettings(workspace=workspace)
    chosen.how = how
    for name, value in given.items():
        setattr(chosen, name, value)
    return chosen


def told(foresight):
    return (
        [each.question for each in foresight.broken],
        [each.question for each in foresight.mended],
    )


def test_words_alone_instead_of_the_model_and_back_is_told_and_comes_true(shop):
    off = choice(shop, "off")
    before = found(shop)
    told_before = what_if.if_meaning(off)
    meaning_services.save(off)
    without = found(shop)
    back = what_if.if_meaning(choice(shop, "local"))
    meaning_services.save(choice(shop, "local"))

    assert (before, without, found(shop)) == ((1, 1), (0, 1), (1, 1))
    assert told(told_before) == ([BY_MEANING], [])
    assert told(back) == ([], [BY_MEANING])


def test_what_is_as_it_was_is_not_looked_at(shop, model):
    model.placed.clear()

    assert what_if.if_meaning(choice(shop, "local")) is what_if.NOTHING
    assert model.placed == []


def test_where_much_is_to_be_placed_first_it_cannot_be_told(client_for, shop, monkeypatch):
    meaning_services.save(choice(shop, "off"))
    services.create_entry(shop, question="Płatność kartą", answer="Tak.")
    monkeypatch.setattr(trial_index, "PLACED_AT_ONCE", 1)

    assert what_if.if_meaning(choice(shop, "local")) is None
    client, stored = client_for("owner"), MeaningSettings.objects.get()
    delete = reverse("admin:knowledge_meaningsettings_delete", args=[stored.pk])
    change = reverse("admin:knowledge_meaningsettings_change", args=[stored.pk])
    given = {"how": "local", "base_url": "", "model": "", "key": "", "price": ""}
    asked = page_of(client.get(delete))
    saved = page_of(client.post(change, given, follow=True))

    assert asked.count(NOT_BEFORE) == saved.count(NOT_BEFORE) == 1


def test_while_the_model_is_placing_it_cannot_be_told(shop, monkeypatch):
    monkeypatch.setattr(index_keeping, "PLACED_AT_ONCE", 0)
    monkeypatch.setattr(index_keeping, "_place_aside", lambda *_args: None)  # it never gets there
    services.create_entry(shop, question="Płatność kartą", answer="Tak.")

    assert what_if.if_meaning(choice(shop, "off")) is None


def test_an_endpoint_counts_as_words_alone_and_nobody_is_called(shop, fake):
    endpoint = choice(shop, "endpoint", base_url=fake.base_url, model="small")
    to_it = what_if.if_meaning(endpoint)
    assert fake.requests == []
    meaning_services.save(endpoint)
    with_it = found(shop)
    fake.requests.clear()
    to_words = what_if.if_meaning(choice(shop, "off"))
    to_another = what_if.if_meaning(choice(shop, "endpoint", model="large"))
    back = what_if.if_meaning(choice(shop, "local"))

    assert (told(to_it), with_it) == (([BY_MEANING], []), (0, 1))
    assert to_words == to_another == what_if.NOTHING
    assert told(back) == ([], [BY_MEANING])
    assert fake.requests == []


def test_a_change_beside_an_endpoint_is_judged_without_calling_it(shop, fake):
    expectations.expect(shop, "zwrot towaru", language="pl", entry=shop.knowledge.last())
    meaning_services.save(choice(shop, "endpoint", base_url=fake.base_url, model="small"))
    found(shop)
    selectors.model_of(shop.pk)._asked.clear()
    fake.requests.clear()
    gone = what_if.if_without(shop.pk, [shop.knowledge.last().pk])

    assert told(gone) == (["zwrot towaru"], [])
    assert fake.requests == []


# ---- The pages -------------------------------------------------------------------------------

NOT_BEFORE = "Nie da się z góry powiedzieć, co przestałoby działać"
BREAKS = "Po tej zmianie przestałaby działać 1 oczekiwana odpowiedź"
LATER = "okaże się dopiero, gdy model odczyta teksty"


def page_of(answer):
    return answer.content.decode()


def test_the_form_asks_and_saves_anyway(client_for, shop):
    client = client_for("owner")
    given = {"how": "off", "base_url": "", "model": "", "key": "", "price": ""}
    asked = page_of(client.post(reverse(ADD), given))
    before = MeaningSettings.objects.exists()
    client.post(reverse(ADD), {**given, "_anyway": "1"})

    assert BREAKS in asked
    assert LATER not in asked
    assert "_key_again" not in asked
    assert (before, MeaningSettings.objects.get().how) == (False, "off")


def test_a_key_that_the_page_does_not_send_back_is_asked_for_again(client_for, shop, fake):
    client = client_for("owner")
    given = {"how": "endpoint", "base_url": fake.base_url, "model": "small", "price": ""}
    asked = page_of(client.post(reverse(ADD), {**given, "key": "canary"}))
    lost = page_of(client.post(reverse(ADD), {**given, "_key_again": "1", "_anyway": "1"}))
    kept = MeaningSettings.objects.exists()
    saved = client.post(reverse(ADD), {**given, "key": "canary", "_anyway": "1"}, follow=True)

    assert BREAKS in asked and LATER in asked
    assert "canary" not in asked + lost
    assert 'name="_key_again"' in asked
    assert 'type="hidden" name="_anyway"' in lost
    assert asked.count("strona nigdy go nie odsyła") == lost.count("nigdy go nie odsyła") == 1
    assert kept is False
    assert unseal(MeaningSettings.objects.get().sealed_key) == "canary"
    assert LATER in page_of(saved)


def test_deleting_the_choice_says_what_the_model_of_the_installation_breaks(client_for, shop):
    meaning_services.save(choice(shop, "off"))
    expectations.expect(shop, BY_MEANING, language="pl", entry=None)
    stored = MeaningSettings.objects.get()
    delete = reverse("admin:knowledge_meaningsettings_delete", args=[stored.pk])

    assert BREAKS in page_of(client_for("owner").get(delete))


def test_without_expected_answers_nothing_is_said(client_for, workspace, model, fake):
    services.create_entry(workspace, question="Zwrot towaru", answer="Formularzem.")
    given = {"how": "endpoint", "base_url": fake.base_url, "model": "small", "price": ""}
    saved = client_for("owner").post(reverse(ADD), {**given, "key": "canary"}, follow=True)

    assert MeaningSettings.objects.get().how == "endpoint"
    assert LATER not in page_of(saved)


def test_saving_another_language_model_says_what_is_known_and_offers_the_check(
    client_for, workspace
):
    add = reverse("admin:llm_languagemodelsettings_add")
    form = {"base_url": "https://api.example.com/v1", "model": "small", "key": "k", "enabled": "on"}
    owner, polish = client_for("owner"), {"Accept-Language": "pl"}
    words = "okaże się, gdy dostanie pytania"
    without = page_of(owner.post(add, form, follow=True, headers=polish))
    expectations.expect(workspace, BY_MEANING, language="pl", entry=None)
    place = reverse(
        "admin:llm_languagemodelsettings_change",
        args=[LanguageModelSettings.objects.get().pk],
    )
    other = page_of(owner.post(place, {**form, "model": "large"}, follow=True, headers=polish))
    price = {**form, "model": "large", "price_in": "2"}
    same = page_of(owner.post(place, price, follow=True, headers=polish))

    assert (words in without, words in other, words in same) == (False, True, False)
    assert "/admin/knowledge/expectation/#model-title" in other
