"""Synonyms in the admin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from flowbuilder.accounts.access import Permission, workspace_of
from flowbuilder.knowledge.checks import what_if
from flowbuilder.knowledge.checks.breakage_admin import (
    AsksBeforeItBreaks,
    SaysWhatBreaks,
)
from flowbuilder.knowledge.checks.foresight import NOTHING, Foresight
from flowbuilder.knowledge.checks.quality_admin import own_language
from flowbuilder.knowledge.errors import EntryNotUsable
from flowbuilder.knowledge.models import Synonyms
from flowbuilder.knowledge.search import synonyms


class SynonymsForm(AsksBeforeItBreaks):
    """Says at the field what cannot be used."""

    class Meta:
        model = Synonyms
        fields = ("language", "words")

    def clean_words(self) -> str:
        try:
            return synonyms.clean(self.cleaned_data["words"])
        except EntryNotUsable as problem:
            raise ValidationError(str(problem.message)) from None

    def foreseen(self) -> Foresight | None:
        stored = Synonyms.objects.filter(pk=self.instance.pk).first() if self.instance.pk else None
        if stored and (stored.language, stored.words) == (
            self.instance.language, self.instance.words,
        ):  # fmt: skip
            return NOTHING
        return what_if.if_synonyms(self.instance.workspace_id, [self.instance])


@admin.register(Synonyms)
class SynonymsAdmin(SaysWhatBreaks):
    """Groups of words that visitors use for each other."""

    permission = Permission.KNOWLEDGE_EDIT
    form = SynonymsForm
    fields = ("language", "words")
    list_display = ("words", "language", "updated_at")
    list_filter = ("language",)
    search_fields = ("words",)
    actions = ("delete_selected",)
    change_form_before_template = "knowledge/would_break_form.html"
    empty_hint = _(
        "Visitors call things by other names than you do. Put such words together, and a question "
        "with one of them finds the answers that use another. Everyday words are known already."
    )

    class Media:
        css = {"all": ["knowledge/knowledge.css"]}

    def foreseen_without(self, workspace_id: int, ids: Sequence[int]) -> Foresight | None:
        return what_if.if_synonyms(workspace_id, without=ids)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"language": own_language(request)}

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Up to as many as the services take."""
        allowed = super().has_add_permission(request, obj)
        return allowed and self.get_queryset(request).count() < synonyms.MOST_GROUPS

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        synonyms.save(obj, by=cast(Any, request.user))
        form.tell_saved(request)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        synonyms.delete(obj.workspace, [obj.pk], by=cast(Any, request.user))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        ids = list(queryset.values_list("pk", flat=True))
        synonyms.delete(workspace_of(request), ids, by=cast(Any, request.user))
