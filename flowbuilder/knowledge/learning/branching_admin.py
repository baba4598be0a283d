"""The page on which a group of unanswered questions is sent to a branch of a flow."""

from __future__ import annotations

from itertools import groupby

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from flowbuilder.accounts.access import Permission, request_may, user_of, workspace_of
from flowbuilder.accounts.admin_base import WorkspaceAdmin
from flowbuilder.flows import branches
from flowbuilder.flows.errors import BranchNotUsable
from flowbuilder.knowledge.learning import branching, unanswered
from flowbuilder.knowledge.learning.branching import Sent

#: Examples of a topic that are shown.
EXAMPLES = 4


class SendsToBranches(WorkspaceAdmin):
    """Mixed into the admin of unanswered questions."""

    def branch_page(self, request: HttpRequest) -> HttpResponse:
        """Choose a topic of a flow; the questions become its examples."""
        self.only_editors(request)
        if not request_may(request, Permission.FLOWS_EDIT):
            raise PermissionDenied
        workspace, given = workspace_of(request), request.POST or request.GET
        ids = unanswered.numbers(given.get("questions", ""))
        questions = unanswered.open_ones(workspace, ids)
        if not questions:
            messages.info(request, gettext("These questions are not open any more."))
            return HttpResponseRedirect(reverse("admin:knowledge_groups"))
        drawn = branches.branches_of(workspace)
        if request.method == "POST":
            chosen = next((b for b in drawn if b.name == request.POST.get("branch")), None)
            try:
                if chosen is None:
                    raise BranchNotUsable(gettext("This topic is not in the flow any more."))
                _say(request, branching.send(workspace, questions, chosen, by=user_of(request)))
                return HttpResponseRedirect(reverse("admin:knowledge_groups"))
            except BranchNotUsable as problem:
                messages.error(request, str(problem.message))
        own = [b for b in drawn if b.flow.language == questions[0].language]
        others = [b for b in drawn if b.flow.language != questions[0].language]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Send to a branch of a flow"),
            "page_part": _("Branches"),
            "opts": self.model._meta,
            "questions": questions,
            "ids": ",".join(str(each.pk) for each in questions),
            "flows": [
                (flow, list(of_flow))
                for flow, of_flow in groupby([*own, *others], key=lambda each: each.flow)
            ],
            "shown": EXAMPLES,
        }
        return TemplateResponse(request, "knowledge/branches.html", context)


def _say(request: HttpRequest, done: Sent) -> None:
    """Tell how many questions the topic told before and tells now, and what is left to do."""
    names = {"topic": done.branch.label, "flow": done.branch.flow.name}
    if done.sent:
        counted = ngettext(
            "%(count)d question goes to the topic “%(topic)s” of the flow “%(flow)s”.",
            "%(count)d questions go to the topic “%(topic)s” of the flow “%(flow)s”.",
            done.sent,
        ) % {**names, "count": done.sent}
        told = gettext(
            "Recognised before: %(before)d of %(all)d. Recognised now: %(now)d of %(all)d."
        )
        numbers = {"before": done.told_before, "now": done.told_now, "all": done.asked}
        place = reverse("admin:flows_flow_change", args=[done.branch.flow.pk])
        messages.success(
            request,
            format_html(
                '{} {} {} <a href="{}">{}</a>',
                counted,
                told % numbers,
                gettext("Publish the flow for it to take effect."),
                place,
                gettext("Open the flow"),
            ),
        )
    if done.still_open:
        messages.warning(
            request,
            gettext("The topic does not recognise these yet: %(questions)s. They stay open.")
            % {"questions": " · ".join(done.still_open[:5])},
        )
