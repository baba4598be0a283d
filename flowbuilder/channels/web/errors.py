"""What can go wrong at the widget's door.

AppError
├── NoSuchWidget      404  unknown, or switched off: alike on purpose
├── WidgetNotReady    409  it has no published flow yet
├── OriginRefused     403  the page that asks is not one of the widget's websites
├── NotYourToken      401  the visitor token is unknown, foreign or too old
├── NothingToResume   404  the visitor has no conversation here, and none was to be begun
├── NoHello           409  a frame came before `hello`
└── TooManyTranscripts  429  this conversation was sent by e-mail often enough
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from flowbuilder.common.errors import AppError, Conflict, Forbidden, NotFound


class NoSuchWidget(NotFound):
    """There is no widget of this key that may be used."""

    code = "no_such_widget"


class WidgetNotReady(Conflict):
    """The widget has no published flow to run."""

    code = "widget_not_ready"


class OriginRefused(Forbidden):
    """The widget may not be used on that website."""

    code = "origin_refused"

    def __init__(self) -> None:
        super().__init__(
            _("This chat may not be used on this website. Its owner can allow the address.")
        )


class NotYourToken(AppError):
    """The token opens nothing here."""

    code = "unknown_visitor"
    status = 401


class NothingToResume(NotFound):
    """There is no conversation to take up."""

    code = "nothing_to_resume"

    def __init__(self) -> None:
        super().__init__(_("There is no conversation here yet. Open the chat to begin one."))


class NoHello(Conflict):
    """Say hello first."""

    code = "say_hello_first"


class TooManyTranscripts(AppError):
    """It was sent as often as it may be."""

    code = "too_many_transcripts"
    status = 429
