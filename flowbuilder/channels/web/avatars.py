"""The assistant's picture: drawn anew as a small square, whatever was uploaded."""

from __future__ import annotations

import hashlib
from io import BytesIO
from typing import IO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from flowbuilder.common.errors import InvalidInput
from flowbuilder.conversations.files import pictures
from flowbuilder.conversations.files.kinds import format_of

#: Pixels of its side: the 40 that the chat shows it at, on dense screens.
SIDE = 128
MAX_BYTES = 5 * 1024 * 1024


def drawn(file: IO[bytes], name: str, size: int) -> tuple[bytes, str]:
    """The picture as PNG, and a tag that tells it from any other. Raises InvalidInput."""
    found = format_of(file, name) if size <= MAX_BYTES else None
    if found is None or found.kind != "image":
        raise InvalidInput(_("Choose a picture: PNG, JPEG, WebP or GIF, up to 5 MB."))
    try:
        whole = pictures.redrawn(file, found)
    except (pictures.PictureTooLarge, pictures.BrokenPicture):
        raise InvalidInput(_("This picture cannot be opened. Choose another one.")) from None
    with Image.open(BytesIO(whole.data)) as source:
        square = ImageOps.fit(source.convert("RGBA"), (SIDE, SIDE), Image.Resampling.LANCZOS)
    target = BytesIO()
    square.save(target, "PNG", optimize=True)
    data = target.getvalue()
    return data, hashlib.sha256(data).hexdigest()[:16]
