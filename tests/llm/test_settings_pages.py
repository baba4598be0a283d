"""The workspace's model in the admin: its key goes in and never comes out."""

import pytest
from django.urls import reverse

from flowbuilder.integrations.secrets import unseal
from flowbuilder.llm.models import LanguageModelSettings
from flowbuilder.llm.selectors import language_model, model_configured
from tests.llm.fake_model import FakeModel, running

ADD = "admin:llm_languagemodelsettings_add"
FORM = {
    "base_url": "https://api.example.com/v1", "model": "small", "key": "canary-key", "enabled": "on"
}  # fmt: skip


def saved(workspace):
    return LanguageModelSettings.objects.get(workspace=workspace)


def test_a_model_is_set_up_and_its_key_stays_inside(client_for, workspace):
    client = client_for("owner")
    client.post(reverse(ADD), FORM)
    stored = saved(workspace)
    page = client.get(reverse("admin:llm_languagemodelsettings_change", args=[stored.pk]))

    assert unseal(stored.sealed_key) == "canary-key"
    assert "canary-key" not in stored.sealed_key
    assert page.status_code == 200
    assert b"canary-key" not in page.content and stored.sealed_key.encode() not in page.content


def test_a_stored_key_does_not_move_to_another_host(client_for, workspace):
    client = client_for("owner")
    client.post(reverse(ADD), FORM)
    place = reverse("admin:llm_languagemodelsettings_change", args=[saved(workspace).pk])

    client.post(place, {**FORM, "key": "", "base_url": "https://evil.example.org/v1"})
    assert saved(workspace).base_url == "https://api.example.com/v1"

    client.post(place, {**FORM, "key": "", "model": "large"})
    assert (saved(workspace).model, unseal(saved(workspace).sealed_key)) == ("large", "canary-key")


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "http://u:p@h/", "http://x:22/", "nothing"]
)
def test_an_address_that_may_not_be_called_is_not_kept(client_for, workspace, address):
    client_for("owner").post(reverse(ADD), {**FORM, "base_url": address})

    assert not LanguageModelSettings.objects.exists()


@pytest.mark.parametrize("role", ["author", "agent", "analyst"])
def test_only_owners_see_it(client_for, workspace, role):
    assert client_for(role).get(reverse(ADD)).status_code in (302, 403)


def test_the_connection_is_tried_from_the_page(client_for, workspace, settings):
    with running(FakeModel(answer="ready")) as fake:
        settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS = [fake.place]
        client = client_for("owner")
        client.post(reverse(ADD), {**FORM, "base_url": fake.base_url})
        place = reverse(
            "admin:llm_languagemodelsettings_test_connection", args=[saved(workspace).pk]
        )
        good = client.get(place, follow=True)
        fake.scripts = ["401"]
        bad = client.get(place, follow=True)

    assert "ready" in good.content.decode()
    assert any(message.level_tag == "error" for message in bad.context["messages"])


def test_the_installations_model_serves_who_has_none(workspace, other_workspace, settings):
    settings.FLOWBUILDER_LLM_BASE_URL = "https://api.example.com/v1"
    settings.FLOWBUILDER_LLM_MODEL = "small"
    LanguageModelSettings.objects.create(
        workspace=workspace, base_url="x", model="x", enabled=False
    )

    assert not model_configured(workspace)
    assert language_model(other_workspace).name == "small"
