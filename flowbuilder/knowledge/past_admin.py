"""The action that erases what chosen entries or sources said before they were changed."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from flowbuilder.accounts.access import workspace_of
from flowbuilder.accounts.services import audit
from flowbuilder.knowledge import past
from flowbuilder.knowledge.models import Entry


class ForgetsThePast:
    """For lists whose rows keep what they said before."""

    model: type[Any]

    @admin.action(description=_("Erase earlier wordings"), permissions=["delete"])
    def forget_past(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """What they say now stays."""
        workspace, by = workspace_of(request), cast(Any, request.user)
        ids, names = list(queryset.values_list("pk", flat=True)), [str(row) for row in queryset[:5]]
        of_entries = self.model is Entry
        chosen = {"entries": ids} if of_entries else {"sources": ids}
        count = past.forget(workspace.pk, **chosen)
        if count:
            action = "entry.changed" if of_entries else "source.saved"
            audit(workspace, by, action, " · ".join(names), erased_wordings=count)
        words = ngettext(
            "%(count)d earlier wording erased.", "%(count)d earlier wordings erased.", count
        )
        messages.success(request, words % {"count": count})
