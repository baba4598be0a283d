"""What people do with survey answers."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from flowbuilder.accounts.models import Workspace
from flowbuilder.common.errors import InvalidInput, NotFound
from flowbuilder.surveys.models import Response, Tag

MAX_TAGS = 10
MAX_TAG = 40


def set_tags(workspace: Workspace, response_id: int, written: str) -> Response:
    """Give a comment the tags that are written with commas between; a tag nobody has goes away.

    A tag that is there already keeps its spelling, whatever the case it is written in.

    Raises:
        NotFound: There is no such comment in this workspace.
        InvalidInput: There are too many tags, or one is too long.
    """
    names: dict[str, str] = {}
    for part in written.split(","):
        if name := " ".join(part.split()):
            names.setdefault(name.casefold(), name)
    if len(names) > MAX_TAGS or any(len(name) > MAX_TAG for name in names.values()):
        raise InvalidInput(
            _("A comment has at most {tags} tags of at most {length} characters.").format(
                tags=MAX_TAGS, length=MAX_TAG
            ),
            code="too_many_tags",
        )
    with transaction.atomic():
        found = Response.objects.filter(workspace=workspace, pk=response_id).exclude(comment="")
        response = found.first()
        if response is None:
            raise NotFound(_("There is no such comment."))
        known = {tag.name.casefold(): tag for tag in Tag.objects.filter(workspace=workspace)}
        response.tags.set(
            known.get(key) or Tag.objects.create(workspace=workspace, name=name)
            for key, name in names.items()
        )
        Tag.objects.filter(workspace=workspace, responses=None).delete()
    return response
