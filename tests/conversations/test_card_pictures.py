"""Pictures that authors upload for cards: kept, shown to their own workspace, and nothing else."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from random import Random
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from flowbuilder.accounts.models import Workspace
from flowbuilder.common.clock import now
from flowbuilder.conversations import card_pictures
from flowbuilder.conversations.models import CardPicture
from flowbuilder.core.document import Flow
from flowbuilder.core.testing import flow
from flowbuilder.flows import pictures, services
from flowbuilder.flows.errors import FlowHasProblems
from flowbuilder.flows.models import Flow as FlowModel
from flowbuilder.flows.models import FlowVersion
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


def cards(*pictures: str) -> Flow:
    """A flow that shows these pictures."""
    shown = [{"title": "Kubek", "picture": picture} for picture in pictures]
    return flow(("cards", "cards", {"text": "Oto kubki.", "cards": shown}), name="Kubki")


def picture(color: str) -> bytes:
    file = BytesIO()
    Image.new("RGB", (40, 40), color).save(file, "PNG")
    return file.getvalue()


def uploaded(workspace: Workspace, color: str) -> str:
    return card_pictures.keep(workspace.pk, BytesIO(picture(color)), "mug.png")


def kept(workspace: Workspace, *addresses: str) -> list[bool]:
    return [card_pictures.kept_picture(workspace.pk, each) is not None for each in addresses]


def test_what_was_uploaded_stays_while_any_draft_or_version_names_it(
    workspace: Workspace, other_workspace: Workspace
) -> None:
    drafted, live, former, unused, strange = (
        uploaded(workspace, color) for color in ("red", "green", "blue", "white", "black")
    )
    CardPicture.objects.create(workspace=workspace, digest="fetched")
    kind = services.create_flow(
        workspace=workspace, name="Kubki", user=None, document=cards(former)
    )
    for number, shown in ((1, former), (2, live)):
        FlowVersion.objects.create(
            workspace=workspace,
            flow=kind,
            number=number,
            document=cards(shown).model_dump(mode="json"),
        )
    services.save_draft(
        flow=kind, revision=kind.draft_revision, data=cards(drafted).model_dump(mode="json"),
        user=None,
    )  # fmt: skip
    services.create_flow(
        workspace=other_workspace, name="Cudze", user=None, document=cards(strange)
    )

    card_pictures.forget_old(now() + timedelta(days=29))
    before = kept(workspace, drafted, live, former, unused, strange)
    card_pictures.forget_old(now() + timedelta(days=31))

    assert before == [True] * 5
    assert kept(workspace, drafted, live, former, unused, strange) == [
        True, True, True, False, False,
    ]  # fmt: skip
    assert CardPicture.objects.count() == 3


def test_a_picture_that_is_uploaded_again_stays_another_month(workspace: Workspace) -> None:
    address = uploaded(workspace, "red")
    CardPicture.objects.update(fetched_at=now() - timedelta(days=40))
    uploaded(workspace, "red")

    card_pictures.forget_old(now())

    assert kept(workspace, address) == [True]


def test_a_flow_takes_its_pictures_along_to_another_installation(
    workspace: Workspace, other_workspace: Workspace
) -> None:
    address, other = uploaded(workspace, "red"), uploaded(workspace, "green")
    of_mugs = services.create_flow(
        workspace=workspace, name="Kubki", user=None, document=cards(address, "https://a.example/b")
    )
    file = json.dumps(services.export_flow(of_mugs).file)
    copy = services.import_flow(workspace=other_workspace, text=file, user=None)
    shown = [card["picture"] for card in copy.draft["nodes"][0]["config"]["cards"]]
    back = services.import_flow(workspace=workspace, text=file, user=None)

    assert list(json.loads(file))[-1] == "pictures"
    assert other not in file
    assert shown[1] == "https://a.example/b"
    assert kept(other_workspace, shown[0]) == [True]
    assert back.draft["nodes"] == of_mugs.draft["nodes"]
    assert services.read_file(file).name == "Kubki"


def noise(number: int) -> BytesIO:
    """A picture that is large however it is drawn anew."""
    file = BytesIO()
    pixels = Random(number).randbytes(720 * 720 * 3)
    Image.frombytes("RGB", (720, 720), pixels).save(file, "PNG", compress_level=0)
    file.seek(0)
    return file


def test_pictures_that_do_not_fit_into_a_file_are_told_before_it_is_written_without_them(
    client_for: SignIn, workspace: Workspace
) -> None:
    addresses, size = list[str](), 0
    while size <= pictures.LARGEST_TOGETHER:
        addresses.append(card_pictures.keep(workspace.pk, noise(len(addresses)), "mug.png"))
        size += len(card_pictures.kept_picture(workspace.pk, addresses[-1]) or b"")
    large = services.create_flow(
        workspace=workspace, name="Kubki", user=None, document=cards(*addresses[:10])
    )
    author, place = client_for("author"), reverse("admin:flows_flow_export", args=[large.pk])

    told, file = author.get(place), author.get(place, {"anyway": "1"})

    assert told.context["steps"] == ("Karty",)
    assert "najwyżej 200 obrazów, razem do 3 MB" in told.content.decode()
    assert len(json.loads(file.content)["pictures"]) == len(addresses) - 1


A, B = "upload:" + "a" * 32, "upload:" + "b" * 32


@pytest.mark.parametrize(
    "given",
    [
        [],
        {A: 7},
        {A: "!not base64!"},
        {A: base64.b64encode(SVG).decode()},
        {A: base64.b64encode(b"%PDF-1.4").decode()},
        {A: base64.b64encode(picture("red")[:40]).decode()},
        {A: base64.b64encode(bytes(1024 * 1024 + 1)).decode()},
        {A: base64.b64encode(picture("red")).decode(), B: "PHN2Zz4="},
        {f"upload:{n:032x}": "" for n in range(201)},
    ],
)
def test_a_file_with_what_is_no_picture_stores_nothing(workspace: Workspace, given: Any) -> None:
    file = json.dumps({**cards(A, B).model_dump(mode="json"), "pictures": given})

    with pytest.raises(FlowHasProblems) as refused:
        services.import_flow(workspace=workspace, text=file, user=None)

    assert str(refused.value.message)
    assert CardPicture.objects.count() == 0
    assert not FlowModel.objects.exists()


def test_pictures_that_the_flow_does_not_show_are_not_kept(workspace: Workspace) -> None:
    given = {A: base64.b64encode(picture("red")).decode(), "__proto__": "x"}
    file = json.dumps({**cards("https://a.example/b").model_dump(mode="json"), "pictures": given})

    services.import_flow(workspace=workspace, text=file, user=None)

    assert CardPicture.objects.count() == 0
