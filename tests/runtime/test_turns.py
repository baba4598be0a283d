"""A turn is one transaction, happens once, and never loses what a visitor said."""

import pytest

from flowbuilder.common.clock import now
from flowbuilder.conversations.errors import ConversationClosed, OwnerChanged
from flowbuilder.conversations.models import Conversation, EventRecord, Message
from flowbuilder.conversations.ownership import Move
from flowbuilder.conversations.services import change_owner
from flowbuilder.core import effects as core
from flowbuilder.core.events import EffectSucceeded, VisitorAskedForPerson
from flowbuilder.core.testing import flow
from flowbuilder.flows import services as flows
from flowbuilder.flows.models import FlowVersion
from flowbuilder.runtime import dispatch, jobs
from flowbuilder.runtime.models import Job
from flowbuilder.runtime.replaying import replay_conversation
from flowbuilder.runtime.turns import take_answer, take_turn

pytestmark = pytest.mark.django_db

ECHO = flow(
    ("ask", "question", {"question": "And?", "save_as": "said"}),
    ("echo", "message", {"text": "You said {{ said }}."}),
    ("back", "go_to", {"node": "ask"}),
    wires="ask.next>echo; echo.next>back",
    locale="en",
    variables=({"name": "said"},),
)


def events(talk, *fields):
    return list(
        EventRecord.objects.filter(conversation=talk.pk).order_by("number").values_list(*fields)
    )


def answer(talk, result):
    """Let the one waiting job bring `result`."""
    job = jobs.claim(Job.objects.get(conversation=talk.pk, status="waiting").pk)
    event = EffectSucceeded(at=now(), effect_id=job.effect["id"], result=result)
    return take_answer(job, event)


def test_a_turn_stores_the_event_the_messages_and_the_session(begin):
    talk = begin(ECHO)

    receipt = talk.says("hello", "client-id-1")

    assert talk.transcript == [
        ("bot", "And?"), ("visitor", "hello"), ("bot", "You said hello."), ("bot", "And?"),
    ]  # fmt: skip
    assert events(talk, "number", "kind", "fate") == [
        (1, "SessionStarted", "taken"), (2, "VisitorSaid", "taken"),
    ]  # fmt: skip
    assert (receipt.seq, receipt.head, receipt.fate) == (2, 4, "taken")
    assert talk.row.session["turns"] == 2


def test_the_same_client_id_returns_the_first_receipt_and_does_nothing(begin):
    """Case 9."""
    talk = begin(ECHO)
    first = talk.says("one", "client-id-1")
    before = talk.transcript

    again = talk.says("two", "client-id-1")

    assert (again.seq, again.repeated) == (first.seq, True)
    assert talk.transcript == before


def test_a_visitor_is_not_answered_by_the_flow_while_an_agent_has_the_conversation(begin, agent):
    talk = begin(ECHO)
    row = talk.row
    change_owner(row, Move.TAKE, expected_epoch=row.owner_epoch, agent=agent)

    receipt = talk.says("hello?")

    assert receipt.fate == "stored"
    assert talk.transcript[-1] == ("visitor", "hello?")


def test_an_event_for_a_former_owner_is_refused(begin, agent):
    talk = begin(ECHO)
    row = talk.row
    change_owner(row, Move.TAKE, expected_epoch=row.owner_epoch, agent=agent)

    with pytest.raises(OwnerChanged):
        talk.says("hello?", expected_epoch=0)

    assert len(talk.transcript) == 1


def test_a_closed_conversation_takes_nothing_more(begin):
    talk = begin(flow(("hi", "message", {"text": "Hi."}), ("bye", "end", {}), wires="hi>bye"))

    assert talk.row.state == "closed"
    with pytest.raises(ConversationClosed):
        talk.says("hello?")


def test_what_is_said_while_an_answer_is_on_its_way_is_stored_and_taken_after_it_as_one(begin):
    talk = begin()
    talk.says("1001")
    fates = [talk.says(text).fate for text in ("and", "another", "thing")]
    before = len(talk.transcript)

    answer(talk, {"status": 200, "body": {}, "headers": {}})

    assert fates == ["queued"] * 3
    assert talk.transcript[before:] == [
        ("bot", "Found. What else?"), ("bot", "You said: and\nanother\nthing"),
    ]  # fmt: skip
    assert [fate for _, fate in events(talk, "kind", "fate")] == [
        "taken", "taken", "joined", "joined", "joined", "taken", "taken",
    ]  # fmt: skip
    assert talk.row.pending == []


def test_asking_for_a_person_does_not_wait_for_an_answer_on_its_way(begin):
    talk = begin()
    talk.says("1001")

    receipt = take_turn(talk.pk, VisitorAskedForPerson(at=now()))

    assert receipt.fate == "taken"


