"""The workspace's tags: their names and colours, and how often each is used."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from flowbuilder.accounts.access import Permission
from flowbuilder.accounts.admin_base import InWorkspaceForm, KnowsItsWorkspace
from flowbuilder.handoff.excerpts import folded
from flowbuilder.handoff.models import Tag
from flowbuilder.handoff.services import tagging


class TagForm(InWorkspaceForm):
    """A tag's name is taken, too, when only case or diacritics differ."""

    def clean_name(self) -> str:
        name = " ".join(str(self.cleaned_data["name"]).split())
        others = Tag.objects.filter(workspace=self.workspace, folded=folded(name))
        if not folded(name) or others.exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("There is a tag of this name already. Choose another name."))
        self.instance.folded = folded(name)
        return name


@admin.register(Tag)
class TagAdmin(KnowsItsWorkspace):
    """What agents sort conversations by. They add tags themselves; here they are put in order."""

    form = TagForm
    permission = Permission.TEAM_EDIT
    view_permission = Permission.INBOX_USE
    empty_hint = gettext_lazy("Agents add tags in the inbox; here you rename and colour them.")
    list_display = ["name", "shown_color", "used"]
    search_fields = ["name", "folded"]
    fields = ["name", "color"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tag]:
        return super().get_queryset(request).annotate(times=Count("marks"))

    @display(description=gettext_lazy("colour"), ordering="color")
    def shown_color(self, tag: Tag) -> str:
        return str(tag.get_color_display())

    @admin.display(description=gettext_lazy("conversations"), ordering="times")
    def used(self, tag: Any) -> int:
        return int(tag.times)

    def save_model(self, request: HttpRequest, obj: Tag, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        tagging.tags_changed(obj.workspace_id)

    def delete_model(self, request: HttpRequest, obj: Tag) -> None:
        super().delete_model(request, obj)
        tagging.tags_changed(obj.workspace_id)
