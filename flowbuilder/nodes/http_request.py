"""HTTP request: asks another service, such as the shop's own, and keeps what it says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from flowbuilder.core import effects
from flowbuilder.core.effects import CallHttp
from flowbuilder.core.events import EffectFailed, EffectSucceeded, Event
from flowbuilder.core.fields import (
    CredentialName,
    HiddenTemplate,
    OptionalVariableName,
    ShortHiddenTemplate,
    VariableName,
)
from flowbuilder.core.nodetype import Go, Move, NodeConfig, NodeType, Port, Turn, Wait
from flowbuilder.core.words import gettext_noop as _

_STEP = re.compile(r"[^.\[\]]+")
MAX_KEPT_TEXT = 20_000


class Header(NodeConfig):
    name: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,100}$")] = Field(
        title=_("Header name")
    )
    value: ShortHiddenTemplate = Field(default="", title=_("Header value"))


class Saved(NodeConfig):
    path: Annotated[str, StringConstraints(max_length=200)] = Field(
        default="",
        title=_("Where in the answer"),
        description=_("For example status or items.0.name. Leave empty for the whole answer."),
    )
    variable: VariableName = Field(title=_("Variable"))


class HttpRequestConfig(NodeConfig):
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"] = Field(
        default="GET", title=_("Method")
    )
    url: ShortHiddenTemplate = Field(
        min_length=1,
        title=_("Address"),
        description=_(
            "Insert anything the visitor typed as {{ variable | url_encode }}, so that it cannot "
            "change the address."
        ),
    )
    credential: CredentialName = Field(
        default="",
        title=_("Credential"),
        description=_("A key kept by your workspace. It never appears in the flow or in logs."),
    )
    headers: list[Header] = Field(
        default_factory=list,
        max_length=20,
        title=_("Headers"),
        json_schema_extra={"x-advanced": True},
    )
    body: HiddenTemplate = Field(
        default="",
        title=_("Body"),
        description=_("For JSON, write a value as {{ variable | json }}: it is quoted for you."),
        json_schema_extra={"x-when": {"method": ["POST", "PUT", "PATCH", "DELETE"]}},
    )
    save: list[Saved] = Field(
        default_factory=list,
        max_length=30,
        title=_("Keep from the answer"),
        description=_("Parts of the answer to keep in variables."),
    )
    save_status_as: OptionalVariableName = Field(
        default="",
        title=_("Save the status code as"),
        description=_("A variable for the number the service answered with, such as 404."),
        json_schema_extra={"x-advanced": True},
    )
    honors_key: bool = Field(
        default=False,
        title=_("This service recognises a repeated request"),
        description=_(
            "Tick it if the service honours the Idempotency-Key header. A request that broke off "
            "is then sent again with the same key, and done once. Otherwise nothing but GET is "
            "repeated: when nobody can tell whether the service did it, the step leaves by "
            "“uncertain”."
        ),
        json_schema_extra={
            "x-advanced": True,
            "x-when": {"method": ["POST", "PUT", "PATCH", "DELETE"]},
        },
    )
    timeout_s: int = Field(
        default=10,
        ge=1,
        le=30,
        title=_("Time limit in seconds"),
        json_schema_extra={"x-advanced": True},
    )


class HttpRequest(NodeType[HttpRequestConfig]):
    """Asks another service and keeps parts of its answer in variables.

    It goes on by “got an answer” when the service says yes (a status from 200 to 299), by “refused”
    when it says anything else, such as 404 for an order it does not know, and by “problem” when
    it cannot be reached in time. When the connection breaks after a request that changes
    something, nobody knows whether the service did it: the step then goes on by “uncertain”, or by
    “problem” while “uncertain” leads nowhere, and the request is not sent again automatically.
    Addresses inside your own network are refused.
    """

    name = "http_request"
    title = _("HTTP request")
    icon = "world-upload"
    category = "reach_out"
    ports = (
        Port("next", _("got an answer")),
        Port("refused", _("refused")),
        Port("problem", _("problem"), problem=True, required=False),
        Port("uncertain", _("uncertain"), problem=True, required=False, otherwise="problem"),
    )
    waits = True
    asks_world = True
    keywords = (_("API"), _("webhook"), _("integration"), _("REST"))
    Config = HttpRequestConfig

    def enter(self, config: HttpRequestConfig, turn: Turn) -> Move:
        call = CallHttp(
            method=config.method,
            url=turn.render(config.url).strip(),
            headers={header.name: self._one_line(header.value, turn) for header in config.headers},
            body="" if config.method == "GET" else turn.render(config.body),
            credential=config.credential,
            timeout_s=config.timeout_s,
            honors_key=config.honors_key,
        )
        return Wait(effects=(call,))

    def resume(self, config: HttpRequestConfig, turn: Turn, event: Event) -> Move:
        match event:
            case EffectFailed(code=effects.UNCERTAIN):
                return Go("uncertain")
            case EffectFailed(code=code):
                return Go("problem", why=code)
            case EffectSucceeded(result=result):
                return self._answered(config, result)
        return Wait()

    def _one_line(self, template: str, turn: Turn) -> str:
        """A header's value: a line break in it could smuggle in another header."""
        return " ".join(turn.render(template).split())

    def _answered(self, config: HttpRequestConfig, result: Mapping[str, Any]) -> Move:
        status = int(result["status"])
        kept: dict[str, Any] = {config.save_status_as: status} if config.save_status_as else {}
        if not 200 <= status <= 299:
            return Go("refused", remember=kept, why=str(status))
        for saved in config.save:
            kept[saved.variable] = part_at(saved.path, result.get("body"))
        return Go("next", remember=kept)

    def writes(self, config: HttpRequestConfig) -> Mapping[str, Sequence[str]]:
        status = [config.save_status_as] if config.save_status_as else []
        return {"next": [*(saved.variable for saved in config.save), *status], "refused": status}

    def summary(self, config: HttpRequestConfig) -> str:
        return f"{config.method} {config.url}"


def part_at(path: str, body: Any) -> Any:
    """The part of `body` that `path` names, as in `items.0.name` or `items[0].name`; else None."""
    found = body
    for step in _STEP.findall(path):
        match found:
            case dict():
                found = found.get(step)
            case list() if step.isdecimal() and int(step) < len(found):
                found = found[int(step)]
            case _:
                return None
    return found[:MAX_KEPT_TEXT] if isinstance(found, str) else found
