"""Where Django learns of this app."""

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class RuntimeConfig(AppConfig):
    """Turns and jobs."""

    name = "flowbuilder.runtime"
    label = "runtime"
    verbose_name = _("Operation")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from flowbuilder.conversations import engine_port
        from flowbuilder.flows import later_port, live_port
        from flowbuilder.runtime import dispatch, foreseeing, jobs, moving, turns

        dispatch.check()
        engine_port.register(
            take_turn=turns.take_turn,
            perform_later=jobs.perform_later,
            foresee=foreseeing.foresee,
        )
        live_port.register(moving.go_on_by)
        later_port.register(do_at=jobs.do_at, call_off=jobs.call_off)
        if settings.FLOWBUILDER_CELERY_BROKER_URL:
            from flowbuilder.runtime import tasks

            jobs.on_wake(tasks.wake)
