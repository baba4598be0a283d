"""Where Django learns of this app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FlowsConfig(AppConfig):
    """Drafts, versions and publishing."""

    name = "flowbuilder.flows"
    label = "flows"
    verbose_name = _("Flows")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from flowbuilder.flows.surroundings import Named, register
        from flowbuilder.integrations.selectors import credential_names

        register(
            "credentials", lambda workspace: [Named(n, n) for n in credential_names(workspace)]
        )
