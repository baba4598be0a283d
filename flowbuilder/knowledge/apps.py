"""Where Django learns of this app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KnowledgeConfig(AppConfig):
    """Questions and answers, and what nobody could answer."""

    name = "flowbuilder.knowledge"
    label = "knowledge"
    verbose_name = _("Knowledge")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from flowbuilder.flows import knowledge_port
        from flowbuilder.knowledge.answers.topics import tried
        from flowbuilder.knowledge.checks import model_plans
        from flowbuilder.knowledge.checks.expectations import judge_later
        from flowbuilder.knowledge.checks.model_runs import unchecked_page
        from flowbuilder.knowledge.learning.people_asking import draft_reply
        from flowbuilder.knowledge.past import texts_then
        from flowbuilder.knowledge.selectors import changed_since, suggest, when_placed
        from flowbuilder.knowledge.services import add_missing
        from flowbuilder.llm import answers_port

        answers_port.register(
            answers_port.Answers(
                unchecked=unchecked_page,
                planned=model_plans.planned_page,
                questions=model_plans.questions,
                changing=model_plans.changing,
            )
        )
        knowledge_port.register(add_missing, suggest, tried, draft_reply, changed_since, texts_then)
        when_placed(judge_later)
