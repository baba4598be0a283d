"""Pictures that authors upload for cards: kept, shown to their own workspace, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from flowbuilder.accounts.models import Workspace
from flowbuilder.common.clock import now
from flowbuilder.conversations import card_pictures
from flowbuilder.conversations.models import CardPicture
from tests.conversations import corpus

pytestmark = pytest.mark.django_db

PATH = "/api/v1/card-pictures/"
INBOX = "/api/v1/inbox/card-pictures/"
SignIn = Callable[..., Client]
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


def upload(client: Client, data: bytes, name: str = "mug.png"):
    return client.post(PATH, {"file": SimpleUploadedFile(name, data, "image/png")})


def test_what_an_author_uploads_is_drawn_anew_and_kept_once(client_for: SignIn) -> None:
    author = client_for("author")

    first, again = (upload(author, corpus.picture("PNG")).json()["address"] for _n in range(2))
    shown = author.get(PATH, {"address": first})

    assert first == again
    assert CardPicture.objects.get().uploaded
    assert shown.headers["Content-Type"] == "image/webp"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert shown.content[:4] == b"RIFF"


@pytest.mark.parametrize("data", [SVG, b"<html>", b"%PDF-1.4", corpus.picture("PNG")[:60]])
def test_what_is_no_picture_is_refused_with_a_sentence(client_for: SignIn, data: bytes) -> None:
    answer = upload(client_for("author"), data)

    assert answer.status_code in (400, 415)
    assert answer.json()["message"]
    assert CardPicture.objects.count() == 0


def test_agents_see_it_and_upload_none_and_others_see_nothing(
    client_for: SignIn, other_workspace: Workspace
) -> None:
    address = upload(client_for("author"), corpus.picture("PNG")).json()["address"]
    agent, stranger = client_for("agent"), client_for("owner", other_workspace)

    seen = agent.get(INBOX, {"address": address})

    assert (seen.status_code, seen.headers["Content-Type"]) == (200, "image/webp")
    assert upload(agent, corpus.picture("PNG")).status_code == 403
    assert stranger.get(PATH, {"address": address}).status_code == 404
    assert stranger.get(INBOX, {"address": address}).status_code == 404


def test_for_the_inbox_no_host_is_asked(client_for: SignIn) -> None:
    answer = client_for("agent").get(INBOX, {"address": "https://shop.example/mug.png"})

    assert answer.status_code == 404
    assert CardPicture.objects.count() == 0


def test_what_was_uploaded_outlives_what_was_fetched(
    client_for: SignIn, workspace: Workspace
) -> None:
    address = upload(client_for("author"), corpus.picture("PNG")).json()["address"]
    CardPicture.objects.create(workspace=workspace, digest="fetched")

    card_pictures.forget_old(now() + timedelta(days=400))

    assert card_pictures.picture_at(workspace.pk, address) is not None
    assert CardPicture.objects.count() == 1
