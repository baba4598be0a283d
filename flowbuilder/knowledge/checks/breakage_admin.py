"""Saying in the admin what a change would break and mend, before it is made; "anyway" makes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected as ask_and_delete
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from flowbuilder.accounts.access import workspace_of
from flowbuilder.accounts.admin_base import InWorkspaceForm, KnowsItsWorkspace
from flowbuilder.knowledge.checks.foresight import NOTHING, Foresight

#: The button that saves, switches off or deletes whatever breaks.
ANYWAY = "_anyway"
TOO_MUCH = _(
    "There is too much here to check the expected answers before saving: see “Quality of answers” "
    "in a moment."
)


class AsksBeforeItBreaks(InWorkspaceForm):
    """A form that refuses once what would break expected answers; "save anyway" is not asked again.

    A subclass says what saving would do.
    """

    #: What saving would do, when somebody tried to; None: that takes too long to tell before.
    foresight: Foresight | None = NOTHING
    #: What cannot be told before saving, said beside what can.
    caveat: Any = ""
    #: What is said where it takes too long to tell.
    checked_later: Any = TOO_MUCH

    def foreseen(self) -> Foresight | None:
        """What saving the instance in hand would do; None: that takes too long to tell."""
        raise NotImplementedError

    def tell_saved(self, request: HttpRequest) -> None:
        """Say, once it is saved, what comes out better, or that this is seen later."""
        say_checked_later(request, self.foresight, self.checked_later)
        if self.foresight and self.foresight.mended:
            words = ngettext(
                "%(count)d expected answer comes out better after this change.",
                "%(count)d expected answers come out better after this change.",
                len(self.foresight.mended),
            )
            messages.success(request, words % {"count": len(self.foresight.mended)})

    def validate_unique(self) -> None:
        super().validate_unique()
        if self.errors or ANYWAY in self.data:
            return
        self.foresight = self.foreseen()
        if self.foresight and self.foresight.broken:
            words = ngettext(
                "Not saved yet: %(count)d expected answer would break.",
                "Not saved yet: %(count)d expected answers would break.",
                len(self.foresight.broken),
            )
            self.add_error(None, words % {"count": len(self.foresight.broken)})


class SaysWhatBreaks(KnowsItsWorkspace):
    """Says before deleting, and before actions on chosen rows, which expected answers break."""

    delete_confirmation_template = "knowledge/delete_entry.html"
    delete_selected_confirmation_template = "knowledge/delete_entries.html"
    #: What is said where it takes too long to tell.
    checked_later: Any = TOO_MUCH

    def foreseen_without(self, workspace_id: int, ids: Sequence[int]) -> Foresight | None:
        """What deleting the rows of `ids` would do; None: that takes too long to tell."""
        raise NotImplementedError

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        row = None if request.method == "POST" else self.get_object(request, object_id)
        found = self.foreseen_without(row.workspace_id, [row.pk]) if row else NOTHING
        context = {"foresight": found, "later": self.checked_later, **(extra_context or {})}
        return super().delete_view(request, object_id, context)

    @admin.action(description=cast(Any, ask_and_delete).short_description, permissions=["delete"])
    def delete_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        """Ask first, and say which expected answers would break."""
        answer = ask_and_delete(self, request, queryset)
        if isinstance(answer, TemplateResponse) and answer.context_data is not None:
            ids = list(queryset.values_list("pk", flat=True))
            found = self.foreseen_without(workspace_of(request).pk, ids)
            answer.context_data |= {"foresight": found, "later": self.checked_later}
        return answer

    def ask_before(
        self,
        request: HttpRequest,
        foresight: Foresight,
        *,
        action: str,
        title: Any,
        anyway: Any,
    ) -> TemplateResponse:
        """The page that says what an action on the chosen rows would break, and asks."""
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.model._meta,
            "foresight": foresight,
            "action": action,
            "anyway": anyway,
            "select_across": request.POST.get("select_across", "0"),
            "chosen": request.POST.getlist(ACTION_CHECKBOX_NAME),
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "knowledge/ask_before.html", context)


def say_checked_later(
    request: HttpRequest, foresight: Foresight | None, words: Any = TOO_MUCH
) -> None:
    """Tell what is only seen after saving: all, in `words`, or what there was no time for."""
    if foresight is None:
        messages.info(request, words)
    elif foresight.left:
        messages.info(request, foresight.left_words)
