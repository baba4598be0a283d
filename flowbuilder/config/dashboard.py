"""The first page of the admin. The figures are the insights app's."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

try:
    from flowbuilder.insights.dashboard import dashboard_callback
except ModuleNotFoundError as problem:
    if problem.name not in {"flowbuilder.insights", "flowbuilder.insights.dashboard"}:
        raise

    def dashboard_callback(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
        """Show no figures while there is no one to count them."""
        return context


__all__ = ["dashboard_callback"]
