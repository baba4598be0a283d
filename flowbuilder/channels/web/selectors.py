"""Reading widgets: by key, and what the public may know of one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from flowbuilder.channels.web.errors import NoSuchWidget
from flowbuilder.channels.web.models import Widget
from flowbuilder.common.prepared import Prepared
from flowbuilder.conversations.models import Conversation
from flowbuilder.conversations.selectors import asks_for_files

_by_key = Prepared(
    lambda key: (
        Widget.objects.select_related("workspace", "flow")
        .defer("flow__draft")
        .filter(key=key, enabled=True, flow__archived=False)
    )
)


def widget_of(key: str) -> Widget:
    """The widget of this key. Raises NoSuchWidget for an unknown one and one switched off."""
    widget = _by_key.first(key)
    if widget is None:
        raise no_such_widget()
    return widget


def no_such_widget() -> NoSuchWidget:
    """What an unknown key is answered with, and one that is switched off: the same."""
    return NoSuchWidget(_("This chat does not exist or is switched off. Ask the website's owner."))


def origins_of(keys: Iterable[str]) -> dict[str, list[str]]:
    """Of those of `keys` whose widget is switched on: where it may be."""
    found = Widget.objects.filter(key__in=keys, enabled=True, flow__archived=False)
    return dict(found.values_list("key", "origins"))


def notice_of(widget: Widget) -> str:
    """What tells the visitor, before the first message, that a machine answers."""
    if widget.ai_notice.strip():
        return widget.ai_notice.strip()
    with translation.override(widget.language):
        return _("You are talking to an AI assistant. You can ask for a person at any time.")


def text_on(colour: str) -> str:
    """Black or white, whichever is easier to read on `colour` (WCAG contrast)."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    )
    light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return "#ffffff" if 1.05 / (light + 0.05) >= (light + 0.05) / 0.05 else "#000000"


def public_config(widget: Widget) -> dict[str, Any]:
    """What everyone may know: the looks and the words, nothing of the flow."""
    return {
        "title": widget.title,
        "accent": widget.accent,
        "accentText": text_on(widget.accent),
        "language": widget.language,
        "notice": notice_of(widget),
        "files": widget.allow_files,
        "fileLimit": settings.FLOWBUILDER_FILE_MAX_BYTES,
    }


def takes_files(widget: Widget, conversation: Conversation) -> bool:
    """Whether a visitor may send files now: a person has it or is on the way, or the flow asks."""
    if not widget.allow_files:
        return False
    with_people = {Conversation.State.QUEUED, Conversation.State.AGENT}
    return conversation.state in with_people or asks_for_files(conversation)
