"""One action on many conversations: each is done by itself, by the service of the single action.

What cannot be done is told for each; the others are done all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.common.errors import AppError
from flowbuilder.handoff.services import answering, passing_on, prioritising, snoozing, tagging

MOST = 100


@dataclass(frozen=True, slots=True)
class Chosen:
    """A conversation as the agent saw it."""

    id: UUID
    epoch: int


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one: nothing to say, or why it was not done."""

    id: UUID
    code: str = ""
    message: str = ""


def do_to_all(chosen: Sequence[Chosen], act: Callable[[Chosen], object]) -> list[Done]:
    """Do `act` to each and say what became of it, in the same order."""
    return [_do(one, act) for one in chosen[:MOST]]


def _do(one: Chosen, act: Callable[[Chosen], object]) -> Done:
    try:
        act(one)
    except AppError as problem:
        return Done(one.id, problem.error_code, str(problem.message))
    return Done(one.id)


def action(
    workspace: Workspace, user: User, kind: str, given: dict[str, Any]
) -> Callable[[Chosen], object]:
    """What is to be done to each: `take`, `transfer`, `tag`, `priority`, `snooze`, `close`."""

    def take(one: Chosen) -> object:
        return answering.take_over(workspace, one.id, user, epoch=one.epoch)

    def transfer(one: Chosen) -> object:
        to = {"team_id": given.get("team"), "agent_id": given.get("agent")}
        note = given.get("comment", "")
        return passing_on.transfer(workspace, one.id, user, epoch=one.epoch, comment=note, **to)

    def tag(one: Chosen) -> object:
        return tagging.change_tags(
            workspace, one.id, add=given.get("add", ()), remove=given.get("remove", ())
        )

    def priority(one: Chosen) -> object:
        return prioritising.set_priority(
            workspace, one.id, user, epoch=one.epoch, priority=given["priority"]
        )

    def snooze(one: Chosen) -> object:
        return snoozing.snooze(workspace, one.id, user, epoch=one.epoch, until=given.get("until"))

    def close(one: Chosen) -> object:
        return answering.close(workspace, one.id, user, epoch=one.epoch)

    return {
        "take": take, "transfer": transfer, "tag": tag, "priority": priority, "snooze": snooze,
        "close": close,
    }[kind]  # fmt: skip
