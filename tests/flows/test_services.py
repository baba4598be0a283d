"""Drafts, versions and publishing on a real database."""

import json

import pytest

from flowbuilder.core.document import Edge, Flow, Node
from flowbuilder.flows import selectors, services
from flowbuilder.flows.errors import DraftIsStale, FlowHasProblems

HELLO = Flow(
    name="Hello",
    locale="en",
    start="hi",
    nodes=(
        Node(id="hi", type="message", config={"text": "Good morning."}),
        Node(id="person", type="handoff"),
        Node(id="bye", type="end"),
    ),
    edges=(
        Edge(source="hi", port="next", target="person"),
        Edge(source="person", port="done", target="bye"),
    ),
)


@pytest.fixture
def hello(workspace, author):
    return services.create_flow(workspace=workspace, name="Hello", user=author, document=HELLO)


def test_a_draft_may_be_wrong_and_is_stored_with_its_problems(hello, author):
    broken = {**hello.draft, "edges": []}

    draft = services.save_draft(flow=hello, revision=1, data=broken, user=author)

    assert draft.flow.draft["edges"] == []
    assert any(p.level == "error" for p in draft.problems)


def test_a_stale_draft_is_refused_with_the_other_version(hello, author):
    services.save_draft(flow=hello, revision=1, data={**hello.draft, "name": "First"}, user=author)

    with pytest.raises(DraftIsStale) as refused:
        services.save_draft(
            flow=hello, revision=1, data={**hello.draft, "name": "Second"}, user=author
        )

    hello.refresh_from_db()
    assert refused.value.details["revision"] == 2
    assert refused.value.details["document"]["name"] == "First"
    assert hello.draft["name"] == "First"


def test_publishing_makes_a_version_that_later_drafts_do_not_change(hello, author):
    version = services.publish(flow=hello, revision=1, note="First", user=author)
    services.save_draft(flow=hello, revision=1, data={**hello.draft, "nodes": []}, user=author)

    version.refresh_from_db()
    assert version.number == 1
    assert len(version.document["nodes"]) == 3
    assert selectors.plan_for(version) is selectors.plan_for(version)


def test_publishing_refuses_errors_and_names_them(hello, author):
    services.save_draft(flow=hello, revision=1, data={**hello.draft, "start": None}, user=author)

    with pytest.raises(FlowHasProblems) as refused:
        services.publish(flow=hello, revision=2, note="", user=author)

    assert hello.versions.count() == 0
    assert refused.value.details["problems"][0]["level"] == "error"


def test_restoring_makes_an_older_version_the_draft(hello, author):
    version = services.publish(flow=hello, revision=1, note="", user=author)
    services.save_draft(flow=hello, revision=1, data={**hello.draft, "nodes": []}, user=author)

    draft = services.restore(flow=hello, version=version, revision=2, user=author)

    assert draft.flow.draft["nodes"] == version.document["nodes"]
    assert draft.flow.draft_revision == 3


def test_a_version_carries_the_flows_it_calls(workspace, hello, author):
    services.publish(flow=hello, revision=1, note="", user=author)
    caller = Flow(
        locale="en",
        start="call",
        nodes=(
            Node(id="call", type="call_flow", config={"flow": str(hello.pk)}),
            Node(id="bye", type="end"),
        ),
        edges=(Edge(source="call", port="next", target="bye"),),
    )
    flow = services.create_flow(workspace=workspace, name="Caller", user=author, document=caller)

    version = services.publish(flow=flow, revision=1, note="", user=author)

    assert list(version.components) == [str(hello.pk)]


def test_a_flow_cannot_call_one_of_another_workspace(other_workspace, hello, author):
    services.publish(flow=hello, revision=1, note="", user=author)
    caller = Flow(
        start="call",
        nodes=(
            Node(id="call", type="call_flow", config={"flow": str(hello.pk)}),
            Node(id="bye", type="end"),
        ),
        edges=(Edge(source="call", port="next", target="bye"),),
    )
    flow = services.create_flow(workspace=other_workspace, name="Thief", user=None, document=caller)

    with pytest.raises(FlowHasProblems):
        services.publish(flow=flow, revision=1, note="", user=None)


def test_an_exported_flow_can_be_imported_elsewhere(other_workspace, hello):
    text = json.dumps(services.export_flow(hello).file)

    copy = services.import_flow(workspace=other_workspace, text=text, user=None)

    assert copy.workspace == other_workspace
    assert copy.draft["nodes"] == hello.draft["nodes"]
    assert copy.draft["id"] == str(copy.pk)


