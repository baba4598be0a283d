"""Why a row of a file was left out: kept as a code with values, said in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from flowbuilder.knowledge.errors import EntryNotUsable

SENTENCES: Mapping[str, Any] = {
    "not_text": _("This should be text."),
    "not_storable": _("It holds characters that cannot be stored."),
    "empty": _("It is empty."),
    "too_long": _("It is longer than %(length)d characters."),
    "id_again": _("The id “%(id)s” is already in row %(row)d."),
    "variants_not_text": _("The other ways to ask should be text."),
    "too_many_variants": _("At most %(count)d other ways to ask, of %(length)d characters each."),
    "tags_too_long": _("The tags are too long together."),
    "no_date": _("“%(text)s” is not a date. Write it as 2026-12-31."),
    "dates_reversed": _("The last day is before the first one."),
    "unknown_language": _("The language should be one of: %(known)s."),
    "too_many_cells": _(
        "The row has more cells than columns. Put any text that contains a comma in "
        "quotation marks."
    ),
    "neither_yes_nor_no": _("Write “yes” or “no”."),
    "several_flows": _("Several flows are called “%(name)s”. Write the short name of one."),
    "no_flow": _("No flow is called “%(name)s”."),
    "answer_and_source": _("Name either the id of an answer or a source, not both."),
    "no_source": _("Choose the source that has this page or heading."),
    "no_member": _("Nobody in the team has the e-mail address “%(address)s”."),
}


def sentence(code: str, values: Mapping[str, Any]) -> str:
    """What people read; what is no code was kept in words and stays as it is."""
    said = SENTENCES.get(code)
    return str(said) % values if said is not None else code


def not_usable(code: str, field: str, **values: str | int) -> EntryNotUsable:
    """What to raise for the column `field` of a row: told now, and to be told again later."""
    return EntryNotUsable(sentence(code, values), field=field, reason=code, values=values)
