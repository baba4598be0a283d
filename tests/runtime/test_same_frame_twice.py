"""Frames that come twice, late or in another order: each counts once, and the first wins.

Cases 8 and 9 as a property: whatever the network does, the transcript is the one of a model in
which the first frame of each `client_id` counts and every other is answered with its receipt.
"""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flowbuilder.conversations.models import EventRecord, Message
from flowbuilder.core.testing import flow
from flowbuilder.runtime.replaying import replay_conversation

pytestmark = pytest.mark.django_db

CHAT = flow(
    ("pick", "choices", {"text": "Which?", "options": [
        {"value": "a", "label": "a"}, {"value": "b", "label": "b"}]}),
    ("said", "message", {"text": "Noted."}),
    ("again", "go_to", {"node": "pick"}),
    wires="pick.a>said; pick.b>said; said.next>again",
    locale="en",
)  # fmt: skip

# Five, for the sixth answer in a row that is not understood closes the conversation.
IDS = st.sampled_from([f"client-id-{n}" for n in range(5)])
SAYS = st.tuples(st.just("say"), IDS, st.sampled_from(["x", "y", "z"]))
CHOOSES = st.tuples(st.just("choose"), IDS, st.sampled_from(["a", "b"]))
RESENT = st.lists(st.integers(min_value=0, max_value=30), max_size=10)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(frames=st.lists(st.one_of(SAYS, CHOOSES), max_size=10), resent=RESENT, data=st.data())
def test_each_client_id_counts_once_whatever_the_network_does(begin, frames, resent, data):
    """Seen to fail without the look-up of `client_id` in `Turn.take`."""
    sent = frames + [frames[n % len(frames)] for n in resent if frames]
    arrived = data.draw(st.permutations(sent))
    talk = begin(CHAT)
    first_words: dict[str, str] = {}
    first_seqs: dict[str, int] = {}

    for kind, client_id, value in arrived:
        if kind == "say":
            receipt = talk.says(value, client_id)
        else:
            asked = Message.objects.filter(
                conversation=talk.pk, content__kind="choices"
            ).order_by("-seq").first()  # fmt: skip
            receipt = talk.chooses(value, asked.effect_id, client_id)
        assert receipt.repeated == (client_id in first_seqs)
        assert receipt.seq == first_seqs.setdefault(client_id, receipt.seq)
        first_words.setdefault(client_id, value)

    stored = Message.objects.filter(conversation=talk.pk).order_by("seq")
    from_visitor = [(m.client_id, m.content["text"]) for m in stored if m.author == "visitor"]
    assert from_visitor == list(first_words.items())
    assert [m.seq for m in stored] == list(range(1, len(stored) + 1))
    assert replay_conversation(talk.row).same


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(presses=st.lists(st.tuples(st.integers(0, 4), st.sampled_from(["a", "b"])), max_size=8))
def test_an_old_question_is_answered_late_and_the_newest_once(begin, presses):
    """Seen to fail when `_choice` sent no effect id, and without the check for `awaiting` in the
    engine: old buttons then answered the new question."""
    talk = begin(CHAT)
    for number, (which, value) in enumerate(presses):
        asked = list(
            Message.objects.filter(conversation=talk.pk, content__kind="choices").order_by("seq")
        )
        question = asked[min(which, len(asked) - 1)]
        before = len(talk.transcript)

        receipt = talk.chooses(value, question.effect_id, f"client-id-{number}")

        newest = question == asked[-1]
        assert receipt.fate == ("taken" if newest else "late")
        assert len(talk.transcript) - before == (3 if newest else 1)

    fates = EventRecord.objects.filter(conversation=talk.pk).values_list("fate", flat=True)
    assert set(fates) <= {"taken", "late"}
    assert replay_conversation(talk.row).same
