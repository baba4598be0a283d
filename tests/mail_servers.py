"""Mail servers on loopback: an SMTP sink and an IMAP server with one mailbox.

They speak as much of RFC 5321 and RFC 3501 as `smtplib` and `imaplib` use, over real sockets, with
TLS from the start or STARTTLS if they are given a certificate, and misbehave when told to.
"""

from __future__ import annotations

import base64
import re
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

USER, PASSWORD = "help@shop.example", "tajne hasło 1"


@dataclass
class Mails:
    """What both servers hold, and how they misbehave."""

    sent: list[tuple[str, list[str], bytes]] = field(default_factory=list)
    box: dict[int, bytes] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    validity: int = 7
    next_uid: int = 1
    #: The SMTP answer to the next RCPT commands, such as "451 later"; empty is yes.
    refusals: list[str] = field(default_factory=list)
    #: How many of the next letters are taken, and the connection cut before the answer.
    cut_after_data: int = 0
    #: IMAP: lines that are sent instead of the answer to this command, and then silence or the end.
    instead: dict[str, bytes] = field(default_factory=dict)
    #: Letters that IMAP lists but does not give out.
    withheld: set[int] = field(default_factory=set)
    #: What arrived before any encryption, on either server.
    in_clear: list[str] = field(default_factory=list)
    context: ssl.SSLContext | None = None
    security: str = "none"
    #: Somebody on the way has taken STARTTLS out of what the server offers.
    stripped: bool = False
    smtp_port: int = 0
    imap_port: int = 0
    arrived: threading.Condition = field(default_factory=threading.Condition)

    def put(self, data: bytes) -> int:
        """Have a letter arrive; its UID."""
        uid = self.next_uid
        self.box[uid], self.next_uid = data, uid + 1
        return uid

    @property
    def letters(self) -> list[EmailMessage]:
        """What was sent, read."""
        return [message_from_bytes(data, policy=policy.default) for _f, _t, data in self.sent]  # type: ignore[misc]

    def wait_for(self, count: int, seconds: float = 40) -> EmailMessage:
        """The newest letter, once `count` were sent."""
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.sent) >= count, seconds), self.sent
        return self.letters[-1]


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    mails: Mails

    def handle_error(self, *_about: Any) -> None:
        """Whoever does not trust the certificate hangs up."""


class _Talk(socketserver.StreamRequestHandler):
    """One connection, in lines."""

    server: _Server
    encrypted = False

    def setup(self) -> None:
        mails = self.server.mails
        if mails.security == "tls":
            self.encrypt(mails.context)
        super().setup()

    def finish(self) -> None:
        with suppress(OSError):
            super().finish()
        self.request.close()

    def encrypt(self, context: ssl.SSLContext | None) -> None:
        assert context is not None
        self.request = context.wrap_socket(self.request, server_side=True)
        self.encrypted = True

    def start_tls(self) -> None:
        self.encrypt(self.server.mails.context)
        super().setup()

    @property
    def offers_tls(self) -> bool:
        mails = self.server.mails
        return mails.security == "starttls" and not mails.stripped and not self.encrypted

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def lines(self) -> Iterator[str]:
        while line := self.rfile.readline():
            words = line.decode("utf-8", "replace").strip()
            if not self.encrypted:
                self.server.mails.in_clear.append(words)
            yield words

    def handle(self) -> None:
        with suppress(OSError):  # whoever called has gone
            self.talk()

    def talk(self) -> None:
        raise NotImplementedError


class _Smtp(_Talk):
    def talk(self) -> None:
        mails = self.server.mails
        sender, to = "", list[str]()
        self.say("220 sink")
        for words in self.lines():
            verb = words[:4].upper()
            if verb == "EHLO":
                self.say("250-sink")
                if self.offers_tls:
                    self.say("250-STARTTLS")
                self.say("250-8BITMIME")
                self.say("250 AUTH PLAIN")
            elif verb == "STAR":
                self.say("220 go on" if self.offers_tls else "454 not now")
                if self.offers_tls:
                    self.start_tls()
            elif verb == "AUTH":
                given = base64.b64decode(words.split()[-1]).decode()
                self.say("235 ok" if given == f"\0{USER}\0{PASSWORD}" else "535 no")
            elif verb == "MAIL":
                sender, to = words, []
                self.say("250 ok")
            elif verb == "RCPT":
                refusal = mails.refusals.pop(0) if mails.refusals else ""
                if not refusal:
                    to.append(words.partition("<")[2].partition(">")[0])
                self.say(refusal or "250 ok")
            elif verb == "DATA":
                self.say("354 go on")
                data = b""
                while (piece := self.rfile.readline()) not in (b".\r\n", b""):
                    data += piece[1:] if piece.startswith(b".") else piece
                with mails.arrived:
                    mails.sent.append((sender, to, data.replace(b"\r\n", b"\n")))
                    mails.arrived.notify_all()
                if mails.cut_after_data:
                    mails.cut_after_data -= 1
                    return
                self.say("250 taken")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")


