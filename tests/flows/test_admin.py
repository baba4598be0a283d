"""The pages of flows: where a new one begins."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from flowbuilder.flows.models import Flow

pytestmark = pytest.mark.django_db
ADD = "admin:flows_flow_add"


def test_importing_without_a_file_makes_nothing_and_says_what_is_missing(client_for):
    answer = client_for("author").post(reverse(ADD), {"import": "1"})

    assert "Proszę najpierw wybrać plik." in answer.content.decode()
    assert not Flow.objects.exists()


def test_a_file_that_is_none_is_refused_with_its_problems(client_for):
    file = SimpleUploadedFile("flow.json", b"{")

    answer = client_for("author").post(reverse(ADD), {"import": "1", "file": file})

    assert "new-flow-problems" in answer.content.decode()
    assert not Flow.objects.exists()


def test_an_empty_canvas_needs_no_file(client_for):
    client_for("author").post(reverse(ADD), {"name": "Herbaciarnia", "template": ""})

    assert Flow.objects.get().name == "Herbaciarnia"
