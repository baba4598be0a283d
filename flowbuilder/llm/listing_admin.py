"""The button that fetches the names of an endpoint's models into a form."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from flowbuilder.accounts.access import workspace_of
from flowbuilder.accounts.admin_base import WorkspaceAdmin
from flowbuilder.common.errors import InvalidInput
from flowbuilder.integrations.secrets import unseal
from flowbuilder.llm import listing, metering, services
from flowbuilder.llm.errors import ModelError


class ListsModels(WorkspaceAdmin):
    """An admin of settings with an `EndpointForm`, whose model may be picked from a list."""

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_names"
        return [
            path("names/", self.admin_site.admin_view(self.list_models), name=name),
            *super().get_urls(),
        ]

    def list_models(self, request: HttpRequest) -> HttpResponse:
        """The names at the address in the form, or a sentence why there are none.

        A key that is stored goes only to the host it was entered for.
        """
        if not self.has_change_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        try:
            return JsonResponse({"names": self._names(request)})
        except (InvalidInput, ModelError) as problem:
            return JsonResponse({"problem": str(problem.message)})

    def _names(self, request: HttpRequest) -> list[str]:
        address = request.POST.get("base_url", "").strip()
        key = request.POST.get("key", "").strip()
        if not address:
            raise InvalidInput(_("Enter the address first."))
        services.check_address(address, is_new=True)
        stored: Any = self.get_queryset(request).first()
        if stored is not None and not key:
            if services.key_would_move(stored, address):
                raise InvalidInput(
                    _("Enter the key again: it would go to another host or unencrypted.")
                )
            key = unseal(stored.sealed_key) if stored.sealed_key else ""
        with metering.names_asked(workspace_of(request).pk, address):
            return listing.names_at(address, key)
