"""Reliability cases 47 and 50: a secret goes to its hosts and nowhere else."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from flowbuilder.common.errors import InvalidInput
from flowbuilder.core.effects import CallHttp
from flowbuilder.integrations import effects, services
from flowbuilder.integrations.credentials import headers_for, read_hosts
from flowbuilder.integrations.errors import OutboundProblem
from flowbuilder.integrations.models import Credential
from flowbuilder.integrations.secrets import seal, unseal
from flowbuilder.integrations.selectors import credential_names
from tests.integrations.hostile_server import answer, hostile

FORM = {
    "name": "shop", "kind": "bearer", "header_name": "", "username": "", "secret": "canary-secret",
    "host_lines": "api.example.com", "enabled": "on",
}  # fmt: skip


def keep(workspace, hosts, **values):
    credential = Credential(
        workspace=workspace, **{"name": "shop", "kind": "bearer", "hosts": hosts, **values}
    )
    services.save_credential(credential, secret="canary-secret")
    return credential


class Context:
    idempotency_key = "conversation:7"

    def __init__(self, workspace):
        self.workspace_id = workspace.pk

    def about_to_send(self):
        pass


@pytest.mark.parametrize(
    ("values", "header"),
    [
        ({}, {"Authorization": "Bearer canary-secret"}),
        ({"kind": "header", "header_name": "X-Key"}, {"X-Key": "canary-secret"}),
        ({"kind": "basic", "username": "ada"}, {"Authorization": "Basic YWRhOmNhbmFyeS1zZWNyZXQ="}),
    ],
)
def test_a_secret_becomes_its_header(workspace, values, header):
    keep(workspace, ["api.example.com"], **values)

    assert headers_for(workspace.pk, "shop", "https://api.example.com/orders") == header


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example.com/", "https://example.com/", "https://api.example.com.evil.org/",
        "https://api.example.com:8443/", "https://evil.org/?api.example.com", "https://evilapi.example.com/",
        "http://api.example.com/", "http://api.example.com:443/",
        "https://api.example.com@evil.org/", "https://evil.org#api.example.com", "https://api.example.co/",
    ],
)  # fmt: skip
def test_a_secret_is_not_made_for_another_host(workspace, url):
    keep(workspace, ["api.example.com"])

    with pytest.raises(OutboundProblem):
        headers_for(workspace.pk, "shop", url)


def test_a_foreign_absent_or_switched_off_credential_is_missing_alike(workspace, other_workspace):
    keep(other_workspace, ["api.example.com"], name="theirs")
    keep(workspace, ["api.example.com"], name="off", enabled=False)
    for name in ("theirs", "nobody", "off"):
        with pytest.raises(OutboundProblem) as caught:
            headers_for(workspace.pk, name, "https://api.example.com/")

        assert caught.value.error_code == "credential_missing"
    assert credential_names(workspace) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "*.example.com",
        "https://example.com",
        "http://*",
        "http://example.com/",
        "example.com/path",
        "a b",
        "user@host",
        "*",
    ],
)
def test_hosts_are_exact_names(text):
    with pytest.raises(InvalidInput):
        read_hosts(text)


def test_hosts_are_read_a_line_each():
    assert read_hosts(" API.example.com \n\n127.0.0.1:8100\nHTTP://old.example.com:8080") == [
        "api.example.com",
        "127.0.0.1:8100",
        "http://old.example.com:8080",
    ]


@pytest.mark.parametrize(
    ("named", "url"),
    [
        ("http://old.example.com", "http://old.example.com/orders"),
        ("http://old.example.com", "https://old.example.com/orders"),
        ("http://old.example.com:8080", "http://old.example.com:8080/orders"),
        ("10.0.0.7:8080", "http://10.0.0.7:8080/orders"),
        ("shop.internal", "http://shop.internal/orders"),
    ],
)
def test_unencrypted_it_goes_only_where_that_was_said_or_the_operator_allowed(
    workspace, settings, named, url
):
    settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS = ["10.0.0.7:8080", "shop.internal:80"]
    keep(workspace, [named])

    assert headers_for(workspace.pk, "shop", url) == {"Authorization": "Bearer canary-secret"}


def test_who_draws_http_is_told_what_the_credential_would_have_to_name(workspace):
    keep(workspace, ["api.example.com"])
    with override("en"), pytest.raises(OutboundProblem) as caught:
        headers_for(workspace.pk, "shop", "http://api.example.com/orders")

    assert caught.value.error_code == "credential_wrong_host"
    assert str(caught.value.message) == (
        "The credential “shop” may not be sent to http://api.example.com."
    )


def test_a_secret_is_sealed_and_lost_with_the_key(settings):
    sealed = seal("canary-secret")
    assert "canary" not in sealed and unseal(sealed) == "canary-secret"

    settings.SECRET_KEY = "another-key" * 8
    assert unseal(sealed) == ""
    assert (seal(""), unseal("")) == ("", "")


# ---- The call itself ---------------------------------------------------------------


def test_a_call_carries_the_secret_to_its_host_only(workspace, settings):
    page = answer("200 OK", b'{"status": "sent"}', "Content-Type: application/json")
    with hostile(page) as shop, hostile(page) as collector:
        settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS = [shop.place, collector.place]
        keep(workspace, [shop.place])
        call = {"method": "POST", "body": "{}", "credential": "shop"}
        result = effects.call_http(CallHttp(url=f"{shop.url}/orders", **call), Context(workspace))
        with pytest.raises(OutboundProblem) as caught:
            effects.call_http(CallHttp(url=f"{collector.url}/take", **call), Context(workspace))

        assert (result["status"], result["body"]) == (200, {"status": "sent"})
        assert b"Bearer canary-secret" in shop.requests[0]
        assert b"idempotency-key: conversation:7" in shop.requests[0].lower()
        assert caught.value.error_code == "credential_wrong_host"
        assert collector.connections == 0
        assert "canary-secret" not in str(result)


def test_a_status_is_a_result_and_broken_json_is_text(workspace, settings):
    body = b'{"a": NaN}'
    with hostile(answer("404 Not Found", body, "Content-Type: application/json")) as shop:
        settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS = [shop.place]
        result = effects.call_http(CallHttp(method="GET", url=shop.url), Context(workspace))

    assert (result["status"], result["body"]) == (404, '{"a": NaN}')


# ---- The page ------------------------------------------------------------------------


def test_the_page_takes_a_secret_and_never_gives_it(client_for, workspace):
    client = client_for("owner")
    client.post(reverse("admin:integrations_credential_add"), FORM)
    stored = Credential.objects.get()
    place = reverse("admin:integrations_credential_change", args=[stored.pk])
    pages = [client.get(place), client.get(reverse("admin:integrations_credential_changelist"))]

    assert (stored.workspace, stored.hosts) == (workspace, ["api.example.com"])
    assert unseal(stored.sealed) == "canary-secret"
    for page in pages:
        assert page.status_code == 200
        assert b"canary-secret" not in page.content and stored.sealed.encode() not in page.content


def test_a_new_host_needs_the_secret_again(client_for, workspace):
    client = client_for("owner")
    client.post(reverse("admin:integrations_credential_add"), FORM)
    place = reverse("admin:integrations_credential_change", args=[Credential.objects.get().pk])

    refused = client.post(
        place, {**FORM, "secret": "", "host_lines": "api.example.com\nevil.example.org"}
    )
    assert refused.status_code == 200
    assert Credential.objects.get().hosts == ["api.example.com"]

    client.post(place, {**FORM, "secret": "", "name": "shop-2"})
    assert Credential.objects.get().name == "shop-2"
    assert unseal(Credential.objects.get().sealed) == "canary-secret"


@pytest.mark.parametrize(
    "change", [{"secret": ""}, {"host_lines": "*.com"}, {"kind": "header"}, {"kind": "basic"}]
)
def test_a_credential_that_lacks_something_is_not_kept(client_for, workspace, change):
    client_for("owner").post(reverse("admin:integrations_credential_add"), {**FORM, **change})

    assert not Credential.objects.exists()


def test_a_name_is_taken_once_in_a_workspace(client_for, workspace, other_workspace):
    keep(other_workspace, ["api.example.com"])
    client = client_for("owner")
    for _attempt in range(2):
        page = client.post(reverse("admin:integrations_credential_add"), FORM)

    assert page.status_code == 200
    assert Credential.objects.filter(workspace=workspace).count() == 1


@pytest.mark.parametrize("role", ["author", "agent", "analyst"])
def test_only_owners_see_credentials(client_for, workspace, role):
    keep(workspace, ["api.example.com"])
    page = client_for(role).get(reverse("admin:integrations_credential_changelist"))

    assert page.status_code in (302, 403)
