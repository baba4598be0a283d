"""Every refusal has the one shape, and broken bodies never reach a view."""

import pytest
from django.test import override_settings
from django.urls import path
from rest_framework import serializers
from rest_framework.response import Response

from flowbuilder.accounts.access import Permission
from flowbuilder.accounts.api_base import WorkspaceView
from flowbuilder.common.errors import Conflict


class EchoView(WorkspaceView):
    """Says back what it was sent."""

    permission = {"GET": Permission.FLOWS_VIEW, "POST": Permission.FLOWS_EDIT}

    class Input(serializers.Serializer):
        name = serializers.CharField()

    def get(self, request):
        return Response({"workspace": self.workspace.slug})

    def post(self, request):
        given = self.Input(data=request.data)
        given.is_valid(raise_exception=True)
        if given.validated_data["name"] == "stale":
            raise Conflict("Someone else was faster.", revision=8)
        return Response(given.validated_data)


class ForgottenView(WorkspaceView):
    """Names no permission, so nobody may."""

    def get(self, request):
        return Response({})


urlpatterns = [
    path("echo/", EchoView.as_view()),
    path("forgotten/", ForgottenView.as_view()),
]

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def post(client, body, content_type="application/json"):
    return client.post("/echo/", body, content_type=content_type)


def test_the_workspace_is_the_logins_own(client_for, other_workspace):
    answer = client_for("author").get(f"/echo/?workspace={other_workspace.pk}")

    assert answer.json() == {"workspace": "sklep-ada"}


def test_a_stranger_is_asked_to_sign_in(client):
    answer = client.get("/echo/")

    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


@pytest.mark.parametrize("role", ["agent", "analyst"])
def test_a_role_without_the_permission_is_refused(client_for, role):
    answer = post(client_for(role), '{"name": "x"}')

    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


def test_a_view_without_a_permission_answers_nobody(client_for):
    assert client_for("owner").get("/forgotten/").status_code == 403


def test_a_method_without_a_permission_is_refused(client_for):
    assert client_for("owner").delete("/echo/").status_code in {403, 405}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("{", "not_json"),
        ('{"name": NaN}', "not_a_number"),
        ('{"name": "a", "name": "b"}', "duplicate_key"),
        (r'{"name": "\u0000"}', "nul"),
        (r'{"name": "\ud83d"}', "lone_surrogate"),
    ],
)
def test_a_broken_body_is_one_error(client_for, body, reason):
    answer = post(client_for("author"), body)

    assert answer.status_code == 400
    assert answer.json()["code"] == "broken_json"
    assert answer.json()["details"] == {"reason": reason}


def test_a_form_is_not_taken_for_json(client_for):
    answer = client_for("author").post("/echo/", {"name": "x"})

    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


def test_wrong_fields_are_named(client_for):
    answer = post(client_for("author"), "{}")

    assert answer.status_code == 400
    assert list(answer.json()["details"]["fields"]) == ["name"]


def test_an_app_error_keeps_its_code_status_and_details(client_for):
    answer = post(client_for("author"), '{"name": "stale"}')

    assert answer.status_code == 409
    assert answer.json() == {
        "code": "conflict",
        "message": "Someone else was faster.",
        "details": {"revision": 8},
    }


@override_settings(DEBUG=False)
def test_without_the_csrf_token_nothing_is_written(author):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(author)

    answer = post(client, '{"name": "x"}')

    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")
