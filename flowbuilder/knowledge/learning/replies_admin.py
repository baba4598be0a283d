"""Agents' replies worth keeping, in the admin, and the choice of the weekly list."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from flowbuilder.accounts.access import user_of, workspace_of
from flowbuilder.knowledge.learning import replies, weekly

REPLIES_ON_A_PAGE = 20
#: A reply answers so many questions of one conversation at most.
TOGETHER = 60


class RepliesPages:
    """The pages beside the groups: mixed into the admin of unanswered questions."""

    admin_site: Any
    model: Any

    def replies_page(self, request: HttpRequest) -> HttpResponse:
        """Show the replies that would make good entries, the newest first."""
        self._only_knowers(request)
        found = replies.worth_keeping(workspace_of(request))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Replies worth keeping"),
            "opts": self.model._meta,
            "page": Paginator(found, REPLIES_ON_A_PAGE).get_page(request.GET.get("p")),
            "ways": "replies",
            "back": request.get_full_path(),
        }
        return TemplateResponse(request, "knowledge/replies.html", context)

    def put_reply_away(self, request: HttpRequest) -> HttpResponse:
        """Offer a reply no more."""
        self._only_knowers(request)
        if request.method == "POST":
            given = request.POST.get("questions", "").split(",")[:TOGETHER]
            ids = [int(each) for each in given if each.isascii() and each.isdecimal()]
            if replies.put_away(workspace_of(request), [each for each in ids if each < 2**63]):
                messages.success(request, gettext("This reply will not be offered any more."))
        return HttpResponseRedirect(_back(request))

    def choose_weekly(self, request: HttpRequest) -> HttpResponse:
        """Switch the weekly list on or off for whoever is signed in."""
        self._only_knowers(request)
        if request.method == "POST":
            wanted = request.POST.get("wanted") == "1"
            weekly.choose(workspace_of(request), user_of(request), wanted=wanted)
            said = (
                gettext("You will get the weekly list by e-mail.")
                if wanted
                else gettext("You will not get the weekly list any more.")
            )
            messages.success(request, said)
        return HttpResponseRedirect(reverse("admin:knowledge_groups"))

    def _only_knowers(self, request: HttpRequest) -> None:
        if not self.has_change_permission(request):  # type: ignore[attr-defined]  # the admin's
            raise PermissionDenied


def _back(request: HttpRequest) -> str:
    """The page the form was on, of ours only."""
    place = request.POST.get("back", "")
    ours = place.startswith("/") and url_has_allowed_host_and_scheme(place, allowed_hosts=None)
    return place if ours else reverse("admin:knowledge_replies")
