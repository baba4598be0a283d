"""The workspace's model in the admin: its key goes in and never comes out."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from flowbuilder.integrations.secrets import unseal
from flowbuilder.llm.models import LanguageModelSettings, ModelBudget
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


def test_a_price_is_written_and_read_with_a_comma(client_for, workspace):
    client = client_for("owner")
    client.post(reverse(ADD), {**FORM, "price_in": "2,5", "price_out": "0.125"})
    stored = saved(workspace)
    place = reverse("admin:llm_languagemodelsettings_change", args=[stored.pk])
    page = client.get(place).content.decode()

    client.post(place, {**FORM, "key": "", "price_in": "2,50", "price_out": ""})

    assert (stored.price_in, stored.price_out) == (Decimal("2.5"), Decimal("0.125"))
    assert 'value="2,50"' in page and 'value="0,125"' in page
    assert (saved(workspace).price_in, saved(workspace).price_out) == (Decimal("2.5"), None)


def test_a_stored_key_does_not_move_to_another_host(client_for, workspace):
    client = client_for("owner")
    client.post(reverse(ADD), FORM)
    place = reverse("admin:llm_languagemodelsettings_change", args=[saved(workspace).pk])

    client.post(place, {**FORM, "key": "", "base_url": "https://evil.example.org/v1"})
    assert saved(workspace).base_url == "https://api.example.com/v1"

    client.post(place, {**FORM, "key": "", "model": "large"})
    assert (saved(workspace).model, unseal(saved(workspace).sealed_key)) == ("large", "canary-key")


def test_a_stored_key_is_not_sent_in_clear_from_then_on(client_for, workspace):
    client = client_for("owner")
    client.post(reverse(ADD), FORM)
    place = reverse("admin:llm_languagemodelsettings_change", args=[saved(workspace).pk])
    plain = "http://api.example.com/v1"

    refused = client.post(place, {**FORM, "key": "", "base_url": plain}).content.decode()
    assert "innego hosta lub bez szyfrowania" in refused
    assert saved(workspace).base_url == FORM["base_url"]

    client.post(place, {**FORM, "base_url": plain})
    assert saved(workspace).base_url == plain

    client.post(place, {**FORM, "key": ""})  # back to https: nobody else gets it
    stored = saved(workspace)
    assert (stored.base_url, unseal(stored.sealed_key)) == (FORM["base_url"], "canary-key")


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "http://u:p@h/", "http://x:22/", "nothing"]
)
def test_an_address_that_may_not_be_called_is_not_kept(client_for, workspace, address):
    client_for("owner").post(reverse(ADD), {**FORM, "base_url": address})

    assert not LanguageModelSettings.objects.exists()


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("http://127.0.0.1:11434/v1", "127.0.0.1:11434"),
        ("http://localhost/v1", "localhost:80"),
        ("https://192.168.1.5/v1", "192.168.1.5:443"),
        ("http://[::1]:8080/v1", "[::1]:8080"),
    ],
)
def test_a_private_address_is_kept_once_the_operator_allows_it(
    client_for, workspace, settings, address, place
):
    client = client_for("owner")

    refused = client.post(reverse(ADD), {**FORM, "base_url": address}).content.decode()
    assert f"dopisać {place} do FLOWBUILDER_ALLOWED_PRIVATE_HOSTS" in refused
    assert not LanguageModelSettings.objects.exists()

    settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS = [place]
    client.post(reverse(ADD), {**FORM, "base_url": address})
    assert saved(workspace).base_url == address


def test_what_was_kept_before_can_still_be_switched_off(client_for, workspace):
    address = "http://127.0.0.1:11434/v1"
    row = LanguageModelSettings.objects.create(
        workspace=workspace, base_url=address, model="small", enabled=True
    )
    place = reverse("admin:llm_languagemodelsettings_change", args=[row.pk])

    client_for("owner").post(place, {"base_url": address, "model": "small", "key": ""})

    assert not saved(workspace).enabled


def test_there_is_a_form_and_no_list(client_for, workspace, other_workspace):
    LanguageModelSettings.objects.create(workspace=other_workspace, base_url="https://x", model="m")
    client, listed = client_for("owner"), reverse("admin:llm_languagemodelsettings_changelist")

    first = client.get(listed, follow=True)
    assert first.redirect_chain == [(reverse(ADD), 302)]
    assert "Bez modelu językowego" in first.content.decode()
    assert 'name="_addanother"' not in first.content.decode()

    saving = client.post(reverse(ADD), FORM, follow=True)
    change = reverse("admin:llm_languagemodelsettings_change", args=[saved(workspace).pk])
    assert saving.redirect_chain[-1] == (change, 302)
    assert "Bez modelu językowego" not in saving.content.decode()


@pytest.mark.parametrize("known", [False, True], ids=["new", "known"])
def test_a_setting_of_which_there_is_one_is_named_once_and_leads_back_to_no_list(
    client_for, workspace, known
):
    if known:
        ModelBudget.objects.create(workspace=workspace, per_day=1)
    place = reverse("admin:llm_modelbudget_changelist")
    page = client_for("owner").get(place, follow=True).content.decode()
    heading = page.partition("<h1")[2].partition(">")[2].partition("</h1>")[0]

    assert strip_tags(heading).split() == ["Budżet", "modelu"]
    assert "arrow_back" not in page


@pytest.mark.parametrize("role", ["author", "agent", "analyst"])
def test_only_owners_see_it(client_for, workspace, role):
    assert client_for(role).get(reverse(ADD)).status_code in (302, 403)


def test_the_connection_is_tried_from_the_page(client_for, workspace, settings):
    with running(FakeModel(answer="ready.")) as fake:
        settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS = [fake.place]
        client = client_for("owner")
        client.post(reverse(ADD), {**FORM, "base_url": fake.base_url})
        place = reverse(
            "admin:llm_languagemodelsettings_test_connection", args=[saved(workspace).pk]
        )
        good = client.get(place, follow=True)
        fake.scripts = ["401"]
        bad = client.get(place, follow=True)

    assert "„ready”." in good.content.decode()
    assert any(message.level_tag == "error" for message in bad.context["messages"])


def test_the_installations_model_serves_who_has_none(workspace, other_workspace, settings):
    settings.FLOWBUILDER_LLM_BASE_URL = "https://api.example.com/v1"
    settings.FLOWBUILDER_LLM_MODEL = "small"
    LanguageModelSettings.objects.create(
        workspace=workspace, base_url="x", model="x", enabled=False
    )

    assert not model_configured(workspace)
    assert language_model(other_workspace).name == "small"
