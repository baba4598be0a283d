"""Recorded histories that the engine must go on answering in the same way.

`python -m tests.core.golden_histories` writes them anew, after a change that is meant.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from flowbuilder.core.document import Flow
from flowbuilder.core.effects import effect_to_json
from flowbuilder.core.engine import advance, new_session
from flowbuilder.core.events import event_from_json, event_to_json
from flowbuilder.core.plan import compile_flow
from flowbuilder.core.testing import Conversation, flow
from flowbuilder.core.upgrades import load_document
from tests.core.probes import PROBES

FOLDER = Path(__file__).parent / "golden"

PART = flow(
    ("inner", "ask", {"text": "Inner?", "save_as": "inner"}), ("end", "finish"), wires="inner>end"
)
MAIN = flow(
    ("ask", "ask", {"text": "Order?", "save_as": "order"}),
    ("fetch", "fetch"),
    ("chance", "chance"),
    ("tell", "say", {"text": "Order {{ order }}: {{ status }}, {{ drawn }}."}),
    ("call", "call", {"flow": "part"}),
    ("pause", "pause"),
    ("person", "handoff"),
    ("survey", "ask", {"text": "How was it?", "save_as": "score"}),
    ("menu", "ask", {"text": "Menu", "save_as": "choice"}),
    ("sorry", "ask", {"text": "Sorry.", "save_as": "after"}),
    ("loop", "say", {"text": "Round."}),
    wires="ask>fetch; fetch>chance; fetch.problem>sorry; chance>tell; tell>call; call>pause; "
    "pause>person; person.done>survey; menu>loop; loop>loop",
    triggers=[
        {"id": "k", "kind": "keyword", "words": ["menu"], "target": "menu"},
        {"id": "s", "kind": "silent", "after_s": 300, "target": "menu"},
        {"id": "p", "kind": "problem", "target": "sorry"},
    ],
    settings={"default_team": "shop"},
)  # fmt: skip


def whole(talk: Conversation) -> None:
    talk.says("1042").effect_succeeds({"status": 200}).says("in").time_passes(60)
    talk.agent_joins().agent_leaves("closed").chooses("Aa")


def troubled(talk: Conversation) -> None:
    talk.starts().says("again").says("1042").effect_fails("http_timeout").says("Menu!")
    talk.chooses("a", effect_id="s:1").chooses("a").asks_for_person().chooses("__leave__").says(
        "Bye"
    )


def silent(talk: Conversation) -> None:
    talk.starts(title="Shop").time_passes(299).time_passes(1).time_passes(5000)
    talk.agent_joins().agent_leaves("handed_back").asks_for_person()
    talk.effect_succeeds({"outcome": "nobody"}).closes("gone")


def files(talk: Conversation) -> None:
    talk.starts().sends("box.png").sends("order.pdf", text="1042").effect_succeeds({"status": 200})
    talk.says("in").sends("late.jpg").time_passes(60).sends("for-you.txt").agent_joins()
    talk.agent_leaves("closed").sends("a.png", "b.png", text="5")


TALKS: Mapping[str, Callable[[Conversation], None]] = {
    "whole": whole, "troubled": troubled, "silent": silent, "files": files,
}  # fmt: skip


def recorded(name: str) -> dict[str, Any]:
    """The history of a talk held now."""
    talk = Conversation(MAIN, PROBES, components={"part": PART}, session_id="s")
    TALKS[name](talk)
    events = [event_to_json(event) for event in talk.events]
    return {
        "document": MAIN.model_dump(mode="json"),
        "components": {"part": PART.model_dump(mode="json")},
        **answered({"part": PART}, MAIN, events),
    }


def answered(
    components: Mapping[str, Flow], document: Flow, events: list[dict[str, Any]]
) -> dict[str, Any]:
    """The events with what the engine answers to each."""
    plan = compile_flow(document, PROBES, components)
    session = new_session("s", "web", "pl", plan)
    turns = []
    for event in events:
        session, effects = advance(plan, session, event_from_json(event))
        turns.append(
            {
                "event": event,
                "effects": [effect_to_json(e) for e in effects],
                "session": session.to_json(),
            }
        )
    return {"turns": turns}


def replayed(history: Mapping[str, Any]) -> dict[str, Any]:
    """The turns of a stored history, answered by the present engine."""
    components = {key: load_document(value) for key, value in history["components"].items()}
    events = [turn["event"] for turn in history["turns"]]
    return answered(components, load_document(history["document"]), events)


def as_json(value: object) -> Any:
    return json.loads(json.dumps(value))


if __name__ == "__main__":
    for name in TALKS:
        text = json.dumps(recorded(name), indent=1, ensure_ascii=False)
        (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")
