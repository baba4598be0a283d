from __future__ import annotations

import pytest

from flowbuilder.core.testing import Conversation, flow

ANGRY = {"pl": "To skandal, jesteście niepoważni", "en": "This is pathetic, I am furious"}
CALM = {"pl": "Gdzie jest moja paczka?", "en": "Where is my parcel?"}


@pytest.mark.parametrize("language", ["pl", "en"])
@pytest.mark.parametrize(("said", "port"), [(ANGRY, "upset"), (CALM, "calm")])
def test_it_leaves_by_the_mood_and_keeps_it(try_node, language, said, port):
    visitor = try_node("mood", {"save_as": "mood"}, language=language, before=said[language])

    assert visitor.heard == [f"[{port}]"]
    assert visitor.variables["mood"] == port
    assert visitor.session.mood == port


def test_it_says_why_in_the_trace_and_to_people(try_node):
    visitor = try_node("mood", {}, before="CO TO MA ZNACZYĆ!!! TO JAKIŚ SKANDAL")

    assert visitor.session.mood_reasons == ("words", "capitals", "marks")
    assert (
        "words of anger or disappointment; capital letters; many exclamation or question marks"
        in [step.text for step in visitor.trace if step.kind == "left"]
    )
    assert set(visitor.variables) == {"opening"}


def test_nothing_said_is_calm(try_node):
    assert try_node("mood", {}).heard == ["[calm]"]


def test_the_words_of_an_anonymous_answer_are_not_judged(catalogue):
    """They are kept nowhere, so nothing may follow from them when the talk is replayed."""
    document = flow(
        ("survey", "survey", {"survey": "after"}),
        ("mood", "mood", {"save_as": "mood"}),
        ("end", "end", {}),
        wires="survey>mood; mood.upset>end; mood.calm>end",
    )
    due = {
        "due": True, "kind": "csat", "low": 1, "high": 5, "low_until": 2, "high_from": 4,
        "question": "?", "low_label": "", "high_label": "", "comment": "everyone",
        "follow_up": "?", "follow_up_low": "", "follow_up_high": "", "thanks": "",
        "anonymous": True, "expires_at": "",
    }  # fmt: skip

    visitor = Conversation(document, catalogue).starts().effect_succeeds(due).chooses("1")
    visitor.says(ANGRY["pl"])

    assert visitor.variables["mood"] == "calm"
    assert ("visitor", ANGRY["pl"]) not in visitor.session.history


def asked_for_a_number(catalogue, *, back: bool):
    """A talk in which a number is asked for: again as it does not fit, or on a new visit."""
    document = flow(
        ("ask", "question", {"question": "Your number?", "kind": "text" if back else "number",
                             "save_as": "given", "retry": "Your number?"}),
        ("mood", "mood", {}),
        ("angry", "message", {"text": "[upset]"}),
        ("end", "end", {}),
        wires="ask.next>mood; ask.gave_up>mood; mood.upset>angry; mood.calm>"
        + ("ask" if back else "end"),
    )  # fmt: skip
    return Conversation(document, catalogue, language="en").starts()


@pytest.mark.parametrize(("back", "heard"), [(False, True), (True, False)])
def test_only_answers_that_did_not_fit_count_as_being_asked_again(catalogue, back, heard):
    visitor = asked_for_a_number(catalogue, back=back)

    visitor.says("I do not have it").says("what number").says("which number???")

    assert ("[upset]" in visitor.heard) is heard
    assert visitor.session.retries == (2 if heard else 0)
