"""The admin's menu: by what people do, with only what exists and what the role may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from flowbuilder.accounts.access import Permission, memberships_of, request_may


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One line of the menu: a model's pages, or an address of our own."""

    title: Any
    icon: str
    model: str = ""
    url_name: str = ""
    permission: Permission | None = None
    #: Where the function is that counts what needs a look here; nothing is shown for none.
    badge: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Places that belong together."""

    title: Any = None
    places: tuple[Place, ...]


MENU = (
    Section(
        places=(
            Place(
                title=_("Home"),
                icon="home",
                url_name="admin:index",
                permission=Permission.INSIGHTS_VIEW,
            ),
            Place(title=_("Flows"), icon="account_tree", model="flows.flow"),
            Place(title=_("Knowledge"), icon="menu_book", model="knowledge.entry"),
            Place(
                title=_("Ask the knowledge"),
                icon="contact_support",
                url_name="admin:knowledge_ask",
                permission=Permission.KNOWLEDGE_EDIT,
            ),
            Place(title=_("Sources"), icon="library_books", model="knowledge.source"),
            Place(title=_("Unanswered questions"), icon="help", model="knowledge.unanswered"),
            Place(title=_("Synonyms"), icon="join_inner", model="knowledge.synonyms"),
            Place(title=_("Quality of answers"), icon="fact_check", model="knowledge.expectation"),
            Place(
                title=_("Inbox"),
                icon="forum",
                url_name="inbox",
                permission=Permission.INBOX_USE,
            ),
            Place(
                title=_("Live view"),
                icon="visibility",
                url_name="admin:live",
                permission=Permission.TEAM_EDIT,
            ),
            Place(title=_("Conversations"), icon="chat", model="conversations.conversation"),
            Place(title=_("Handoffs"), icon="sync_alt", model="handoff.handoff"),
            Place(title=_("SLA breaches"), icon="timer_off", model="handoff.slanotice"),
            Place(title=_("Messages left"), icon="mail", model="handoff.ticket"),
            Place(title=_("Surveys"), icon="star", model="surveys.survey"),
            Place(title=_("Survey answers"), icon="rate_review", model="surveys.response"),
            Place(
                title=_("Insights"),
                icon="monitoring",
                url_name="admin:insights",
                permission=Permission.INSIGHTS_VIEW,
            ),
            Place(title=_("Widget"), icon="widgets", model="channel_web.widget"),
        ),
    ),
    Section(
        title=_("Teams and contacts"),
        places=(
            Place(title=_("People"), icon="group", model="accounts.membership"),
            Place(title=_("Teams and hours"), icon="schedule", model="handoff.team"),
            Place(title=_("Agents"), icon="support_agent", model="handoff.agent"),
            Place(title=_("Canned replies"), icon="quickreply", model="handoff.cannedreply"),
            Place(title=_("Tags"), icon="sell", model="handoff.tag"),
            Place(title=_("Contacts"), icon="contacts", model="conversations.contact"),
            Place(title=_("Segments"), icon="groups", model="conversations.segment"),
            Place(
                title=_("Contact attributes"),
                icon="badge",
                model="conversations.attributedefinition",
            ),
        ),
    ),
    Section(
        title=_("Settings"),
        places=(
            Place(title=_("Workspace"), icon="settings", model="accounts.workspace"),
            Place(title=_("Language model"), icon="smart_toy", model="llm.languagemodelsettings"),
            Place(title=_("Search by meaning"), icon="share", model="knowledge.meaningsettings"),
            Place(title=_("Model budget"), icon="savings", model="llm.modelbudget"),
            Place(title=_("Calls of models"), icon="receipt_long", model="llm.modelcall"),
            Place(title=_("Mailboxes"), icon="inbox", model="channel_email.mailbox"),
            Place(
                title=_("E-mails received"), icon="mark_email_read", model="channel_email.arrival"
            ),
            Place(title=_("Credentials"), icon="key", model="integrations.credential"),
            Place(
                title=_("Background jobs"),
                icon="pending_actions",
                model="runtime.job",
                badge="flowbuilder.runtime.admin.badge",
            ),
            Place(title=_("Audit trail"), icon="history", model="accounts.auditentry"),
        ),
    ),
)
NAMED = {place.model for section in MENU for place in section.places if place.model}


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Return Unfold's menu for this login."""
    groups: list[dict[str, Any]] = []
    for section in MENU:
        items = [item for place in section.places if (item := _item(place, request))]
        if section is MENU[-1]:
            items += _unnamed(request)
        if items:
            groups.append({"title": section.title, "separator": bool(groups), "items": items})
    return groups


def account_links(request: HttpRequest) -> list[dict[str, Any]]:
    """Return what the person's own menu holds; another workspace only when there is one."""
    links = [{"title": _("My account"), "link": reverse("admin:me")}]
    if len(memberships_of(request)) > 1:
        links.append({"title": _("Change workspace"), "link": f"{reverse('admin:me')}#workspaces"})
    return links


def _item(place: Place, request: HttpRequest) -> dict[str, Any] | None:
    link = _model_link(place.model, request) if place.model else _own_link(place, request)
    if not link:
        return None
    item = {"title": place.title, "icon": place.icon, "link": link}
    count = import_string(place.badge)(request) if place.badge else 0
    return {**item, "badge": count, "badge_variant": "danger"} if count else item


def _own_link(place: Place, request: HttpRequest) -> str | None:
    if place.permission is not None and not request_may(request, place.permission):
        return None
    try:
        return reverse(place.url_name)
    except NoReverseMatch:
        return None


def _model_link(label: str, request: HttpRequest) -> str | None:
    for model, pages in admin.site._registry.items():
        if model._meta.label_lower == label and pages.has_view_permission(request):
            return reverse(f"admin:{label.replace('.', '_')}_changelist")
    return None


def _unnamed(request: HttpRequest) -> list[dict[str, Any]]:
    """Return pages that no line above names: what a third party's app brought."""
    found = []
    for model, pages in admin.site._registry.items():
        label = model._meta.label_lower
        if label not in NAMED and pages.has_module_permission(request):
            link = _model_link(label, request)
            title = model._meta.verbose_name_plural
            title = str(title)[:1].upper() + str(title)[1:]
            if link:
                found.append({"title": title, "icon": "tune", "link": link})
    return found
