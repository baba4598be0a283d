"""What can go wrong on the way out.

AppError
└── OutboundProblem       502  `code` says which
    address_not_allowed        the address is not one that may be called
    http_unreachable           no such host, refused, reset, bad certificate
    http_timeout               a time limit ran out
    http_too_large             the answer is larger than allowed, after unpacking
    http_too_many_redirects    sent on too often
    http_broken                what came back is not HTTP we can read
    http_bad_request           the request itself cannot be sent
    http_resting               it failed several times in a row and is left alone for a while
    uncertain                  it broke off after a request that may have been received, and
                               that must not be sent twice (the core's code for any effect)
    credential_missing         no such credential, or it is switched off
    credential_wrong_host      the credential is bound to other hosts
    email_bad_address          not an address one can write to
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from flowbuilder.common.errors import AppError
from flowbuilder.core.effects import UNCERTAIN

ADDRESS_NOT_ALLOWED = "address_not_allowed"
UNREACHABLE = "http_unreachable"
TIMEOUT = "http_timeout"
TOO_LARGE = "http_too_large"
TOO_MANY_REDIRECTS = "http_too_many_redirects"
BROKEN = "http_broken"
BAD_REQUEST = "http_bad_request"
RESTING = "http_resting"
CREDENTIAL_MISSING = "credential_missing"
CREDENTIAL_WRONG_HOST = "credential_wrong_host"
BAD_EMAIL = "email_bad_address"


class OutboundProblem(AppError):
    """A call to another service did not come back with an answer. `error_code` says why.

    `sent` says that a request may have been received all the same.
    """

    code = UNREACHABLE
    status = 502
    sent = False


def refused() -> OutboundProblem:
    """The one answer to every address that may not be called."""
    return OutboundProblem(
        _("This address may not be called: only public http and https services can be."),
        code=ADDRESS_NOT_ALLOWED,
    )


def timed_out() -> OutboundProblem:
    """A time limit ran out."""
    return OutboundProblem(_("The other service took too long."), code=TIMEOUT)


def resting() -> OutboundProblem:
    """It was not called: it failed too often just before."""
    return OutboundProblem(
        _("The other service failed several times in a row, so we are not calling it for a while."),
        code=RESTING,
    )


def uncertain(problem: OutboundProblem) -> OutboundProblem:
    """Nobody knows whether it was done: `problem` came after the request had gone out."""
    return OutboundProblem(
        _("The request was sent, but no answer came. Nobody knows whether it was carried out."),
        code=UNCERTAIN,
        reason=problem.error_code,
    )


def too_large() -> OutboundProblem:
    """There was more than the limit."""
    return OutboundProblem(_("The other service sent more than we accept."), code=TOO_LARGE)


def broken() -> OutboundProblem:
    """It cannot be read."""
    return OutboundProblem(_("The other service's answer could not be read."), code=BROKEN)
