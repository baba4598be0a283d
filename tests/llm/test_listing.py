"""The names of an endpoint's models, for whoever sets one up."""

import pytest
from django.test import override_settings
from django.urls import reverse

from flowbuilder.llm.errors import ModelError
from flowbuilder.llm.listing import names_at
from flowbuilder.llm.models import ModelCall
from tests.llm.fake_model import FakeModel, running

MODEL = {"base_url": "https://api.example.com/v1", "model": "small", "key": "canary-key"}


@pytest.fixture
def fake(settings):
    with running(FakeModel()) as model:
        settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS = [model.place]
        yield model


def test_the_names_come_in_the_order_of_the_alphabet_and_the_key_goes_along(fake):
    fake.models = ["small", "Embed-large", "large"]

    assert names_at(f"{fake.base_url}/", "canary-key") == ["Embed-large", "large", "small"]
    assert fake.keys == ["Bearer canary-key"]


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("401", "nie przyjął klucza"),
        ("404", "nie ma listy modeli"),
        ("500", "jest przeciążony"),
        ("429", "jest przeciążony"),
        ("garbage", "nie ma listy modeli"),
        ("odd", "nie ma listy modeli"),
        ("huge", ""),
    ],
)
def test_each_fault_has_a_sentence(fake, script, said):
    fake.scripts = [script]
    with pytest.raises(ModelError) as caught:
        names_at(fake.base_url)

    assert said in str(caught.value.message)
    assert len(fake.requests) <= 1


def test_names_that_are_none_are_left_out(fake):
    fake.models = ["good", "x" * 121, "", " padded", "two\nlines", 7, None]

    assert names_at(fake.base_url) == ["good"]


def test_an_address_inside_the_house_is_not_asked(fake, settings):
    settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS = []
    with pytest.raises(ModelError):
        names_at(fake.base_url)

    assert fake.keys == []


@pytest.mark.parametrize("of", ["llm_languagemodelsettings", "knowledge_meaningsettings"])
def test_the_forms_ask_for_names_with_the_stored_key_and_never_at_another_host(
    client_for, workspace, fake, of
):
    client = client_for("owner")
    form = {**MODEL, "base_url": fake.base_url, "how": "endpoint"}
    client.post(reverse(f"admin:{of}_add"), form)
    names = reverse(f"admin:{of}_names")

    known = client.post(names, {"base_url": fake.base_url, "key": ""}).json()
    with running(FakeModel()) as other:
        moved = client.post(names, {"base_url": other.base_url, "key": ""}).json()

    assert known == {"names": ["fake-embed", "fake-large", "fake-small"]}
    assert fake.keys == ["Bearer canary-key"]
    call = ModelCall.objects.get(purpose="list")
    assert (call.workspace_id, call.host, call.outcome) == (workspace.pk, fake.place, "answered")
    assert (call.tokens_in, call.tokens_out, call.estimated, call.cost) == (0, 0, False, None)
    assert list(moved) == ["problem"]
    assert other.keys == []


@pytest.mark.parametrize("role", ["author", "agent", "analyst"])
def test_only_owners_may_ask(client_for, workspace, fake, role):
    names = reverse("admin:llm_languagemodelsettings_names")

    assert client_for(role).post(names, {"base_url": fake.base_url}).status_code in (302, 403)
    assert fake.keys == []


@pytest.mark.parametrize(
    ("script", "outcome"), [("401", "model_broken"), ("500", "model_busy"), ("gone", "not_reached")]
)
def test_a_list_that_was_asked_for_in_vain_is_in_the_processor_log_too(
    client_for, workspace, fake, script, outcome
):
    address, fake.scripts = fake.base_url, [script]
    if script == "gone":
        address = "http://127.0.0.1:9/v1"
    names = reverse("admin:llm_languagemodelsettings_names")
    with override_settings(FLOWBUILDER_ALLOWED_PRIVATE_HOSTS=[fake.place, "127.0.0.1:9"]):
        client_for("owner").post(names, {"base_url": address, "key": "canary-key"})

    assert [call.outcome for call in ModelCall.objects.all()] == [outcome]
