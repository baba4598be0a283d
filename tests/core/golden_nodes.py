"""Recorded histories of the node types that ship, and one that went over to a newer version.

`python -m tests.core.golden_nodes` writes them anew, after a change that is meant.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from flowbuilder import nodes
from flowbuilder.core.catalogue import Catalogue, discover
from flowbuilder.core.document import Flow
from flowbuilder.core.engine import new_session
from flowbuilder.core.events import event_from_json, event_to_json
from flowbuilder.core.plan import Plan, compile_flow
from flowbuilder.core.retracing import Retraced, outcome_of, retrace, state_hash
from flowbuilder.core.testing import Conversation, flow
from flowbuilder.core.upgrades import load_document

FOLDER = Path(__file__).parent / "golden" / "nodes"
CATALOGUE = discover(nodes)

PARCEL = flow(
    ("number", "question", {"question": "Parcel number?", "save_as": "parcel", "kind": "number"}),
    ("found", "message", {"text": "Parcel {{ parcel }} is on its way."}),
    ("end", "end", {}),
    wires="number>found; number.gave_up>end; found>end",
)


def shop(menu: str = "How can we help?", parcel: str = "parcel") -> Flow:
    """A shop with a menu, a called flow, a model, a person and a survey."""
    options = [{"value": key, "label": key.title()} for key in ("parcel", "ask", "person")]
    return flow(
        ("hello", "message", {"text": "Good morning."}),
        ("menu", "choices", {"text": menu, "options": options, "save_as": "topic"}),
        (parcel, "call_flow", {"flow": "track"}),
        ("what", "question", {"question": "Your question?", "save_as": "question"}),
        ("model", "llm_answer", {"instructions": "Be brief."}),
        ("person", "handoff", {"reason": "Asked about {{ topic }}", "max_wait": 300}),
        ("message", "leave_message", {"confirmation": "We have your message."}),
        ("survey", "survey", {"kind": "csat", "ask_comment": True}),
        ("sorry", "message", {"text": "We are sorry."}),
        ("thanks", "message", {"text": "Goodbye."}),
        ("end", "end", {}),
        wires=f"hello>menu; menu.parcel>{parcel}; menu.ask>what; menu.person>person; "
        f"{parcel}>survey; what>model; what.gave_up>person; model.answered>survey; "
        "model.not_grounded>person; model.wants_human>person; model.problem>message; "
        "person.done>survey; person.timed_out>message; person.nobody>message; "
        "person.gave_up>message; message>end; survey>thanks; survey.low>sorry; sorry>thanks; "
        "thanks>end",
        variables=({"name": "topic"}, {"name": "question"}, {"name": "parcel", "kind": "number"}),
        triggers=[{"id": "s", "kind": "silent", "after_s": 240, "target": "menu"}],
        locale="en",
        settings={"default_team": "shop"},
    )  # fmt: skip


BOOKING = flow(
    ("hello", "message", {"text": "Good morning."}),
    ("form", "form", {
        "text": "Your visit",
        "fields": [
            {"label": "Name", "variable": "name"},
            {"label": "E-mail", "kind": "email", "variable": "email"},
            {"label": "Day", "kind": "date", "days": "from_today", "variable": "day"},
        ],
    }),
    ("again", "question", {"question": "And back?", "kind": "date", "save_as": "back"}),
    ("end", "end", {}),
    wires="hello>form; form>again; form.gave_up>end; again>end; again.gave_up>end",
    variables=({"name": "name"}, {"name": "email"}, {"name": "day", "kind": "date"},
               {"name": "back", "kind": "date"}),
    locale="en",
)  # fmt: skip
#: What was published, by number.
VERSIONS: Mapping[int, Flow] = {1: shop(), 2: shop("Welcome back. What now?", parcel="tracking")}


def plan(documents: Mapping[int, Flow], number: int, catalogue: Catalogue = CATALOGUE) -> Plan:
    return compile_flow(documents[number], catalogue, {"track": PARCEL})


def handoff(talk: Conversation) -> None:
    talk.chooses("person").effect_succeeds({"outcome": "queued"}).says("It is urgent")
    talk.agent_joins("Ola").agent_leaves("closed").chooses("5").chooses("__skip__")


def nobody(talk: Conversation) -> None:
    talk.asks_for_person().effect_succeeds({"outcome": "nobody"}).says("ada@example.com")
    talk.says("Please call me.")


def queue_too_long(talk: Conversation) -> None:
    talk.chooses("person").effect_succeeds({"outcome": "queued"})
    talk.time_passes(300).time_passes(120)  # nobody says whether to wait on


def survey(talk: Conversation) -> None:
    talk.chooses("person").effect_succeeds({"outcome": "queued"}).agent_joins("Ola")
    talk.agent_leaves("closed").says("splendid").says("2/5").says("Nobody knew anything.")


def model(talk: Conversation) -> None:
    source = {"title": "Delivery", "url": "https://shop.example/delivery"}
    talk.chooses("ask").says("How long is delivery?")
    talk.effect_succeeds(
        {"outcome": "answered", "text": "Two days.", "generated": True, "sources": [source]}
    ).chooses("4").says("Quick.")


def model_fails(talk: Conversation) -> None:
    talk.chooses("ask").says("How long is delivery?").effect_fails("model_timeout")


def sub_flow(talk: Conversation) -> None:
    talk.chooses("parcel").says("what?").says("1042").time_passes(240)


def moved(talk: Conversation) -> None:
    """At a question that is still there, then from a called flow whose caller is gone."""
    talk.chooses("ask").moves_to(plan(VERSIONS, 2)).says("How long is delivery?")
    talk.effect_succeeds({"outcome": "wants_human"}).effect_succeeds({"outcome": "queued"})
    talk.agent_joins("Ola").agent_leaves("handed_back", target="menu")


def moved_from_what_vanished(talk: Conversation) -> None:
    talk.chooses("parcel").moves_to(plan(VERSIONS, 2)).says("1042").chooses("parcel").says("1042")


def restarted(talk: Conversation) -> None:
    talk.chooses("ask").moves_to(plan(VERSIONS, 2), "restart").says("Hm").chooses("person")


def changed(talk: Conversation) -> None:
    """By the question itself, and by an old button; from a called flow."""
    talk.chooses("parcel").says("1042").changes("1042").says("1043")
    talk.chooses("5")


def changed_by_a_button(talk: Conversation) -> None:
    talk.chooses("ask").says("How long is delivery?").changes("Ask").chooses("ask")
    point = talk.session.trail[-1]
    talk.chooses("parcel", effect_id=point.awaiting[0], instead_of=point.answer)


def filled(talk: Conversation) -> None:
    """With a slip, then right; and a day picked."""
    talk.fills({"name": "Ada", "email": "ada", "day": "2026-12-03"})
    talk.fills({"name": "Ada", "email": "ada@example.com", "day": "2026-12-03"})
    talk.fills({"back": "2026-12-09"})


def filled_by_words(talk: Conversation) -> None:
    talk.says("I would rather write").says("Ada").says("ada@example.com").says("3 December 2026")
    talk.says("9 December 2026")


def changed_after_a_correction(talk: Conversation) -> None:
    """An answer is changed after the visitor corrected what is known of them."""
    talk.chooses("parcel").says("1042").corrects(name="Ada", segments=["regular"])
    talk.changes("1042").says("1043")


TALKS: Mapping[str, Callable[[Conversation], None]] = {
    talk.__name__: talk
    for talk in (
        handoff, nobody, queue_too_long, survey, model, model_fails, sub_flow, moved,
        moved_from_what_vanished, restarted, changed, changed_by_a_button, filled,
        filled_by_words, changed_after_a_correction,
    )
}  # fmt: skip


def versions_of(name: str) -> Mapping[int, Flow]:
    """What was published where this talk is held."""
    return {1: BOOKING} if name.startswith("filled") else VERSIONS


def recorded(name: str) -> dict[str, Any]:
    """The history of a talk held now."""
    versions = versions_of(name)
    talk = Conversation(plan(versions, 1), session_id="s", numbered=name.startswith("changed"))
    TALKS[name](talk)
    history = {
        "versions": {str(key): value.model_dump(mode="json") for key, value in versions.items()},
        "components": {"track": PARCEL.model_dump(mode="json")},
        "turns": [{"event": event_to_json(event)} for event in talk.events],
    }
    steps = list(replayed(history))
    for turn, step in zip(history["turns"], steps, strict=True):
        turn.update(outcome_of(step))
    return {**history, "state": state_hash(steps[-1].session)}


def replayed(history: Mapping[str, Any], catalogue: Catalogue = CATALOGUE) -> list[Retraced]:
    """The turns of a stored history, answered by the present engine."""
    components = {key: load_document(value) for key, value in history["components"].items()}

    def plan_of(number: int) -> Plan:
        return compile_flow(load_document(history["versions"][str(number)]), catalogue, components)

    session = new_session("s", "web", plan_of(1).locale, plan_of(1))
    events = [event_from_json(turn["event"]) for turn in history["turns"]]
    return list(retrace(plan_of, 1, session, events))


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name in TALKS:
        text = json.dumps(recorded(name), indent=1, ensure_ascii=False)
        (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")
