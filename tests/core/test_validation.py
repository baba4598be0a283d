"""Every rule: a flow that breaks it and one that does not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from pydantic import Field

from flowbuilder.core import upgrades, validation
from flowbuilder.core.catalogue import Catalogue
from flowbuilder.core.document import Edge, Flow, Node, Settings, Trigger, Variable
from flowbuilder.core.nodetype import Go, Move, NodeConfig, NodeType, Port, Turn
from flowbuilder.core.problem import Problem
from flowbuilder.core.testing import flow
from flowbuilder.core.validation import Surroundings, structure, validate

GOOD = flow(
    ("ask", "question", {"question": "Name?", "save_as": "name"}),
    ("hello", "message", {"text": "Hello {{ name }}."}),
    ("person", "handoff"),
    ("end", "end"),
    wires="ask>hello; hello>person; person.done>end",
)


def found(
    given: Flow, catalogue: Catalogue, code: str, surroundings: Surroundings | None = None
) -> list[Problem]:
    return [p for p in validate(given, catalogue, surroundings) if p.code == code]


def but(**changes: Any) -> Flow:
    return GOOD.model_copy(update=changes)


def with_node(*nodes: Node, wires: str = "") -> Flow:
    """GOOD with nodes between the question and the greeting."""
    first, last = nodes[0].id, nodes[-1].id
    edges = [e for e in GOOD.edges if e.source != "ask"]
    extra = flow(wires=f"ask>{first}; {wires or f'{last}>hello'}").edges
    return but(nodes=(*GOOD.nodes, *nodes), edges=(*edges, *extra))


def message(text: str, key: str = "m") -> Node:
    return Node(id=key, type="message", config={"text": text})


def test_a_good_flow_has_no_problem(catalogue: Catalogue) -> None:
    assert validate(GOOD, catalogue) == ()


# ---- Tier 1: structure ------------------------------------------------------


def test_a_flow_has_a_size(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(structure, "MAX_NODES", 3)

    problem = found(GOOD, catalogue, "flow.E001")[0]

    assert problem.message == "The flow is too large: 4 parts, 3 at most."


def test_an_empty_flow_says_how_to_begin(catalogue: Catalogue) -> None:
    assert [p.code for p in validate(Flow(), catalogue)] == ["flow.E002"]


@pytest.mark.parametrize("start", [None, "gone"])
def test_a_flow_needs_a_first_step(catalogue: Catalogue, start: str | None) -> None:
    problem = found(but(start=start), catalogue, "flow.E003")[0]

    assert problem.fix is not None
    assert problem.fix.data == {"node": "ask"}


def test_an_unknown_type_is_named(catalogue: Catalogue) -> None:
    problem = found(with_node(Node(id="x", type="script")), catalogue, "flow.E004")[0]

    assert problem.node == "x"
    assert problem.message == "The step type “script” is not installed here."


def test_all_problems_of_a_tier_come_at_once(catalogue: Catalogue) -> None:
    broken = but(
        start=None,
        nodes=(*GOOD.nodes, Node(id="x", type="script"), Node(id="ask", type="end")),
        edges=(*GOOD.edges, Edge(source="ask", port="next", target="gone")),
    )

    assert {p.code for p in validate(broken, catalogue)} == {
        "flow.E003", "flow.E004", "flow.E005", "flow.E007", "flow.E009",
    }  # fmt: skip


def test_an_id_is_used_once(catalogue: Catalogue) -> None:
    twice = but(nodes=(*GOOD.nodes, Node(id="ask", type="end")))
    trigger = but(triggers=(Trigger(id="ask", kind="human", target="person"),))

    assert found(twice, catalogue, "flow.E005")[0].node == "ask"
    assert found(trigger, catalogue, "flow.E005")[0].node == "ask"


def test_a_variable_is_declared_once(catalogue: Catalogue) -> None:
    twice = but(variables=(Variable(name="name"), Variable(name="name")))

    assert found(twice, catalogue, "flow.E006")[0].params["name"] == "name"


@pytest.mark.parametrize(("source", "target"), [("ask", "gone"), ("gone", "ask")])
def test_a_wire_has_two_ends(catalogue: Catalogue, source: str, target: str) -> None:
    edge = Edge(source=source, port="other", target=target)
    problem = found(but(edges=(*GOOD.edges, edge)), catalogue, "flow.E007")[0]

    assert problem.params == {"missing": "gone"}
    assert problem.fix is not None
    assert problem.fix.data == {"source": source, "port": "other", "target": target}


def test_a_wire_leaves_by_a_port_that_is_there(catalogue: Catalogue) -> None:
    edge = Edge(source="hello", port="other", target="end")

    assert found(but(edges=(*GOOD.edges, edge)), catalogue, "flow.E008")[0].node == "hello"


def test_a_port_has_one_wire(catalogue: Catalogue) -> None:
    edge = Edge(source="hello", port="next", target="end")

    assert found(but(edges=(*GOOD.edges, edge)), catalogue, "flow.E009")[0].node == "hello"


@pytest.mark.parametrize(
    ("trigger", "code"),
    [
        ({"kind": "human"}, "flow.E010"),
        ({"kind": "human", "target": "gone"}, "flow.E011"),
        ({"kind": "keyword", "target": "ask", "words": ["  "]}, "flow.E012"),
        ({"kind": "silent", "target": "ask"}, "flow.E013"),
    ],
)
def test_a_trigger_is_whole(catalogue: Catalogue, trigger: dict[str, Any], code: str) -> None:
    broken = but(triggers=(Trigger(id="t", **trigger),))
    whole = but(
        triggers=(
            Trigger(id="a", kind="human", target="person"),
            Trigger(id="b", kind="keyword", target="ask", words=("menu",)),
            Trigger(id="c", kind="silent", target="ask", after_s=60),
        )
    )

    assert [(p.code, p.node) for p in validate(broken, catalogue)] == [(code, "t")]
    assert validate(whole, catalogue) == ()


def test_a_trigger_hidden_by_another_is_told(catalogue: Catalogue) -> None:
    hidden = but(
        triggers=(
            Trigger(id="a", kind="human", target="person"),
            Trigger(id="b", kind="human", target="person"),
            Trigger(id="c", kind="keyword", target="ask", words=("Menu",)),
            Trigger(id="d", kind="keyword", target="ask", words=("inne", "menu")),
            Trigger(id="e", kind="upset", target="person"),
            Trigger(id="f", kind="upset", target="ask"),
        )
    )

    assert [p.node for p in found(hidden, catalogue, "flow.W014")] == ["b", "d", "f"]


# ---- Tier 2: configs --------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "config", "field", "sentence"),
    [
        ("message", {}, "text", "“Text” is not filled in yet."),
        ("question", {"save_as": "a"}, "question", "“Question” is not filled in yet."),
        (
            "question",
            {"question": "?", "save_as": "Order Number"},
            "save_as",
            "“Save the answer as” is not in the right format.",
        ),
        (
            "question",
            {"question": "?", "save_as": "a", "attempts": 99},
            "attempts",
            "“Attempts” must be 10 or less.",
        ),
        (
            "question",
            {"question": "?", "save_as": "a", "attempts": "many"},
            "attempts",
            "“Attempts” must be a whole number.",
        ),
        (
            "question",
            {"question": "?", "save_as": "a", "kind": "colour"},
            "kind",
            "“Kind of answer” is not one of the available options.",
        ),
        (
            "choices",
            {"text": "?", "options": [{"value": "a", "label": ""}]},
            "options.0.label",
            "“Button” is not filled in yet.",
        ),
        (
            "choices",
            {"text": "?", "options": []},
            "options",
            "“Buttons” needs more items: 1 at least.",
        ),
        ("message", {"text": 7}, "text", "“Text” is not of the right kind."),
    ],
)
def test_a_wrong_field_is_told_in_the_words_of_the_form(
    catalogue: Catalogue, kind: str, config: dict[str, Any], field: str, sentence: str
) -> None:
    problems = found(
        with_node(Node(id="x", type=kind, config=config), wires="hello.x>end"),
        catalogue,
        "flow.E021",
    ) or found(
        but(nodes=(*GOOD.nodes, Node(id="x", type=kind, config=config))), catalogue, "flow.E021"
    )

    assert [(p.node, p.field, p.message) for p in problems] == [("x", field, sentence)]


def test_an_unknown_setting_is_told(catalogue: Catalogue) -> None:
    odd = Node(id="m", type="message", config={"text": "a", "colour": "red"})

    assert found(with_node(odd), catalogue, "flow.E022")[0].field == "colour"


def test_a_types_own_check_is_heard(catalogue: Catalogue) -> None:
    question = {"question": "?", "save_as": "a", "kind": "pattern"}
    node = Node(id="q", type="question", config=question)

    assert found(with_node(node), catalogue, "flow.E023")[0].field == "pattern"


def test_a_template_must_be_right(catalogue: Catalogue) -> None:
    problem = found(with_node(message("Hello {{ name")), catalogue, "flow.E024")[0]

    assert (problem.node, problem.field) == ("m", "text")
    assert problem.message == "A “{{” or “{%” is not closed."


def test_a_template_deep_in_a_list_has_its_place(catalogue: Catalogue) -> None:
    options = [{"value": "a", "label": "A"}, {"value": "b", "label": "{{ b | nope }}"}]
    node = Node(id="c", type="choices", config={"text": "?", "options": options})

    given = with_node(node, wires="c.a>hello; c.b>hello")

    assert [p.field for p in found(given, catalogue, "flow.E024")] == ["options.1.label"]


def test_a_condition_must_be_whole(catalogue: Catalogue) -> None:
    condition = {"all": [{"variable": "name", "operator": "is", "value": ""}]}
    node = Node(id="c", type="condition", config={"condition": condition})

    given = with_node(node, wires="c.yes>hello; c.no>hello")

    assert [p.field for p in found(given, catalogue, "flow.E025")] == ["condition.all.0"]


def test_a_pattern_must_run_on_re2(catalogue: Catalogue) -> None:
    question = {"question": "?", "save_as": "a", "kind": "pattern", "pattern": r"(a)\1"}
    node = Node(id="q", type="question", config=question)

    assert found(with_node(node), catalogue, "flow.E026")[0].field == "pattern"


def test_a_jump_lands_somewhere(catalogue: Catalogue) -> None:
    node = Node(id="g", type="go_to", config={"node": "gone"})

    problem = found(with_node(node, wires="hello.x>end"), catalogue, "flow.E027")
    lands = Node(id="g", type="go_to", config={"node": "ask"})

    assert problem == [] or problem[0].field == "node"
    assert found(flow(("g", "go_to", {"node": "gone"})), catalogue, "flow.E027")[0].field == "node"
    assert found(with_node(lands, wires="ask.gave_up>person"), catalogue, "flow.E027") == []


class BrokenUpgrade(NodeType[NodeConfig]):
    """Cannot read what it once wrote."""

    name, title, category, ends = "broken", "Broken", "decide", True

    def upgrade(self, config: dict[str, Any]) -> dict[str, Any]:
        raise KeyError("colour")

    def enter(self, config: NodeConfig, turn: Turn) -> Move:
        return Go("")


def test_settings_that_cannot_be_read_are_told(catalogue: Catalogue) -> None:
    more = Catalogue([*catalogue.values(), BrokenUpgrade()])

    assert found(flow(("b", "broken")), more, "flow.E020")[0].node == "b"


# ---- Tier 3: the graph ------------------------------------------------------


def test_a_step_that_nothing_leads_to_is_told(catalogue: Catalogue) -> None:
    lone = but(nodes=(*GOOD.nodes, message("Alone.", "lone")))
    problem = found(lone, catalogue, "flow.W030")[0]

    assert problem.node == "lone"
    assert problem.level == "warning"


def test_a_trigger_and_a_jump_lead_to_steps_too(catalogue: Catalogue) -> None:
    jumped = flow(
        ("a", "message", {"text": "a"}),
        ("go", "go_to", {"node": "p"}),
        ("p", "handoff"),
        ("t", "handoff"),
        ("end", "end"),
        wires="a>go; p.done>end; t.done>end",
        triggers=[{"id": "h", "kind": "human", "target": "t"}],
    )

    assert validate(jumped, catalogue) == ()


def test_a_dead_end_is_told_with_a_way_out(catalogue: Catalogue) -> None:
    loose = but(edges=tuple(e for e in GOOD.edges if e.source != "hello"))
    problem = found(loose, catalogue, "flow.E031")[0]

    assert problem.node == "hello"
    assert problem.fix is not None
    assert problem.fix.data == {"node": "hello", "port": "next"}


def test_a_problem_port_may_be_left_free(catalogue: Catalogue) -> None:
    assert found(GOOD, catalogue, "flow.E031") == []


def test_a_loop_that_never_waits_is_told(catalogue: Catalogue) -> None:
    busy = with_node(message("a", "a"), message("b", "b"), wires="a>b; b>a")
    patient = with_node(message("a", "a"), wires="a>ask")

    assert found(busy, catalogue, "flow.E040")[0].params == {"names": "a, b"}
    assert found(patient, catalogue, "flow.E040") == []


def test_an_empty_field_is_called_empty_and_not_badly_written(catalogue: Catalogue) -> None:
    unnamed = with_node(
        Node(id="q", type="question", config={"question": "When?", "save_as": ""}),
        wires="q>hello",
    )

    (problem,) = found(unnamed, catalogue, "flow.E021")

    assert problem.field == "save_as"
    assert "is not filled in yet" in problem.message
    assert problem.hint == ""


def test_a_loop_that_only_asks_another_service_is_told(catalogue: Catalogue) -> None:
    """It would wait each time round, but never for the visitor: the service is asked for ever."""
    endless = with_node(
        Node(id="call", type="http_request", config={"url": "https://example.com"}),
        wires="call.next>call; call.refused>hello",
    )

    assert [p.node for p in found(endless, catalogue, "flow.E040")] == ["call"]


def test_a_step_that_leads_to_itself_is_a_loop(catalogue: Catalogue) -> None:
    assert found(with_node(message("a", "a"), wires="a>a"), catalogue, "flow.E040")[0].node == "a"


def test_a_loop_by_way_of_a_jump_is_told(catalogue: Catalogue) -> None:
    back = Node(id="g", type="go_to", config={"node": "a"})
    busy = with_node(message("a", "a"), back, wires="a>g")

    assert found(busy, catalogue, "flow.E040") != []


def call(flow_id: str) -> Flow:
    return flow(
        ("c", "call_flow", {"flow": flow_id}), ("p", "handoff"), ("e", "end"),
        wires="c>p; p.done>e", id="main",
    )  # fmt: skip


@pytest.mark.parametrize("flow_id", ["main", "a"])
def test_a_flow_that_runs_itself_is_told(catalogue: Catalogue, flow_id: str) -> None:
    around = Surroundings(
        flows={"main": GOOD, "a": call("b").model_copy(update={"id": "a"}), "b": call("main")}
    )

    assert found(call(flow_id), catalogue, "flow.E041", around)[0].node == "c"
    assert found(call("c"), catalogue, "flow.E041", Surroundings(flows={"c": GOOD})) == []


def test_a_variable_that_nothing_sets_is_told(catalogue: Catalogue) -> None:
    problem = found(with_node(message("{{ nmae }}")), catalogue, "flow.E050")[0]

    assert (problem.node, problem.field) == ("m", "text")
    assert problem.message == "Nothing sets the variable “nmae”."
    assert problem.fix is not None
    assert problem.fix.data == {"name": "nmae"}


@pytest.mark.parametrize(
    "text", ["{{ contact.name }}", "{{ page.url }}", "{{ name }}", "{{ given }}"]
)
def test_a_variable_that_is_set_somewhere_is_no_problem(catalogue: Catalogue, text: str) -> None:
    declared = with_node(message(text)).model_copy(update={"variables": (Variable(name="given"),)})

    assert validate(declared, catalogue) == ()


BRANCH = {"condition": {"variable": "name", "operator": "is_filled"}}


def branching(text: str, *, both: bool) -> Flow:
    """One or both of two ways set `city` before it is read."""
    return with_node(
        Node(id="c", type="condition", config=BRANCH),
        Node(id="q", type="question", config={"question": "City?", "save_as": "city"}),
        Node(id="r", type="question", config={"question": "Town?", "save_as": "city"}),
        message(text),
        wires=f"c.yes>q; c.no>{'r' if both else 'm'}; q>m; r>m; m>hello",
    )


def test_a_variable_must_be_set_on_every_way(catalogue: Catalogue) -> None:
    one = found(branching("{{ city }}", both=False), catalogue, "flow.W051")
    both = found(branching("{{ city }}", both=True), catalogue, "flow.W051")

    assert [(p.node, p.field, p.params["name"]) for p in one] == [("m", "text", "city")]
    assert both == []


def test_a_fallback_makes_an_empty_variable_harmless(catalogue: Catalogue) -> None:
    careful = branching("{{ city | default: 'your town' }}", both=False)

    assert found(careful, catalogue, "flow.W051") == []


def test_a_variable_set_in_a_loop_is_set_after_it(catalogue: Catalogue) -> None:
    looping = flow(
        ("q", "question", {"question": "?", "save_as": "word"}),
        ("c", "condition", {"condition": {"variable": "word", "operator": "is", "value": "x"}}),
        ("m", "message", {"text": "{{ word }}"}),
        ("p", "handoff"),
        ("e", "end"),
        wires="q>c; c.yes>m; c.no>q; m>p; p.done>e",
    )

    assert validate(looping, catalogue) == ()


def test_what_a_called_flow_sets_is_set(catalogue: Catalogue) -> None:
    main = call("part").model_copy(
        update={
            "nodes": (*call("part").nodes, message("{{ name }}")),
            "edges": flow(wires="c>m; m>p; p.done>e").edges,
        }
    )

    assert found(main, catalogue, "flow.E050", Surroundings(flows={"part": GOOD})) == []
    assert found(main, catalogue, "flow.E050", Surroundings(flows={"part": call("x")})) == []
    assert found(main, catalogue, "flow.E050") == []


def test_what_a_trigger_leads_to_may_read_what_the_flow_sets(catalogue: Catalogue) -> None:
    triggered = but(triggers=(Trigger(id="t", kind="keyword", words=("x",), target="hello"),))

    assert validate(triggered, catalogue) == ()


def test_personal_data_that_leaves_is_told(catalogue: Catalogue) -> None:
    config = {"url": "https://example.com/{{ name | url_encode }}"}
    leaves = with_node(
        Node(id="h", type="http_request", config=config), wires="h.next>hello; h.refused>hello"
    ).model_copy(update={"variables": (Variable(name="name", personal=True),)})

    assert [(p.node, p.field) for p in found(leaves, catalogue, "flow.W052")] == [("h", "url")]
    assert found(but(variables=leaves.variables), catalogue, "flow.W052") == []


def test_a_flow_without_people_is_told_kindly(catalogue: Catalogue) -> None:
    alone = flow(("m", "message", {"text": "Hi"}), ("e", "end"), wires="m>e")
    problem = validate(alone, catalogue)[0]

    assert (problem.code, problem.level) == ("flow.W060", "warning")
    assert problem.fix is not None
    assert problem.fix.kind == "add_handoff"


# ---- Tier 3: outside --------------------------------------------------------

EVERYTHING = Surroundings(
    teams={"sales"}, credentials={"shop"}, surveys={"nps"}, flows={"part": GOOD},
    skills={"spare parts"}, model_configured=True,
)  # fmt: skip
NOTHING = Surroundings(
    teams=set(), credentials=set(), surveys=set(), flows={}, skills=set(), model_configured=False
)
OUTSIDE: Mapping[str, tuple[Node, str, str]] = {
    "flow.E070": (Node(id="x", type="handoff", config={"team": "sales"}), "done", "team"),
    "flow.E071": (
        Node(id="x", type="http_request", config={"url": "https://a.pl", "credential": "shop"}),
        "next",
        "credential",
    ),
    "flow.E072": (Node(id="x", type="call_flow", config={"flow": "part"}), "next", "flow"),
    "flow.E081": (Node(id="x", type="survey", config={"survey": "nps"}), "next", "survey"),
    "flow.W074": (Node(id="x", type="llm_answer"), "answered", ""),
    "flow.W082": (
        Node(id="x", type="handoff", config={"skills": ["Spare  parts"]}),
        "done",
        "skills",
    ),
}


@pytest.mark.parametrize("code", OUTSIDE)
def test_what_is_outside_must_be_there(catalogue: Catalogue, code: str) -> None:
    node, port, field = OUTSIDE[code]
    others = {
        "http_request": "; x.refused>hello",
        "llm_answer": "; x.not_grounded>hello; x.wants_human>person",
    }
    given = with_node(node, wires=f"x.{port}>hello{others.get(node.type, '')}")

    assert [(p.node, p.field or "") for p in found(given, catalogue, code, NOTHING)] == [
        ("x", field)
    ]
    assert found(given, catalogue, code, EVERYTHING) == []
    assert found(given, catalogue, code) == []


def test_a_flow_that_is_not_published_is_told(catalogue: Catalogue) -> None:
    assert found(call("part"), catalogue, "flow.E073", Surroundings(flows={"part": None})) != []


def test_the_default_team_must_be_there(catalogue: Catalogue) -> None:
    given = but(settings=Settings(default_team="sales"))

    assert found(given, catalogue, "flow.E070", NOTHING)[0].field == "settings.default_team"
    assert validate(given, catalogue, EVERYTHING) == ()


def test_a_way_to_people_without_any_team_is_told(catalogue: Catalogue) -> None:
    assert [p.node for p in found(GOOD, catalogue, "flow.W075", NOTHING)] == ["person"]
    assert found(GOOD, catalogue, "flow.W075", EVERYTHING) == []
    assert found(GOOD, catalogue, "flow.W075") == []


def test_what_is_described_in_words_needs_a_model(catalogue: Catalogue) -> None:
    told = {"kind": "described", "description": "colour", "variable": "colour"}
    ruled = {"kind": "email", "variable": "email"}

    def picks(*fields: Mapping[str, str]) -> list[Problem]:
        node = Node(id="x", type="extract", config={"fields": list(fields)})
        wires = "hello.next>x; x.found>person; x.missing>person"
        return found(with_node(node, wires=wires), catalogue, "flow.W074", NOTHING)

    assert ["counts as missing" in problem.hint for problem in picks(told, ruled)] == [True]
    assert picks(ruled) == []


def test_looking_up_the_words_of_a_button_is_told(catalogue: Catalogue) -> None:
    options = [{"value": "ask", "label": "I have a question"}]
    menu = Node(id="menu", type="choices", config={"text": "Well?", "options": options})
    look = Node(id="look", type="faq_lookup")
    asked = Node(id="q", type="question", config={"question": "What?", "save_as": "what"})

    straight = with_node(menu, look, wires="menu.ask>look; look.found>hello; look.not_found>person")
    between = with_node(
        menu, asked, look, wires="menu.ask>q; q>look; look.found>hello; look.not_found>person"
    )

    assert [p.node for p in found(straight, catalogue, "flow.W080")] == ["look"]
    assert found(between, catalogue, "flow.W080") == []


# ---- The whole --------------------------------------------------------------


def test_what_is_empty_and_what_leads_nowhere_are_shown_together(catalogue: Catalogue) -> None:
    broken = flow(("m", "message", {}), ("x", "nope"), wires="m>x")

    assert {(p.code, p.node) for p in validate(broken, catalogue)} >= {
        ("flow.E004", "x"), ("flow.E021", "m"),
    }  # fmt: skip
    unfinished = flow(("m", "message", {}))
    assert {p.code for p in validate(unfinished, catalogue)} >= {"flow.E021", "flow.E031"}


def test_a_trigger_without_a_target_hides_nothing(catalogue: Catalogue) -> None:
    broken = flow(
        ("m", "message", {}), triggers=({"id": "t", "kind": "keyword", "words": ("menu",)},)
    )

    assert {p.code for p in validate(broken, catalogue)} >= {
        "flow.E010", "flow.E021", "flow.E031",
    }  # fmt: skip


def test_a_flow_without_a_beginning_is_told_nothing_of_its_nodes_ends(catalogue: Catalogue) -> None:
    lost = flow(("m", "message", {"text": "Hello"})).model_copy(update={"start": None})

    assert {p.code for p in validate(lost, catalogue)} == {"flow.E003"}


def test_what_a_variable_holds_is_judged_when_every_node_is_right(catalogue: Catalogue) -> None:
    broken = flow(
        ("q", "question", {"question": "", "save_as": "name"}),
        ("m", "message", {"text": "Hello {{ name }}"}),
        wires="q>m",
    )

    assert not any(p.code.startswith("flow.E05") for p in validate(broken, catalogue))


def test_every_code_is_in_the_table_and_used_once() -> None:
    listed = re.findall(r"flow\.[EW]\d{3}", validation.__doc__ or "")
    used: set[str] = set()
    for place in (*Path(validation.__file__).parent.glob("*.py"), Path(upgrades.__file__)):
        used |= set(re.findall(r'"(flow\.[EW]\d{3})"', place.read_text(encoding="utf-8")))

    assert len(listed) == len(set(listed))
    assert set(listed) == used


class Bare(NodeConfig):
    size: int = Field(ge=1, title="Size")


class Sized(NodeType[Bare]):
    """Has a size."""

    name, title, category = "sized", "Sized", "decide"
    ports = (Port("next", "next"),)
    Config = Bare

    def enter(self, config: Bare, turn: Turn) -> Move:
        return Go("next")


@pytest.mark.parametrize("size", [0, "x", None, [], {}, 1.5, -(10**400), "9" * 5000, float("nan")])
def test_any_value_in_a_field_is_a_problem_in_words(size: Any) -> None:
    problem = validate(flow(("s", "sized", {"size": size})), Catalogue([Sized()]))[0]

    assert problem.code == "flow.E021"
    assert problem.message.startswith("“Size” ")
    assert "pydantic" not in problem.message


# ---- Called flows: what goes in and what comes out ----------------------------

PARCEL = flow(
    ("ask", "question", {"question": "{{ who }}?", "save_as": "number"}),
    ("end", "end"),
    wires="ask>end",
    name="Parcel",
    variables=(
        Variable(name="who", input=True),
        Variable(name="limit", kind="number", input=True, initial=3),
        Variable(name="number", kind="number", output=True),
    ),
)


def calls_parcel(
    inputs: dict[str, str], outputs: dict[str, str], *variables: Variable
) -> tuple[Flow, Surroundings]:
    config = {
        "flow": "7",
        "inputs": [{"name": name, "value": value} for name, value in inputs.items()],
        "outputs": [{"name": name, "variable": into} for name, into in outputs.items()],
    }
    given = with_node(Node(id="x", type="call_flow", config=config))
    return given.model_copy(update={"variables": variables}), Surroundings(flows={"7": PARCEL})


def test_an_input_without_a_value_of_its_own_must_be_given(catalogue: Catalogue) -> None:
    given, around = calls_parcel({}, {})
    problems = found(given, catalogue, "flow.E076", around)

    assert [(p.node, p.field, p.params["name"]) for p in problems] == [("x", "inputs", "who")]
    given, around = calls_parcel({"who": "{{ name }}"}, {})
    assert validate(given, catalogue, around) == ()


def test_a_name_that_the_called_flow_does_not_have_is_told(catalogue: Catalogue) -> None:
    given, around = calls_parcel({"who": "{{ name }}", "age": "3"}, {"size": "size"})

    assert found(given, catalogue, "flow.W077", around)[0].field == "inputs.1"
    assert found(given, catalogue, "flow.W078", around)[0].field == "outputs.0"


def test_an_output_is_kept_in_a_variable_of_its_kind(catalogue: Catalogue) -> None:
    for kind, told in (("date", 1), ("number", 0), ("text", 0)):
        declared = Variable.model_validate({"name": "parcel", "kind": kind})
        given, around = calls_parcel({"who": "you"}, {"number": "parcel"}, declared)
        assert len(found(given, catalogue, "flow.W079", around)) == told


def test_what_a_closed_flow_sets_is_set_here_only_where_it_is_taken(catalogue: Catalogue) -> None:
    given, around = calls_parcel({"who": "you"}, {"number": "parcel"})
    reads = given.model_copy(
        update={
            "nodes": tuple(
                message("{{ parcel }} {{ number }}", node.id) if node.id == "hello" else node
                for node in given.nodes
            )
        }
    )

    problems = [p for p in validate(reads, catalogue, around) if p.level == "error"]
    assert [(p.code, p.params["name"]) for p in problems] == [("flow.E050", "number")]


def test_an_output_that_nothing_sets_is_told(catalogue: Catalogue) -> None:
    unset = but(variables=(Variable(name="total", output=True),))
    named = but(variables=(Variable(name="name", output=True),))

    assert found(unset, catalogue, "flow.W053")[0].params == {"name": "total"}
    assert found(named, catalogue, "flow.W053") == []


def test_an_input_is_set_from_the_start(catalogue: Catalogue) -> None:
    assert found(PARCEL, catalogue, "flow.E050") == []
    assert found(PARCEL, catalogue, "flow.W051") == []


def mended(given: Flow, problem: Problem) -> Flow:
    """`given` after the problem's fix set its field."""
    assert problem.fix is not None and problem.fix.kind == "set_field"
    data = problem.fix.data
    nodes = [
        node.model_copy(update={"config": {**node.config, data["field"]: data["value"]}})
        if node.id == data["node"]
        else node
        for node in given.nodes
    ]
    return given.model_copy(update={"nodes": tuple(nodes)})


