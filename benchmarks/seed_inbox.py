"""Fills the database with a busy workspace, by SQL, and leaves an agent's session in
`session.txt`.

`python -m benchmarks.seed_inbox 4000 2000`: so many conversations of about 25 messages, the
newest so many of them open: a third waits, the others have agents. Some have tags, some are
snoozed, some promises are at risk, and in every hundredth somebody wrote a rare word. One is
really talked; the others are its copies. SQLite only.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import Any

from django.db import connection

from benchmarks import (
    seed,  # first: it sets Django up
    seed_growth,
)
from benchmarks.seed_growth import AGO, FIRST_CONTACT, ID, copy, talk_once
from benchmarks.seed_session import keep_session
from flowbuilder.accounts.models import Role, User
from flowbuilder.common.clock import now
from flowbuilder.conversations.models import Contact, Conversation, Message
from flowbuilder.handoff.models import Agent, Handoff, SlaNotice, Snooze, Tag, TagMark, Team
from flowbuilder.handoff.services import wording
from flowbuilder.runtime import commits

RARE = "hipopotam"


def load(count: int, opened: int) -> None:
    """Make the copies, the queue, and what agents added."""
    seed_growth.TURNS = 8
    made = talk_once()
    key = made.pk.hex
    name = "'Łucja Żak ' || n"
    state = f"CASE WHEN n > {opened} THEN 'closed' WHEN n % 3 = 0 THEN 'queued' ELSE 'agent' END"
    copy(Contact, f"id = {made.contact_id}", count, id=f"{FIRST_CONTACT} + n", name=name)
    copy(
        Conversation, f"id = '{key}'", count, id=ID, contact_id=f"{FIRST_CONTACT} + n",
        state=state, started_at=AGO, last_activity_at=AGO,
    )  # fmt: skip
    copy(Message, f"conversation_id = '{key}'", count, conversation_id=ID, at=AGO)
    rare = list(Message.objects.filter(seq=2, conversation__contact_id__gt=FIRST_CONTACT))[::100]
    for message in rare:
        message.content = {**message.content, "text": f"Mój {RARE.upper()} zniknął"}
    Message.objects.bulk_update(rare, ["content"])
    _people_and_marks(made, count, opened)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _people_and_marks(made: Conversation, count: int, opened: int) -> None:
    workspace = made.workspace
    agent = User.objects.order_by("-pk").first()
    team = Team.objects.filter(workspace=workspace).first()
    if team is None:
        team = Team.objects.create(workspace=workspace, name="Team", slug="team")
    at = now()
    # The agent is there all the time: else the rounds would find everybody waiting in vain.
    there = Agent.objects.create(
        workspace=workspace, user=agent, capacity=50, last_seen_at=at + timedelta(days=1)
    )
    there.teams.add(team)
    keys = [f"{number:032x}" for number in range(1, opened + 1)]
    waiting = [number % 3 == 0 for number in range(1, opened + 1)]
    Conversation.objects.filter(workspace=workspace, state="agent").update(agent=agent)
    status = Handoff.Status
    handoffs = Handoff.objects.bulk_create(
        Handoff(
            workspace=workspace, conversation_id=one, team=team, agent=None if waits else agent,
            status=status.WAITING if waits else status.ASSIGNED, requested_at=at,
        )
        for one, waits in zip(keys, waiting, strict=True)
    )  # fmt: skip
    SlaNotice.objects.bulk_create(
        SlaNotice(
            workspace=workspace, handoff=one, promise="resolution", kind="warning", due_at=at,
            noticed_at=at,
        )
        for one in handoffs[::20]
    )  # fmt: skip
    tags = [
        Tag.objects.create(workspace=workspace, name=f"tag {number}", folded=f"tag {number}")
        for number in range(20)
    ]
    TagMark.objects.bulk_create(
        TagMark(workspace=workspace, conversation_id=one, tag=tags[place % 20])
        for place, one in enumerate(keys)
    )
    owned = [one for one, waits in zip(keys, waiting, strict=True) if not waits]
    stored = Conversation.objects.in_bulk(owned[::10])
    Snooze.objects.bulk_create(
        Snooze(
            workspace=workspace, conversation=one, user=agent, until=at + timedelta(days=1),
            seq=one.head_seq, epoch=one.owner_epoch,
        )
        for one in stored.values()
    )  # fmt: skip


def main(arguments: list[Any]) -> None:
    """Load everything and keep the session beside the database."""
    seed.load()
    keep_session(Role.AGENT)
    load(int(arguments[0]), int(arguments[1]))
    while wording.read_all():
        pass
    commits.stop_writing()


if __name__ == "__main__":
    main(sys.argv[1:])
