"""Files go when what they belong to goes, and when they belong to nothing: rows and bytes."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from flowbuilder.common.clock import now
from flowbuilder.conversations import attachments
from flowbuilder.conversations.models import Attachment, Conversation
from flowbuilder.runtime import retention

pytestmark = pytest.mark.django_db(transaction=True)


def put(talk: Any, *, sent: bool = True, days: float = 0) -> Attachment:
    """A file that came so many days ago."""
    file = SimpleUploadedFile("a.txt", b"hello")
    made = attachments.receive(talk.row, file, author="visitor")
    at = now() - timedelta(days=days)
    made.created_at, made.sent_at = at, at if sent else None
    made.save()
    os.utime(place_of(made), (at.timestamp(), at.timestamp()))
    return made


def place_of(attachment: Attachment) -> Path:
    return Path(settings.MEDIA_ROOT) / attachment.path


def age(talk: Any, days: int) -> None:
    at = now() - timedelta(days=days)
    Conversation.objects.filter(pk=talk.pk).update(
        last_activity_at=at, closed_at=at, state="closed"
    )


def test_the_files_of_an_old_conversation_go_with_its_words(begin, workspace) -> None:
    old, young = begin(), begin()
    gone, stays = put(old, days=200), put(young, days=200)
    age(old, 200)
    assert next(one for one in retention.count() if one.workspace == workspace).files == 1

    done = next(one for one in retention.tidy() if one.workspace == workspace)

    assert done.files == 1
    assert not Attachment.objects.filter(pk=gone.pk).exists()
    assert (place_of(gone).exists(), place_of(stays).exists()) == (False, True)


def test_an_emptied_conversation_that_still_has_a_file_is_old_too(begin, workspace) -> None:
    talk = begin()
    age(talk, 200)
    retention.tidy()
    put(talk, days=1)
    age(talk, 200)

    retention.tidy()

    assert not Attachment.objects.exists()


def test_what_was_never_sent_goes_after_a_day(begin) -> None:
    talk = begin()
    old, young, sent = put(talk, sent=False, days=1.1), put(talk, sent=False), put(talk, days=5)

    retention.tidy()

    assert set(Attachment.objects.values_list("pk", flat=True)) == {young.pk, sent.pk}
    assert (place_of(old).exists(), place_of(young).exists()) == (False, True)


def test_bytes_without_a_row_go_after_a_day(begin) -> None:
    talk = begin()
    old, young = put(talk, days=2), put(talk)
    picture = put(talk, days=2)
    Attachment.objects.filter(pk__in=[old.pk, young.pk]).delete()

    retention.tidy()

    assert not place_of(old).exists()
    assert place_of(young).exists()
    assert place_of(picture).exists()


def test_bytes_go_only_when_the_row_is_gone_for_good(begin) -> None:
    """Seen to fail with the bytes deleted at once."""
    made = put(begin())

    with pytest.raises(RuntimeError), transaction.atomic():
        attachments.delete(Attachment.objects.filter(pk=made.pk))
        raise RuntimeError

    assert Attachment.objects.filter(pk=made.pk).exists()
    assert place_of(made).exists()


def test_a_row_that_cannot_be_stored_leaves_no_bytes(begin) -> None:
    talk = begin()
    before = list(Path(settings.MEDIA_ROOT).rglob("*.*"))
    row = talk.row
    row.workspace_id = None

    with pytest.raises(Exception, match=r"NOT NULL|null value"):
        attachments.receive(row, SimpleUploadedFile("a.txt", b"x"), author="visitor")

    assert list(Path(settings.MEDIA_ROOT).rglob("*.*")) == before


def test_the_bytes_are_for_their_owner_only(begin) -> None:
    assert place_of(put(begin())).stat().st_mode & 0o077 == 0
