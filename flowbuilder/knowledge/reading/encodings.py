"""What a file's bytes say as text. Pure."""

from __future__ import annotations


def decoded(data: bytes) -> str:
    """UTF-8, UTF-16 with its mark, or what Polish Windows saves. Raises UnicodeDecodeError."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1250")
