"""The base of every REST view that works inside a workspace."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import MethodNotAllowed, NotAuthenticated
from rest_framework.request import Request
from rest_framework.views import APIView

from flowbuilder.accounts.access import Permission, membership_of, role_may, user_of, workspace_of
from flowbuilder.accounts.models import User, Workspace
from flowbuilder.common.errors import Forbidden


class SessionLogin(SessionAuthentication):
    """The browser's login. Names a scheme, so that a stranger gets 401 and not 403."""

    def authenticate_header(self, request: Request) -> str:
        return "Session"


class WorkspaceView(APIView):
    """One operation inside the workspace of the login.

    `permission` says what the role must allow, for all methods or by method. A view that
    names none answers nobody. `self.workspace` is the tenant: look everything up through it.
    `self.user` is the person.
    """

    permission: ClassVar[Permission | dict[str, Permission] | None] = None
    authentication_classes = (SessionLogin,)
    permission_classes = ()

    workspace: Workspace
    user: User

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not request.user.is_authenticated:
            raise NotAuthenticated()
        if request.method and request.method.lower() not in self.http_method_names:
            raise MethodNotAllowed(request.method)
        self.workspace = workspace_of(request)
        self.user = user_of(request)
        needed = self._needed(request)
        membership = membership_of(request)
        if membership is None or needed is None or not role_may(membership.role, needed):
            raise Forbidden(_("Your role does not allow this."))

    def _needed(self, request: Request) -> Permission | None:
        if not isinstance(self.permission, dict):
            return self.permission
        method = "GET" if request.method in {"HEAD", "OPTIONS"} else request.method
        return self.permission.get(method or "")
