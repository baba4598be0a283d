"""Fetching from a mailbox: what arrived since the last look, each letter once, in order."""

from __future__ import annotations

import imaplib
import logging
import re
from base64 import b64encode
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import groupby

from django.utils.translation import gettext as _

from flowbuilder.channels.email import inbound, reading
from flowbuilder.channels.email.models import Arrival, Mailbox
from flowbuilder.common.clock import now
from flowbuilder.common.crashpoints import pass_point
from flowbuilder.integrations.mail_servers import (
    MailServerProblem,
    connect_imap,
    connect_smtp,
    in_words,
)

#: How many letters one look takes; the next look takes the next.
AT_ONCE = 50
MAX_BYTES = 25 * 1024 * 1024
#: How much one look takes in all, so that it ends.
MAX_BYTES_AT_ONCE = 60 * 1024 * 1024
#: When the server has numbered its letters anew, those of so long before are looked through.
LOOK_BACK = timedelta(days=2)
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

logger = logging.getLogger(__name__)


def fetch(mailbox: Mailbox, stopping: Callable[[], bool] = lambda: False) -> int:
    """Take what arrived since the last look; return how many were taken.

    The first look only notes where the mailbox ends.

    Raises:
        MailServerProblem: The mailbox could not be read to its end.
    """
    connection = connect_imap(mailbox.imap)
    try:
        return _fetch(connection, mailbox, stopping)
    except (OSError, imaplib.IMAP4.error) as problem:
        raise in_words(problem, mailbox.imap) from problem
    finally:
        _leave(connection)


def test(mailbox: Mailbox) -> list[str]:
    """Try both directions without taking or sending anything; the problems, in sentences."""
    problems = []
    try:
        connection = connect_imap(mailbox.imap)
        try:
            _select(connection, mailbox)
        except (OSError, imaplib.IMAP4.error) as problem:
            raise in_words(problem, mailbox.imap) from problem
        finally:
            _leave(connection)
    except MailServerProblem as problem:
        problems.append(_("Incoming mail: {problem}").format(problem=problem.message))
    server = mailbox.smtp
    if server is not None:
        try:
            connect_smtp(server).close()
        except MailServerProblem as problem:
            problems.append(_("Outgoing mail: {problem}").format(problem=problem.message))
    return problems


def _fetch(connection: imaplib.IMAP4, mailbox: Mailbox, stopping: Callable[[], bool]) -> int:
    validity, ends = _select(connection, mailbox)
    if not mailbox.uid_validity:
        _note(mailbox, validity, ends)
        return 0
    if validity != mailbox.uid_validity:
        _begin_anew(connection, mailbox, validity, ends)
    found = _search(connection, "UID", f"{mailbox.last_uid + 1}:*")
    new = [uid for uid in found if uid > mailbox.last_uid][:AT_ONCE]
    count = room = 0
    for uid in [*_to_try_again(mailbox), *new]:
        if stopping() or room > MAX_BYTES_AT_ONCE:
            return count
        taken, size = _take(connection, mailbox, uid)
        count, room = count + taken, room + size
        pass_point("letter_taken")
        _note(mailbox, validity, uid)
        if taken:
            _mark_seen(connection, uid)
    return count


def _begin_anew(connection: imaplib.IMAP4, mailbox: Mailbox, validity: int, ends: int) -> None:
    """The server has numbered its letters anew: go on from those of the days before.

    What was taken is known by its key. Letters that wait to be tried again are found once more.
    """
    since = max((mailbox.checked_at or mailbox.created_at) - LOOK_BACK, mailbox.created_at)
    first = min(_search(connection, "SINCE", _day(since)), default=ends + 1)
    Arrival.objects.filter(mailbox=mailbox, fate=Arrival.Fate.NEW).update(uid=0)
    _note(mailbox, validity, first - 1)


def _to_try_again(mailbox: Mailbox) -> list[int]:
    """Letters whose taking was cut off or went wrong, and that are due again."""
    begun = Arrival.objects.filter(mailbox=mailbox, fate=Arrival.Fate.NEW, uid__gt=0)
    at = now()
    return [row.uid for row in begun.order_by("uid")[:500] if inbound.tried_again_at(row) <= at]


