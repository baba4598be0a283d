"""Connections to mail servers that people name: IMAP and SMTP, to checked addresses only.

The address is looked up once and judged, and the connection goes to that very number, so that a
name cannot mean another address a moment later. Names in certificates are checked as usual. No
connection lasts longer or brings more than `SECONDS` and `MAX_RECEIVED`, however a server drips.
"""

from __future__ import annotations

import base64
import imaplib
import io
import re
import smtplib
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Literal

from django.utils.translation import gettext as _

from flowbuilder.common.errors import AppError
from flowbuilder.integrations import addresses
from flowbuilder.integrations.safe_http import private_hosts, resolve

#: How long a server may be silent, and at the end of a letter, when it may look for viruses.
TIMEOUT_S = 20.0
LETTER_TIMEOUT_S = 240.0
SECONDS = 300.0
MAX_RECEIVED = 100 * 1024 * 1024
#: Of what a server sends in one piece; a letter of 25 MB and its envelope.
MAX_LITERAL = 27 * 1024 * 1024
MOST_ADDRESSES = 4
MAIL_PORTS = frozenset({25, 143, 465, 587, 993})
Security = Literal["tls", "starttls", "none"]
#: What LOGIN takes as it is, and within quotes.
_SIMPLE = re.compile(r"[A-Za-z0-9@._+=-]+")
_PRINTABLE = re.compile(r"[ -~]+")


class MailServerProblem(AppError):
    """A mail server could not be used. The sentence says what to look at.

    `permanent` says that trying again will not help.
    """

    code = "mail_server"
    status = 502
    permanent = False

    def __init__(self, message: str, *, permanent: bool = False) -> None:
        super().__init__(message)
        self.permanent = permanent


class LoginRefused(MailServerProblem):
    """The server knows no such user with this password. Who knocks too often is locked out."""

    code = "mail_login"


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where a mail server is and who signs in there; nobody does with an empty `user`."""

    host: str
    port: int
    security: Security
    user: str = ""
    password: str = field(default="", repr=False)


def connect_imap(server: Server) -> imaplib.IMAP4:
    """Sign in to an IMAP server. Raises MailServerProblem."""
    connection: imaplib.IMAP4 | None = None
    try:
        connection = _ImapTls(server) if server.security == "tls" else _Imap(server)
        if server.security == "starttls":
            if "STARTTLS" not in connection.capabilities:
                raise _not_offered(server)
            connection.starttls(ssl_context=_context())
        _sign_in_imap(connection, server)
    except (OSError, imaplib.IMAP4.error, MailServerProblem) as problem:
        if connection is not None:
            connection.shutdown()
        raise in_words(problem, server) from problem
    return connection


def _sign_in_imap(connection: imaplib.IMAP4, server: Server) -> None:
    if "LOGINDISABLED" in connection.capabilities:
        raise _not_offered(server)
    try:
        if _SIMPLE.fullmatch(server.user) and _PRINTABLE.fullmatch(server.password):
            connection.login(server.user, server.password)
        else:  # LOGIN knows no other letters
            connection.authenticate("PLAIN", lambda _challenge: _as_plain(server))
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as problem:
        raise _refused_login(server) from problem


def connect_smtp(server: Server) -> smtplib.SMTP:
    """Sign in to an SMTP server. Raises MailServerProblem."""
    connection: smtplib.SMTP | None = None
    try:
        connection = _SmtpTls(server) if server.security == "tls" else _Smtp(server)
        if server.security == "starttls":
            connection.starttls(context=_context())
        if server.user:
            _sign_in_smtp(connection, server)
    except (OSError, smtplib.SMTPException, MailServerProblem) as problem:
        if connection is not None:
            connection.close()
        raise in_words(problem, server) from problem
    return connection


def _sign_in_smtp(connection: smtplib.SMTP, server: Server) -> None:
    if server.user.isascii() and server.password.isascii():
        connection.login(server.user, server.password)
        return
    connection.ehlo_or_helo_if_needed()  # `login` knows no other letters
    code, said = connection.docmd("AUTH PLAIN", base64.b64encode(_as_plain(server)).decode())
    if code not in (235, 503):
        raise smtplib.SMTPAuthenticationError(code, said)


def _as_plain(server: Server) -> bytes:
    return f"\0{server.user}\0{server.password}".encode()


def in_words(problem: Exception, server: Server) -> MailServerProblem:
    """What went wrong with `server`, in a sentence that says what to look at."""
    where = {"host": server.host, "port": server.port}
    match problem:
        case MailServerProblem():
            return problem
        case smtplib.SMTPAuthenticationError():
            return _refused_login(server)
        case smtplib.SMTPNotSupportedError():
            return _not_offered(server)
        case ssl.SSLCertVerificationError():
            return _bad_certificate(server, problem.verify_code)
        case ssl.SSLError():
            return MailServerProblem(
                _("The server %(host)s speaks another encryption on port %(port)s. Try another.")
                % where
            )
        case socket.gaierror():
            return MailServerProblem(
                _("There is no server called %(host)s. Check the name.") % where
            )
        case TimeoutError():
            return MailServerProblem(
                _("The server %(host)s does not answer on port %(port)s. Check the port.") % where
            )
        case ConnectionRefusedError():
            return MailServerProblem(
                _("The server %(host)s refuses connections on port %(port)s. Check the port.")
                % where
            )
        case smtplib.SMTPResponseException(smtp_code=code, smtp_error=said):
            words = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
            return MailServerProblem(
                _("The mail server said: {code} {said}").format(code=code, said=words[:200])
            )
    return MailServerProblem(
        _("The server %(host)s could not be used: %(detail)s")
        % {**where, "detail": f"{type(problem).__name__}: {problem}"[:200]}
    )


def _not_offered(server: Server) -> MailServerProblem:
    return MailServerProblem(
        _(
            "The server %(host)s does not offer this encryption or sign-in on port %(port)s. No "
            "password was sent."
        )
        % {"host": server.host, "port": server.port}
    )


def _bad_certificate(server: Server, code: int) -> MailServerProblem:
    match code:
        case 62 | 64:  # X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH
            words = _("The certificate of %(host)s is for another name.")
        case 10:  # X509_V_ERR_CERT_HAS_EXPIRED
            words = _("The certificate of %(host)s has expired.")
        case _:
            words = _("The certificate of %(host)s was issued by nobody whom this server trusts.")
    return MailServerProblem(words % {"host": server.host} + " " + _("No password was sent."))


def _refused_login(server: Server) -> LoginRefused:
    return LoginRefused(
        _(
            "The server %(host)s does not accept this user name and password. Some providers need "
            "an app password."
        )
        % {"host": server.host}
    )


def _context() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.sslsocket_class = _TlsSocket
    return context


def _open(server: Server, timeout: float | None) -> socket.socket:
    """A connection to the server's address, if that is one on the open internet or allowed."""
    where = {"host": server.host, "port": server.port}
    exempt = f"{server.host.lower()}:{server.port}" in private_hosts()
    if not exempt and server.port not in MAIL_PORTS and not addresses.port_is_allowed(server.port):
        raise MailServerProblem(_("No mail server listens on port %(port)s.") % where)
    try:
        found = resolve(server.host, server.port)
    except UnicodeError as problem:
        raise socket.gaierror(str(problem)) from problem
    if not found or not (exempt or all(addresses.is_public(each) for each in found)):
        raise MailServerProblem(
            _(
                "The server %(host)s has an internal address. The operator has to allow "
                "%(host)s:%(port)s in FLOWBUILDER_ALLOWED_PRIVATE_HOSTS first."
            )
            % where
        )
    if not exempt and server.security == "none" and server.user:
        raise MailServerProblem(
            _(
                "Without encryption the password could be read on its way to %(host)s. Choose TLS "
                "or STARTTLS."
            )
            % where
        )
    failure: OSError | None = None
    for address in found[:MOST_ADDRESSES]:
        try:
            opened = socket.create_connection((address, server.port), timeout or TIMEOUT_S)
        except OSError as failed:
            failure = failed
            continue
        limited = _PlainSocket(opened.family, opened.type, opened.proto, opened.detach())
        limited.settimeout(timeout or TIMEOUT_S)
        return limited
    raise failure or OSError("no address")


