"""What is done with files of conversations: taken, sent, deleted. Callers say who may.

The bytes are written first and deleted last, so that a row never names what is not there; what a
crash leaves behind without a row is found by `sweep`.
"""

from __future__ import annotations

import hashlib
import logging
import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet, Sum
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from flowbuilder.accounts.models import User
from flowbuilder.common.clock import now
from flowbuilder.common.errors import InvalidInput
from flowbuilder.conversations.errors import DiskFull, FileRefused, NoSuchFile, TooManyFiles
from flowbuilder.conversations.files import pictures
from flowbuilder.conversations.files.kinds import Format, Unsound, format_of
from flowbuilder.conversations.files.names import safe_name
from flowbuilder.conversations.models import Attachment, Conversation

FOLDER = "conversations"
MOST_AT_ONCE = 5
KEEP_UNSENT = timedelta(days=1)
KEPT_FREE = 300 * 1024 * 1024
PIECE = 256 * 1024
ORPHANS_AT_ONCE = 500

logger = logging.getLogger(__name__)


# ---- Taking --------------------------------------------------------------------------


def check_room(conversation: Conversation, author: str) -> None:
    """Check, before a byte is read, that one more file may come.

    Raises:
        TooManyFiles, DiskFull: None may.
    """
    theirs = Attachment.objects.filter(conversation=conversation, author=author)
    limit = settings.FLOWBUILDER_FILES_PER_HOUR
    if theirs.filter(created_at__gt=now() - timedelta(hours=1)).count() >= limit:
        raise TooManyFiles(
            ngettext(
                "No more than {count} file an hour can be sent. Try again later.",
                "No more than {count} files an hour can be sent. Try again later.",
                limit,
            ).format(count=limit)
        )
    total = theirs.aggregate(total=Sum("size"))["total"] or 0
    if total >= settings.FLOWBUILDER_FILES_MAX_TOTAL_BYTES:
        raise TooManyFiles(
            _("The files of this conversation take up all the room it has. Send a link instead."),
            code="no_more_room",
        )
    if _free_bytes() < KEPT_FREE:
        logger.error("There is too little room on the disk of the files to take any.")
        raise DiskFull(_("There is no room for files just now. Try again later."))


def receive(
    conversation: Conversation,
    uploaded: UploadedFile,
    *,
    author: str,
    agent: User | None = None,
    stated_size: int | None = None,
) -> Attachment:
    """Take a file, if it is of a kind that is taken. Nobody sees it until a message sends it.

    Raises:
        FileRefused: It cannot be taken; the sentence says why.
    """
    size = uploaded.size or 0
    if size == 0:
        raise FileRefused(_("This file is empty. Choose another one."), code="empty_file")
    if size > settings.FLOWBUILDER_FILE_MAX_BYTES:
        raise too_large()
    if stated_size is not None and stated_size != size:
        raise FileRefused(
            _("Only part of the file arrived. Send it again."), code="incomplete_file"
        )
    name, file = uploaded.name or "", uploaded.file
    if file is None:
        raise FileRefused(_("This file is empty. Choose another one."), code="empty_file")
    found = format_in(file, name)
    picture = redrawn(file, found) if found.kind == "image" else None
    source: IO[bytes] = file if picture is None else BytesIO(picture.data)
    base = f"{FOLDER}/{conversation.workspace_id}/{now():%Y%m}/{secrets.token_hex(20)}"
    written: list[str] = []
    try:
        digest, stored = _write(base, source, written)
        if picture is not None:
            _write(f"{base}.preview", BytesIO(picture.preview), written)
        return Attachment.objects.create(
            workspace_id=conversation.workspace_id,
            conversation=conversation,
            author=author,
            agent=agent,
            name=safe_name(name, found),
            format=found.name,
            kind=found.kind,
            size=stored,
            digest=digest,
            width=picture.width if picture else 0,
            height=picture.height if picture else 0,
            path=written[0],
            preview_path=written[1] if picture else "",
        )
    except BaseException:
        _delete_bytes(written)
        raise


def too_large() -> FileRefused:
    """What a file is answered with that is larger than allowed."""
    limit = filesizeformat(settings.FLOWBUILDER_FILE_MAX_BYTES)
    return FileRefused(
        _("This file is too large: it may have up to {limit}.").format(limit=limit),
        code="file_too_large",
        status=413,
        limit=settings.FLOWBUILDER_FILE_MAX_BYTES,
    )


def format_in(file: IO[bytes], name: str) -> Format:
    """The kind of `file`, by its bytes. Raises FileRefused for one that is not accepted."""
    try:
        found = format_of(file, name)
    except Unsound as problem:
        logger.info("A file was refused: %s", problem)
        raise _broken() from problem
    if found is None:
        raise FileRefused(
            _(
                "Files of this kind are not accepted. Send an image (PNG, JPEG, GIF, WebP), "
                "a PDF, a text, or a DOCX, XLSX, ODT or CSV document."
            ),
            code="file_type",
            status=415,
        )
    return found


def redrawn(file: IO[bytes], found: Format) -> pictures.Picture:
    """The picture in `file`, drawn anew. Raises FileRefused."""
    try:
        return pictures.redrawn(file, found)
    except pictures.PictureTooLarge:
        raise FileRefused(
            _("This image has too many pixels. Make it smaller and send it again."),
            code="image_too_large",
            status=413,
        ) from None
    except pictures.BrokenPicture as problem:
        raise _broken() from problem


def _broken() -> FileRefused:
    return FileRefused(
        _("This file is damaged or cannot be accepted. Check it, or send another one."),
        code="broken_file",
    )