class _Imap(_Talk):
    def talk(self) -> None:
        self.say("* OK ready")
        for words in self.lines():
            tag, _space, rest = words.partition(" ")
            verb, _space, args = rest.partition(" ")
            instead = self.server.mails.instead
            told = next((name for name in instead if rest.upper().startswith(name)), None)
            if told is not None:
                self.wfile.write(instead[told])
                return
            if not self.answer(tag, verb.upper(), args):
                return

    def answer(self, tag: str, verb: str, args: str) -> bool:
        mails = self.server.mails
        match verb:
            case "CAPABILITY":
                self.say("* CAPABILITY IMAP4rev1" + (" STARTTLS" if self.offers_tls else ""))
            case "STARTTLS":
                self.say(f"{tag} OK go on")
                self.start_tls()
                return True
            case "LOGIN":
                if PASSWORD not in args:
                    self.say(f"{tag} NO wrong password")
                    return True
            case "AUTHENTICATE":
                self.say("+ ")
                given = base64.b64decode(self.rfile.readline()).decode()
                if given != f"\0{USER}\0{PASSWORD}":
                    self.say(f"{tag} NO wrong password")
                    return True
            case "SELECT":
                if "INBOX" not in args:
                    self.say(f"{tag} NO no such folder")
                    return True
                self.say(f"* {len(mails.box)} EXISTS")
                self.say(f"* OK [UIDVALIDITY {mails.validity}] valid")
                self.say(f"* OK [UIDNEXT {mails.next_uid}] next")
            case "UID" if args.upper().startswith("FETCH") and int(args.split()[1]) in (
                mails.withheld
            ):
                self.say(f"{tag} NO broken")
                return True
            case "UID":
                self.uid(args)
            case "LOGOUT":
                self.say("* BYE")
                self.say(f"{tag} OK done")
                return False
        self.say(f"{tag} OK done")
        return True

    def uid(self, args: str) -> None:
        mails = self.server.mails
        verb, _space, rest = args.partition(" ")
        if verb.upper() == "SEARCH":
            first = re.match(r"UID (\d+):\*", rest)
            # As RFC 3501 has it, n:* names the last letter even when n is beyond it.
            last = max(mails.box, default=0)
            least = min(int(first[1]), last) if first else 0
            self.say("* SEARCH " + " ".join(str(uid) for uid in mails.box if uid >= least))
            return
        uid = int(rest.split()[0])
        data = mails.box.get(uid)
        if data is None:
            return
        if verb.upper() == "STORE":
            mails.seen.add(uid)
        elif "RFC822.SIZE" in rest:
            self.say(f"* 1 FETCH (UID {uid} RFC822.SIZE {len(data)})")
        else:
            if "HEADER" in rest:
                data = data.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
            if part := re.search(r"<0\.(\d+)>", rest):
                data = data[: int(part[1])]
            self.wfile.write(f"* 1 FETCH (UID {uid} BODY[] {{{len(data)}}}\r\n".encode())
            self.wfile.write(data + b")\r\n")


@contextmanager
def running(context: ssl.SSLContext | None = None, security: str = "none") -> Iterator[Mails]:
    """Both servers, each on a free port of 127.0.0.1."""
    mails = Mails(context=context, security=security)
    servers = []
    for handler in (_Smtp, _Imap):
        server = _Server(("127.0.0.1", 0), handler)
        server.mails = mails
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        servers.append(server)
    mails.smtp_port, mails.imap_port = (server.server_address[1] for server in servers)
    try:
        yield mails
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()


def letter(text: str, **headers: Any) -> bytes:
    """A letter of Ada's; `headers` with _ for -."""
    message = EmailMessage(policy=policy.SMTP)
    written = {
        "From": "Ada Nowak <ada@client.example>",
        "To": USER,
        "Subject": "Lampa nie świeci",
        "Message-ID": "<one@client.example>",
        "Date": "Sat, 28 Nov 2026 10:00:00 +0100",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    for name, value in written.items():
        if value:
            message[name] = value
    message.set_content(text)
    return message.as_bytes()
