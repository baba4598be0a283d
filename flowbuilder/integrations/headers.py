"""Which headers a flow may send: none that belong to the connection or open other doors. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from flowbuilder.integrations import errors
from flowbuilder.integrations.errors import OutboundProblem

#: Headers that belong to the connection, or that open a cloud's metadata service.
_FORBIDDEN = frozenset(
    {
        "host", "content-length", "transfer-encoding", "connection", "upgrade", "te", "trailer",
        "keep-alive", "expect", "accept-encoding", "metadata", "metadata-flavor",
    }
)  # fmt: skip
_FORBIDDEN_PREFIXES = ("proxy-", "x-aws-ec2-metadata", "x-google-metadata", "x-forwarded-")
#: What an author may have typed by hand that is meant for one host.
_SECRET = frozenset({"authorization", "cookie", "x-api-key"})


def checked_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return `headers` as they will be sent.

    Raises:
        OutboundProblem: `address_not_allowed` for a forbidden name, `http_bad_request` for one
            that would smuggle another.
    """
    for name, value in headers.items():
        low = name.lower()
        if low in _FORBIDDEN or low.startswith(_FORBIDDEN_PREFIXES):
            raise errors.refused()
        if (
            not name
            or not name.isascii()
            or not all(c.isalnum() or c in "!#$%&'*+-.^_`|~" for c in name)
        ):
            raise _bad_header(name)
        if any(ord(c) < 32 or ord(c) == 127 or ord(c) > 255 for c in value.replace("\t", " ")):
            raise _bad_header(name)
    return {name: value.strip() for name, value in headers.items()}


def _bad_header(name: str) -> OutboundProblem:
    return OutboundProblem(
        _("The header “%(name)s” holds characters that cannot be sent.") % {"name": name[:60]},
        code=errors.BAD_REQUEST,
    )


def without_secrets(headers: Mapping[str, str]) -> dict[str, str]:
    """Return `headers` without those that another host must not see."""
    return {name: value for name, value in headers.items() if name.lower() not in _SECRET}
