"""The inbox's page: a frame for the program in `frontend/src/inbox`."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie

from flowbuilder.accounts.access import Permission, membership_of, request_may


@never_cache
@login_required
@ensure_csrf_cookie
def inbox(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Show the inbox, or say kindly that this role has none."""
    membership = membership_of(request)
    allowed = request_may(request, Permission.INBOX_USE)
    leads = request_may(request, Permission.TEAM_EDIT)
    sets_up = request_may(request, Permission.SETTINGS_EDIT)
    # The admin's start sends those who only answer people back here: they get their account.
    start = "admin:index" if request_may(request, Permission.INSIGHTS_VIEW) else "admin:me"
    return render(
        request,
        "handoff/inbox.html",
        {
            "allowed": allowed,
            "workspace": membership.workspace if membership else None,
            "admin_url": reverse(start),
            "live_url": reverse("admin:live") if leads else "",
            "mail_url": reverse("admin:channel_email_mailbox_changelist") if sets_up else "",
            "language": (get_language() or "en")[:2],
        },
        status=200 if allowed else 403,
    )
