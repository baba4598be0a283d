from __future__ import annotations

from typing import Any

import pytest

from flowbuilder.core.catalogue import Catalogue
from flowbuilder.core.document import Flow, Variable
from flowbuilder.core.plan import compile_flow
from flowbuilder.core.session import Session
from flowbuilder.core.testing import Conversation, flow

PART = flow(("say", "message", {"text": "Część."}), ("end", "end"), wires="say.next > end")
MAIN = flow(
    ("call", "call_flow", {"flow": "7"}),
    ("after", "message", {"text": "Dalej."}),
    ("end", "end"),
    wires="call.next > after; after.next > end",
)

#: Asks for a parcel's number and says what it was given; keeps `tries` to itself.
PARCEL = flow(
    ("ask", "question", {"question": "Number, {{ who }} ({{ limit }})?", "save_as": "number"}),
    ("count", "set_variable", {"variable": "tries", "kind": "number", "value": "1"}),
    ("end", "end"),
    wires="ask > count; count > end",
    variables=(
        Variable(name="who", input=True, initial="you"),
        Variable(name="limit", kind="number", input=True),
        Variable(name="number", output=True),
        Variable(name="tries", kind="number"),
    ),
)


def calling(inputs: dict[str, str], outputs: dict[str, str], **more: Any) -> Flow:
    config = {
        "flow": "7",
        "inputs": [{"name": name, "value": value} for name, value in inputs.items()],
        "outputs": [{"name": name, "variable": into} for name, into in outputs.items()],
    }
    return flow(
        ("name", "question", {"question": "Name?", "save_as": "name"}),
        ("call", "call_flow", config),
        ("after", "message", {"text": "{{ parcel }}, {{ tries }}."}),
        ("wrong", "message", {"text": "Wrong."}),
        ("end", "end"),
        wires="name > call; call > after; after > end; call.problem > wrong; wrong > end",
        variables=(Variable(name="tries", kind="number", initial=7), *more.pop("variables", ())),
        **more,
    )


GIVES_ALL = calling({"who": "{{ name }}", "limit": "12,5"}, {"number": "parcel"})


def talk(main: Flow, catalogue: Catalogue) -> Conversation:
    return Conversation(main, catalogue, components={"7": PARCEL}).starts().says("Ada")


def test_runs_the_other_flow_and_comes_back(catalogue):
    visitor = Conversation(MAIN, catalogue, components={"7": PART}).starts()

    assert visitor.heard == ["Część.", "Dalej."]


def test_it_gives_inputs_takes_outputs_and_leaves_the_rest_apart(catalogue):
    visitor = talk(GIVES_ALL, catalogue)

    assert visitor.heard == ["Number, Ada (12,5)?"] or visitor.heard == ["Number, Ada (12.5)?"]
    assert visitor.variables["limit"] == 12.5
    assert "name" not in visitor.variables

    visitor.says("P-1")
    assert visitor.heard == ["P-1, 7."]
    assert visitor.variables["name"] == "Ada"
    assert "number" not in visitor.variables
    assert visitor.variables["tries"] == 7


def test_an_input_that_is_not_given_begins_as_it_does_alone(catalogue):
    visitor = talk(calling({}, {}), catalogue)

    assert visitor.heard == ["Number, you ()?"]


@pytest.mark.parametrize("value", ["soon", "{{ name }}"])
def test_an_input_of_another_kind_leaves_by_problem(catalogue, value):
    visitor = talk(calling({"limit": value}, {}), catalogue)

    assert visitor.heard == ["Wrong."]
    assert visitor.variables["name"] == "Ada"


def test_a_variable_alone_is_given_as_it_is(catalogue):
    takes_list = flow(
        ("say", "message", {"text": "{{ rows | size }}"}),
        ("end", "end"),
        wires="say > end",
        variables=(Variable(name="rows", kind="list", input=True),),
    )
    main = flow(
        ("set", "set_variable", {"variable": "all", "kind": "list", "value": "a\nb\nc"}),
        ("call", "call_flow", {"flow": "7", "inputs": [{"name": "rows", "value": "{{ all }}"}]}),
        ("end", "end"),
        wires="set > call; call > end",
    )

    visitor = Conversation(main, catalogue, components={"7": takes_list}).starts()

    assert visitor.heard == ["3"]


def test_a_called_flow_knows_the_contact_and_the_page(catalogue):
    asks_page = flow(
        ("say", "message", {"text": "{{ page.title }}"}),
        ("end", "end"),
        wires="say > end",
        variables=(Variable(name="x", input=True, initial=""),),
    )
    visitor = Conversation(MAIN, catalogue, components={"7": asks_page}).starts(title="Koszyk")

    assert visitor.heard == ["Koszyk", "Dalej."]


