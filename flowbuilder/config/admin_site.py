"""The admin: one place for authors, owners and agents, ordered by what people do."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from unfold.sites import UnfoldAdminSite

from flowbuilder.accounts.access import Permission, membership_of, request_may


class FlowbuilderSite(UnfoldAdminSite):
    """The admin site that every app registers with. Members of a workspace may enter."""

    site_title = "Flowbuilder"
    site_header = "Flowbuilder"
    index_title = _("Home")
    empty_value_display = "—"
    index_template = "insights/dashboard.html"

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and membership_of(request) is not None

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the dashboard; someone who only answers people goes to the inbox."""
        if not request_may(request, Permission.INSIGHTS_VIEW):
            try:
                return HttpResponseRedirect(reverse("inbox"))
            except NoReverseMatch:
                pass
        return super().index(request, extra_context)

    def get_urls(self) -> list[Any]:
        """Leave out Django's "view on site", which looks rows up without a workspace."""
        return [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]

    def extra_urls(self) -> list[URLPattern]:
        from flowbuilder.accounts.account_page import account_page
        from flowbuilder.handoff import supervision_page
        from flowbuilder.insights.pages import insights_page
        from flowbuilder.insights.survey_page import survey_results_page
        from flowbuilder.knowledge.answers.ask_page import ask_page
        from flowbuilder.runtime.replay_page import replay_page

        return [
            path("me/", self.admin_view(account_page), name="me"),
            path("knowledge/ask/", self.admin_view(ask_page), name="knowledge_ask"),
            path("insights/", self.admin_view(insights_page), name="insights"),
            path(
                "insights/surveys/",
                self.admin_view(survey_results_page),
                name="survey-results",
            ),
            path("live/", self.admin_view(supervision_page.live_page), name="live"),
            path("live/now/", self.admin_view(supervision_page.live_now), name="live-now"),
            path(
                "live/handoffs.csv",
                self.admin_view(supervision_page.export_handoffs),
                name="live-export",
            ),
            path(
                "live/<uuid:conversation_id>/assign/",
                self.admin_view(supervision_page.assign_page),
                name="live-assign",
            ),
            path(
                "live/<uuid:conversation_id>/priority/",
                self.admin_view(supervision_page.set_priority_page),
                name="live-priority",
            ),
            path(
                "conversations/conversation/<uuid:conversation_id>/replay/",
                self.admin_view(replay_page),
                name="replay",
            ),
        ]
