"""The widget's addresses."""

from __future__ import annotations

from django.urls import re_path

from flowbuilder.channels.web import pages
from flowbuilder.channels.web.api.config import WidgetConfigView
from flowbuilder.channels.web.api.files import ChatFilesView, shown_file, shown_picture
from flowbuilder.channels.web.api.messages import ChatMessagesView
from flowbuilder.channels.web.api.my_data import (
    MyDataExportView,
    MyDataView,
    PastTalksView,
    PastTalkView,
)
from flowbuilder.channels.web.api.transcript import ChatTranscriptView

KEY = r"(?P<key>[A-Za-z0-9_-]{1,64})"

urlpatterns = [
    re_path(r"^widget\.js$", pages.loader, name="widget-loader"),
    re_path(rf"^w/{KEY}/$", pages.hosted, name="widget-page"),
    re_path(rf"^w/{KEY}/avatar/(?P<tag>[0-9a-f]{{16}})$", pages.avatar, name="widget-avatar"),
    re_path(rf"^w/{KEY}/frame/$", pages.frame, name="widget-frame"),
    re_path(rf"^w/{KEY}/inline/$", pages.inline, name="widget-inline"),
    re_path(rf"^api/v1/widgets/{KEY}/config$", WidgetConfigView.as_view(), name="widget-config"),
    re_path(rf"^api/v1/chat/{KEY}/messages$", ChatMessagesView.as_view(), name="chat-messages"),
    re_path(
        rf"^api/v1/chat/{KEY}/transcript$", ChatTranscriptView.as_view(), name="chat-transcript"
    ),
    re_path(rf"^api/v1/chat/{KEY}/files$", ChatFilesView.as_view(), name="chat-files"),
    re_path(rf"^api/v1/chat/{KEY}/me$", MyDataView.as_view(), name="my-data"),
    re_path(rf"^api/v1/chat/{KEY}/me/conversations$", PastTalksView.as_view(), name="past-talks"),
    re_path(
        rf"^api/v1/chat/{KEY}/me/conversations/(?P<talk>[0-9a-f-]{{36}})$",
        PastTalkView.as_view(),
        name="past-talk",
    ),
    re_path(rf"^api/v1/chat/{KEY}/me/export$", MyDataExportView.as_view(), name="my-data-export"),
    re_path(r"^files/(?P<signed>[A-Za-z0-9_:-]{40,300})$", shown_file, name="visitor-file"),
    re_path(r"^pictures/(?P<signed>[A-Za-z0-9_:-]{40,300})$", shown_picture, name="card-picture"),
]
