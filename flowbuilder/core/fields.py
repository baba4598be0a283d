"""Kinds of config field. The type picks the control that the editor draws (`x-control`)."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, StringConstraints, WithJsonSchema
from pydantic.fields import FieldInfo

VARIABLE_PATTERN = r"^[a-z][a-z0-9_]{0,39}$"


def _control(name: str) -> FieldInfo:
    extra: dict[str, Any] = {"x-control": name}
    info: FieldInfo = Field(json_schema_extra=extra)
    return info


#: Several lines of text that may hold `{{ variables }}`; shown to people.
Template = Annotated[str, StringConstraints(max_length=8000), _control("template")]
#: The same on one line: a button's label, an address, a subject.
ShortTemplate = Annotated[str, StringConstraints(max_length=2000), _control("short-template")]
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
#: The id of another flow of this workspace.
FlowName = Annotated[str, StringConstraints(max_length=64), _control("flow")]
#: The id of a node of this flow.
NodeName = Annotated[str, StringConstraints(max_length=64), _control("node")]
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
