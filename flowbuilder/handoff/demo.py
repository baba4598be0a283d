"""The demo's part of this app: one team that is always open, an agent, a few canned replies."""

from __future__ import annotations

from datetime import time

from flowbuilder.accounts.models import Membership, Role, Workspace
from flowbuilder.handoff.models import (
    Agent,
    CannedReply,
    OpeningHours,
    SlaTarget,
    Team,
    Weekday,
)

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
        "Na zwrot mają Państwo 30 dni od odebrania paczki. Wystarczy wypełnić formularz na stronie"
        " podlipa.example/zwroty i odesłać rzeczy w ciągu 14 dni od zgłoszenia. Pieniądze oddajemy"
        " zwykle w trzy dni robocze od otrzymania paczki.",
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
        "You have 30 days from the day your parcel arrives. Fill in the form at"
        " underthelinden.example/returns and post the items within 14 days of that. We refund you"
        " within three working days of receiving them.",
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
        SlaTarget.objects.create(workspace=workspace, team=team, first_reply_s=120)
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
