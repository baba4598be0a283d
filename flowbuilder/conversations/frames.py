"""The frames that clients of a socket may send: strict JSON objects of known types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from flowbuilder.common import strict_json

MAX_FRAME = 64 * 1024

ClientId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,64}$")]


class Frame(BaseModel):
    """What a client may send. Unknown keys are refused: nobody configures us through a frame."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    type: str


class Act(Frame):
    """Something that counts once: the same `client_id` again gets the first one's answer."""

    client_id: ClientId


class Ping(Frame):
    """Is anybody there?"""


class FrameIsBad(Exception):
    """A client sent what is no frame. `code` and `message` are for it, `field` names the place."""

    def __init__(self, code: str, message: str, **place: str) -> None:
        super().__init__(message)
        self.code, self.message, self.place = code, message, place


def read_frame(payload: str | bytes, known: Mapping[str, type[Frame]]) -> Frame:
    """The frame in `payload`, of one of the `known` types. Raises FrameIsBad."""
    if isinstance(payload, bytes):
        raise FrameIsBad("binary_frame", _("Send text frames."))
    data = _loaded(payload)
    kind = data.get("type")
    found = known.get(kind) if isinstance(kind, str) else None
    if found is None:
        raise FrameIsBad("unknown_type", _("There is no frame of this type."))
    try:
        return found.model_validate(data)
    except ValidationError as problem:
        first = problem.errors(include_input=False, include_url=False)[0]
    place = ".".join(str(part) for part in first["loc"])[:80]
    if first["type"] == "extra_forbidden":
        sentence = _("This frame has a field that does not belong there.")
        raise FrameIsBad("unknown_field", sentence, field=place)
    sentence = _("A field of this frame is missing or of the wrong kind.")
    raise FrameIsBad("wrong_field", sentence, field=place)


def _loaded(payload: str) -> dict[str, Any]:
    try:
        data = strict_json.loads(payload, max_bytes=MAX_FRAME)
    except strict_json.BrokenJson as broken:
        too_large = broken.code == "too_large"
        sentence = (
            _("This frame is too large.")
            if too_large
            else _("This frame cannot be read: it is not plain JSON.")
        )
        raise FrameIsBad(broken.code, sentence) from broken
    if not isinstance(data, dict):
        raise FrameIsBad("not_an_object", _("A frame is a JSON object."))
    return data
