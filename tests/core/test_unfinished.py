"""A draft is run as far as it goes."""

import pytest

from flowbuilder.core.errors import InvalidFlow
from flowbuilder.core.testing import Conversation, flow
from flowbuilder.core.unfinished import compile_unfinished, is_stuck
from flowbuilder.core.validation import validate

HELLO = ("hello", "message", {"text": "Hello."})
NOT_YET = ("ask", "question", {"question": "", "save_as": ""})


@pytest.mark.parametrize(
    "draft",
    [
        flow(HELLO, NOT_YET, wires="hello>ask"),
        flow(HELLO, ("ask", "no_such_type", {}), wires="hello>ask; ask.somewhere>hello"),
        flow(HELLO, ("ask", "message", {"text": "{{ open"}), wires="hello>ask"),
        flow(HELLO, NOT_YET, ("bye", "end", {}), wires="hello>ask; ask.lost>bye; ask>bye"),
    ],
    ids=["empty", "unknown", "broken template", "wire from a lost port"],
)
def test_a_conversation_stays_where_the_draft_cannot_go_on(catalogue, draft):
    plan = compile_unfinished(draft, catalogue)
    visitor = Conversation(plan)

    visitor.says("Good morning").says("Well?")

    assert ("assistant", "Hello.") in visitor.transcript
    assert visitor.heard == []
    assert is_stuck(plan, visitor.session)


def test_what_nobody_comes_to_disturbs_nobody(catalogue):
    draft = flow(HELLO, NOT_YET, ("bye", "end", {"text": "Bye."}), wires="hello>bye")

    plan = compile_unfinished(draft, catalogue)
    visitor = Conversation(plan).starts()

    assert visitor.heard == ["Hello.", "Bye."]
    assert not is_stuck(plan, visitor.session)


def test_without_a_first_step_nothing_runs(catalogue):
    with pytest.raises(InvalidFlow):
        compile_unfinished(flow(), catalogue)


def test_what_is_not_there_yet_is_told_apart_from_what_is_wrong(catalogue):
    draft = flow(
        ("ask", "question", {"question": "", "save_as": "NOT a name"}),
        ("said", "message", {"text": "{{ open"}),
        wires="ask>said",
    )

    found = {(p.code, p.node, p.field): p.unfinished for p in validate(draft, catalogue)}

    assert found["flow.E021", "ask", "question"]
    assert found["flow.E031", "said", None]
    assert not found["flow.E021", "ask", "save_as"]
    assert not found["flow.E024", "said", "text"]
