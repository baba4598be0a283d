"""A workspace's own synonyms: words that its visitors use for each other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from flowbuilder.accounts.models import Workspace
from flowbuilder.accounts.services import audit
from flowbuilder.knowledge.errors import EntryNotUsable
from flowbuilder.knowledge.models import Synonyms
from flowbuilder.knowledge.search.text import fold, words
from flowbuilder.knowledge.services import note_change

if TYPE_CHECKING:
    from flowbuilder.accounts.models import User

MOST_WORDS, MOST_GROUPS, LONGEST = 20, 500, 500


def clean(written: str) -> str:
    """Words as they are kept: small, each once, between commas. Raises EntryNotUsable."""
    parts = [part.strip().lower() for part in written.replace("\n", ",").split(",")]
    kept: dict[str, str] = {}
    for part in filter(None, parts):
        kept.setdefault(fold(part), part)
    found = list(kept.values())
    for part in found:
        if len(words(part)) != 1 or " " in part:
            raise EntryNotUsable(
                _("“%(part)s” is not one word. Put commas between the words.") % {"part": part},
                field="words",
            )
    if not 2 <= len(found) <= MOST_WORDS:
        raise EntryNotUsable(
            _("Two words at least, %(most)d at most.") % {"most": MOST_WORDS}, field="words"
        )
    text = ", ".join(found)
    if len(text) > LONGEST:
        raise EntryNotUsable(
            _("It is longer than %(length)d characters.") % {"length": LONGEST}, field="words"
        )
    return text


@transaction.atomic
def save(group: Synonyms, *, by: User | None = None) -> Synonyms:
    """Keep a group, new or changed. Raises EntryNotUsable."""
    group.words = clean(group.words)
    is_new = group.pk is None
    if is_new and Synonyms.objects.filter(workspace_id=group.workspace_id).count() >= MOST_GROUPS:
        raise EntryNotUsable(
            _("There are %(most)d groups of synonyms already. Delete some.")
            % {"most": MOST_GROUPS},
            field="words",
        )
    group.save()
    _changed(group.workspace, by, group.words)
    return group


@transaction.atomic
def delete(workspace: Workspace, ids: Iterable[int], *, by: User | None = None) -> None:
    """Delete groups of `workspace`; others' ids do nothing."""
    found = Synonyms.objects.filter(workspace=workspace, pk__in=list(ids))
    names = " · ".join(found.values_list("words", flat=True)[:5])
    if names:
        found.delete()
        _changed(workspace, by, names)


def _changed(workspace: Workspace, by: User | None, target: str) -> None:
    note_change(workspace.pk)
    audit(workspace, by, "workspace.changed", _("Synonyms"), words=target)
