"""Every route × role × foreign id: nobody reaches another workspace, and roles hold (case 37).

The routes come from the URL resolver and the models from the admin, so a new one is tested the
day it appears; one that needs something the test does not know makes the test fail.

Seen to fail: with `_limited()` in `accounts/admin_base.py` returning its queryset unfiltered, and
with the `workspace=` filter taken out of `flows.selectors.flows_of`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from flowbuilder.accounts.access import role_may
from flowbuilder.accounts.api_base import WorkspaceView
from flowbuilder.accounts.models import Role
from tests.access.rows import CANARY, MAKERS, Rows

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
#: Pages made of one function ask only whether it is a POST.
OF_A_PAGE = ("GET", "POST", "DELETE")
#: A part of CANARY, to search for: pages repeat what was searched for.
SOUGHT = CANARY[:-2]

#: Addresses for people who are not signed in, each with its reason.
PUBLIC = {
    "": "sends to the admin",
    "healthz": "a probe without content",
    "readyz": "a probe without content",
    "metrics": "this machine or a token only; figures that name nobody",
    "admin/login/": "signing in",
    "admin/logout/": "signing out",
    "admin/jsi18n/": "words of the interface",
    "login/<str:token>/": "the token is the proof",
    "language/": "a cookie with the language",
    "api/v1/schema/": "the OpenAPI file holds no data",
    "api/v1/docs/": "the OpenAPI file holds no data",
    "widget\\.js": "the loader",
    "inbox/manifest.webmanifest": "the inbox's name and icon; nobody's data",
    "inbox/sw.js": "the inbox's service worker; nobody's data",
    "w/<key>/": "the key is the proof; what it shows is meant for everybody",
    "w/<key>/frame/": "as above",
    "w/<key>/inline/": "as above",
    "w/<key>/avatar/<tag>": "as above",
    "api/v1/widgets/<key>/config": "as above",
    "api/v1/chat/<key>/messages": "the visitor's token is the proof",
    "api/v1/chat/<key>/files": "as above",
    "api/v1/chat/<key>/me": "as above",
    "api/v1/chat/<key>/me/export": "as above",
    "api/v1/chat/<key>/me/conversations": "as above",
    "api/v1/chat/<key>/me/conversations/<talk>": "as above",
    "api/v1/chat/<key>/transcript": "as above",
    "files/<signed>": "the signature is the proof",
    "pictures/<signed>": "the signature is the proof",
    "static/<path:path>": "files of the interface",
}

#: What each name in a route stands for: the model of the row and the field that is shown.
NAMES = {
    "flow_id": ("flows.Flow", "pk"),
    "number": ("flows.FlowVersion", "number"),
    "talk_id": ("flows.Talk", "pk"),
    "template_key": ("flows.FlowTemplate", "pk"),
    "thread_id": ("flows.Thread", "pk"),
    "comment_id": ("flows.Comment", "pk"),
    "file_id": ("conversations.Attachment", "pk"),
    "conversation_id": ("conversations.Conversation", "pk"),
    "contact_id": ("conversations.Contact", "pk"),
    "widget_id": ("channel_web.Widget", "pk"),
    "view_id": ("handoff.SavedView", "pk"),
    "chunk_id": ("knowledge.Chunk", "pk"),
    "import_id": ("knowledge.EntryImport", "pk"),
}
#: Names that refer to nothing that belongs to a workspace.
HARMLESS = {"app_label": "flows", "rest": "mine", "need": 0}


@dataclass(frozen=True)
class Route:
    """One address with what fills its holes."""

    path: str
    names: tuple[str, ...]
    view: Any
    model: str | None

    def address(self, rows: Rows) -> str:
        """The address of `rows`' own row."""
        filled = "/" + self.path
        for name in self.names:
            filled = filled.replace(self._hole(name), str(self._value(name, rows)))
        return filled

    @property
    def view_class(self) -> Any:
        """The class behind the route, if it is one."""
        return getattr(self.view, "view_class", None) or getattr(self.view, "cls", None)

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods that this route may answer in different ways."""
        cls = self.view_class
        return OF_A_PAGE if cls is None else tuple(m for m in METHODS if hasattr(cls, m.lower()))

    def _hole(self, name: str) -> str:
        start = self.path.index(f":{name}>" if f":{name}>" in self.path else f"<{name}>")
        start = self.path.rindex("<", 0, start + 1)
        return self.path[start : self.path.index(">", start) + 1]

    def _value(self, name: str, rows: Rows) -> Any:
        if name in HARMLESS:
            return HARMLESS[name]
        if name == "object_id":
            assert self.model in MAKERS, (
                f"tests/access/rows.py makes no {self.model} for {self.path}"
            )
            return rows[self.model].pk
        assert name in NAMES, f"{self.path}: say in NAMES what <{name}> stands for"
        label, field = NAMES[name]
        return getattr(rows[label], field)


def _walk(patterns: list[Any], prefix: str = "") -> Iterator[Route]:
    for item in patterns:
        path = prefix + _simple(str(item.pattern))
        if isinstance(item, URLResolver):
            yield from _walk(item.url_patterns, path)
        elif isinstance(item, URLPattern):
            names = tuple(item.pattern.converters) or tuple(
                getattr(getattr(item.pattern, "regex", None), "groupindex", ())
            )
            yield Route(path, names, item.callback, _model_of(item))


def _simple(pattern: str) -> str:
    """A regular expression written like a path: `^w/(?P<key>[a-z]+)/$` is `w/<key>/`."""
    named = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", pattern)
    return named.removeprefix("^").removesuffix("$")


def _model_of(item: URLPattern) -> str | None:
    for model in admin.site._registry:
        stem = f"{model._meta.app_label}_{model._meta.model_name}_"
        if (item.name or "").startswith(stem):
            return model._meta.label
    owner = getattr(item.callback, "model_admin", None)
    return owner.model._meta.label if owner else None


def routes() -> list[Route]:
    """Every route of the program, without the catch-all of the admin."""
    return [
        r
        for r in _walk(get_resolver().url_patterns)
        if "<url>" not in r.path and r.path not in PUBLIC
    ]


@pytest.fixture
def foreign(other_workspace, make_user) -> Rows:
    """Rows of a workspace that the callers do not belong to."""
    rows = Rows(other_workspace, make_user(Role.OWNER, other_workspace, name=CANARY))
    rows.all()
    return rows


def call(client: Client, method: str, address: str, chosen: Any = None) -> Any:
    """Ask without following. A form says yes to everything, and picks `chosen` in a list."""
    client.raise_request_exception = True
    if method == "POST" and not address.startswith("/api/"):
        form = {"post": "yes", "action": "delete_selected"}
        if chosen is not None:
            form["_selected_action"] = str(chosen)
        return client.post(address, form)
    body = "" if method in ("GET", "HEAD", "OPTIONS") else "{}"
    return client.generic(method, address, body, content_type="application/json")


def body_of(answer: Any) -> str:
    """The whole body, streamed or not."""
    if getattr(answer, "streaming", False):
        return b"".join(answer.streaming_content).decode(errors="replace")
    return answer.content.decode(errors="replace")


def test_the_admin_shows_no_model_that_this_test_does_not_know():
    registered = {model._meta.label for model in admin.site._registry}

    assert registered <= set(MAKERS)


def test_a_stranger_gets_nothing(foreign):
    client = Client()

    leaks = [
        (method, route.path, answer.status_code)
        for route in routes()
        for method in METHODS
        for answer in [call(client, method, route.address(foreign))]
        if answer.status_code < 300 or CANARY in body_of(answer).replace(route.address(foreign), "")
    ]

    assert leaks == []


@pytest.mark.parametrize("role", list(Role))
def test_foreign_rows_do_not_exist_and_stay_as_they_were(client_for, foreign, role):
    before = {label: _values(row) for label, row in foreign.all().items()}
    client = client_for(role)

    leaks = []
    for route in routes():
        address = route.address(foreign)
        owned = any(name not in HARMLESS for name in route.names)
        chosen = foreign[route.model].pk if route.model else None
        for method in route.methods:
            answer = call(client, method, address, chosen)
            said = body_of(answer).replace(address, "")
            opened = owned and answer.status_code < 300 and method != "OPTIONS"
            if opened or CANARY in said:
                leaks.append((method, route.path, answer.status_code))

    after = {}
    for label, row in foreign.all().items():
        row.refresh_from_db()
        after[label] = _values(row)
    assert leaks == []
    assert after == before


@pytest.mark.parametrize("role", list(Role))
def test_searching_finds_nothing_foreign(client_for, foreign, role):
    client = client_for(role)
    lists = [r for r in routes() if r.model and not r.names and not r.path.endswith("/add/")]
    searches = [(route.address(foreign), "q") for route in lists] + [("/admin/search/", "s")]

    leaks = [
        address
        for address, name in searches
        if CANARY in body_of(client.get(address, {name: SOUGHT}))
    ]

    assert len(searches) > 15
    assert leaks == []


def _values(row: Any) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


@pytest.mark.parametrize("role", list(Role))
def test_a_role_gets_exactly_what_its_view_names(client_for, workspace, role):
    """With rows of one's own: 403 where the role lacks the permission, and nowhere else."""
    client = client_for(role)
    rows = Rows(workspace, client.user)

    wrong = []
    for route in routes():
        view = route.view_class
        if view is None or not issubclass(view, WorkspaceView):
            continue
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            if not hasattr(view, method.lower()):
                continue
            needed = view.permission
            needed = needed.get(method) if isinstance(needed, dict) else needed
            answer = call(client, method, route.address(rows))
            if (answer.status_code == 403) == role_may(role, needed):
                wrong.append((method, route.path, answer.status_code, body_of(answer)[:120]))

    assert wrong == []
