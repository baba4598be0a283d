"""The demo's part of this app: one team that is always open, an agent, a few canned replies."""

from __future__ import annotations

from datetime import time

from flowbuilder.accounts.models import Membership, Role, Workspace
from flowbuilder.handoff.models import Agent, CannedReply, OpeningHours, Team, Weekday

TEAM = "obsluga"
REPLIES = (
    ("pl", "dziendobry", "Powitanie", "Dzień dobry, tu {agent}. Już sprawdzam, w czym mogę pomóc."),
    (
        "pl",
        "chwila",
        "Prośba o chwilę",
        "Dziękuję za cierpliwość. Potrzebuję chwili, żeby to sprawdzić.",
    ),
    (
        "pl",
        "zwrot",
        "Jak zwrócić zakup",
        "Zwrot przyjmujemy przez 30 dni od dostawy. Wystarczy wypełnić formularz dołączony do"
        " paczki i nadać ją w dowolnym punkcie. Pieniądze wracają w ciągu 5 dni roboczych.",
    ),
    ("pl", "dziekuje", "Podziękowanie", "Dziękuję za rozmowę i życzę dobrego dnia."),
    ("en", "hello", "Greeting", "Hello, this is {agent}. Let me see how I can help."),
    (
        "en",
        "moment",
        "Asking for a moment",
        "Thank you for your patience. I need a moment to check.",
    ),
    (
        "en",
        "return",
        "How to return a purchase",
        "You can return a purchase within 30 days of delivery. Fill in the form that came with the"
        " parcel and post it at any drop-off point. The money is back within 5 working days.",
    ),
    ("en", "thanks", "Thanks", "Thank you for talking to us, and have a good day."),
)


def load_demo(workspace: Workspace) -> None:
    """Make the demo's team, hours, agents and canned replies. Safe to repeat."""
    team, made = Team.objects.get_or_create(
        workspace=workspace,
        slug=TEAM,
        defaults={
            "name": "Obsługa klienta",
            "email": "obsluga@demo.example",
            "holidays_poland": False,
        },
    )
    if made:
        OpeningHours.objects.bulk_create(
            OpeningHours(workspace=workspace, team=team, weekday=day, opens=time(0), closes=time(0))
            for day in Weekday.values
        )
    for membership in Membership.objects.filter(workspace=workspace, role=Role.AGENT):
        agent, new = Agent.objects.get_or_create(
            workspace=workspace, user=membership.user, defaults={"capacity": 4}
        )
        if new:
            agent.teams.add(team)
    for language, shortcut, title, text in REPLIES:
        CannedReply.objects.get_or_create(
            workspace=workspace,
            shortcut=shortcut,
            language=language,
            defaults={"title": title, "text": text},
        )