@pytest.mark.parametrize("code", ["flow.E076", "flow.W077", "flow.W078"])
def test_the_fix_of_a_call_mends_it(catalogue: Catalogue, code: str) -> None:
    declared = Variable(name="who")
    given, around = {
        "flow.E076": calls_parcel({}, {}, declared),
        "flow.W077": calls_parcel({"who": "you", "age": "3"}, {}),
        "flow.W078": calls_parcel({"who": "you"}, {"size": "size"}),
    }[code]
    problem = found(given, catalogue, code, around)[0]

    assert found(mended(given, problem), catalogue, code, around) == []


@pytest.mark.parametrize("code", ["flow.E070", "flow.E071", "flow.E081"])
def test_a_name_that_is_gone_can_be_emptied_with_a_click(catalogue: Catalogue, code: str) -> None:
    node, port, _field = OUTSIDE[code]
    given = with_node(node, wires=f"x.{port}>hello")
    problem = found(given, catalogue, code, NOTHING)[0]

    assert found(mended(given, problem), catalogue, code, NOTHING) == []


def test_what_a_flow_gives_back_is_set_by_whichever_way_it_comes_back(catalogue: Catalogue) -> None:
    given, around = calls_parcel({"who": "you"}, {"number": "parcel"})
    config = {**given.nodes[-1].config, "ways": [{"name": "lost", "label": "Lost"}]}
    call_ = given.nodes[-1].model_copy(update={"config": config})
    reads = given.model_copy(
        update={
            "nodes": (*given.nodes[:-1], call_, message("{{ parcel }}", "read")),
            "edges": (*given.edges, *flow(wires="x.lost>read; read>end").edges),
        }
    )

    assert found(reads, catalogue, "flow.W051", around) == []
