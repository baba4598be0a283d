"""What can go wrong between a visitor and us.

AppError
├── OwnerChanged         409  someone else took the conversation over meanwhile
├── ConversationClosed   409  it is over; a new one can be started
├── CannotGoBack         409  an earlier answer cannot be changed any more
├── LateChoice           409  the buttons pressed do not belong to this conversation any more
├── CannotMerge          409  these contacts cannot become one
│   └── StillTalking     409  not now: one of them would be cut off
├── CannotBlock          409  a colleague is talking to this contact now
├── FileRefused          400  empty, too large, of a kind that is not taken, or damaged: see `code`
├── FilesNotWanted       409  nobody asks for files in this conversation now
├── TooManyFiles         429  enough for now, or for one conversation
├── NoSuchFile           404  it does not exist, is not theirs, or was deleted
└── NotSaved             503  the database cannot take it now; nothing was kept, try again
    └── DiskFull         507  there is no room for it
EffectProblem                 an effect could not be done; goes back to the flow as EffectFailed
"""

from __future__ import annotations

from flowbuilder.common.errors import AppError, Conflict, InvalidInput, NotFound


class OwnerChanged(Conflict):
    """The owner epoch moved: another agent, or the assistant, has the conversation now."""

    code = "owner_changed"


class ConversationClosed(Conflict):
    """The conversation is over."""

    code = "conversation_closed"


class CannotGoBack(Conflict):
    """The answer has led to something that cannot be taken back, or a person has it by now."""

    code = "cannot_go_back"


class LateChoice(Conflict):
    """The choice names a message or a value that was never offered here."""

    code = "no_such_choice"


class CannotMerge(Conflict):
    """Two contacts are known to differ, or are not there any more."""

    code = "cannot_merge"


class StillTalking(CannotMerge):
    """One of them waits for a person or talks to one; they may be merged when that is over."""

    code = "still_talking"


class CannotBlock(Conflict):
    """A colleague is in a conversation with the contact, and would be cut off."""

    code = "cannot_block"


class FileRefused(InvalidInput):
    """The file cannot be taken; what was sent is forgotten."""

    code = "file_refused"


class FilesNotWanted(Conflict):
    """Files are not taken here: by the widget's settings, or because nobody asks for any now."""

    code = "files_not_wanted"


class TooManyFiles(AppError):
    """The conversation has as many files as it may have, or as many as an hour allows."""

    code = "too_many_files"
    status = 429


class NoSuchFile(NotFound):
    """There is no such file in this conversation."""

    code = "no_such_file"


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
