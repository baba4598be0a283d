"""Tier 3: is what the flow refers to outside itself there? Rules about the unknown keep silent."""

from __future__ import annotations

from collections.abc import Iterator

from flowbuilder.core.problem import Fix, Problem
from flowbuilder.core.validation.subject import Subject
from flowbuilder.core.words import gettext_noop as _


def missing_teams(subject: Subject) -> Iterator[Problem]:
    """Every team that is named is there."""
    teams = subject.surroundings.teams
    if teams is None:
        return
    default = (None, "settings.default_team", subject.flow.settings.default_team)
    for node, field, team in (default, *_named(subject, "team")):
        if team and team not in teams:
            yield Problem(
                code="flow.E070",
                text=_("There is no team “{name}”."),
                hint=_("Choose another team, or add this one under “Teams and hours”."),
                params={"name": team},
                node=node,
                field=field,
                fix=_empty(node, field, _("Use the flow's default team")) if node else None,
            )


def no_team_at_all(subject: Subject) -> Iterator[Problem]:
    """A flow that leads to people needs people."""
    if subject.surroundings.teams != frozenset():
        return
    for key, kind in subject.typed.items():
        if kind.person:
            yield Problem(
                code="flow.W075",
                text=_("There is no team yet, so nobody can take a conversation over."),
                hint=_("Add a team under “Teams and hours”, and its members under “Agents”."),
                node=key,
            )


def missing_credentials(subject: Subject) -> Iterator[Problem]:
    """Every credential that is named is there."""
    credentials = subject.surroundings.credentials
    if credentials is None:
        return
    for node, field, name in _named(subject, "credential"):
        if name and name not in credentials:
            yield Problem(
                code="flow.E071",
                text=_("There is no credential “{name}”."),
                hint=_("Choose another, or add it under Credentials."),
                params={"name": name},
                node=node,
                field=field,
                fix=_empty(node, field, _("Use none")),
            )


def missing_surveys(subject: Subject) -> Iterator[Problem]:
    """Every survey that is named is there. Without, the step asks nothing."""
    surveys = subject.surroundings.surveys
    if surveys is None:
        return
    for node, field, name in _named(subject, "survey"):
        if name and name not in surveys:
            yield Problem(
                code="flow.E081",
                text=_("There is no survey “{name}”."),
                hint=_("Choose another survey, or add this one under “Surveys”."),
                params={"name": name},
                node=node,
                field=field,
                fix=_empty(node, field, _("Use the step's own question")),
            )


def missing_flows(subject: Subject) -> Iterator[Problem]:
    """Every flow that is run is there and published."""
    flows = subject.surroundings.flows
    if flows is None:
        return
    for node, field, flow_id in _named(subject, "flow"):
        if flow_id and flow_id not in flows:
            yield Problem(
                code="flow.E072",
                text=_("The flow that this step calls does not exist."),
                hint=_("Choose another flow."),
                node=node,
                field=field,
            )
        elif flow_id and flows[flow_id] is None:
            yield Problem(
                code="flow.E073",
                text=_("The flow that this step calls has not been published."),
                hint=_("Publish that flow first."),
                node=node,
                field=field,
            )


def no_model(subject: Subject) -> Iterator[Problem]:
    """A node that asks a model has one, or its author knows what it does without."""
    if subject.surroundings.model_configured is not False:
        return
    for key, config in subject.configs.items():
        does = subject.typed[key].without_model(config)
        if does and key in subject.reached:
            yield Problem(
                code="flow.W074",
                text=_("No language model is connected."),
                hint=does,
                node=key,
            )


def unknown_skills(subject: Subject) -> Iterator[Problem]:
    """Somebody knows what a handoff asks for; nobody would come for a misspelt word."""
    known = subject.surroundings.skills
    if known is None:
        return
    for key, kind in subject.typed.items():
        wanted = subject.parsed[key].raw.get("skills") if kind.person else None
        if not isinstance(wanted, list | tuple):
            continue
        for skill in wanted:
            if isinstance(skill, str) and " ".join(skill.split()).lower() not in known:
                yield Problem(
                    code="flow.W082",
                    text=_("No agent has the skill “{name}”."),
                    hint=_(
                        "Write it as it stands with the agents (“Teams and hours”, “Agents”), or "
                        "add it there. Until then anybody answers after two minutes."
                    ),
                    params={"name": skill},
                    node=key,
                    field="skills",
                )


def _empty(node: str | None, field: str | None, label: str) -> Fix:
    return Fix(kind="set_field", label=label, data={"node": node, "field": field, "value": ""})


def _named(subject: Subject, control: str) -> list[tuple[str | None, str | None, str]]:
    return [
        (key, setting.place, setting.value)
        for key in subject.typed
        for setting in subject.settings_of(key)
        if setting.control == control and isinstance(setting.value, str)
    ]


RULES = (
    missing_teams,
    no_team_at_all,
    missing_credentials,
    missing_surveys,
    missing_flows,
    no_model,
    unknown_skills,
)
