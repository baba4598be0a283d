"""Reading widgets: by key, and what the public may know of one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from flowbuilder.accounts.models import Language
from flowbuilder.channels.web.contrast import text_on
from flowbuilder.channels.web.errors import NoSuchWidget
from flowbuilder.channels.web.models import Invitation, Widget
from flowbuilder.common.prepared import Prepared
from flowbuilder.conversations.models import Conversation
from flowbuilder.conversations.selectors import asks_for_files
from flowbuilder.core.languages import offered
from flowbuilder.core.upgrades import load_document
from flowbuilder.flows.models import Flow
from flowbuilder.flows.selectors import language_for

NO_END = 1_000_000

_by_key = Prepared(
    lambda key: (
        Widget.objects.select_related("workspace", "flow")
        .defer("flow__draft", "avatar")
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


def our_language(asked: str) -> str | None:
    """The language of our own words that `asked` (`en`, `en-GB`) names, or None."""
    return offered(asked, tuple(Language.values))


def language_around(widget: Widget, asked: str, *, own: bool = False) -> str:
    """The language of the buttons and notices around a conversation.

    What the line of HTML names (`own`) is taken if we have words in it. What a page merely is in
    is followed where the flow speaks it as well, so that visitors do not meet two languages.
    Else it is the widget's.
    """
    ours = our_language(asked)
    if ours is None or own or ours == widget.language:
        return ours or widget.language
    version_id = widget.flow.published_id
    spoken = version_id and language_for(version_id, ours)
    return ours if spoken == ours else widget.language


def notice_of(widget: Widget, language: str) -> str:
    """What tells the visitor, before the first message, that a machine answers."""
    if widget.ai_notice.strip():
        return widget.ai_notice.strip()
    with translation.override(language):
        return _("You are talking to an AI assistant. You can ask for a person at any time.")


def public_config(widget: Widget, language: str) -> dict[str, Any]:
    """What everyone may know: the looks and the words, nothing of the flow."""
    return {
        "title": widget.title,
        "accent": widget.accent,
        "accentText": text_on(widget.accent),
        "language": language,
        "notice": notice_of(widget, language),
        "files": widget.allow_files,
        "fileLimit": settings.FLOWBUILDER_FILE_MAX_BYTES,
        "side": widget.position,
        "avatar": avatar_address(widget),
        "consent": widget.asks_consent,
        **named(widget.assistant_name, language),
    }


def named(name: str, language: str) -> dict[str, str]:
    """What stands above the assistant's messages, and those that a model wrote, if it has a name.

    The law wants it to be seen that no person speaks.
    """
    if not name:
        return {}
    with translation.override(language):
        return {
            "machine": _("%(name)s (automated)") % {"name": name},
            "assistant": _("%(name)s (AI)") % {"name": name},
        }


def loader_config(widget: Widget, language: str) -> dict[str, Any]:
    """What the loader may know besides: when to invite to the chat, and in which words."""
    shown = [
        {
            "id": invitation.pk,
            "text": _words_of(invitation, language),
            "when": invitation.when,
            "value": invitation.value,
            "pages": invitation.pages,
            "campaign": invitation.campaign,
            "who": invitation.who,
            "rest": invitation.rest_days,
            "fact": invitation.fact,
            "least": invitation.at_least or 0,
            "visit": invitation.most_per_visit or NO_END,
            "most": invitation.most_in_all or NO_END,
        }
        for invitation in Invitation.objects.filter(widget=widget, enabled=True)
    ]
    quiet = (
        [f"{widget.quiet_from:%H:%M}", f"{widget.quiet_to:%H:%M}", widget.workspace.timezone]
        if widget.quiet_from and widget.quiet_to
        else []
    )
    return {**public_config(widget, language), "invitations": shown, "quiet": quiet}


def avatar_address(widget: Widget) -> str:
    """Where the assistant's picture is; another address for another picture."""
    if not widget.avatar_tag:
        return ""
    return reverse("widget-avatar", args=[widget.key, widget.avatar_tag])


def entry_of(widget: Widget, invitation_id: int | None) -> str:
    """Where a conversation begins that was opened by this invitation; empty for the start."""
    if invitation_id is None:
        return ""
    found = Invitation.objects.filter(pk=invitation_id, widget=widget, enabled=True).first()
    return found.entry if found is not None else ""


def first_words_of(widget: Widget) -> str:
    """What the first invitation that is switched on says, in the widget's language if it can."""
    first = Invitation.objects.filter(widget=widget, enabled=True).first()
    if first is None:
        return ""
    return _words_of(first, widget.language)


def _words_of(invitation: Invitation, language: str) -> str:
    polish, english = invitation.text_pl, invitation.text_en
    return (polish or english) if language == "pl" else (english or polish)


def entries_of(flow: Flow) -> list[str]:
    """The names under which a flow's published version can be entered by an invitation."""
    version = flow.published
    if version is None:
        return []
    triggers = load_document(version.document).triggers
    return sorted({word for t in triggers if t.kind == "proactive" for word in t.words})


def takes_files(widget: Widget, conversation: Conversation) -> bool:
    """Whether a visitor may send files now: a person has it or is on the way, or the flow asks."""
    if not widget.allow_files:
        return False
    with_people = {Conversation.State.QUEUED, Conversation.State.AGENT}
    return conversation.state in with_people or asks_for_files(conversation)
