"""The base of every admin page: one workspace, roles instead of Django's permissions."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any, ClassVar
from zoneinfo import available_timezones

from django import forms
from django.apps import apps
from django.contrib.admin import RelatedFieldListFilter
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.text import capfirst
from unfold.admin import ModelAdmin, StackedInline, TabularInline
from unfold.widgets import UnfoldAdminSelectWidget

from flowbuilder.accounts.access import Permission, membership_of, request_may


def _limited(queryset: models.QuerySet[Any], request: HttpRequest) -> models.QuerySet[Any]:
    """Return the rows of this login's workspace; without a membership, none."""
    membership = membership_of(request)
    if membership is None:
        return queryset.none()
    return queryset.filter(workspace=membership.workspace)


def _has_workspace(model: type[models.Model]) -> bool:
    try:
        model._meta.get_field("workspace")
    except FieldDoesNotExist:
        return False
    return True


def timezone_field(field: models.Field[Any, Any]) -> forms.ChoiceField:
    """A form field for a model's time zone: every place there is, with the field's own words."""
    return forms.ChoiceField(
        label=capfirst(field.verbose_name),
        help_text=field.help_text,
        initial=field.get_default(),
        choices=[(region, list(names)) for region, names in groupby(_places(), key=_region)],
        widget=UnfoldAdminSelectWidget,
    )


def _places() -> list[tuple[str, str]]:
    return [("UTC", "UTC")] + [
        (name, name.partition("/")[2].replace("_", " "))
        for name in sorted(available_timezones())
        if "/" in name and not name.startswith(("Etc/", "SystemV/", "posix/", "right/"))
    ]


def _region(place: tuple[str, str]) -> str:
    return place[0].partition("/")[0]


def _without(nested: list[Any], beginnings: tuple[str, ...]) -> list[Any]:
    """The nested list of sentences, without those that begin so."""
    kept: list[Any] = []
    for item in nested:
        if isinstance(item, list):
            if inside := _without(item, beginnings):
                kept.append(inside)
        elif not str(item).startswith(beginnings):
            kept.append(item)
    return kept


def _documents_of(model: type[models.Model]) -> list[str]:
    """The columns that hold whole documents: no choice among rows shows them."""
    return [f.name for f in model._meta.concrete_fields if isinstance(f, models.JSONField)]


class _Inside:
    """What pages and inlines share: role checks and choices of this workspace only."""

    permission: ClassVar[Permission | None] = None
    view_permission: ClassVar[Permission | None] = None
    model: Any

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        needed = self.view_permission or self.permission
        return needed is not None and (request_may(request, needed) or self._may_change(request))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_change(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_change(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_change(request)

    def _may_change(self, request: HttpRequest) -> bool:
        return self.permission is not None and request_may(request, self.permission)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        self._limit(db_field, request, kwargs)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]  # a mixin

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        self._limit(db_field, request, kwargs)
        return super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]  # a mixin

    def _limit(self, db_field: Any, request: HttpRequest, kwargs: dict[str, Any]) -> None:
        target = db_field.remote_field.model
        membership = membership_of(request)
        if _has_workspace(target):
            choices = kwargs.get("queryset", target._default_manager.all())
            kwargs["queryset"] = _limited(choices, request).defer(*_documents_of(target))
        elif target._meta.label == "accounts.User":
            choices = kwargs.get("queryset", target._default_manager.all())
            if membership is None:
                kwargs["queryset"] = choices.none()
            else:
                kwargs["queryset"] = choices.filter(
                    memberships__workspace=membership.workspace
                ).distinct()


class WithinWorkspace(RelatedFieldListFilter):
    """A filter by a related row that offers the rows of this workspace only."""

    def field_choices(
        self, field: Any, request: HttpRequest, model_admin: Any
    ) -> list[tuple[str, Any]]:
        rows = field.remote_field.model._default_manager.all()
        limits: dict[str, Any] = {"queryset": rows}
        model_admin._limit(field, request, limits)
        return [(row.pk, str(row)) for row in limits["queryset"]]