def test_an_answer_that_comes_after_someone_took_over_is_dropped_with_a_note(begin, agent):
    """Case 19. Without the epoch check in `_take_answer` the answer went to the engine."""
    talk = begin()
    talk.says("1001")
    row = talk.row
    change_owner(row, Move.TAKE, expected_epoch=row.owner_epoch, agent=agent)
    before = talk.transcript

    answer(talk, {"status": 200, "body": {}, "headers": {}})

    assert events(talk, "kind", "fate")[-1] == ("EffectSucceeded", "discarded")
    assert EventRecord.objects.last().note
    assert talk.transcript == before
    assert Job.objects.get().status == "done"


def test_an_answer_in_words_that_comes_too_late_is_a_note_for_whoever_took_over(begin, agent):
    talk = begin()
    talk.says("1001")
    row = talk.row
    change_owner(row, Move.TAKE, expected_epoch=row.owner_epoch, agent=agent)

    answer(talk, {"outcome": "answered", "text": "It is on its way.", "generated": True})

    note = Message.objects.last()
    assert (note.author, note.private) == ("ai", True)
    assert note.content["text"].endswith("\nIt is on its way.")


def test_an_answer_is_taken_once(begin):
    talk = begin()
    talk.says("1001")
    job = jobs.claim(Job.objects.get().pk)
    event = EffectSucceeded(at=now(), effect_id=job.effect["id"], result={"status": 200})
    take_answer(job, event)

    with pytest.raises(jobs.LeaseLost):
        take_answer(job, event)

    assert [kind for (kind,) in events(talk, "kind")].count("EffectSucceeded") == 1


def test_when_a_handler_breaks_the_words_are_kept_and_a_person_is_asked_for(begin, monkeypatch):
    """Without the second attempt in `_take` the visitor's words were rolled back."""
    talk = begin(ECHO)

    def broken(effect, conversation):
        raise RuntimeError("bug")

    monkeypatch.setitem(dispatch.INLINE, core.SendMessage, broken)
    receipt = talk.says("hello", "client-id-1")

    assert receipt.fate == "failed"
    assert talk.transcript[1] == ("visitor", "hello")
    assert talk.transcript[2][0] == "system"
    assert EventRecord.objects.get(client_id="client-id-1").note == "RuntimeError: bug"
    assert talk.row.session["turns"] == 1


def test_when_the_session_cannot_be_read_the_words_are_kept(begin):
    talk = begin(ECHO)
    Conversation.objects.filter(pk=talk.pk).update(session={"nonsense": True})

    receipt = talk.says("hello")

    assert (receipt.fate, talk.transcript[1]) == ("failed", ("visitor", "hello"))


def test_a_conversation_stays_on_the_version_it_began_with(begin, publish):
    """Case 24. Seen to fail with `flow.published` instead of the version of the conversation."""
    version = publish(ECHO)
    talk = begin(version=version)
    changed = ECHO.model_copy(
        update={
            "nodes": tuple(
                node.model_copy(update={"config": {"text": "CHANGED"}})
                if node.id == "echo"
                else node
                for node in ECHO.nodes
            )
        }
    )
    made = version.flow
    made.refresh_from_db()
    draft = flows.save_draft(
        flow=made, revision=made.draft_revision, data=changed.model_dump(mode="json"), user=None
    )
    flows.publish(flow=draft.flow, revision=draft.flow.draft_revision, note="", user=None)

    talk.says("hello")
    newer = begin(version=FlowVersion.objects.get(flow=made, number=2))
    newer.says("hello")

    assert ("bot", "You said hello.") in talk.transcript
    assert ("bot", "CHANGED") in newer.transcript


def test_a_timer_is_a_job_that_fires_once(begin):
    talk = begin(
        flow(
            ("wait", "wait", {"seconds": 60}),
            ("hi", "message", {"text": "A minute later."}),
            ("bye", "end", {}),
            wires="wait>hi; hi>bye",
        )
    )
    timer = Job.objects.get(kind="timer")
    assert jobs.claim(timer.pk) is None

    Job.objects.update(run_at=now())
    from flowbuilder.runtime import performing

    performing.perform(jobs.claim(timer.pk))

    assert talk.transcript == [("bot", "A minute later.")]
    assert jobs.claim(timer.pk) is None


def test_the_log_replays_to_the_stored_session(begin):
    talk = begin()
    talk.says("1001")
    talk.says("while you look")
    answer(talk, {"status": 200, "body": {"a": 1}, "headers": {}})

    replay = replay_conversation(talk.row)

    assert replay.same
    assert replay.refused == 0


def test_every_effect_has_one_handler():
    dispatch.check()


def test_an_effect_without_a_handler_stops_the_program(monkeypatch):
    monkeypatch.delitem(dispatch.INLINE, core.SendMessage)

    with pytest.raises(dispatch.EffectHasNoHandler):
        dispatch.check()


def test_seqs_have_no_holes(begin):
    talk = begin(ECHO)
    for number in range(5):
        talk.says(str(number))

    seqs = list(Message.objects.order_by("seq").values_list("seq", flat=True))
    assert seqs == list(range(1, len(seqs) + 1))
