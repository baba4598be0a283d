"""Pictures that flows show and authors uploaded: which are used, and how they go along in a file.

A file holds them at its end, as `"pictures": {address: base64}`, so that the flow before them stays
legible. What comes in is validated and drawn anew like any upload, so it may get another address.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from flowbuilder.common.errors import AppError, InvalidInput
from flowbuilder.flows import pictures_port
from flowbuilder.flows.models import Flow, FlowTemplate, FlowVersion, ScheduledPublish

KEY = "pictures"
ADDRESS = re.compile(r"upload:[0-9a-f]{32}")
#: Of one picture and of all in a file, in bytes; and how many there may be.
LARGEST, LARGEST_TOGETHER, MOST = 1024 * 1024, 3 * 1024 * 1024, 200


def used_in(document: Any) -> set[str]:
    """The addresses of uploaded pictures that a document names, wherever that is."""
    return set(ADDRESS.findall(json.dumps(document)))


def used(workspace_id: int) -> Iterator[set[str]]:
    """The addresses that each draft, version, planned version and template of a workspace names."""
    written: tuple[tuple[type[Model], tuple[str, ...]], ...] = (
        (Flow, ("draft",)),
        (FlowVersion, ("document", "components")),
        (ScheduledPublish, ("document",)),
        (FlowTemplate, ("document",)),
    )
    for kind, fields in written:
        rows = kind._default_manager.filter(workspace=workspace_id).order_by("pk")
        for row in rows.values_list(*fields).iterator(chunk_size=20):
            yield used_in(row)


def packed(workspace_id: int, document: Mapping[str, Any]) -> tuple[dict[str, Any], set[str]]:
    """`document` with the pictures that it names, and the addresses of those that do not fit."""
    found, room, left_out = dict[str, str](), LARGEST_TOGETHER, set[str]()
    for number, address in enumerate(sorted(used_in(document))):
        data = pictures_port.read(workspace_id, address)
        if data is None:
            continue
        if number >= MOST or len(data) > room:
            left_out.add(address)
            continue
        found[address] = base64.b64encode(data).decode()
        room -= len(data)
    return ({**document, KEY: found} if found else dict(document)), left_out


def unpacked(workspace_id: int, document: dict[str, Any], given: object) -> dict[str, Any]:
    """`document` with the addresses that the pictures of its file have here.

    Those that it does not name are not looked at. Part of the caller's transaction.

    Raises:
        AppError: One is no picture that is taken, or they are too many or too large.
    """
    if not isinstance(given, dict) or len(given) > MOST:
        raise _not_taken()
    room, new = LARGEST_TOGETHER, dict[str, str]()
    for address in sorted(used_in(document) & given.keys()):
        if pictures_port.read(workspace_id, address) is not None:
            continue  # the same flow comes back
        data = _decoded(given[address])
        room -= len(data)
        if len(data) > LARGEST or room < 0:
            raise _not_taken()
        new[address] = pictures_port.keep(workspace_id, data)
    return _renamed(document, new) if new else document


def _renamed(part: Any, new: Mapping[str, str]) -> Any:
    match part:
        case dict():
            return {key: _renamed(value, new) for key, value in part.items()}
        case list():
            return [_renamed(value, new) for value in part]
        case str():
            return ADDRESS.sub(lambda found: new.get(found[0], found[0]), part)
    return part


def _decoded(text: object) -> bytes:
    if not isinstance(text, str):
        raise _not_taken()
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise _not_taken() from None


def _not_taken() -> AppError:
    return InvalidInput(
        _("The pictures in this file cannot be used. Export the flow again, or leave them out.")
    )
