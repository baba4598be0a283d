"""What the hot path's own SQL stores is what the ORM would have stored."""

from datetime import UTC, datetime

import pytest
from django.db import models

from flowbuilder.common.ids import uuid7
from flowbuilder.conversations.models import Conversation, EventRecord, Message
from flowbuilder.runtime import records
from flowbuilder.runtime.models import Job
from flowbuilder.runtime.records import ConversationMoved, TurnRows

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

    records.store([TurnRows(messages=made[1:])])

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

    records.store([TurnRows(events=made[1:])])

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

    records.store([TurnRows(jobs=made[1:])])

    assert Job.objects.get(key="three").pk == made[2].pk
    assert same_but_for(made[0], made[1], "id", "key")


def test_a_conversation_is_stored_as_the_orm_stores_it_if_nobody_wrote_since(begin):
    talk = begin().row
    begun = records.version_of(talk)
    talk.head_seq, talk.log_size, talk.last_activity_at = talk.head_seq + 2, talk.log_size + 1, AT
    talk.session, talk.pending, talk.deferred = {"variables": WORDS}, [4], ["a:1"]
    talk.state, talk.owner_epoch, talk.closed_at, talk.outcome = "closed", 3, AT, "resolved"

    records.store([TurnRows(change=records.change_of(talk, begun))])

    columns = [field.attname for field in Conversation._meta.concrete_fields]
    assert values_of(talk) == {name: getattr(talk, name) for name in columns}
    with pytest.raises(ConversationMoved):
        records.store([TurnRows(change=records.change_of(talk, begun))])


def test_a_conversation_begins_as_the_orm_makes_it(begin):
    made = begin().row
    twin = Conversation.objects.get(pk=made.pk)
    twin.pk = uuid7()

    records.store([TurnRows(beginning=records.values_of(twin))])

    assert same_but_for(made, twin, "id")


def test_no_session_is_stored_as_null(begin):
    talk = begin().row
    talk.session = None

    records.store([TurnRows(change=records.change_of(talk, records.version_of(talk)))])

    assert Conversation.objects.filter(pk=talk.pk, session__isnull=True).exists()


@pytest.mark.parametrize("changed", ["head_seq", "log_size", "owner_epoch"])
def test_a_conversation_is_current_until_anything_of_its_version_changes(begin, changed):
    talk = begin().row
    version = records.version_of(talk)

    assert records.is_current(talk)
    assert records.versions_of([talk.pk]) == {talk.pk: version}
    Conversation.objects.filter(pk=talk.pk).update(**{changed: getattr(talk, changed) + 1})
    assert not records.is_current(talk)
    assert records.versions_of([talk.pk]) != {talk.pk: version}


def test_what_json_cannot_hold_in_64_bits_is_stored_all_the_same(begin):
    talk = begin().row
    talk.session = {"variables": {"big": 10**30}}

    records.store([TurnRows(change=records.change_of(talk, records.version_of(talk)))])

    assert Conversation.objects.get(pk=talk.pk).session == talk.session
