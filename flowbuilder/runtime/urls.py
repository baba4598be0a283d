"""Addresses of this app under /api/v1/."""

from __future__ import annotations

from django.urls import path

from flowbuilder.runtime.api import LiveView, TemplateTryView, TryAgainView, TryView

urlpatterns = [
    path("flows/<int:flow_id>/live/", LiveView.as_view(), name="flow-live"),
    path("flows/<int:flow_id>/try/", TryView.as_view(), name="flow-try"),
    path("flows/<int:flow_id>/try/again/", TryAgainView.as_view(), name="flow-try-again"),
    path("templates/<slug:template_key>/try/", TemplateTryView.as_view(), name="template-try"),
]
