"""Jobs in the admin: what is due, what needs a look and why; try again or discard."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.contrib import admin, messages
from django.db.models import Case, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.decorators import action, display

from flowbuilder.accounts.access import Permission, membership_of
from flowbuilder.accounts.admin_base import WorkspaceAdmin
from flowbuilder.conversations.admin import conversation_link
from flowbuilder.runtime import jobs
from flowbuilder.runtime.models import Job

Status = Job.Status
FINISHED = (Status.DONE, Status.CANCELLED)


def badge(request: HttpRequest) -> int:
    """How many jobs of this workspace need a look, for the menu."""
    membership = membership_of(request)
    return jobs.needing_a_look(membership.workspace_id).count() if membership else 0


class ShownFilter(admin.SimpleListFilter):
    """What is to be seen. Unless told otherwise: all that is not over."""

    title = gettext_lazy("status")
    parameter_name = "shown"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("look", _("needs a look")), ("finished", _("over")), ("all", _("all"))]

    def choices(self, changelist: Any) -> Iterator[Any]:
        first, *others = super().choices(changelist)
        yield {**first, "display": _("not finished")}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet[Job]) -> QuerySet[Job]:
        match self.value():
            case "look":
                return queryset.filter(status__in=Job.NEEDS_LOOK)
            case "finished":
                return queryset.filter(status__in=FINISHED)
            case "all":
                return queryset
        return queryset.exclude(status__in=FINISHED)


@admin.register(Job)
class JobAdmin(WorkspaceAdmin):
    """Things to do later; what needs a person's decision comes first."""

    empty_hint = gettext_lazy(
        "Nothing is running and nothing needs a look. Searches, model answers, requests and timers "
        "are listed here until they are done; what failed stays until you decide about it."
    )
    permission = Permission.SETTINGS_EDIT
    list_display = ["what", "shown_status", "problem", conversation_link, "when", "attempts"]
    list_filter = [ShownFilter, "kind"]
    list_select_related = ["conversation__contact"]
    heavy_fields = ["conversation__session"]
    search_fields = ["key", "last_error"]
    search_help_text = gettext_lazy("Search by key or problem")
    readonly_fields = ["asked", "target", "status", "advice", conversation_link, "tried",
                       "created_at", "run_at", "sent_at", "finished_at", "key"]  # fmt: skip
    fields = readonly_fields
    actions = ["try_again", "discard"]
    actions_submit_line = ("try_this_again", "discard_this")
    show_full_result_count = False

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        """What needs a look first, where the list is short enough to be sorted."""
        if request.GET.get("shown") in {"finished", "all"}:
            return ["-id"]
        return [Case(When(status__in=Job.NEEDS_LOOK, then=Value(0)), default=Value(1)), "-id"]

    @display(description=gettext_lazy("what"), header=True)
    def what(self, job: Job) -> tuple[str, str]:
        return str(job), _target(job)

    @display(description=gettext_lazy("what to do"))
    def asked(self, job: Job) -> str:
        return str(job)

    @display(description=gettext_lazy("where to"))
    def target(self, job: Job) -> str:
        return _target(job) or "—"

    @display(
        description=gettext_lazy("status"),
        label={
            "waiting": "",
            "running": "info",
            "done": "success",
            "quarantined": "danger",
            "uncertain": "warning",
            "cancelled": "",
        },
    )
    def shown_status(self, job: Job) -> tuple[str, str]:
        return job.status, job.get_status_display()

    @display(description=gettext_lazy("last problem"))
    def problem(self, job: Job) -> str:
        return Truncator(_(job.last_error)).chars(60) if job.last_error else "—"

    @display(description=gettext_lazy("when"), ordering="run_at")
    def when(self, job: Job) -> str:
        at = _moment(job.finished_at or job.claimed_at or job.run_at)
        return format_html('<span class="whitespace-nowrap">{}</span>', at)

    @display(description=gettext_lazy("what to do now"))
    def advice(self, job: Job) -> str:
        return str(ADVICE.get(Status(job.status), "—"))

    @display(description=gettext_lazy("attempts"))
    def tried(self, job: Job) -> str:
        """Each attempt: when it began and ended, and what came of it."""
        rows = [
            (_moment_of(t["begun"]), _moment_of(t["ended"]), _(t["problem"])) for t in job.tries
        ]
        if job.status in {Status.RUNNING, Status.DONE} and job.claimed_at:
            came = job.get_status_display()
            rows.append((_moment(job.claimed_at), _moment(job.finished_at), came))
        if not rows:
            return _("none yet")
        items = format_html_join(
            "", '<li class="mb-1"><span class="whitespace-nowrap">{} – {}</span><br>{}</li>', rows
        )
        return format_html('<ol class="list-decimal list-inside">{}</ol>', items)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show a job. Nothing of it can be edited; its buttons decide what becomes of it."""
        nothing = {"show_save": False, "show_save_and_continue": False}
        context = {**(extra_context or {}), **nothing}
        shown: HttpResponse = super().change_view(request, object_id, form_url, context)
        return shown

    def get_actions_submit_line(self, request: HttpRequest, object_id: Any) -> list[Any]:
        """Only the buttons that would do something to this job."""
        job = self.get_queryset(request).filter(pk=object_id).first()
        if job is None:
            return []
        needs_look = job.status in Job.NEEDS_LOOK
        may = {"try_this_again": needs_look, "discard_this": needs_look or job.status == "waiting"}
        offered = super().get_actions_submit_line(request, object_id)
        return [each for each in offered if may[each.action_name.removeprefix("runtime_job_")]]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Do what the pressed button says; the row itself is never written from the page."""
        for pressed in self.get_actions_submit_line(request, obj.pk):
            if pressed.action_name in request.POST:
                pressed.method(request, obj)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return HttpResponseRedirect(request.path)

    @action(description=gettext_lazy("Try again"))
    def try_this_again(self, request: HttpRequest, job: Job) -> None:
        self.try_again(request, self.get_queryset(request).filter(pk=job.pk))

    @action(description=gettext_lazy("Discard"))
    def discard_this(self, request: HttpRequest, job: Job) -> None:
        self.discard(request, self.get_queryset(request).filter(pk=job.pk))

    @action(description=gettext_lazy("Try again"))
    def try_again(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        count = jobs.retry(queryset, _person(request))
        text = ngettext("%(n)s job will be tried again.", "%(n)s jobs will be tried again.", count)
        messages.success(request, text % {"n": count})

    @action(description=gettext_lazy("Discard"))
    def discard(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        count = jobs.discard(queryset, _person(request))
        text = ngettext("%(n)s job was discarded.", "%(n)s jobs were discarded.", count)
        messages.success(request, text % {"n": count})

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


ADVICE = {
    Status.QUARANTINED: gettext_lazy(
        "Every attempt failed, and the conversation went on without it. Once the cause is fixed, "
        "try again, or discard the job."
    ),
    Status.UNCERTAIN: gettext_lazy(
        "Check in the other system whether the request was carried out. If it was, discard the "
        "job. If not, try again: the request is sent once more, with the same key."
    ),
}


def _target(job: Job) -> str:
    """Whom it concerns, without what might be secret or personal in an address."""
    effect = job.effect
    match effect.get("kind"):
        case "CallHttp":
            return f"{effect.get('method', '')} {urlsplit(str(effect.get('url', ''))).netloc}"
        case "SendEmail":
            return str(effect.get("to", ""))
        case "PublishFlow" | "SendReviewMail":
            return str(effect.get("about", ""))
    return ""


def _moment(at: datetime | None) -> str:
    return date_format(localtime(at), "SHORT_DATETIME_FORMAT") if at else "…"


def _moment_of(text: str) -> str:
    at = localtime(datetime.fromisoformat(text))
    return f"{date_format(at, 'SHORT_DATE_FORMAT')} {at:%H:%M:%S}"


def _person(request: HttpRequest) -> Any:
    return request.user
