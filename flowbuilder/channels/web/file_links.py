"""Addresses of files and of cards' pictures for visitors: signed, for one conversation, two days.

A page shows them in an `<img>` or a link, where no token can be sent along. They are made anew
whenever a message is shown, and are the same for a day, so that a browser's own cache helps.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils.translation import gettext as _

from flowbuilder.common.clock import now
from flowbuilder.conversations.errors import NoSuchFile
from flowbuilder.conversations.models import Attachment, Message

DAY_S = 86_400
LIFETIME_DAYS = 2

_signer = Signer(salt="flowbuilder.visitor-file")
_picture_signer = Signer(salt="flowbuilder.card-picture")


def with_addresses(content: dict[str, Any], conversation_id: UUID, seq: int) -> dict[str, Any]:
    """The content of message `seq` for its visitor: its files and pictures with our addresses."""
    if content.get("kind") == "cards":
        cards = [
            {**card, "picture": _picture_address(conversation_id, seq, place)}
            if card.get("picture")
            else card
            for place, card in enumerate(content["cards"])
        ]
        return {**content, "cards": cards}
    if content.get("kind") != "files":
        return content
    files = [
        {**file, "url": address_of(UUID(file["id"]), conversation_id)} for file in content["files"]
    ]
    return {**content, "files": files}


def address_of(attachment_id: UUID, conversation_id: UUID) -> str:
    """Where this file of this conversation can be fetched until the day after tomorrow."""
    last_day = _today() + LIFETIME_DAYS
    signed = _signer.sign(f"{attachment_id.hex}:{conversation_id.hex}:{last_day}")
    return reverse("visitor-file", args=[signed])


def attachment_at(signed: str) -> Attachment:
    """The file that was signed for. Raises NoSuchFile for what was not, is over, or is gone."""
    try:
        attachment, conversation, last_day = _signer.unsign(signed).split(":")
        is_over = int(last_day) < _today()
        found = None if is_over else _sent(UUID(attachment), UUID(conversation))
    except (BadSignature, ValueError):
        found = None
    if found is None:
        raise NoSuchFile(_("This file is no longer here. Go back to the chat and open it there."))
    return found


def _picture_address(conversation_id: UUID, seq: int, place: int) -> str:
    last_day = _today() + LIFETIME_DAYS
    signed = _picture_signer.sign(f"{conversation_id.hex}:{seq}:{place}:{last_day}")
    return reverse("card-picture", args=[signed])


def card_picture_at(signed: str) -> tuple[int, str]:
    """The workspace of the card that was signed for, and where its picture comes from.

    Raises NoSuchFile for what was not signed, is over, or is gone.
    """
    try:
        conversation, seq, place, last_day = _picture_signer.unsign(signed).split(":")
        if int(last_day) >= _today():
            message = Message.objects.select_related("conversation").get(
                conversation_id=UUID(conversation), seq=int(seq)
            )
            address = message.content["cards"][int(place)]["picture"]
            return message.conversation.workspace_id, str(address)
    except (BadSignature, ValueError, LookupError, Message.DoesNotExist):
        pass
    raise NoSuchFile(_("This picture is no longer here."))


def _today() -> int:
    return int(now().timestamp()) // DAY_S


def _sent(attachment_id: UUID, conversation_id: UUID) -> Attachment | None:
    return Attachment.objects.filter(
        pk=attachment_id, conversation_id=conversation_id, sent_at__isnull=False
    ).first()
