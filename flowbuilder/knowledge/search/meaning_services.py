"""What changes a workspace's search by meaning, and the trial of its endpoint."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from flowbuilder.accounts.services import audit
from flowbuilder.common.errors import InvalidInput
from flowbuilder.integrations.secrets import seal
from flowbuilder.knowledge.checks import model_plans
from flowbuilder.knowledge.models import MeaningSettings, StoredVector
from flowbuilder.knowledge.search.endpoint import BATCH, embedder_of
from flowbuilder.knowledge.services import note_change
from flowbuilder.llm import metering
from flowbuilder.llm.models import ModelCall
from flowbuilder.llm.services import check_address, key_would_move

if TYPE_CHECKING:
    from flowbuilder.accounts.models import User


@transaction.atomic
def save(chosen: MeaningSettings, *, key: str = "", by: User | None = None) -> None:
    """Save which model places the texts; a non-empty `key` replaces the stored one.

    Raises:
        InvalidInput: If the address may not be called, or moved to another host or from https
            to http while the stored key was to be kept.
    """
    before = MeaningSettings.objects.filter(pk=chosen.pk).first() if chosen.pk else None
    host = ""
    if chosen.how == MeaningSettings.How.ENDPOINT:
        if not chosen.base_url or not chosen.model:
            raise InvalidInput(_("Give the address and the name of the model."))
        host = check_address(chosen.base_url)
        if before and not key and key_would_move(before, chosen.base_url):
            raise InvalidInput(
                _("Enter the key again: it is about to be sent to another host or unencrypted.")
            )
    if key:
        chosen.sealed_key = seal(key)
    if before and (before.base_url, before.model) != (chosen.base_url, chosen.model):
        chosen.dimensions = 0
    chosen.trouble = ""
    with model_plans.changing(chosen.workspace_id, by):
        chosen.save()
    note_change(chosen.workspace_id)
    audit(
        chosen.workspace, by, "language_model.saved", chosen.model,
        search=chosen.how, host=host, key_changed=bool(key),
    )  # fmt: skip


@transaction.atomic
def delete(chosen: MeaningSettings, *, by: User | None = None) -> None:
    """Go back to the model of this installation; the key is gone."""
    workspace = chosen.workspace
    with model_plans.changing(workspace.pk, by):
        chosen.delete()
    note_change(workspace.pk)
    audit(workspace, by, "language_model.saved", "", search=MeaningSettings.How.LOCAL)


def try_out(chosen: MeaningSettings) -> tuple[int, int]:
    """Have one word placed. Returns how many numbers a text takes, and the milliseconds.

    A model that answers with another count than before is another model: everything is placed
    anew. Raises ModelError.
    """
    embedder = embedder_of(chosen)
    known, embedder.endpoint.dimensions = chosen.dimensions, 0
    began = time.monotonic()
    try:
        found = metering.embed(
            embedder.endpoint, ["test"], timeouts=BATCH, workspace_id=chosen.workspace_id,
            purpose=ModelCall.Purpose.TEST,
        )  # fmt: skip
    finally:
        embedder.endpoint.dimensions = known
    ms = round((time.monotonic() - began) * 1000)
    if found.dimensions != known:
        _learn(chosen, found.dimensions, embedder.name)
    return found.dimensions, ms


@transaction.atomic
def _learn(chosen: MeaningSettings, dimensions: int, embedder: str) -> None:
    if chosen.dimensions:
        rows = StoredVector.objects.filter(workspace=chosen.workspace_id, embedder=embedder)
        rows.delete()
    MeaningSettings.objects.filter(pk=chosen.pk).update(dimensions=dimensions)
    note_change(chosen.workspace_id)
