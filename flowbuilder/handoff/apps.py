"""Where Django learns of this app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HandoffConfig(AppConfig):
    """Teams, queues, agents and the inbox."""

    name = "flowbuilder.handoff"
    label = "handoff"
    verbose_name = _("Handoff")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from flowbuilder.conversations import queue_port
        from flowbuilder.flows import surroundings
        from flowbuilder.handoff import places, selectors
        from flowbuilder.handoff.services import pushing, queue

        surroundings.register("teams", selectors.named_teams)
        surroundings.register("skills", selectors.named_skills)
        queue_port.register_queue(places.queue_place)
        queue_port.register_left_queue(queue.left_queue)
        queue_port.register_last_team(selectors.last_team)
        queue_port.register_rating_over(queue.rating_over)
        queue_port.register_wrote_to_agent(pushing.tell_of_message)