class WorkspaceAdmin(_Inside, ModelAdmin):
    """An admin page whose rows belong to the workspace of the login.

    Foreign rows do not exist here: their pages answer like absent ones. The workspace is
    never shown and never taken from the form.
    """

    #: What fills the list, said while it is empty.
    empty_hint: Any = ""
    compressed_fields = True
    warn_unsaved_form = True
    list_fullwidth = True
    list_per_page = 50
    #: Large columns, of rows that come along too, that no list shows: read only when asked for.
    heavy_fields: ClassVar[Sequence[str]] = ()
    #: Kinds of rows that go with one of these and are only counted when it is deleted.
    unlisted: ClassVar[Sequence[type[models.Model]]] = ()

    def only_editors(self, request: HttpRequest) -> None:
        """Refuse whoever may not change what this page is about."""
        if not self.has_change_permission(request):
            raise PermissionDenied

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return _limited(super().get_queryset(request), request).defer(*self.heavy_fields)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """A list that is not narrowed has no "n results" to tell beside its name."""
        shown = super().get_changelist_instance(request)
        if not (shown.query or shown.has_active_filters):
            shown.full_result_count = shown.result_count
        return shown

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Name the page after what it lists: "Select x to change" bends no Polish noun."""
        title = capfirst(str(self.opts.verbose_name_plural))
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponseBase:
        """Name the page after what it shows, for the same reason."""
        context = {"title": capfirst(str(self.opts.verbose_name)), **(extra_context or {})}
        return super().changeform_view(request, object_id, form_url, context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """While a change is not saved, the page's head goes on naming the row as it is stored."""
        shown = context.get("original")
        if shown is not None and context.get("errors"):
            context["original"] = self.get_object(request, str(shown.pk)) or shown
        return super().render_change_form(request, context, *args, **kwargs)

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        return [self._within(item) for item in super().get_list_filter(request)]

    def _within(self, item: Any) -> Any:
        """Limit the choices of a filter that is named by a relation."""
        if not isinstance(item, str):
            return item
        try:
            field = self.opts.get_field(item)
        except FieldDoesNotExist:
            return item
        return (item, WithinWorkspace) if field.remote_field else item

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [*(super().get_exclude(request, obj) or ()), "workspace"]

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What goes too, without the rows that only join two tables: nobody knows those. Those of
        `unlisted` are counted only."""
        to_delete, counts, *rest = super().get_deleted_objects(objs, request)
        joins = [
            model._meta
            for model in apps.get_models(include_auto_created=True)
            if model._meta.auto_created
        ]
        unlisted = [*joins, *(model._meta for model in self.unlisted)]
        kinds = tuple(f"{capfirst(str(meta.verbose_name))}: " for meta in unlisted)
        for meta in joins:
            counts.pop(meta.verbose_name_plural, None)
        return (_without(to_delete, kinds), counts, *rest)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        membership = membership_of(request)
        if membership is not None and not change:
            obj.workspace = membership.workspace
        super().save_model(request, obj, form, change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        membership = membership_of(request)
        for row in formset.save(commit=False):
            if membership is not None and _has_workspace(type(row)) and row.pk is None:
                row.workspace = membership.workspace
            row.save()
        for gone in formset.deleted_objects:
            gone.delete()
        formset.save_m2m()


class OnlyOneAdmin(WorkspaceAdmin):
    """A page whose row is the only one of its workspace: there is a form and no list."""

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Open the form of the row, or of a new one."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        at = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        row = self.get_queryset(request).first()
        if row is not None:
            return HttpResponseRedirect(reverse(f"{at}_change", args=[row.pk]))
        if self.has_add_permission(request):
            return HttpResponseRedirect(reverse(f"{at}_add"))
        return super().changelist_view(request, extra_context)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A second would never be used."""
        allowed = super().has_add_permission(request, obj)
        return allowed and not self.get_queryset(request).exists()

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponseBase:
        """With one way to save, one name and no way back: there is no other row and no list."""
        context = {
            "show_save_and_add_another": False,
            "show_save_and_continue": False,
            "show_back_button": "",  # the template reads it as text
            "page_name": capfirst(str(self.opts.verbose_name_plural)),
            **(extra_context or {}),
        }
        return super().changeform_view(request, object_id, form_url, context)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Before there is one, say what holds without it."""
        fields = self.get_fields(request, obj)
        return [(None, {"fields": fields, "description": "" if obj else self.empty_hint})]


class ReadOnlyAdmin(WorkspaceAdmin):
    """A page whose rows people do not make or change by hand."""

    permission = None

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class InWorkspaceForm(forms.ModelForm):
    """A form that knows its workspace, so that "already taken" is a sentence and not a crash."""

    workspace: Any = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.workspace is not None and self.instance.workspace_id is None:
            self.instance.workspace = self.workspace

    def _get_validation_exclusions(self) -> set[str]:
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]  # Django's own
        return excluded - {"workspace"}


class KnowsItsWorkspace(WorkspaceAdmin):
    """Gives the form its workspace."""

    form = InWorkspaceForm

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        membership = membership_of(request)
        here = membership.workspace if membership else None
        return type(form.__name__, (form,), {"workspace": here})


class WorkspaceTabularInline(_Inside, TabularInline):
    """Rows of the same workspace inside a `WorkspaceAdmin` page, as a table."""

    extra = 0
    hide_title = True  # the inputs say it all
    #: What the button under the rows says.
    add_text: Any = ""

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [*(super().get_exclude(request, obj) or ()), "workspace"]


class WorkspaceStackedInline(_Inside, StackedInline):
    """Rows of the same workspace inside a `WorkspaceAdmin` page, one under the other."""

    extra = 0

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [*(super().get_exclude(request, obj) or ()), "workspace"]
