"""Tier 3: can the visitor come to a person?"""

from __future__ import annotations

from collections.abc import Iterator

from flowbuilder.core.problem import Fix, Problem
from flowbuilder.core.validation.subject import Subject
from flowbuilder.core.words import gettext_noop as _


def no_way_to_a_person(subject: Subject) -> Iterator[Problem]:
    """Some way leads to a person. A visitor who asks is put through anyway, hence a warning.

    A flow with inputs or outputs is a part of others, which have their way to people.
    """
    if not subject.typed or not subject.reached or subject.flow.is_closed:
        return
    if any(kind.person and key in subject.reached for key, kind in subject.typed.items()):
        return
    yield Problem(
        code="flow.W060",
        text=_("No way in this flow leads to a person."),
        hint=_(
            "A visitor who asks for one is put through with default words. "
            "Add a “Hand over to a person” step to use your own words."
        ),
        fix=Fix(kind="add_handoff", label=_("Add a “Hand over to a person” step")),
    )


RULES = (no_way_to_a_person,)