def _write(name: str, source: IO[bytes], written: list[str]) -> tuple[str, int]:
    """Keep what `source` holds, on the disk before anybody is told. Its checksum and size."""
    source.seek(0)
    hashed, size = hashlib.sha256(), 0
    while piece := source.read(PIECE):
        hashed.update(piece)
        size += len(piece)
    source.seek(0)
    try:
        kept = default_storage.save(name, File(source))
    except OSError as problem:
        logger.exception("A file could not be kept.")
        raise DiskFull(_("There is no room for files just now. Try again later.")) from problem
    written.append(kept)
    _sync(kept)
    return hashed.hexdigest(), size


def _sync(name: str) -> None:
    """Have the bytes on the disk: the row that names them soon will be."""
    path = _local(name)
    if path is not None:
        with path.open("rb") as file:
            os.fsync(file.fileno())


def _local(name: str) -> Path | None:
    try:
        return Path(default_storage.path(name))
    except NotImplementedError:  # a storage elsewhere sees to that itself
        return None


def _free_bytes() -> int:
    root = _local("")
    while root is not None and not root.exists():
        root = root.parent if root.parent != root else None
    return shutil.disk_usage(root).free if root is not None else KEPT_FREE


# ---- Sending -------------------------------------------------------------------------


def ready_to_send(
    conversation_id: UUID | str,
    ids: Sequence[UUID | str],
    client_id: str,
    *,
    author: str,
    agent: User | None = None,
) -> list[Attachment]:
    """The files `ids`, in that order, if they are the sender's and nothing else sent them.

    Raises:
        NoSuchFile: One of them is not there, or not theirs, or was sent already.
    """
    wanted = [str(each) for each in ids]
    if len(wanted) > MOST_AT_ONCE or len(set(wanted)) != len(wanted):
        raise InvalidInput(
            ngettext(
                "No more than {count} file can be sent at once.",
                "No more than {count} files can be sent at once.",
                MOST_AT_ONCE,
            ).format(count=MOST_AT_ONCE)
        )
    found = {
        str(each.pk): each
        for each in Attachment.objects.filter(
            pk__in=wanted, conversation_id=conversation_id, author=author, agent=agent
        )
        if each.sent_at is None or each.client_id == client_id
    }
    if len(found) != len(wanted):
        raise _gone()
    return [found[each] for each in wanted]


def mark_sent(attachments: Iterable[Attachment], client_id: str) -> None:
    """Note, in the transaction that stores their message, that these were sent by it.

    Raises:
        NoSuchFile: Another message was faster with one of them.
    """
    keys = [each.pk for each in attachments]
    changed = Attachment.objects.filter(pk__in=keys, sent_at=None).update(
        sent_at=now(), client_id=client_id
    )
    if changed != len(keys):
        raise _gone()


def described(attachment: Attachment) -> dict[str, Any]:
    """What a message and the flow keep of a file. It holds no address: that is made when shown."""
    known: dict[str, Any] = {
        "id": str(attachment.pk),
        "name": attachment.name,
        "kind": attachment.kind,
        "size": attachment.size,
    }
    if attachment.kind == "image":
        known |= {"width": attachment.width, "height": attachment.height}
    return known


def content_of(text: str, attachments: Iterable[Attachment]) -> dict[str, Any]:
    """The content of a message with files."""
    return {"kind": "files", "text": text, "files": [described(each) for each in attachments]}


def _gone() -> NoSuchFile:
    return NoSuchFile(_("A file is no longer there or was sent already. Attach it again."))


# ---- Deleting ------------------------------------------------------------------------


def delete(attachments: QuerySet[Attachment]) -> int:
    """Delete these: the rows now, the bytes when that is committed. How many they were."""
    rows = list(attachments.values_list("pk", "path", "preview_path"))
    Attachment.objects.filter(pk__in=[pk for pk, _path, _preview in rows]).delete()
    paths = [path for _pk, *both in rows for path in both if path]
    if paths:
        transaction.on_commit(lambda: _delete_bytes(paths), robust=True)
    return len(rows)


def of_conversations(conversation_ids: Iterable[Any]) -> QuerySet[Attachment]:
    """The files of these conversations."""
    return Attachment.objects.filter(conversation__in=conversation_ids)


def unsent(moment: datetime) -> QuerySet[Attachment]:
    """The files that nobody sent within a day."""
    return Attachment.objects.filter(sent_at=None, created_at__lt=moment - KEEP_UNSENT)


def sweep(moment: datetime, stopping: Callable[[], bool] = lambda: False) -> int:
    """Delete bytes that no row names, a day after they came. How many files went.

    A crash leaves such, and so does a row that went with what it hung on, such as a workspace.
    """
    root = _local(FOLDER)
    if root is None or not root.is_dir():
        return 0
    gone, batch = 0, list[str]()
    before = (moment - KEEP_UNSENT).astimezone(UTC).timestamp()
    for folder, _folders, names in os.walk(root):
        for name in names:
            path = Path(folder) / name
            if stopping():
                return gone
            try:
                is_old = path.stat().st_mtime < before
            except FileNotFoundError:
                continue
            if is_old:
                batch.append(f"{FOLDER}/{path.relative_to(root).as_posix()}")
            if len(batch) >= ORPHANS_AT_ONCE:
                gone += _delete_nameless(batch)
                batch = []
    return gone + _delete_nameless(batch)


def _delete_nameless(names: Sequence[str]) -> int:
    known = set(Attachment.objects.filter(path__in=names).values_list("path", flat=True))
    known |= set(
        Attachment.objects.filter(preview_path__in=names).values_list("preview_path", flat=True)
    )
    nameless = [name for name in names if name not in known]
    _delete_bytes(nameless)
    return len(nameless)


def _delete_bytes(names: Iterable[str]) -> None:
    for name in names:
        try:
            default_storage.delete(name)
        except OSError:
            logger.exception("A file could not be deleted; the next sweep tries again.")
