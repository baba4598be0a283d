"""Kinds of config field. The type picks the control that the editor draws (`x-control`)."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, StringConstraints, WithJsonSchema
from pydantic.fields import FieldInfo

VARIABLE_PATTERN = r"^[a-z][a-z0-9_]{0,39}$"


def _control(name: str, *, translated: bool = False) -> FieldInfo:
    extra: dict[str, Any] = {"x-control": name}
    if translated:
        extra["x-translated"] = True
    info: FieldInfo = Field(json_schema_extra=extra)
    return info


#: Several lines of text that may hold `{{ variables }}`; visitors read it, in their language.
Template = Annotated[str, StringConstraints(max_length=8000), _control("template", translated=True)]
#: The same on one line: a button's label, a subject.
ShortTemplate = Annotated[
    str, StringConstraints(max_length=2000), _control("short-template", translated=True)
]
#: A template that no visitor reads, one for all languages: a query, a body, instructions.
HiddenTemplate = Annotated[str, StringConstraints(max_length=8000), _control("template")]
#: The same on one line: an address, a header, a reason for the agent.
ShortHiddenTemplate = Annotated[str, StringConstraints(max_length=2000), _control("short-template")]
#: Words that a visitor may type, in their language.
VisitorWords = Annotated[str, StringConstraints(max_length=200), _control("line", translated=True)]
#: A line of plain text, without variables.
Line = Annotated[str, StringConstraints(max_length=200), _control("line")]
#: The name of a variable that the node writes.
VariableName = Annotated[str, StringConstraints(pattern=VARIABLE_PATTERN), _control("variable")]
#: The name of a variable, or empty for none.
OptionalVariableName = Annotated[
    str, StringConstraints(pattern=r"^$|" + VARIABLE_PATTERN), _control("variable")
]
#: The slug of a team of this workspace, or empty for the flow's default team.
TeamName = Annotated[str, StringConstraints(max_length=64), _control("team")]
#: The name of a credential of this workspace, or empty for none.
CredentialName = Annotated[str, StringConstraints(max_length=64), _control("credential")]
#: The name of a survey of this workspace, or empty for the step's own question.
SurveyName = Annotated[str, StringConstraints(max_length=64), _control("survey")]
#: The id of another flow of this workspace.
FlowName = Annotated[str, StringConstraints(max_length=64), _control("flow")]
#: The id of a node of this flow.
NodeName = Annotated[str, StringConstraints(max_length=64), _control("node")]
#: A short name that ports and conditions go by: letters, digits, - and _.
ShortName = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$"), _control("slug")
]
#: The same, or empty for none.
OptionalShortName = Annotated[
    str, StringConstraints(pattern=r"^$|^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$"), _control("slug")
]
#: A day as in 2026-12-24, or empty for none.
Day = Annotated[str, StringConstraints(pattern=r"^$|^\d{4}-\d{2}-\d{2}$"), _control("day")]
#: A length of time in seconds.
Duration = Annotated[int, Field(ge=0, le=30 * 86400), _control("duration")]
#: A regular expression, run on RE2 only.
Pattern = Annotated[str, StringConstraints(max_length=500), _control("pattern")]
#: A condition, see `conditions.py`; drawn as sentences.
ConditionField = Annotated[
    dict[str, Any],
    _control("condition"),
    WithJsonSchema({"type": "object", "x-control": "condition"}),
]
