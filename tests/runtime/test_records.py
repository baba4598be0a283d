"""What the hot path's own SQL stores is what the ORM would have stored."""

from datetime import UTC, datetime

import pytest
from django.db import models

from flowbuilder.conversations.models import Conversation, EventRecord, Message
from flowbuilder.runtime import records
from flowbuilder.runtime.models import Job

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 22, 12, 4, 5, 6007, tzinfo=UTC)
WORDS = {"kind": "text", "text": "Zażółć „gęślą” 🫖", "sources": [], "score": 0.5, "none": None}


def values_of(row: models.Model) -> dict[str, object]:
    stored = type(row).objects.get(pk=row.pk)
    return {f.attname: getattr(stored, f.attname) for f in row._meta.concrete_fields}


def same_but_for(row: models.Model, other: models.Model, *names: str) -> bool:
    left, right = values_of(row), values_of(other)
    return {k: v for k, v in left.items() if k not in names} == {
        k: v for k, v in right.items() if k not in names
    }


def test_a_message_is_stored_as_the_orm_stores_it(begin):
    talk = begin().row
    made = [
        Message(conversation=talk, seq=seq, author="visitor", content=WORDS, at=AT,
                client_id=f"client-id-{seq}", effect_id=None, private=True)
        for seq in (90, 91)
    ]  # fmt: skip
    made[0].save()

    records.insert_messages(made[1:])

    made[1] = Message.objects.get(conversation=talk, seq=91)
    assert same_but_for(made[0], made[1], "id", "seq", "client_id")


def test_an_event_is_stored_as_the_orm_stores_it(begin):
    talk = begin().row
    made = [
        EventRecord(conversation=talk, number=number, kind="VisitorSaid", payload=WORDS, at=AT,
                    note="—", epoch=3, seq=2)
        for number in (90, 91)
    ]  # fmt: skip
    made[0].save()

    records.insert_events(made[1:])

    made[1] = EventRecord.objects.get(conversation=talk, number=91)
    assert same_but_for(made[0], made[1], "id", "number")


def test_a_job_is_stored_as_the_orm_stores_it_and_knows_its_number(begin, workspace):
    talk = begin().row
    made = [
        Job(workspace=workspace, conversation=talk, kind=Job.Kind.TIMER, key=key, effect=WORDS,
            run_at=AT, created_at=AT)
        for key in ("one", "two", "three")
    ]  # fmt: skip
    made[0].save()

    records.insert_jobs(made[1:])

    assert Job.objects.get(key="three").pk == made[2].pk
    assert same_but_for(made[0], made[1], "id", "key")


def test_a_conversation_is_stored_as_the_orm_stores_it_if_nobody_wrote_since(begin):
    talk = begin().row
    head, size, epoch = talk.head_seq, talk.log_size, talk.owner_epoch
    talk.head_seq, talk.log_size, talk.last_activity_at = head + 2, size + 1, AT
    talk.session, talk.pending, talk.deferred = {"variables": WORDS}, [4], ["a:1"]

    assert records.update_conversation(talk, head_seq=head, log_size=size, owner_epoch=epoch)

    columns = [field.attname for field in Conversation._meta.concrete_fields]
    assert values_of(talk) == {name: getattr(talk, name) for name in columns}
    assert not records.update_conversation(talk, head_seq=head, log_size=size, owner_epoch=epoch)


def test_no_session_is_stored_as_null(begin):
    talk = begin().row
    talk.session = None

    records.update_conversation(
        talk, head_seq=talk.head_seq, log_size=talk.log_size, owner_epoch=talk.owner_epoch
    )

    assert Conversation.objects.filter(pk=talk.pk, session__isnull=True).exists()


@pytest.mark.parametrize("changed", ["head_seq", "log_size", "owner_epoch"])
def test_a_conversation_is_current_until_anything_of_its_version_changes(begin, changed):
    talk = begin().row

    assert records.is_current(talk, "client-id-1")
    Conversation.objects.filter(pk=talk.pk).update(**{changed: getattr(talk, changed) + 1})
    assert not records.is_current(talk, "client-id-1")


def test_a_conversation_is_not_current_for_a_frame_that_came_before(begin):
    talk = begin()

    talk.says("Hello", "client-id-1")

    assert not records.is_current(talk.row, "client-id-1")
    assert records.is_current(talk.row, "client-id-2")
    assert records.is_current(talk.row, None)
