"""The conversation over plain HTTP, for networks that let no socket through.

`GET` fetches what came after a seq. `POST` takes one frame, exactly as the socket does, and
answers with the frames that the socket would have sent. The visitor's token goes in the
`Authorization` header, never in an address.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from pydantic import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from flowbuilder.channels.web import acting, frames, services
from flowbuilder.channels.web.api.visitor import MAX_SEQ, VisitorView, token_of
from flowbuilder.common.errors import InvalidInput
from flowbuilder.conversations import services as conversation_services
from flowbuilder.runtime.commits import durably

TAKEN = {kind: model for kind, model in frames.FRAMES.items() if kind != "typing"}


class ChatMessagesView(VisitorView):
    """One visitor's conversation through one widget."""

    @extend_schema(
        parameters=[OpenApiParameter("after", int, description="The last seq you have.")],
        responses=OpenApiTypes.OBJECT,
    )
    def get(self, request: Request, key: str) -> Response:
        opened = services.look_up(key, token_of(request), _after(request))
        return Response({"head": opened.head, "state": opened.state, "frames": opened.frames})

    @extend_schema(request=OpenApiTypes.OBJECT, responses=OpenApiTypes.OBJECT)
    def post(self, request: Request, key: str) -> Response:
        frame = _frame(request.data)
        if isinstance(frame, frames.Hello):
            opened = services.open_conversation(key, frame)
            return Response({"frames": opened.frames})
        opened = services.look_up(key, token_of(request), MAX_SEQ)
        if isinstance(frame, frames.Seen):
            conversation_services.mark_seen(opened.conversation_id, frame.seq)
            return Response({"frames": []})
        receipt = durably(acting.act, opened.conversation_id, frame)
        ack = {"type": "ack", "client_id": frame.client_id, "seq": receipt.seq}
        shown = services.frames_of(receipt.messages)
        changeable = services.changeable_frames(receipt.changeable)
        late = acting.late_frames(receipt)
        return Response({"frames": [ack, *shown, *changeable, *late]})


def _after(request: Request) -> int:
    text = request.query_params.get("after", "0")
    if not text.isascii() or not text.isdigit() or len(text) > 10:
        raise InvalidInput(_("“after” is the number of the last message you have."))
    return min(int(text), MAX_SEQ)


def _frame(data: Any) -> Any:
    kind = data.get("type") if isinstance(data, dict) else None
    model = TAKEN.get(kind) if isinstance(kind, str) else None
    if model is None:
        raise InvalidInput(_("There is no frame of this type."), code="unknown_type")
    try:
        return model.model_validate(data)
    except ValidationError as problem:
        first = problem.errors(include_input=False, include_url=False)[0]
        extra = first["type"] == "extra_forbidden"
        raise InvalidInput(
            _("This frame has a field that does not belong there.")
            if extra
            else _("A field of this frame is missing or of the wrong kind."),
            code="unknown_field" if extra else "wrong_field",
            field=".".join(str(part) for part in first["loc"])[:80],
        ) from None
