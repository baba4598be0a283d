"""A question written in several messages is asked once (R7)."""

import pytest

from flowbuilder.common.clock import now
from flowbuilder.conversations.models import EventRecord
from flowbuilder.conversations.ownership import Move
from flowbuilder.conversations.services import change_owner
from flowbuilder.core.events import ContactChanged, EffectSucceeded, VisitorAskedForPerson
from flowbuilder.core.testing import flow
from flowbuilder.runtime import jobs, performing, unheard
from flowbuilder.runtime.models import Job
from flowbuilder.runtime.turns import take_answer, take_turn

FAQ = flow(
    ("ask", "question", {"question": "What is it about?", "save_as": "subject"}),
    ("faq", "faq_lookup", {}),
    ("sorry", "message", {"text": "I do not know."}),
    ("found", "message", {"text": "That was it."}),
    wires="ask.next>faq; faq.found>found; faq.not_found>sorry; found.next>ask; sorry.next>ask",
    locale="en",
    variables=({"name": "subject"},),
)


@pytest.fixture(autouse=True)
def waits_for_the_rest(settings):
    settings.FLOWBUILDER_BURST_MS = 1_500


def do_what_is_due() -> list[str]:
    """Do the jobs that are due, as a worker does; return what they were."""
    done = []
    while claimed := jobs.claim_due(1):
        done.append(claimed[0].effect["kind"])
        performing.perform(claimed[0])
    return done


def asked(talk) -> list[str]:
    found = Job.objects.filter(conversation=talk.pk, effect__kind="SearchKnowledge")
    return [job.effect["query"] for job in found.order_by("pk")]


def fates(talk) -> list[tuple[str, str]]:
    found = EventRecord.objects.filter(conversation=talk.pk).order_by("number")
    return list(found.values_list("kind", "fate"))


def said(talk) -> list[str]:
    return [text for who, text in talk.transcript if who == "visitor"]


def test_what_is_written_in_three_messages_is_looked_up_as_one_question(begin, clock):
    talk = begin(FAQ)
    receipt = talk.says("I ordered a cup", "client-id-1")
    assert (receipt.fate, receipt.seq) == ("queued", 2)
    clock.moves(seconds=1)
    talk.says("it came broken", "client-id-2")
    clock.moves(seconds=1)
    talk.says("what shall I do", "client-id-3")
    clock.moves(seconds=1.4)
    assert do_what_is_due() == []

    clock.moves(seconds=0.2)

    assert do_what_is_due() == ["HearOut", "SearchKnowledge"]
    assert asked(talk) == ["I ordered a cup\nit came broken\nwhat shall I do"]
    assert said(talk) == ["I ordered a cup", "it came broken", "what shall I do"]
    assert fates(talk)[1:5] == [("VisitorSaid", "joined")] * 3 + [("VisitorSaid", "taken")]
    assert [text for who, text in talk.transcript if who == "bot"][1:] == [
        "I do not know.", "What is it about?",
    ]  # fmt: skip
    assert talk.row.pending == []


def test_a_question_mark_is_not_waited_for(begin, clock):
    talk = begin(FAQ)

    assert talk.says("Do you deliver?  ").fate == "taken"
    assert asked(talk) == ["Do you deliver?"]


def test_a_question_mark_ends_the_wait_at_once(begin, clock):
    talk = begin(FAQ)
    talk.says("It came broken")
    talk.says("Do I get a new one?")

    assert asked(talk) == ["It came broken\nDo I get a new one?"]
    clock.moves(seconds=5)
    assert do_what_is_due() == ["SearchKnowledge"]


def test_who_still_types_is_waited_for_and_nobody_for_ever(begin, clock):
    talk = begin(FAQ)
    talk.says("I ordered a cup")
    for _second in range(8):
        clock.moves(seconds=1)
        unheard.still_types(talk.pk)
    assert do_what_is_due() == []
    clock.moves(seconds=2)

    assert do_what_is_due()[0] == "HearOut"


