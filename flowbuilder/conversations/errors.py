"""What can go wrong between a visitor and us.

AppError
├── OwnerChanged         409  someone else took the conversation over meanwhile
├── ConversationClosed   409  it is over; a new one can be started
├── LateChoice           409  the buttons pressed do not belong to this conversation any more
└── NotSaved             503  the database cannot take it now; nothing was kept, try again
    └── DiskFull         507  there is no room for it
EffectProblem                 an effect could not be done; goes back to the flow as EffectFailed
"""

from __future__ import annotations

from flowbuilder.common.errors import AppError, Conflict


class OwnerChanged(Conflict):
    """The owner epoch moved: another agent, or the assistant, has the conversation now."""

    code = "owner_changed"


class ConversationClosed(Conflict):
    """The conversation is over."""

    code = "conversation_closed"


class LateChoice(Conflict):
    """The choice names a message or a value that was never offered here."""

    code = "no_such_choice"


class NotSaved(AppError):
    """Nothing was stored. Sending the same again, with the same `client_id`, is safe."""

    code = "not_saved"
    status = 503


class DiskFull(NotSaved):
    """The disk of the database is full. Reading still works, and so does sending again later."""

    code = "disk_full"
    status = 507


class EffectProblem(Exception):
    """An effect cannot be done, and trying again would not help: the flow takes its problem port.

    Attributes:
        code: Short and stable, for the flow's log: `http_timeout`, `model_busy`.
        message: A sentence for the author; never shown to a visitor.
    """

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(message or code)
        self.code = code
        self.message = message