@pytest.mark.parametrize(
    "text",
    [
        "not json",
        '{"nodes": NaN}',
        "[" * 100_000,
        '{"format": 99}',
        '{"nodes": [{"id": "a"}]}',
        '{"nodes": {"id": "a"}}',
        '{"id": 1, "surprise": true}',
        '"a flow"',
        '{"nodes": [], "nodes": []}',
        "{" + " " * (5 * 1024 * 1024) + "}",
    ],
)
def test_a_broken_file_stores_nothing(workspace, text):
    with pytest.raises(FlowHasProblems):
        services.import_flow(workspace=workspace, text=text, user=None)

    assert not selectors.flows_of(workspace).exists()


def _file(*nodes, edges=(), **more):
    return json.dumps(
        {
            "name": "From elsewhere",
            "locale": "en",
            "start": nodes[0]["id"],
            "nodes": list(nodes),
            "edges": [dict(zip(("source", "port", "target"), edge, strict=True)) for edge in edges],
            **more,
        }
    )


SAY = {"id": "say", "type": "message", "config": {"text": "Hi."}}
AGAIN = {"id": "again", "type": "message", "config": {"text": "Hi again."}}
ALIEN = {"id": "alien", "type": "run_python", "config": {"code": "import os"}}
BROKEN_FLOWS = {
    "a loop that never waits": (
        _file(SAY, AGAIN, edges=[("say", "next", "again"), ("again", "next", "say")]),
        ("flow.E040", "say", None),
    ),
    "a type nobody knows": (
        _file(SAY, ALIEN, edges=[("say", "next", "alien")]),
        ("flow.E004", "alien", None),
    ),
    "an id twice": (_file(SAY, SAY), ("flow.E005", "say", None)),
    "a wire to nowhere": (
        _file(SAY, edges=[("say", "next", "gone")]),
        ("flow.E007", "say", None),
    ),
    "a setting nobody knows": (
        _file({**SAY, "config": {"text": "Hi.", "onEnter": "x"}}),
        ("flow.E022", "say", "onEnter"),
    ),
    "too deep": (
        _file({**SAY, "config": {"text": [[]]}}).replace("[[]]", "[" * 50 + "]" * 50),
        ("flow.E091", None, None),
    ),
    "far too deep": ("[" * 100_000, ("file.too_deep", None, None)),
    "too large": (" " * (5 * 1024 * 1024 + 1), ("file.too_large", None, None)),
    "cut off": ('{"nodes":\n [', ("file.not_json", None, "wiersz 2, znak 3")),
}


@pytest.mark.parametrize("case", BROKEN_FLOWS)
def test_a_broken_flow_is_refused_whole_with_the_place_of_what_is_wrong(workspace, case):
    """Seen to fail while `import_flow` judged only the shape: loops and alien types came in."""
    text, expected = BROKEN_FLOWS[case]

    with pytest.raises(FlowHasProblems) as refused:
        services.import_flow(workspace=workspace, text=text, user=None)

    found = [(p["code"], p["node"], p["field"]) for p in refused.value.details["problems"]]
    assert expected in found
    assert not selectors.flows_of(workspace).exists()


def test_all_that_is_wrong_is_named_at_once(workspace):
    text = _file(SAY, ALIEN, {**ALIEN, "id": "other"}, edges=[("say", "next", "gone")])

    with pytest.raises(FlowHasProblems) as refused:
        services.import_flow(workspace=workspace, text=text, user=None)

    codes = [p["code"] for p in refused.value.details["problems"]]
    assert codes == ["flow.E004", "flow.E004", "flow.E007"]


def test_an_unfinished_flow_may_come_in_and_be_finished_here(workspace):
    text = _file({**SAY, "config": {}})

    flow = services.import_flow(workspace=workspace, text=text, user=None)

    assert flow.draft["nodes"][0]["id"] == "say"


def test_notes_and_frames_are_kept_by_a_draft_and_by_its_file(hello, other_workspace, author):
    drawn = {
        "notes": [{"id": "n", "text": "Ask Anna.", "color": "rose", "width": 200, "height": 140}],
        "frames": [{"id": "f", "title": "Returns", "color": "grey", "width": 640, "height": 400}],
        "layout": {"hi": {"x": 0, "y": 0, "compact": True}, "n": {"x": 4, "y": 4}},
    }
    draft = services.save_draft(flow=hello, revision=1, data={**hello.draft, **drawn}, user=author)

    copy = services.import_flow(
        workspace=other_workspace, text=json.dumps(draft.flow.draft), user=None
    )

    assert {key: copy.draft[key] for key in drawn} == drawn


def test_names_that_are_alike_get_addresses_of_their_own(workspace, author):
    first, second = (
        services.create_flow(workspace=workspace, name="Łódź", user=author) for _ in range(2)
    )

    assert (first.slug, second.slug) == ("lodz", "lodz-2")