# ---- What a server may send -----------------------------------------------------------------


class _Metered(io.RawIOBase):
    """What comes of a socket, for so long and so much."""

    def __init__(self, source: socket.socket) -> None:
        self.source = source
        self.until, self.left = monotonic() + SECONDS, MAX_RECEIVED

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        seconds, usual = self.until - monotonic(), self.source.gettimeout()
        if seconds <= 0 or self.left <= 0:
            raise TimeoutError("It took too long, or too much came.")
        self.source.settimeout(min(seconds, usual or TIMEOUT_S))
        try:
            received = self.source.recv_into(buffer)
        finally:
            self.source.settimeout(usual)
        self.left -= received
        return received


class _PlainSocket(socket.socket):
    def makefile(self, *_how: Any, **_more: Any) -> Any:
        return io.BufferedReader(_Metered(self))


class _TlsSocket(ssl.SSLSocket):
    def makefile(self, *_how: Any, **_more: Any) -> Any:
        return io.BufferedReader(_Metered(self))


class _Imap(imaplib.IMAP4):
    def __init__(self, server: Server) -> None:
        self.server = server
        super().__init__(server.host, server.port, timeout=TIMEOUT_S)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        return _open(self.server, timeout)

    def shutdown(self) -> None:
        """Close the connection, even one that broke while it was being encrypted."""
        with suppress(OSError):
            super().shutdown()

    def read(self, size: int) -> bytes:
        """A piece whose size the server named. Raises `abort` when that is absurd."""
        if size > MAX_LITERAL:
            raise self.abort(f"a piece of {size} bytes")
        return super().read(size)


class _ImapTls(_Imap):
    def _create_socket(self, timeout: float | None) -> socket.socket:
        plain = _open(self.server, timeout)
        return _context().wrap_socket(plain, server_hostname=self.server.host)


class _Smtp(smtplib.SMTP):
    def __init__(self, server: Server) -> None:
        self.server = server
        super().__init__(server.host, server.port, timeout=TIMEOUT_S)

    def _get_socket(self, host: str, port: int, timeout: Any) -> socket.socket:
        return _open(self.server, timeout)

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Send the letter. It may take longer than a command, and be looked through at its end."""
        if self.sock is not None:
            self.sock.settimeout(LETTER_TIMEOUT_S)
        try:
            return super().data(msg)
        finally:
            if self.sock is not None:
                self.sock.settimeout(TIMEOUT_S)


class _SmtpTls(_Smtp):
    def _get_socket(self, host: str, port: int, timeout: Any) -> socket.socket:
        plain = _open(self.server, timeout)
        return _context().wrap_socket(plain, server_hostname=self.server.host)
