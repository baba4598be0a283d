"""Forms where nothing is stored: trials, saved talks, a terminal; and what is withheld."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from flowbuilder.common.clock import now
from flowbuilder.conversations.models import Message
from flowbuilder.core.events import VisitorFilled, event_from_json, event_to_json
from flowbuilder.core.held_talks import run_talk
from flowbuilder.core.messages import WITHHELD
from flowbuilder.core.testing import Conversation, flow
from flowbuilder.flows.registry import catalogue
from flowbuilder.runtime.replaying import replay_conversation
from flowbuilder.runtime.terminal import TerminalTalk
from flowbuilder.runtime.withholding import without_words
from tests.runtime.test_try import Author

VISIT = flow(
    ("form", "form", {"text": "Your visit", "fields": [
        {"label": "Name", "variable": "name"},
        {"label": "Pieces", "kind": "number", "variable": "pieces"},
    ]}),
    ("told", "message", {"text": "{{ name }} brings {{ pieces }}."}),
    ("bye", "end"),
    wires="form>told; form.gave_up>bye; told>bye",
    locale="en",
    variables=({"name": "name"}, {"name": "pieces", "kind": "number"}),
)  # fmt: skip
FILLED = {"name": "Ada", "pieces": "3"}


def test_what_was_filled_in_survives_the_log() -> None:
    event = VisitorFilled(at=now(), values=FILLED, label="Name: Ada", effect_id="s-1", seq=3)

    assert event_from_json(event_to_json(event)) == event


def test_what_is_withheld_is_all_of_it() -> None:
    kept = without_words(VisitorFilled(at=now(), values=FILLED, label="Name: Ada"))

    assert kept == VisitorFilled(at=kept.at, values={}, label=WITHHELD)


@pytest.mark.django_db
def test_in_a_trial_a_form_is_filled_in(client_for, workspace) -> None:
    author = Author(client_for("author"), workspace, VISIT)
    shown = author.lets("start")["messages"][0]

    got = author.lets("fill", values=FILLED, label="Name: Ada", effect_id=shown["effectId"])

    assert shown["content"]["kind"] == "form"
    assert got["messages"][-1]["content"]["text"] == "Ada brings 3."
    assert got["happened"] == ['fills: {"name": "Ada", "pieces": "3"}']
    assert got["variables"]["pieces"] == 3


@pytest.mark.django_db
@pytest.mark.parametrize("values", ["Ada", {"<b>": "x"}, {f"n{n}": "" for n in range(21)}])
def test_what_no_form_can_hold_is_refused(client_for, workspace, values) -> None:
    author = Author(client_for("author"), workspace, VISIT)
    author.lets("start")

    assert author.lets("fill", values=values)["code"] in {"unknown_event", "no_such_variable"}


@pytest.mark.parametrize(
    ("line", "state"),
    [
        ('fills: {"name": "Ada", "pieces": "3"}', []),
        ("fills: Ada", ["refused", "not_reached"]),
        ("fills: []", ["refused", "not_reached"]),
    ],
)
def test_a_golden_talk_fills_in_a_form(line: str, state: list[str]) -> None:
    rows = run_talk(VISIT, catalogue(), f"bot: Your visit\n{line}\nbot: Ada brings 3.")

    assert [row.state for row in rows] == state


def test_a_terminal_lists_the_fields_and_takes_them() -> None:
    talk = TerminalTalk(Conversation(VISIT, catalogue()))

    shown = list(talk.hold(['/fills {"name": "Ada", "pieces": "3"}']))

    assert shown[:3] == ["bot: Your visit", "  name  Name", "  pieces  Pieces"]
    assert "bot: Ada brings 3." in shown


BOOKED = flow(
    ("form", "form", {"text": "When?", "fields": [
        {"label": "Day", "kind": "date", "days": "from_today", "variable": "day"},
        {"label": "Name", "variable": "name"},
    ]}),
    ("bye", "end"),
    wires="form>bye; form.gave_up>bye",
    locale="en",
)  # fmt: skip


@pytest.mark.django_db
def test_after_midnight_in_the_workspace_it_is_today_there(
    begin, clock, client_for, workspace
) -> None:
    """Half past midnight on the 21st in Warsaw, still the 20th by UTC."""
    clock.jumps_to(datetime(2026, 11, 20, 23, 30, tzinfo=UTC))
    talk = begin(BOOKED)
    tried = Author(client_for("author"), workspace, BOOKED).lets("start")["messages"][0]
    shown = Message.objects.get(conversation=talk.pk)

    assert shown.content["fields"][0]["low"] == "2026-11-21"
    assert tried["content"]["fields"][0]["low"] == "2026-11-21"
    assert replay_conversation(talk.row).same


@pytest.mark.django_db
def test_whoever_moves_the_workspace_to_another_zone_can_replay_what_was(
    begin, clock, workspace
) -> None:
    clock.jumps_to(datetime(2026, 11, 20, 23, 30, tzinfo=UTC))
    talk = begin(BOOKED)
    workspace.timezone = "America/New_York"
    workspace.save()

    assert replay_conversation(talk.row).same
