"""Credentials: how a secret becomes a header, and to which hosts it may go."""

from __future__ import annotations

import base64
import re

from django.utils.translation import gettext as _

from flowbuilder.common.errors import InvalidInput
from flowbuilder.integrations import errors
from flowbuilder.integrations.errors import OutboundProblem
from flowbuilder.integrations.models import Credential, CredentialKind
from flowbuilder.integrations.safe_http import host_of, is_encrypted, private_hosts
from flowbuilder.integrations.secrets import unseal

_HOST = re.compile(r"^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)(?:\.[a-z0-9-]+)*(?::\d{1,5})?$")
MAX_HOSTS = 20
#: Before a host to which the secret may go unencrypted.
IN_CLEAR = "http://"


def headers_for(workspace_id: int, name: str, url: str) -> dict[str, str]:
    """Return the header that carries the secret of credential `name` to `url`.

    Raises:
        OutboundProblem: `credential_missing`, or `credential_wrong_host` when `url` is of a
            host that the credential's owner did not name, or would carry the secret in clear
            and they did not name it so.
    """
    if not name:
        return {}
    found = Credential.objects.filter(workspace_id=workspace_id, name=name, enabled=True).first()
    secret = unseal(found.sealed) if found else ""
    if found is None or not secret:
        raise OutboundProblem(
            _("The credential “%(name)s” does not exist, is off, or has lost its secret.")
            % {"name": name},
            code=errors.CREDENTIAL_MISSING,
        )
    host, in_clear = host_of(url), f"{IN_CLEAR}{host_of(url)}"
    named = in_clear in found.hosts or (host in found.hosts and _is_sheltered(url))
    if not named:
        shown = host if is_encrypted(url) else in_clear
        raise OutboundProblem(
            _("The credential “%(name)s” may not be sent to %(host)s.")
            % {"name": name, "host": shown},
            code=errors.CREDENTIAL_WRONG_HOST,
        )
    return _header(found, secret)


def _is_sheltered(url: str) -> bool:
    """Whether nobody can read along: https, or a place in the house that the operator allowed."""
    host = host_of(url)
    return is_encrypted(url) or not private_hosts().isdisjoint({host, f"{host}:80"})


def read_hosts(text: str) -> list[str]:
    """Return the hosts of a text with one a line. Exact names only: no wildcard, no path.

    `http://` before a name lets the secret go there unencrypted, too.

    Raises:
        InvalidInput: Naming the first line that is not a host.
    """
    hosts = list(dict.fromkeys(line.strip().lower() for line in text.splitlines() if line.strip()))
    for host in hosts:
        if not _HOST.match(host.removeprefix(IN_CLEAR)):
            raise InvalidInput(
                _("“%(host)s” is not a host. Write only its name, for example api.example.com.")
                % {"host": host[:80]}
            )
    if not hosts or len(hosts) > MAX_HOSTS:
        raise InvalidInput(_("Enter 1 to %(count)d hosts, one per line.") % {"count": MAX_HOSTS})
    return hosts


def _header(credential: Credential, secret: str) -> dict[str, str]:
    match credential.kind:
        case CredentialKind.HEADER:
            return {credential.header_name: secret}
        case CredentialKind.BASIC:
            pair = base64.b64encode(f"{credential.username}:{secret}".encode()).decode()
            return {"Authorization": f"Basic {pair}"}
        case _:
            return {"Authorization": f"Bearer {secret}"}
