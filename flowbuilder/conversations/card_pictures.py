"""Pictures on cards: uploaded by authors, or fetched by us, so that visitors need not go there.

What comes is taken for a picture by its bytes alone and drawn anew, small. It is kept for a week
and then asked for again; a host that fails then does not take away what it gave before.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from datetime import datetime, timedelta
from io import BytesIO
from typing import IO
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from flowbuilder.common.clock import now
from flowbuilder.conversations import attachments
from flowbuilder.conversations.errors import FileRefused
from flowbuilder.conversations.files import pictures
from flowbuilder.conversations.files.kinds import Unsound, format_of
from flowbuilder.conversations.models import CardPicture
from flowbuilder.flows import pictures as flow_pictures
from flowbuilder.integrations import safe_http
from flowbuilder.integrations.errors import OutboundProblem
from flowbuilder.integrations.safe_http import Timeouts

#: What the address of an uploaded picture begins with.
UPLOADED = "upload:"
MAX_BYTES = 1024 * 1024
TIMEOUTS = Timeouts(connect=3.0, read=4.0, total=6.0)
FRESH, FAILED_FOR, KEPT = timedelta(days=7), timedelta(minutes=5), timedelta(days=30)

#: Slow hosts hold no more threads than this.
_at_once = threading.BoundedSemaphore(4)

logger = logging.getLogger(__name__)


def keep(workspace_id: int, file: IO[bytes], name: str) -> str:
    """Keep a picture that an author uploads; what a card then has as its address.

    The same picture again is the same one. Raises FileRefused for what is no picture.
    """
    found = attachments.format_in(file, name)
    if found.kind != "image":
        raise FileRefused(
            _("Choose a picture: PNG, JPEG, WebP or GIF."), code="file_type", status=415
        )
    data = attachments.redrawn(file, found).preview
    address = f"{UPLOADED}{hashlib.sha256(data).hexdigest()[:32]}"
    CardPicture.objects.update_or_create(
        workspace_id=workspace_id,
        digest=_digest(address),
        defaults={"data": data, "uploaded": True, "fetched_at": now()},
    )
    return address


def keep_bytes(workspace_id: int, data: bytes) -> str:
    """Keep a picture that comes with a flow's file, as an upload is kept. Raises FileRefused."""
    return keep(workspace_id, BytesIO(data), "")


def kept_picture(workspace_id: int, address: str) -> bytes | None:
    """The picture of `address` if we have it; nobody is asked for it."""
    return _bytes_of(_kept(workspace_id, address))


def picture_at(workspace_id: int, address: str) -> bytes | None:
    """The picture at `address` as WebP; None when there is none to be had now.

    May take as long as `TIMEOUTS` says, so no transaction may be open.
    """
    kept = _kept(workspace_id, address)
    if address.startswith(UPLOADED):
        return _bytes_of(kept)
    if kept is not None and now() - kept.fetched_at < (FRESH if kept.data else FAILED_FOR):
        return _bytes_of(kept)
    if not _at_once.acquire(timeout=TIMEOUTS.total):
        return _bytes_of(kept)
    try:
        data = _fetched(address)
    finally:
        _at_once.release()
    found, _is_new = CardPicture.objects.update_or_create(
        workspace_id=workspace_id,
        digest=_digest(address),
        defaults={"fetched_at": now(), **({"data": data} if data else {})},
    )
    return _bytes_of(found)


def forget_old(moment: datetime) -> None:
    """Delete those that were not asked for in a month, and what was uploaded so long ago and no
    flow names any more, be it a draft, a version that somebody talks with, or an older one."""
    old = CardPicture.objects.filter(fetched_at__lt=moment - KEPT)
    old.filter(uploaded=False).delete()
    uploaded: dict[int, set[str]] = {}
    for workspace_id, digest in old.filter(uploaded=True).values_list("workspace_id", "digest"):
        uploaded.setdefault(workspace_id, set()).add(digest)
    for workspace_id, unused in uploaded.items():
        for addresses in flow_pictures.used(workspace_id):
            unused -= set(map(_digest, addresses))
            if not unused:
                break
        old.filter(workspace_id=workspace_id, digest__in=unused).delete()


def _digest(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()


def _kept(workspace_id: int, address: str) -> CardPicture | None:
    return CardPicture.objects.filter(workspace=workspace_id, digest=_digest(address)).first()


def _bytes_of(kept: CardPicture | None) -> bytes | None:
    return bytes(kept.data) if kept is not None and kept.data else None


def _fetched(address: str) -> bytes | None:
    host = urlsplit(address).hostname
    try:
        answer = safe_http.fetch(
            "GET", address, headers={"Accept": "image/*"}, timeouts=TIMEOUTS, max_bytes=MAX_BYTES
        )
    except OutboundProblem as problem:
        logger.info("No picture could be had from %s: %s", host, problem.error_code)
        return None
    if answer.status != 200:
        logger.info("No picture could be had from %s: status %s", host, answer.status)
        return None
    try:
        file = BytesIO(answer.body)
        found = format_of(file, "")
        if found is not None and found.kind == "image":
            return pictures.redrawn(file, found).preview
    except (Unsound, pictures.PictureTooLarge, pictures.BrokenPicture):
        pass
    logger.info("What came from %s is no picture that can be shown.", host)
    return None