def _take(connection: imaplib.IMAP4, mailbox: Mailbox, uid: int) -> tuple[bool, int]:
    """Whether it is with us now, and its size.

    What is not stays unread in the mailbox, for people to find.
    """
    if _size(connection, uid) <= MAX_BYTES:
        # Not every server tells the size rightly, so one byte more is asked for.
        data = _bytes(connection, uid, f"BODY.PEEK[]<0.{MAX_BYTES + 1}>")
        if data is None:
            name = f"X-UID: {mailbox.uid_validity}.{uid}\r\n\r\n".encode()
            inbound.refuse(mailbox, uid, name, _("The mail server does not give it out."))
            return False, 0
        if len(data) <= MAX_BYTES:
            return _take_bytes(mailbox, uid, data), len(data)
    why = _("It is larger than {mb} MB.").format(mb=MAX_BYTES // 1024**2)
    head = _bytes(connection, uid, f"BODY.PEEK[HEADER]<0.{reading.MAX_HEAD}>")
    inbound.refuse(mailbox, uid, head or b"", why)
    return False, 0


def _take_bytes(mailbox: Mailbox, uid: int, data: bytes) -> bool:
    if not data:  # somebody deleted it meanwhile
        gone = Arrival.objects.filter(mailbox=mailbox, uid=uid, fate=Arrival.Fate.NEW)
        gone.update(fate=Arrival.Fate.UNREADABLE, why=_("Somebody deleted it in the mailbox."))
        return False
    arrival = inbound.take(mailbox, uid, data)
    return arrival.fate in {Arrival.Fate.TAKEN, Arrival.Fate.NOTED}


def _select(connection: imaplib.IMAP4, mailbox: Mailbox) -> tuple[int, int]:
    """Open the folder; its UIDVALIDITY and the last UID that it gave out."""
    name = _in_utf7(mailbox.folder).replace("\\", "\\\\").replace('"', '\\"')
    status, _data = connection.select(f'"{name}"')
    if status != "OK":
        raise MailServerProblem(
            _("There is no folder “{folder}” in this mailbox.").format(folder=mailbox.folder)
        )
    validity = _number(connection.response("UIDVALIDITY")[1])
    following = _number(connection.response("UIDNEXT")[1])
    if not following:
        following = max(_search(connection, "ALL"), default=0) + 1
    return validity or 1, following - 1


def _search(connection: imaplib.IMAP4, *criteria: str) -> list[int]:
    _status, data = connection.uid("SEARCH", *criteria)
    return sorted(int(number) for number in (data[0] or b"").split()) if data else []


def _size(connection: imaplib.IMAP4, uid: int) -> int:
    _status, data = connection.uid("FETCH", str(uid), "(RFC822.SIZE)")
    said = b" ".join(row if isinstance(row, bytes) else row[0] for row in data or () if row)
    found = re.search(rb"RFC822\.SIZE (\d+)", said)
    return int(found[1]) if found else 0


def _bytes(connection: imaplib.IMAP4, uid: int, what: str) -> bytes | None:
    """The part of a letter, empty where there is no such letter; None if it is not given out."""
    status, data = connection.uid("FETCH", str(uid), f"({what})")
    if status != "OK":
        return None
    return next((row[1] for row in data or () if isinstance(row, tuple)), b"")


def _mark_seen(connection: imaplib.IMAP4, uid: int) -> None:
    """Only for people who look into the mailbox; what was taken we know ourselves."""
    try:
        connection.uid("STORE", str(uid), "+FLAGS.SILENT", r"(\Seen)")
    except imaplib.IMAP4.error as problem:
        logger.info("Letter %s could not be marked as read: %s", uid, problem)


def _note(mailbox: Mailbox, validity: int, uid: int) -> None:
    """Note how far it was read: never back, and not when it is another mailbox by now."""
    row = Mailbox.objects.filter(
        pk=mailbox.pk,
        imap_host=mailbox.imap_host,
        imap_user=mailbox.imap_user,
        folder=mailbox.folder,
    )
    row.exclude(uid_validity=validity, last_uid__gte=uid).update(
        uid_validity=validity, last_uid=uid
    )
    if mailbox.uid_validity != validity or mailbox.last_uid < uid:
        mailbox.uid_validity, mailbox.last_uid = validity, uid


def checked(mailbox: Mailbox, problem: str, not_before: datetime | None = None) -> None:
    """Note when the mailbox was looked at, what went wrong, and when it is tried again."""
    Mailbox.objects.filter(pk=mailbox.pk).update(
        checked_at=now(), problem=problem[:400], not_before=not_before
    )


def _number(data: object) -> int:
    first = data[0] if isinstance(data, list) and data else None
    return int(first) if isinstance(first, bytes) and first.isdigit() else 0


def _in_utf7(name: str) -> str:
    """The name of a folder as RFC 3501 has it: `&` begins what is no ASCII."""
    pieces = []
    for is_plain, run in groupby(name, lambda char: " " <= char <= "~"):
        words = "".join(run)
        packed = b64encode(words.encode("utf-16-be")).decode().rstrip("=").replace("/", ",")
        pieces.append(words.replace("&", "&-") if is_plain else f"&{packed}-")
    return "".join(pieces)


def _day(moment: datetime) -> str:
    return f"{moment.day:02}-{_MONTHS[moment.month - 1]}-{moment.year}"


def _leave(connection: imaplib.IMAP4) -> None:
    try:
        connection.logout()
    except (OSError, imaplib.IMAP4.error):
        connection.shutdown()
