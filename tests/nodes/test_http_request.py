from __future__ import annotations

import pytest

from flowbuilder.core.effects import CallHttp
from flowbuilder.nodes.http_request import part_at

ORDER = {
    "url": "{{ shop }}/orders/{{ number | url_encode }}",
    "save": [
        {"path": "status", "variable": "status"},
        {"path": "parcels.0.code", "variable": "code"},
        {"path": "missing.deep", "variable": "nothing"},
    ],
    "save_status_as": "answered_with",
}
VARIABLES = {"shop": "https://shop.example", "number": "PL-1/2 3"}


def test_asks_the_filled_in_address(try_node):
    config = {
        **ORDER,
        "method": "POST",
        "headers": [{"name": "X-Order", "value": "{{ number }}\r\nEvil: 1"}],
        "body": '{"n": {{ number | json }}}',
        "credential": "shop",
        "timeout_s": 5,
    }
    visitor = try_node("http_request", config, variables=VARIABLES)

    assert visitor.effects_of(CallHttp) == [
        CallHttp(
            id=visitor.effects[0].id,
            method="POST",
            url="https://shop.example/orders/PL-1%2F2%203",
            headers={"X-Order": "PL-1/2 3 Evil: 1"},
            body='{"n": "PL-1/2 3"}',
            credential="shop",
            timeout_s=5,
        )
    ]


def test_parts_of_the_answer_are_kept(try_node):
    visitor = try_node("http_request", ORDER, variables=VARIABLES)
    body = {"status": "sent", "parcels": [{"code": 7}]}
    visitor.effect_succeeds({"status": 200, "body": body, "headers": {}})

    assert visitor.heard == ["[next]"]
    assert visitor.variables["status"] == "sent"
    assert visitor.variables["code"] == 7
    assert visitor.variables["nothing"] is None
    assert visitor.variables["answered_with"] == 200


@pytest.mark.parametrize("status", [301, 404, 429, 500])
def test_another_status_leaves_by_refused_and_keeps_nothing_of_the_body(try_node, status):
    visitor = try_node("http_request", ORDER, variables=VARIABLES)
    visitor.effect_succeeds({"status": status, "body": {"status": "x"}, "headers": {}})

    assert visitor.heard == ["[refused]"]
    assert visitor.variables["answered_with"] == status
    assert "status" not in visitor.variables


def test_a_call_that_fails_leaves_by_problem(try_node):
    visitor = try_node("http_request", ORDER, variables=VARIABLES)

    assert visitor.effect_fails("http_timeout").heard == ["[problem]"]


def test_a_get_carries_no_body(try_node):
    visitor = try_node("http_request", {**ORDER, "body": "x"}, variables=VARIABLES)

    assert visitor.effects[0].body == ""


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("", {"a": [{"b": 1}, "x"]}),
        ("a.0.b", 1),
        ("a[0].b", 1),
        ("a.1", "x"),
        ("a.2", None),
        ("a.b", None),
        ("a.0.b.c", None),
        ("..a..1", "x"),
    ],
)
def test_a_path_leads_to_its_part_or_to_nothing(path, found):
    assert part_at(path, {"a": [{"b": 1}, "x"]}) == found


def test_an_answer_that_is_no_json_is_kept_as_text_of_bounded_length():
    assert len(part_at("", "x" * 1_000_000)) == 20_000
