"""The demo's two widgets: `demo` in Polish and `demo-en` in English."""

from __future__ import annotations

from django.conf import settings

from flowbuilder.accounts.models import Workspace
from flowbuilder.channels.web.models import Widget
from flowbuilder.flows.models import Flow

WIDGETS = (
    ("demo", "pl", "Sklep demo", "Pod Lipą"),
    ("demo-en", "en", "Demo shop", "Under the Linden"),
)


def load_demo(workspace: Workspace) -> None:
    """Make the demo's widgets, or let the demo shop of this run use them."""
    for key, language, name, title in WIDGETS:
        flow = (
            Flow.objects.filter(workspace=workspace, language=language, archived=False)
            .exclude(published=None)
            .order_by("id")
            .first()
        )
        if flow is None:
            continue
        widget, _created = Widget.objects.get_or_create(
            key=key,
            defaults={
                "workspace": workspace,
                "flow": flow,
                "language": language,
                "name": name,
                "title": title,
            },
        )
        missing = [origin for origin in _shop_origins() if origin not in widget.origins]
        if missing:
            widget.origins = [*widget.origins, *missing]
            widget.save(update_fields=["origins"])


def _shop_origins() -> list[str]:
    """Where the demo shop of this run is: by number and by name."""
    origin: str = getattr(settings, "FLOWBUILDER_DEMO_SHOP_ORIGIN", "")
    if not origin:
        return []
    return [origin, origin.replace("//127.0.0.1:", "//localhost:")]
