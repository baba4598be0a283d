"""Addresses of this app under /api/v1/."""

from __future__ import annotations

from django.urls import path

from flowbuilder.runtime.api import TryView

urlpatterns = [path("flows/<int:flow_id>/try/", TryView.as_view(), name="flow-try")]
