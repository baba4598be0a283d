"""What a new entry begins with, in the admin: questions, an agent's reply, a draft of the model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext

from flowbuilder.accounts.access import workspace_of
from flowbuilder.knowledge.answers.substance import as_heading
from flowbuilder.knowledge.checks.quality_admin import own_language
from flowbuilder.knowledge.learning import drafting, replies
from flowbuilder.knowledge.learning.drafting import Draft
from flowbuilder.knowledge.learning.replies import Reply
from flowbuilder.knowledge.learning.unanswered import numbers
from flowbuilder.knowledge.learning.unanswered_admin import unanswered_of
from flowbuilder.knowledge.models import Unanswered
from flowbuilder.llm.errors import ModelError
from flowbuilder.llm.selectors import model_configured

#: The button that asks the model instead of saving.
DRAFT = "_draft"
#: What a person has typed when they press it, and gets back.
TYPED = ("language", "question", "variant_lines", "answer", "tags", "source")
#: Replies offered above the form.
SHOWN = 3


class BeginsAnEntry:
    """Mixed into the admin of entries: how the form of a new one is filled."""

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> Any:
        """The form, or the form again with a draft in it: a draft is never saved by itself."""
        asked = unanswered_of(request)
        good = drafting.replies_to(workspace_of(request), asked) if asked else []
        context: dict[str, Any] = {
            "asked": asked,
            "replies": good[:SHOWN],
            "may_draft": bool(asked) and model_configured(workspace_of(request)),
        }
        if request.method == "POST" and DRAFT in request.POST:
            if not self.has_add_permission(request):  # type: ignore[attr-defined]  # the admin's
                raise PermissionDenied
            context["drafted"] = self._drafted(request, asked)
            request.method = "GET"  # shown again, not saved
        return super().add_view(request, form_url, {**context, **(extra_context or {})})  # type: ignore[misc]  # a mixin

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What was typed beside a draft; else the questions to answer, and the reply to keep."""
        if DRAFT in request.POST:
            return _typed(request)
        initial: dict[str, Any] = {"language": own_language(request)}
        asked = unanswered_of(request)
        if asked:
            first, *others = asked
            different = {each.question.casefold(): each.question for each in others}
            different.pop(first.question.casefold(), None)
            initial |= {
                "question": as_heading(first.question, first.language),
                "language": first.language,
                "variant_lines": "\n".join(different.values()),
            }
        reply = reply_of(request, asked)
        if reply is not None:
            initial |= {"answer": reply.answer}
            if len(asked) == 1:
                initial |= {"question": as_heading(reply.question, first.language)}
        return initial

    def settle_reply(self, request: HttpRequest) -> None:
        """Offer the reply that the new entry was made of no more."""
        ids = numbers(request.GET.get("reply_to", ""))
        if ids:
            replies.put_away(workspace_of(request), ids)

    def _drafted(self, request: HttpRequest, asked: Sequence[Unanswered]) -> Draft | None:
        if not asked:
            messages.info(request, gettext("These questions are not open any more."))
            return None
        try:
            draft = drafting.draft(workspace_of(request), asked)
        except ModelError as problem:
            messages.error(request, str(problem.message))
            return None
        if draft.is_excluded:
            messages.warning(
                request,
                gettext(
                    "Nothing was drafted: the flow in which this was asked never answers about it. "
                    "Write it yourself, or change the excluded topics in the flow."
                ),
            )
            return None
        if not draft.text:
            messages.warning(
                request,
                gettext(
                    "Nothing was drafted: neither your knowledge nor your agents’ replies support "
                    "an answer. Write it yourself."
                ),
            )
            return None
        request.draft = draft.text  # type: ignore[attr-defined]  # for the form that follows
        messages.success(
            request, gettext("A draft stands in the field “Answer”. Read it before you save it.")
        )
        return draft


def reply_of(request: HttpRequest, asked: Sequence[Unanswered]) -> Reply | None:
    """The reply that the page's address names, if it still is worth keeping."""
    ids = numbers(request.GET.get("reply_to", ""))
    if not (ids and asked):
        return None
    good = replies.worth_keeping(workspace_of(request))
    return next((reply for reply in good if reply.id == ids[-1]), None)


def _typed(request: HttpRequest) -> dict[str, Any]:
    """The form as it was sent; a draft stands below what was written already."""
    typed: dict[str, Any] = {name: request.POST.get(name, "") for name in TYPED}
    draft = getattr(request, "draft", "")
    typed["answer"] = "\n\n".join(filter(None, [typed["answer"].strip(), draft]))
    typed["enabled"] = "enabled" in request.POST
    return typed
