"""What the lists of entries and of sources share: how each stands today, and filters by it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django.contrib import admin
from django.db.models import DateField, Q, QuerySet, Value
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from flowbuilder.accounts.access import workspace_of
from flowbuilder.accounts.admin_base import KnowsItsWorkspace, WithinWorkspace
from flowbuilder.conversations import days
from flowbuilder.knowledge.given_models import Given
from flowbuilder.knowledge.search import validity

#: The choice of the filter for what is given today, and not for long.
SOON = "soon"
LABELS = {"given": "success", SOON: "warning", "later": "info", "over": "warning", "off": "default"}


class TagFilter(admin.SimpleListFilter):
    """The tags in use."""

    title = _("tag")
    parameter_name = "tag"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        used = model_admin.get_queryset(request).exclude(tags="")
        found = {tag for tags in used.values_list("tags", flat=True) for tag in tags.split(", ")}
        return [(tag, tag) for tag in sorted(found)[:50]]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        tag = self.value()
        if not tag:
            return queryset
        return queryset.filter(
            Q(tags=tag)
            | Q(tags__startswith=f"{tag}, ")
            | Q(tags__endswith=f", {tag}")
            | Q(tags__contains=f", {tag}, ")
        )


class StandingFilter(admin.SimpleListFilter):
    """Whether visitors get it today, or why not; and what they will soon get no more."""

    title = _("status")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        given, *others = model_admin.standings.items()
        count = validity.SOON.days
        soon = ngettext("Ends within %(count)d day", "Ends within %(count)d days", count)
        return [given, (SOON, soon % {"count": count}), *others]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.value()
        if chosen is None or chosen not in LABELS:
            return queryset
        today = validity.today_in(workspace_of(request).pk)
        if chosen == SOON:
            return queryset.filter(validity.ends_soon(today))
        return queryset.filter(validity.stands(cast(validity.Standing, chosen), today))


#: How the lists are narrowed down.
FILTERS = (StandingFilter, TagFilter, ("flow", WithinWorkspace), ("owner", WithinWorkspace))


class TellsStandings(KnowsItsWorkspace):
    """A list that says of each row whether visitors get it today."""

    #: What the standings are called of what is listed.
    standings: dict[validity.Standing, Any]

    @display(description=_("status"), ordering="enabled", label=LABELS)
    def standing(self, row: Given) -> tuple[str, Any]:
        today = cast(Any, row).today
        standing = validity.standing(row, today)
        last = row.valid_until
        if standing == "given" and last is not None and last <= today + validity.SOON:
            return SOON, gettext("Only until %(day)s") % {"day": days.in_words(str(last))}
        return standing, self.standings[standing]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Each row knows which day it is in the workspace: looked up once, not once a row."""
        today = Value(validity.today_in(workspace_of(request).pk), output_field=DateField())
        return super().get_queryset(request).annotate(today=today)
