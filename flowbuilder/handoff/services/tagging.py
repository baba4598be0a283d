"""Tags of conversations: any agent puts them on, takes them off and makes new ones."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from flowbuilder.accounts.models import Workspace
from flowbuilder.common.errors import InvalidInput, NotFound
from flowbuilder.conversations import live
from flowbuilder.handoff import selectors
from flowbuilder.handoff.excerpts import folded
from flowbuilder.handoff.marks import TagColor
from flowbuilder.handoff.models import Tag, TagMark

MAX_NAME, MAX_TAGS, MAX_ON_ONE = 40, 300, 20


def make_tag(workspace: Workspace, *, name: str, color: str = TagColor.REACH) -> Tag:
    """The workspace's tag of that name, made if there is none.

    Names that differ by case or diacritics only are the same: the first one stays.
    """
    name = " ".join(name.split())
    if not folded(name):
        raise InvalidInput(_("Write the tag's name first."), code="empty")
    if len(name) > MAX_NAME:
        raise InvalidInput(
            _("This is too long: at most {limit} characters.").format(limit=MAX_NAME),
            code="too_long",
        )
    known = Tag.objects.filter(workspace=workspace, folded=folded(name)).first()
    if known is not None:
        return known
    if Tag.objects.filter(workspace=workspace).count() >= MAX_TAGS:
        raise InvalidInput(
            _(
                "There are {limit} tags already. Use one of them, or delete some in the admin."
            ).format(limit=MAX_TAGS),
            code="too_many",
        )
    tag, created = Tag.objects.get_or_create(
        workspace=workspace, folded=folded(name), defaults={"name": name, "color": color}
    )
    if created:
        tags_changed(workspace.pk)
    return tag


@transaction.atomic
def change_tags(
    workspace: Workspace,
    conversation_id: UUID,
    *,
    add: Iterable[int] = (),
    remove: Iterable[int] = (),
) -> None:
    """Put tags on a conversation and take others off. Safe to repeat; a closed one may be tagged.

    Raises:
        NotFound: There is no such conversation or tag in the workspace. Nothing was changed.
    """
    conversation = selectors.conversation_of(workspace.pk, conversation_id)
    wanted = set(add)
    found = set(Tag.objects.filter(workspace=workspace, pk__in=wanted).values_list("pk", flat=True))
    if found != wanted:
        raise NotFound(_("This tag does not exist any more. Reload to see those that do."))
    marks = TagMark.objects.filter(conversation=conversation)
    gone, _each = marks.filter(tag__in=set(remove)).delete()
    new = wanted - set(marks.values_list("tag_id", flat=True))
    if marks.count() + len(new) > MAX_ON_ONE:
        raise InvalidInput(
            _("A conversation has at most {limit} tags. Take one off first.").format(
                limit=MAX_ON_ONE
            ),
            code="too_many",
        )
    TagMark.objects.bulk_create(
        [TagMark(workspace=workspace, conversation=conversation, tag_id=pk) for pk in new],
        ignore_conflicts=True,
    )
    if gone or new:
        live.row_changed(conversation)


def tags_changed(workspace_id: int) -> None:
    """Tell open inboxes, on commit, that the list of tags is another."""
    live.announce(live.inbox_group(workspace_id), "tags.changed")
