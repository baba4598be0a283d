"""The address of the inbox's page, and of what makes it a program that can be installed."""

from django.urls import path, re_path

from flowbuilder.handoff import install_pages, pages

urlpatterns = [
    path("inbox/", pages.inbox, name="inbox"),
    path("inbox/manifest.webmanifest", install_pages.manifest, name="inbox_manifest"),
    path("inbox/sw.js", install_pages.worker, name="inbox_worker"),
    re_path(r"^inbox/(?P<rest>[a-z0-9/-]{1,80})$", pages.inbox, name="inbox_place"),
]
