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
from rest_framework.throttling import AnonRateThrottle
from rest_framework.views import APIView

from flowbuilder.accounts.socket_login import is_own_origin
from flowbuilder.channels.web import frames, selectors, services
from flowbuilder.channels.web.errors import NotYourToken, OriginRefused
from flowbuilder.channels.web.origins import is_allowed
from flowbuilder.common.errors import InvalidInput
from flowbuilder.conversations import services as conversation_services

TAKEN = {kind: model for kind, model in frames.FRAMES.items() if kind != "typing"}
MAX_SEQ = 2_147_483_647


class VisitorThrottle(AnonRateThrottle):
    """So many requests from one address, to one process."""

    rate = "240/min"


class ChatMessagesView(APIView):
    """One visitor's conversation through one widget."""

    authentication_classes = ()
    permission_classes = ()
    throttle_classes = (VisitorThrottle,)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        widget = selectors.widget_of(kwargs["key"])
        origin = request.headers.get("Origin")
        if origin is None or is_allowed(origin, widget.origins):
            return
        own = [(b"origin", origin.encode("latin1", "replace")), (b"host", _host(request))]
        if not is_own_origin({"headers": own}):
            raise OriginRefused()

    @extend_schema(
        parameters=[OpenApiParameter("after", int, description="The last seq you have.")],
        responses=OpenApiTypes.OBJECT,
    )
    def get(self, request: Request, key: str) -> Response:
        opened = services.look_up(key, _token(request), _after(request))
        return Response({"head": opened.head, "state": opened.state, "frames": opened.frames})

    @extend_schema(request=OpenApiTypes.OBJECT, responses=OpenApiTypes.OBJECT)
    def post(self, request: Request, key: str) -> Response:
        frame = _frame(request.data)
        if isinstance(frame, frames.Hello):
            opened = services.open_conversation(key, frame)
            return Response({"frames": opened.frames})
        opened = services.look_up(key, _token(request), MAX_SEQ)
        if isinstance(frame, frames.Seen):
            conversation_services.mark_seen(opened.conversation_id, frame.seq)
            return Response({"frames": []})
        receipt = services.act(opened.conversation_id, frame)
        ack = {"type": "ack", "client_id": frame.client_id, "seq": receipt.seq}
        return Response({"frames": [ack, *services.frames_of(receipt.messages)]})


def _host(request: Request) -> bytes:
    return str(request.get_host()).encode()


def _token(request: Request) -> str:
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not 20 <= len(token) <= 200:
        raise NotYourToken(_("This conversation cannot be found. Start a new one."))
    return token


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
