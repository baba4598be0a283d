"""Pages for signing in by a link and for changing the language."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from flowbuilder.accounts import access, services
from flowbuilder.accounts.errors import LoginLinkSpent
from flowbuilder.accounts.models import Membership


@never_cache
@require_GET
def login_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in with a one-time link and go where it leads."""
    try:
        link = services.use_login_link(token)
    except LoginLinkSpent as problem:
        context = {"problem": problem.message}
        return render(request, "accounts/login_link_spent.html", context, status=problem.status)
    if link.user.last_login is None:
        services.choose_language(link.user, _language_of_browser(request) or link.user.language)
    login(request, link.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return HttpResponseRedirect(link.next_url)


def _language_of_browser(request: HttpRequest) -> str:
    """The first of our languages that the browser asks for; empty when it asks for none."""
    for part in request.headers.get("Accept-Language", "").split(","):
        code = part.partition(";")[0].strip().lower().partition("-")[0]
        if code in dict(settings.LANGUAGES):
            return code
    return ""


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Change the language of the person, or of this browser before signing in."""
    answer = HttpResponseRedirect(_where_from(request))
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES) and check_for_language(language):
        if request.user.is_authenticated:
            services.choose_language(request.user, language)
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=365 * 24 * 3600,
            samesite="Lax",
            secure=request.is_secure(),
            httponly=True,
        )
    return answer


@require_POST
def choose_workspace(request: HttpRequest) -> HttpResponse:
    """Work in another of the person's workspaces from now on."""
    chosen = request.POST.get("workspace", "")
    if request.user.is_authenticated and chosen.isdecimal() and len(chosen) < 18:
        mine = Membership.objects.filter(user=request.user, workspace_id=int(chosen))
        if mine.exists():
            request.session[access.SESSION_KEY] = int(chosen)
    return HttpResponseRedirect("/admin/")


def _where_from(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.META.get("HTTP_REFERER") or "/admin/"
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else "/admin/"
