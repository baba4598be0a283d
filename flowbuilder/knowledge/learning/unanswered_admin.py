"""Questions nobody could answer, in the admin: one by one, and in groups settled at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from flowbuilder.accounts.access import Permission, request_may, user_of, workspace_of
from flowbuilder.knowledge import selectors
from flowbuilder.knowledge.checks import what_if
from flowbuilder.knowledge.checks.breakage_admin import ANYWAY, say_checked_later
from flowbuilder.knowledge.checks.foresight import NOTHING, Foresight
from flowbuilder.knowledge.errors import EntryNotUsable
from flowbuilder.knowledge.learning import replies, weekly
from flowbuilder.knowledge.learning import unanswered as services_of
from flowbuilder.knowledge.learning.branching_admin import SendsToBranches
from flowbuilder.knowledge.learning.grouping import Group
from flowbuilder.knowledge.learning.replies import Reply
from flowbuilder.knowledge.learning.replies_admin import RepliesPages
from flowbuilder.knowledge.learning.unanswered import SETTLED, Settled, numbers
from flowbuilder.knowledge.models import Entry, Unanswered

GROUPS_ON_A_PAGE = 12
EXAMPLES = 5
CHOICES = 8
#: Replies shown with a group.
REPLIES = 2
#: What the address of a new entry says when its questions are a group.
GROUPS = "groups"


class WhatIsLeft(admin.SimpleListFilter):
    """The open ones, unless others are asked for: an answered question leaves the list."""

    title = _("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        others = [choice for choice in Unanswered.Status.choices if choice[0] != "open"]
        return [*others, ("all", pgettext("questions", "All"))]

    def choices(self, changelist: Any) -> Iterator[Any]:
        first, *others = super().choices(changelist)
        yield {**first, "display": Unanswered.Status.OPEN.label}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        wanted = self.value() or Unanswered.Status.OPEN
        return queryset if wanted == "all" else queryset.filter(status=wanted)


@admin.register(Unanswered)
class UnansweredAdmin(RepliesPages, SendsToBranches):
    """What visitors asked and nobody could answer: the list of what to write next."""

    empty_hint = _("Questions for which no answer was found appear here, ready to be answered.")
    permission = Permission.KNOWLEDGE_EDIT
    list_display = ("question", "language", "at", "status", "answer_link")
    list_filter = (WhatIsLeft, "language")
    search_fields = ("question",)
    search_help_text = _("Search in the questions")
    date_hierarchy = "at"
    ordering = ("-status", "-at", "-id")  # the open ones first
    fields = ("question", "language", "at", "node", "status", "entry")
    readonly_fields = ("question", "language", "at", "node", "entry")
    list_before_template = "knowledge/unanswered_ways.html"
    actions = ("ignore", "reopen")
    actions_detail = ("write_answer",)

    def get_urls(self) -> list[URLPattern]:
        own = [
            ("groups/", self.groups_page, "knowledge_groups"),
            ("groups/add/", self.add_to_entry_page, "knowledge_groups_add"),
            ("groups/branch/", self.branch_page, "knowledge_groups_branch"),
            ("groups/close/", self.close_group, "knowledge_groups_close"),
            ("groups/ignore/", self.ignore_group, "knowledge_groups_ignore"),
            ("replies/", self.replies_page, "knowledge_replies"),
            ("replies/put-away/", self.put_reply_away, "knowledge_replies_put_away"),
            ("weekly/", self.choose_weekly, "knowledge_weekly"),
        ]
        wrapped = [path(at, self.admin_site.admin_view(view), name=n) for at, view, n in own]
        return [*wrapped, *super().get_urls()]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They come from conversations."""
        return False

    @admin.display(description=_("answer"))
    def answer_link(self, unanswered: Unanswered) -> str:
        if unanswered.entry_id:
            place = reverse("admin:knowledge_entry_change", args=[unanswered.entry_id])
            return format_html(
                '<a class="text-primary-600" href="{}">{}</a>', place, unanswered.entry
            )
        if unanswered.status != Unanswered.Status.OPEN:
            return ""
        return format_html(
            '<a class="text-primary-600" href="{}">{}</a>',
            new_entry_for([unanswered.pk]),
            _("Write an answer"),
        )

    @action(description=_("Write an answer"), icon="edit_note")
    def write_answer(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Open a new entry that begins with this question."""
        if not self.get_queryset(request).filter(pk=object_id).exists():
            raise Http404
        return HttpResponseRedirect(new_entry_for([object_id]))

    @admin.action(description=_("Ignore"), permissions=["change"])
    def ignore(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        ids = queryset.filter(status=Unanswered.Status.OPEN).values_list("pk", flat=True)
        services_of.ignore(workspace_of(request), list(ids), by=user_of(request))

    @admin.action(description=_("Open again"), permissions=["change"])
    def reopen(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        queryset.update(status=Unanswered.Status.OPEN, entry=None)

    # ---- groups -------------------------------------------------------------------

    def groups_page(self, request: HttpRequest) -> HttpResponse:
        """Show the open questions in groups, the largest first, and what was answered lately."""
        self.only_editors(request)
        workspace = workspace_of(request)
        groups = services_of.groups_of(workspace)
        good = replies.worth_keeping(workspace)
        page = Paginator(groups, GROUPS_ON_A_PAGE).get_page(request.GET.get("p"))
        index = selectors.index_of(workspace.pk)
        talks = {}
        if request_may(request, Permission.INSIGHTS_VIEW):  # who may read conversations
            wordings = (wording.id for group in page.object_list for wording in group.wordings)
            talks = services_of.talks_of(workspace, wordings)
        shown = [
            _shown(group, services_of.found_among(group, index), good, talks)
            for group in page.object_list
        ]
        shown.sort(key=lambda each: each["is_found"])
        context = {
            **self.admin_site.each_context(request),
            "title": _("Unanswered questions"),
            "opts": self.model._meta,
            "page": page,
            "groups": shown,
            "may_branch": request_may(request, Permission.FLOWS_EDIT),
            "weekly_wanted": weekly.is_wanted(workspace, user_of(request)),
            "lately": services_of.answered_lately(workspace),
            "grouped": services_of.GROUPED,
            "is_cut": selectors.open_questions(workspace.pk) > services_of.GROUPED,
        }
        return TemplateResponse(request, "knowledge/groups.html", context)

    def add_to_entry_page(self, request: HttpRequest) -> HttpResponse:
        """Find the entry that answers a group; its questions become further ways to ask."""
        self.only_editors(request)
        workspace = workspace_of(request)
        questions = services_of.open_ones(workspace, numbers(_given(request, "questions")))
        if not questions:
            messages.info(request, gettext("These questions are not open any more."))
            return HttpResponseRedirect(reverse("admin:knowledge_groups"))
        language = questions[0].language
        entry: Entry | None = None
        foresight: Foresight | None = NOTHING
        if request.method == "POST":
            chosen = numbers(request.POST.get("entry", ""))
            here = Entry.objects.filter(workspace=workspace, language=language)
            entry = here.filter(pk__in=chosen[:1]).first()
            if entry is None:
                raise Http404
            try:
                if ANYWAY not in request.POST:
                    foresight = _foreseen_of(entry, questions)
                if not (foresight and foresight.broken):
                    say_checked_later(request, foresight)
                    done = services_of.add_to_entry(entry, questions, by=user_of(request))
                    say_settled(request, done)
                    return HttpResponseRedirect(reverse("admin:knowledge_groups"))
            except EntryNotUsable as problem:
                messages.error(request, str(problem.message))
        sought = " ".join(_given(request, "q").split())[:500] or questions[0].question
        context = {
            **self.admin_site.each_context(request),
            "title": _("Add to an existing answer"),
            "page_part": _("Answer"),
            "opts": self.model._meta,
            "questions": questions,
            "ids": ",".join(str(each.pk) for each in questions),
            "sought": sought,
            "choices": _choices(workspace.pk, sought, language),
            "foresight": foresight,
            "chosen": entry,
        }
        return TemplateResponse(request, "knowledge/add_to_entry.html", context)

    def close_group(self, request: HttpRequest) -> HttpResponse:
        """Mark answered what would be found today."""
        self.only_editors(request)
        if request.method == "POST":
            ids = numbers(request.POST.get("questions", ""))
            count = services_of.close_found(workspace_of(request), ids, by=user_of(request))
            say_settled(request, Settled(answered=count))
        return HttpResponseRedirect(reverse("admin:knowledge_groups"))

    def ignore_group(self, request: HttpRequest) -> HttpResponse:
        """Put a group away."""
        self.only_editors(request)
        if request.method == "POST":
            ids = numbers(request.POST.get("questions", ""))
            count = services_of.ignore(workspace_of(request), ids, by=user_of(request))
            words = ngettext("%(count)d question ignored.", "%(count)d questions ignored.", count)
            messages.success(request, words % {"count": count})
        return HttpResponseRedirect(reverse("admin:knowledge_groups"))

    class Media:
        css = {"all": ["knowledge/knowledge.css"]}


def new_entry_for(ids: Sequence[int], *, back: str = "") -> str:
    """The address of a new entry that begins with these questions, and where it leads `back` to."""
    listed = ",".join(map(str, ids)) + (f"&back={back}" if back else "")
    return f"{reverse('admin:knowledge_entry_add')}?unanswered={listed}"


def page_after(request: HttpRequest) -> str:
    """Where the questions came from that a new entry answers; nothing where there are none."""
    if not request.GET.get("unanswered"):
        return ""
    is_group = request.GET.get("back") == GROUPS
    return reverse(
        "admin:knowledge_groups" if is_group else "admin:knowledge_unanswered_changelist"
    )


def unanswered_of(request: HttpRequest) -> list[Unanswered]:
    """The questions that the page's address names, of this workspace and still open."""
    ids = numbers(request.GET.get("unanswered", ""))
    return services_of.open_ones(workspace_of(request), ids) if ids else []


def say_settled(request: HttpRequest, done: Settled) -> None:
    """Tell what an answer did: how many questions are answered, found before and now."""
    if done.answered:
        words = ngettext(
            "%(count)d question is answered now.",
            "%(count)d questions are answered now.",
            done.answered,
        )
        parts = [words % {"count": done.answered}]
        if done.asked > 1:
            parts.append(
                gettext("Found before: %(before)d of %(all)d. Found now: %(now)d of %(all)d.")
                % {"before": done.found_before, "now": done.found_now, "all": done.asked}
            )
        messages.success(request, " ".join(parts))
    if done.still_open:
        messages.warning(
            request,
            gettext("The search does not bring this answer yet for: %(questions)s. They stay open.")
            % {"questions": " · ".join(done.still_open[:EXAMPLES])},
        )


def _shown(
    group: Group, found: int, good: Sequence[Reply], talks: Mapping[int, UUID]
) -> dict[str, Any]:
    ids = [wording.id for wording in group.wordings[:SETTLED]]
    asked = [(group.language, wording.text) for wording in group.wordings]
    return {
        "replies": replies.to_words(good, asked)[:REPLIES],
        "group": group,
        "talk": talks.get(group.wordings[0].id),
        "examples": [(each, talks.get(each.id)) for each in group.wordings[1 : EXAMPLES + 1]],
        "is_found": found == group.volume,
        "more": max(0, len(group.wordings) - 1 - EXAMPLES),
        "found": found,
        "ids": ",".join(map(str, ids)),
        "write": new_entry_for(ids, back=GROUPS),
    }


def _choices(workspace_id: int, sought: str, language: str) -> list[Entry]:
    """Entries for the words: those the search brings first, then those that hold them."""
    hits = selectors.index_of(workspace_id).entries.search(sought, language, CHOICES).hits
    found = [hit.document.id for hit in hits if hit.document.language == language]
    named = [selectors.entry_called(workspace_id, language, each) for each in found]
    here = Entry.objects.filter(workspace_id=workspace_id, language=language)
    holding = here.filter(question__icontains=sought)[:CHOICES]
    offered = [*(entry for entry in named if entry), *holding]
    return list({entry.pk: entry for entry in offered}.values())[:CHOICES]


def _foreseen_of(entry: Entry, questions: Sequence[Unanswered]) -> Foresight | None:
    """What the questions would do as further ways to ask for an entry."""
    return what_if.if_saved(services_of.with_wordings(copy(entry), questions))


def _given(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "") or request.GET.get(name, "")
