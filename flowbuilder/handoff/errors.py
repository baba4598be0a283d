"""Errors of handing over and answering. `OwnerChanged` comes from `conversations.errors`.

AppError
├── NothingToClaim 409  nobody waits for a person here any more
├── AlreadyClosed  409  the conversation has ended
├── NotYourTurn    409  the conversation is not yours to answer; take it over first
├── NobodyThere    409  nobody is there whom the conversation could be passed to
├── NotSnoozed     409  the conversation is not put aside any more
├── NoSuchStep     400  the flow has no step of that name to go on at
└── NotAnAgent     403  the person has no place in the inbox
"""

from __future__ import annotations

from flowbuilder.common.errors import Conflict, Forbidden, InvalidInput


class NothingToClaim(Conflict):
    """Nobody waits in this conversation any more."""

    code = "nothing_to_claim"


class AlreadyClosed(Conflict):
    """The conversation has ended; nobody would read what is written now."""

    code = "conversation_closed"


class NotYourTurn(Conflict):
    """The conversation is not the writer's, so nothing was sent."""

    code = "owner_changed"


class NobodyThere(Conflict):
    """The team or colleague to pass a conversation to is not there."""

    code = "nobody_there"


class NotSnoozed(Conflict):
    """The conversation is not put aside, so it cannot be taken up again."""

    code = "not_snoozed"


class NoSuchStep(InvalidInput):
    """The step to go on at is not in the conversation's flow."""

    code = "no_such_step"


class NotAnAgent(Forbidden):
    """The person may not answer in this workspace."""

    code = "not_an_agent"
