"""Tier 2: is each node filled in rightly? Field by field, in the words of the form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flowbuilder.core import conditions
from flowbuilder.core.errors import BadTemplate
from flowbuilder.core.nodetype import NodeConfig
from flowbuilder.core.patterns import is_pattern
from flowbuilder.core.problem import Fix, Problem
from flowbuilder.core.templates import compiled
from flowbuilder.core.validation.subject import Subject, title_of
from flowbuilder.core.words import Words
from flowbuilder.core.words import gettext_noop as _

NEEDED = _("“{field}” is not filled in yet.")
WRONG_KIND = _("“{field}” is not of the right kind.")

#: Pydantic's errors in words. The names in braces are the field's title and pydantic's context.
SENTENCES: Mapping[str, str] = {
    "missing": NEEDED,
    "string_too_short": NEEDED,
    "string_too_long": _("“{field}” is too long: {max_length} characters at most."),
    "too_short": _("“{field}” needs more items: {min_length} at least."),
    "too_long": _("“{field}” has too many items: {max_length} at most."),
    "greater_than_equal": _("“{field}” must be {ge} or more."),
    "less_than_equal": _("“{field}” must be {le} or less."),
    "greater_than": _("“{field}” must be more than {gt}."),
    "less_than": _("“{field}” must be less than {lt}."),
    "literal_error": _("“{field}” is not one of the available options."),
    "string_pattern_mismatch": _("“{field}” is not in the right format."),
    "int_parsing": _("“{field}” must be a whole number."),
    "int_type": _("“{field}” must be a whole number."),
    "int_from_float": _("“{field}” must be a whole number."),
    "float_parsing": _("“{field}” must be a number."),
    "float_type": _("“{field}” must be a number."),
    "bool_parsing": _("“{field}” must be yes or no."),
    "bool_type": _("“{field}” must be yes or no."),
}
#: These say that something is not there yet.
UNFINISHED = {"missing", "string_too_short", "too_short"}
NAME_HINT = _(
    "Use only lower-case letters a–z, digits and _, starting with a letter, for example "
    "order_number."
)


def not_understood(subject: Subject) -> Iterator[Problem]:
    """A config can be read at all."""
    for key, parsed in subject.parsed.items():
        if parsed.failure:
            yield Problem(
                code="flow.E020",
                text=_("The settings of this step cannot be read."),
                hint=_("Remove the step and add it again."),
                node=key,
            )


def wrong_fields(subject: Subject) -> Iterator[Problem]:
    """Every field is of the right shape."""
    for key, parsed in subject.parsed.items():
        for error in parsed.errors:
            yield _field_problem(key, subject.typed[key].Config, error)


def _field_problem(node: str, config: type[NodeConfig], error: Mapping[str, Any]) -> Problem:
    place = tuple(part for part in error["loc"] if isinstance(part, str | int))
    field = ".".join(map(str, place)) or None
    kind = str(error["type"])
    params = {"field": Words(title_of(config, place) or field or ""), **error.get("ctx", {})}
    if kind == "extra_forbidden":
        return Problem(
            code="flow.E022",
            text=_("This step has an unknown setting, “{field}”."),
            hint=_("It may come from another version of the program. Remove it."),
            params={"field": field or ""},
            node=node,
            field=field,
            fix=Fix(
                kind="set_field",
                label=_("Remove the setting"),
                data={"node": node, "field": field, "value": None},
            ),
        )
    if error.get("input") == "":
        kind = "missing"
    text = SENTENCES.get(kind, WRONG_KIND)
    is_name = kind == "string_pattern_mismatch" and "[a-z][a-z0-9_]" in str(params.get("pattern"))
    return Problem(
        code="flow.E021",
        unfinished=kind in UNFINISHED,
        text=text,
        hint=NAME_HINT if is_name else "",
        params={name: value for name, value in params.items() if name != "error"},
        node=node,
        field=field,
    )


def own_checks(subject: Subject) -> Iterator[Problem]:
    """What a node type itself finds wrong."""
    for key, config in subject.configs.items():
        for field, text, params in subject.typed[key].check(config):
            yield Problem(code="flow.E023", text=text, params=params, node=key, field=field or None)


def broken_templates(subject: Subject) -> Iterator[Problem]:
    """Every template can be parsed."""
    for key in subject.typed:
        for setting in subject.settings_of(key):
            if setting.control not in ("template", "short-template"):
                continue
            if not isinstance(setting.value, str) or "{" not in setting.value:
                continue
            try:
                compiled(setting.value)
            except BadTemplate as error:
                yield Problem(
                    code="flow.E024",
                    text=error.text,
                    hint=_("A variable is written {{{{ name }}}}."),
                    params=error.params,
                    node=key,
                    field=setting.place,
                )


def broken_conditions(subject: Subject) -> Iterator[Problem]:
    """Every condition says what it compares with what."""
    for key in subject.typed:
        for setting in subject.settings_of(key):
            if setting.control != "condition":
                continue
            for place, text, params in conditions.problems(setting.value):
                yield Problem(
                    code="flow.E025",
                    unfinished=True,
                    text=text,
                    hint=_("A rule needs a variable, a comparison and, usually, a value."),
                    params=params,
                    node=key,
                    field=f"{setting.place}.{place}" if place else setting.place,
                )


def broken_patterns(subject: Subject) -> Iterator[Problem]:
    """Every pattern is one that RE2 can run."""
    for key in subject.typed:
        for setting in subject.settings_of(key):
            if setting.control != "pattern" or not isinstance(setting.value, str):
                continue
            if setting.value and not is_pattern(setting.value):
                yield Problem(
                    code="flow.E026",
                    text=_("The pattern “{pattern}” cannot be used."),
                    hint=_(
                        "Lookahead, lookbehind and back-references are not supported, and every "
                        "bracket must be closed."
                    ),
                    params={"pattern": setting.value[:80]},
                    node=key,
                    field=setting.place,
                )


def jumps_into_nothing(subject: Subject) -> Iterator[Problem]:
    """A jump leads to a node of this flow."""
    for key, targets in subject.jumps.items():
        for target in targets:
            if target and target not in subject.nodes:
                place = next((s.place for s in subject.settings_of(key) if s.value == target), None)
                yield Problem(
                    code="flow.E027",
                    text=_("This step leads to “{missing}”, which does not exist."),
                    hint=_("Choose a step of this flow."),
                    params={"missing": target},
                    node=key,
                    field=place,
                )


RULES = (
    not_understood, wrong_fields, own_checks, broken_templates, broken_conditions,
    broken_patterns, jumps_into_nothing,
)  # fmt: skip
