"""Pictures are never kept as they came: they are drawn anew, so that nothing else is in them.

What goes that way: where and with what a photo was taken, remarks, colour profiles, thumbnails,
whatever was hung on behind. What stays: what one sees, the right way up, and a GIF's movement.
"""

from __future__ import annotations

import struct
import threading
from dataclasses import dataclass
from io import BytesIO
from typing import IO

from PIL import Image, ImageOps, ImageSequence

from flowbuilder.conversations.files.kinds import GIF, JPEG, PNG, WEBP, Format

#: More than this, and it is not opened: a few bytes can stand for gigabytes of pixels.
MAX_PIXELS = 50_000_000
MAX_SIDE = 4096
PREVIEW_SIDE = 720
MAX_FRAMES = 200
MAX_MOVING_PIXELS = 60_000_000
QUALITY = 86

#: Each takes memory for all its pixels: so many at once.
_at_once = threading.BoundedSemaphore(2)
_BROKEN = (
    OSError, SyntaxError, ValueError, EOFError, struct.error, IndexError, KeyError, TypeError,
    OverflowError, MemoryError,
)  # fmt: skip


class PictureTooLarge(Exception):
    """It has more pixels than we open."""


class BrokenPicture(Exception):
    """It cannot be drawn: cut off, damaged, or made to look like a picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture drawn anew, and a small one of it."""

    data: bytes
    preview: bytes
    width: int
    height: int


def redrawn(file: IO[bytes], found: Format) -> Picture:
    """Draw the picture in `file` anew.

    Raises:
        PictureTooLarge, BrokenPicture: It cannot or must not be.
    """
    with _at_once:
        try:
            file.seek(0)
            with Image.open(file, formats=[found.name.upper()]) as source:
                return _drawn(source, found)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as problem:
            raise PictureTooLarge from problem
        except _BROKEN as problem:
            raise BrokenPicture(str(problem)) from problem


def _drawn(source: Image.Image, found: Format) -> Picture:
    width, height = source.size
    if width * height > MAX_PIXELS or max(width, height) > 30_000:
        raise PictureTooLarge
    if found is JPEG:
        source.draft("RGB", (MAX_SIDE, MAX_SIDE))
    moving = _moving(source) if found is GIF else []
    still = _upright(source)
    target = BytesIO()
    if len(moving) > 1:
        moving[0].save(
            target, "GIF", save_all=True, append_images=moving[1:], loop=0,
            duration=[frame.info.get("duration", 100) for frame in moving], disposal=2,
        )  # fmt: skip
    else:
        _save(still, target, found)
    return Picture(
        data=target.getvalue(), preview=_preview(still), width=still.width, height=still.height
    )


def _upright(source: Image.Image) -> Image.Image:
    """The picture the way up that the camera meant, in plain colours, with nothing else to it."""
    source.load()
    turned = ImageOps.exif_transpose(source)
    has_holes = turned.mode in {"RGBA", "LA", "PA"} or "transparency" in turned.info
    still = turned.convert("RGBA" if has_holes else "RGB")
    if max(still.size) > MAX_SIDE:
        still.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    plain = Image.new(still.mode, still.size)
    plain.paste(still)
    return plain


def _moving(source: Image.Image) -> list[Image.Image]:
    """A GIF's frames, or none when they are too many: then the first one stands for all."""
    count = getattr(source, "n_frames", 1)
    if not 1 < count <= MAX_FRAMES or count * source.width * source.height > MAX_MOVING_PIXELS:
        return []
    if max(source.size) > MAX_SIDE:
        return []
    frames = []
    for frame in ImageSequence.Iterator(source):
        plain = Image.new("RGBA", source.size)
        plain.paste(frame.convert("RGBA"))
        plain.info["duration"] = min(max(int(frame.info.get("duration") or 100), 20), 10_000)
        frames.append(plain)
    source.seek(0)
    return frames


def _save(still: Image.Image, target: BytesIO, found: Format) -> None:
    if found is JPEG:
        still.convert("RGB").save(target, "JPEG", quality=QUALITY, optimize=True)
    elif found is PNG:
        still.save(target, "PNG")
    elif found is WEBP:
        still.save(target, "WEBP", quality=QUALITY)
    else:
        still.save(target, "GIF")


def _preview(still: Image.Image) -> bytes:
    small = still.copy()
    small.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    target = BytesIO()
    small.save(target, "WEBP", quality=80)
    return target.getvalue()
