"""The address of the inbox's page."""

from django.urls import path, re_path

from flowbuilder.handoff import pages

urlpatterns = [
    path("inbox/", pages.inbox, name="inbox"),
    re_path(r"^inbox/(?P<rest>[a-z0-9/-]{1,80})$", pages.inbox, name="inbox_place"),
]
