"""Every address of the program; each app brings its own."""

from __future__ import annotations

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from flowbuilder.config import health, look, scraping
from flowbuilder.config.first_steps import FirstStepsView

handler500 = "flowbuilder.config.outage.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", RedirectView.as_view(url="/admin/"), name="home"),
    path("", include("flowbuilder.accounts.urls")),
    path("favicon.ico", RedirectView.as_view(url=look.ICON, permanent=True)),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("metrics", scraping.metrics),
    path("admin/", admin.site.urls),
    path("api/v1/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/v1/docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="docs"),
    path("api/v1/first-steps/", FirstStepsView.as_view(), name="first-steps"),
    path("api/v1/", include("flowbuilder.flows.urls")),
    path("api/v1/", include("flowbuilder.runtime.urls")),
    path("api/v1/", include("flowbuilder.conversations.urls")),
    path("api/v1/", include("flowbuilder.handoff.urls")),
    path("", include("flowbuilder.handoff.page_urls")),
    path("", include("flowbuilder.channels.web.urls")),
]
