"""A team's hours, closed days and exceptions, from the admin to what a visitor reads."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from flowbuilder.core.testing import flow
from tests.e2e.answering import bring_in
from tests.e2e.conftest import choose_language
from tests.e2e.running import tell
from tests.e2e.team_page import add_hours, add_line, begin_team, coming_days, save_team
from tests.e2e.two_agents import answers

WORDS = {
    "pl": {
        "team": "Serwis rowerów", "slug": "rowery", "closed": "nieczynne (Inwentaryzacja)",
        "name": "Inwentaryzacja", "special": "Dyżur", "here": "Serwis jest otwarty.",
        "away": "Teraz nas nie ma. Wracamy", "shut": "Serwis jest zamknięty.",
        "back": "Otwieramy: ", "months": "stycznia lutego marca kwietnia maja czerwca lipca "
        "sierpnia września października listopada grudnia",
    },
    "en": {
        "team": "Bicycle repairs", "slug": "bicycles", "closed": "closed (Stocktaking)",
        "name": "Stocktaking", "special": "On duty", "here": "The workshop is open.",
        "away": "We are away. Back on", "shut": "The workshop is shut.",
        "back": "It opens: ", "months": "January February March April May June July August "
        "September October November December",
    },
}  # fmt: skip


@pytest.mark.parametrize("language", ["pl", "en"])
def test_hours_closed_days_and_exceptions_decide_what_a_visitor_reads(
    program, signed_in, new_context, language
):
    words = WORDS[language]
    today = datetime.now(ZoneInfo("Europe/Warsaw")).date()
    tomorrow, later = today + timedelta(days=1), today + timedelta(days=3)
    owner = signed_in("owner")
    choose_language(owner, language)
    begin_team(owner, program, words["team"], words["slug"])
    # Two intervals make a whole day, at whatever hour this is run; two others leave a break.
    for day in (today, tomorrow):
        add_hours(owner, (day, "00:00", "12:00"), (day, "12:00", "00:00"))
    add_hours(owner, (later, "08:30", "12:00"), (later, "13:00", "17:00"))
    save_team(owner)
    days = coming_days(owner)
    expect(days.nth(0)).to_contain_text("00:00–12:00, 12:00–00:00")
    expect(days.nth(3)).to_contain_text("08:30–12:00, 13:00–17:00")
    team_page = owner.url
    owner.reload()
    hours = owner.locator("#hours-group")
    shown = hours.locator("input[name$=-opens]:not([name*=__prefix__])")
    kept = shown.evaluate_all("fields => fields.map((field) => field.value).sort()")
    assert kept == ["00:00", "00:00", "08:30", "12:00", "12:00", "13:00"]

    address = bring_in(
        owner,
        program,
        flow(
            ("hours", "business_hours", {"team": words["slug"], "save_opening_as": "opens"}),
            ("open", "message", {"text": words["here"]}),
            ("person", "handoff", {"team": words["slug"]}),
            ("shut", "message", {"text": words["shut"] + " " + words["back"] + "{{ opens }}."}),
            ("bye", "end"),
            wires="hours.open>open; open>person; person.done>bye; hours.closed>shut; shut>bye",
            name=words["team"],
            locale=language,
            variables=({"name": "opens"},),
        ),
    )

    def asks():
        visitor = new_context(locale=language).new_page()
        visitor.goto(address)
        return visitor

    visitor = asks()
    expect(visitor.get_by_role("log")).to_contain_text(words["here"])
    expect(visitor.locator(".banner")).to_have_count(0)

    # A closed day outweighs the weekly hours, in the flow and above the chat.
    owner.goto(team_page)
    for day in (today, tomorrow):
        add_line(owner, "holidays", day=day.isoformat(), name=words["name"])
    save_team(owner)
    expect(days.nth(0)).to_contain_text(words["closed"])
    visitor = asks()
    month = words["months"].split()[later.month - 1]
    expect(visitor.get_by_role("log")).to_contain_text(words["shut"])
    expect(visitor.get_by_role("log")).to_contain_text(f"{later.day} {month}, 08:30.")
    expect(visitor.get_by_role("log")).not_to_contain_text(words["here"])
    expect(visitor.locator(".banner")).to_contain_text(words["away"])
    expect(visitor.locator(".banner")).to_contain_text("8:30.")

    # A date with hours of its own outweighs the closed day.
    for day in (today, tomorrow):
        add_line(
            owner, "exceptions", day=day.isoformat(), opens="00:00", closes="00:00",
            name=words["special"],
        )  # fmt: skip
    save_team(owner)
    expect(days.nth(0)).to_contain_text(f"({words['special']})")
    visitor = asks()
    expect(visitor.get_by_role("log")).to_contain_text(words["here"])
    expect(visitor.locator(".banner")).to_have_count(0)


#: The demo's agent belongs to the new team, too.
JOIN = """
from flowbuilder.handoff.models import Agent, Team
Agent.objects.get(user__username__contains="agent").teams.add(Team.objects.get(slug="{slug}"))
"""


def test_a_person_is_offered_only_while_one_is_there(program, signed_in, new_context):
    day = datetime.now(ZoneInfo("Europe/Warsaw")).date()
    owner, agent = signed_in("owner"), signed_in("agent")
    choose_language(owner, "pl")
    begin_team(owner, program, "Doradcy rowerowi", "doradcy")
    for each in (day, day + timedelta(days=1)):
        add_hours(owner, (each, "00:00", "12:00"), (each, "12:00", "00:00"))
    save_team(owner)
    tell(program, JOIN.format(slug="doradcy"))
    agent.goto(f"{program.url}/inbox/")
    address = bring_in(
        owner,
        program,
        flow(
            ("there", "agents_available", {"team": "doradcy", "needs_room": True}),
            ("talk", "message", {"text": "Doradca może porozmawiać od razu."}),
            ("write", "message", {"text": "Doradcy teraz nie ma."}),
            ("bye", "end"),
            wires="there.available>talk; there.nobody>write; talk>bye; write>bye",
            name="Doradcy rowerowi",
            locale="pl",
        ),
    )

    def reads(text):
        visitor = new_context(locale="pl").new_page()
        visitor.goto(address)
        expect(visitor.get_by_role("log")).to_contain_text(text)

    answers(agent, ready=False)
    reads("Doradcy teraz nie ma.")
    answers(agent, ready=True)
    reads("Doradca może porozmawiać od razu.")