def test_a_visitor_who_wants_a_person_takes_what_was_said_along(catalogue):
    asks_more = flow(
        ("ask", "question", {"question": "Number?", "save_as": "number"}),
        ("more", "question", {"question": "More?", "save_as": "extra"}),
        wires="ask > more",
        variables=PARCEL.variables,
    )
    visitor = Conversation(GIVES_ALL, catalogue, components={"7": asks_more}).starts()

    visitor.says("Ada").says("P-2").asks_for_person()

    assert visitor.variables["parcel"] == "P-2"
    assert visitor.variables["name"] == "Ada"
    assert "extra" not in visitor.variables


def test_a_session_inside_is_stored_and_read_back(catalogue):
    session = talk(GIVES_ALL, catalogue).session

    again = Session.from_json(session.to_json())

    assert again == session
    assert session.outermost["name"] == "Ada"
    assert "limit" not in session.outermost


def test_a_session_inside_goes_on_by_a_newer_version_with_what_is_new_there(catalogue):
    newer = calling(
        {"who": "{{ name }}", "limit": "3"},
        {"number": "parcel"},
        variables=(Variable(name="added", initial="new"),),
    )
    visitor = talk(GIVES_ALL, catalogue)

    visitor.moves_to(compile_flow(newer, catalogue, {"7": PARCEL}))
    assert "added" not in visitor.variables
    visitor.says("P-3")

    assert visitor.variables["parcel"] == "P-3"
    assert visitor.variables["added"] == "new"


def test_a_session_that_is_put_back_to_the_start_has_its_own_variables_again(catalogue):
    visitor = talk(GIVES_ALL, catalogue)

    visitor.moves_to(compile_flow(GIVES_ALL, catalogue, {"7": PARCEL}), "restart")

    assert visitor.variables["name"] == "Ada"
    assert "limit" not in visitor.variables


def test_an_end_says_by_which_way_the_caller_goes_on(catalogue):
    checks = flow(
        ("ask", "choices", {"text": "Found?", "options": [
            {"value": "yes", "label": "Yes"}, {"value": "no", "label": "No"},
            {"value": "odd", "label": "Odd"},
        ]}),
        ("found", "end"),
        ("lost", "end", {"way": "lost"}),
        ("odd", "end", {"way": "unheard-of"}),
        wires="ask.yes > found; ask.no > lost; ask.odd > odd",
    )  # fmt: skip
    main = flow(
        ("call", "call_flow", {"flow": "7", "ways": [{"name": "lost", "label": "Lost"}]}),
        ("after", "message", {"text": "Found."}),
        ("search", "message", {"text": "Lost."}),
        ("end", "end"),
        wires="call > after; call.lost > search; after > end; search > end",
    )

    def chosen(value: str) -> list[str]:
        visitor = Conversation(main, catalogue, components={"7": checks}).starts()
        return visitor.chooses(value).heard

    assert chosen("yes") == ["Found."]
    assert chosen("no") == ["Lost."]
    assert chosen("odd") == ["Found."]


def test_a_person_hands_back_to_a_step_of_the_called_flow_and_it_returns_as_it_would(catalogue):
    longer = flow(
        ("ask", "question", {"question": "Number, {{ who }}?", "save_as": "number"}),
        ("sure", "question", {"question": "Sure of {{ number }}?", "save_as": "sure"}),
        wires="ask > sure",
        variables=PARCEL.variables,
    )
    visitor = Conversation(GIVES_ALL, catalogue, components={"7": longer}).starts()
    visitor.says("Ada").says("P-1").agent_joins()

    assert visitor.agent_leaves("handed_back", "7/ask").heard == ["Number, Ada?"]
    assert visitor.says("P-2").heard == ["Sure of P-2?"]
    assert visitor.says("Yes").heard == ["P-2, 7."]


def test_handing_back_into_a_flow_further_out_leaves_what_it_called(catalogue):
    inner = flow(("deep", "question", {"question": "Deep?", "save_as": "deep"}))
    outer = flow(
        ("ask", "question", {"question": "Outer?", "save_as": "o"}),
        ("call", "call_flow", {"flow": "8"}),
        wires="ask > call",
    )
    visitor = Conversation(MAIN, catalogue, components={"7": outer, "8": inner}).starts()
    visitor.says("x").agent_joins()
    assert [frame.flow for frame in visitor.session.frames] == ["", "7", "8"]

    assert visitor.agent_leaves("handed_back", "7/ask").heard == ["Outer?"]
    assert [frame.flow for frame in visitor.session.frames] == ["", "7"]


@pytest.mark.parametrize("target", ["7/nowhere", "8/ask", "7/ask"])
def test_a_flow_that_is_not_being_run_cannot_be_handed_back_into(catalogue, target):
    visitor = Conversation(GIVES_ALL, catalogue, components={"7": PARCEL}).starts().agent_joins()

    assert visitor.agent_leaves("handed_back", target).heard == ["Name?"]
