"""Pictures that authors uploaded, as flows need them: conversations put their functions here."""

from __future__ import annotations

from collections.abc import Callable

#: Workspace and address; the picture's bytes, if it is there.
Read = Callable[[int, str], bytes | None]
#: Workspace and bytes; the address of the picture that is kept. Raises AppError for what is none.
Keep = Callable[[int, bytes], str]

_read: Read | None = None
_keep: Keep | None = None


def register(read: Read, keep: Keep) -> None:
    """Called once by the conversations when they start."""
    global _read, _keep
    _read, _keep = read, keep


def read(workspace_id: int, address: str) -> bytes | None:
    """The uploaded picture at `address`; None where it is not there."""
    return _read(workspace_id, address) if _read is not None else None


def keep(workspace_id: int, data: bytes) -> str:
    """Keep a picture as if an author had uploaded it, drawn anew; returns its address.

    Raises:
        AppError: It is none that is taken.
    """
    return _keep(workspace_id, data) if _keep is not None else ""
