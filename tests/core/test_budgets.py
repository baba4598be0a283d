"""What a flow may use up, and that exceeding it shows and leads to a person (case 26, rule 17)."""

from __future__ import annotations

from flowbuilder.core import trace
from flowbuilder.core.plan import PERSON
from flowbuilder.core.session import Status
from flowbuilder.core.testing import Conversation, flow
from flowbuilder.core.turn import MAX_DEPTH
from tests.core.probes import PROBES


def chain(length: int) -> Conversation:
    """A flow that calls one that calls one ..., `length` flows deep, and asks there."""
    parts = {
        f"f{n}": flow(("c", "call", {"flow": f"f{n + 1}"}), ("e", "finish"), wires="c>e")
        for n in range(1, length - 1)
    }
    last = flow(("deep", "ask"), ("e", "finish"), wires="deep>e")
    main = flow(("c", "call", {"flow": "f1"}), ("after", "ask"), wires="c>after")
    return Conversation(main, PROBES, components={**parts, f"f{length - 1}": last}).starts()


def test_sixteen_flows_may_call_one_another() -> None:
    talk = chain(MAX_DEPTH)

    assert (len(talk.session.frames), talk.node, talk.problems) == (16, "deep", [])
    assert talk.says("x").node == "after"


def test_one_more_is_a_problem_that_leads_to_a_person() -> None:
    """Seen to fail with the look at MAX_DEPTH taken out of `TurnRun._call`."""
    talk = chain(MAX_DEPTH + 1)

    assert [(step.text, step.detail) for step in talk.problems] == [(trace.TOO_DEEP, "f16")]
    assert (talk.node, talk.status) == (PERSON, Status.QUEUED)


def test_flows_that_call_one_another_in_a_circle_end_with_a_person() -> None:
    ping = flow(("c", "call", {"flow": "pong"}), ("e", "finish"), wires="c>e")
    pong = flow(("c", "call", {"flow": "ping"}), ("e", "finish"), wires="c>e")
    main = flow(("c", "call", {"flow": "ping"}), ("after", "ask"), wires="c>after")

    talk = Conversation(main, PROBES, components={"ping": ping, "pong": pong}).starts()

    assert [step.text for step in talk.problems] == [trace.TOO_DEEP]
    assert talk.status is Status.QUEUED


def test_a_depth_that_is_too_great_takes_the_problem_port_of_a_caller_that_has_one() -> None:
    circle = flow(("c", "call", {"flow": "part"}), ("e", "finish"), wires="c>e")
    main = flow(
        ("c", "call", {"flow": "part"}), ("after", "ask"), ("sorry", "ask"),
        wires="c>after; c.problem>sorry",
    )  # fmt: skip

    talk = Conversation(main, PROBES, components={"part": circle}).starts()

    assert talk.node == "sorry"


def test_a_loop_that_never_waits_shows_its_cycle_and_ends_with_a_person() -> None:
    talk = Conversation(
        flow(("ask", "ask"), ("a", "say"), ("b", "say"), wires="ask>a; a>b; b>a"), PROBES
    ).says("go")

    assert [(step.text, step.detail) for step in talk.problems] == [(trace.ENDLESS, "b → a → b")]
    assert talk.status is Status.QUEUED
    assert len(talk.heard) < 10, "what the loop said over and over is taken back"
