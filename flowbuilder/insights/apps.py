"""Where Django learns of this app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InsightsConfig(AppConfig):
    """Figures over a period."""

    name = "flowbuilder.insights"
    label = "insights"
    verbose_name = _("Insights")

    def ready(self) -> None:
        from flowbuilder.flows import figures_port
        from flowbuilder.insights import selectors

        figures_port.register(selectors.figures_of_versions)
