"""Where Django learns of this app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SurveysConfig(AppConfig):
    """Surveys, their answers and scores."""

    name = "flowbuilder.surveys"
    label = "surveys"
    verbose_name = _("Surveys")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from flowbuilder.conversations import satisfaction_port
        from flowbuilder.flows import surroundings
        from flowbuilder.surveys import selectors

        surroundings.register("surveys", selectors.named_surveys)
        satisfaction_port.register(selectors.satisfied, selectors.answers_of, selectors.ratings)
