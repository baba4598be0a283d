"""A signed-in person reads the product in the language they chose."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from flowbuilder.accounts.access import membership_of


class PersonalLanguage:
    """Speaks the person's language and keeps the workspace's clock.

    For strangers (the login page) the cookie or the browser decides, as Django does.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = request.user.language
            membership = membership_of(request)
            if membership is not None:
                timezone.activate(membership.workspace.timezone)
        try:
            answer = self.get_response(request)
        finally:
            timezone.deactivate()
        if request.user.is_authenticated:
            answer.headers["Content-Language"] = request.user.language
        return answer