def test_who_corrects_their_data_meanwhile_is_waited_for_still(begin, clock):
    """Found by a history of the ownership test: the correction had the first part heard alone."""
    talk = begin(FAQ)
    talk.says("I ordered a cup")
    take_turn(talk.pk, ContactChanged(at=now(), contact={"name": "Ada"}))
    assert asked(talk) == []
    talk.says("it came broken")
    clock.moves(seconds=2)

    assert do_what_is_due()[0] == "HearOut"
    assert asked(talk) == ["I ordered a cup\nit came broken"]


def test_typing_where_nothing_waits_does_nothing(begin, clock):
    talk = begin(FAQ)
    unheard.still_types(talk.pk)

    assert Job.objects.count() == 0


def test_what_asks_nothing_is_answered_at_once(begin, clock):
    """An answer to a form, a name, an order number: nobody waits a second and a half after each."""
    name = flow(
        ("ask", "question", {"question": "Your name?", "save_as": "name"}),
        ("hi", "message", {"text": "Hello {{ name }}."}),
        wires="ask.next>hi; hi.next>ask",
        locale="en",
        variables=({"name": "name"},),
    )
    talk = begin(name)

    assert talk.says("Ada").fate == "taken"
    assert ("bot", "Hello Ada.") in talk.transcript


def test_a_person_is_asked_for_at_once(begin, clock):
    talk = begin(FAQ)
    talk.says("It came broken")

    assert take_turn(talk.pk, VisitorAskedForPerson(at=now())).fate == "taken"


def test_whoever_took_over_meanwhile_answers_and_the_flow_asks_nothing(begin, clock, agent):
    talk = begin(FAQ)
    talk.says("It came broken")
    row = talk.row
    change_owner(row, Move.TAKE, expected_epoch=row.owner_epoch, agent=agent)
    clock.moves(seconds=2)

    assert do_what_is_due() == ["HearOut"]
    assert asked(talk) == []
    assert talk.row.pending == []
    assert said(talk) == ["It came broken"]


def test_what_follows_while_the_answer_is_on_its_way_is_the_next_question(begin, clock):
    talk = begin(FAQ)
    talk.says("Do you deliver?")
    talk.says("and how much")
    talk.says("is it")
    job = jobs.claim(Job.objects.get(status="waiting").pk)
    none = {"verdict": "none", "hits": [], "ms": 1}
    take_answer(job, EffectSucceeded(at=now(), effect_id=job.effect["id"], result=none))

    assert asked(talk) == ["Do you deliver?", "and how much\nis it"]


def test_a_message_sent_twice_is_held_once(begin, clock):
    talk = begin(FAQ)
    talk.says("It came broken", "client-id-1")
    assert talk.says("It came broken", "client-id-1").repeated
    clock.moves(seconds=2)
    do_what_is_due()

    assert asked(talk) == ["It came broken"]


def test_words_are_heard_after_a_worker_died_with_them(begin, clock):
    """The row is the truth: whoever comes next finds it when the lease runs out."""
    talk = begin(FAQ)
    talk.says("It came broken")
    clock.moves(seconds=2)
    assert len(jobs.claim_due(1, "died")) == 1
    clock.moves(seconds=jobs.LEASE.total_seconds() + 1)

    assert do_what_is_due() == ["HearOut", "SearchKnowledge"]


def test_what_comes_while_the_words_are_being_heard_is_lost_to_nobody(begin, clock):
    """Seen from both sides: it belongs to the question, or it is the next one."""
    talk = begin(FAQ)
    talk.says("It came broken")
    clock.moves(seconds=2)
    job = jobs.claim(Job.objects.get(kind="hearing").pk)
    talk.says("what shall I do")
    performing.perform(job)
    clock.moves(seconds=2)
    do_what_is_due()

    assert asked(talk) == ["It came broken\nwhat shall I do"]
    assert talk.row.pending == []
    assert not Job.objects.filter(conversation=talk.pk, status="waiting").exists()


def test_a_wait_of_nothing_holds_nothing(begin, clock, settings):
    settings.FLOWBUILDER_BURST_MS = 0
    talk = begin(FAQ)

    assert talk.says("It came broken").fate == "taken"
