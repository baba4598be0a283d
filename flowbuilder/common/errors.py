"""Errors a person can do something about, in the one shape every door answers with.

    AppError                 code, status and details beside the sentence
    ├── InvalidInput    400  what was sent cannot be used
    ├── Forbidden       403  you may not do this
    ├── NotFound        404  it does not exist, or it is not yours: alike on purpose
    └── Conflict        409  the world changed since you looked

Each app derives its own from these (``DraftIsStale(Conflict)``). Whatever is not an
``AppError`` is a bug: it is not caught, only logged.
"""

from __future__ import annotations

from typing import Any, ClassVar


class AppError(Exception):
    """Something the person can act on: says what happened and what to do now."""

    code: ClassVar[str] = "app_error"
    status: ClassVar[int] = 400

    def __init__(
        self,
        message: Any,
        code: str | None = None,
        status: int | None = None,
        **details: Any,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.error_code = code or type(self).code
        self.error_status = status or type(self).status
        self.details: dict[str, Any] = details

    def as_json(self) -> dict[str, Any]:
        """Return the one error shape: ``{"code", "message", "details"}``."""
        return {
            "code": self.error_code,
            "message": str(self.message),
            "details": self.details,
        }


class InvalidInput(AppError):
    """What was sent cannot be used."""

    code = "invalid_input"
    status = 400


class Forbidden(AppError):
    """The person is known, and may not do this."""

    code = "forbidden"
    status = 403


class NotFound(AppError):
    """It does not exist here, or it belongs to someone else."""

    code = "not_found"
    status = 404


class Conflict(AppError):
    """The world changed since the person looked."""

    code = "conflict"
    status = 409
