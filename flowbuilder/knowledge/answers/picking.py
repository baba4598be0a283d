"""Has a model pick data out of what a visitor wrote; once more when its answer cannot be used."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from typing import Any

from flowbuilder.core.effects import PickOut
from flowbuilder.knowledge.answers.asking import Asker, mask_of, purpose_of
from flowbuilder.llm import metering, picking
from flowbuilder.llm.models import ModelCall
from flowbuilder.llm.picking import Picked
from flowbuilder.llm.providers import LanguageModel, Message, ModelLimits
from flowbuilder.llm.selectors import language_model
from flowbuilder.nodes.extract import fault_of

#: Less than so many seconds are not worth a second try.
SHORTEST_S = 2.0


def pick_out(effect: PickOut, asker: Asker, today: date) -> dict[str, Any]:
    """The result of `effect`, as it says itself.

    What cannot be read, does not stand in the text, or is not of the form that is wanted, is asked
    for once more with the reason; what the second answer says wrongly is left out, as if it were
    not there.

    Raises:
        ModelError: With a `model_…` code, when the model gave no usable answer.
    """
    model = language_model(asker.workspace_id)
    if model is None or not effect.text.strip():
        return {"found": {}, "model": ""}
    mask = mask_of(effect.personal if effect.mask else (), asker)
    hide, restore = (mask.hide, mask.restore) if effect.mask else (str, str)
    until = time.monotonic() + effect.timeout_s
    forms = dict(effect.forms)
    asked = picking.prompt(hide(effect.text), effect.wanted, effect.language, forms)

    def fault(name: str, quote: str) -> str:
        return fault_of(forms.get(name, ""), quote, effect.language, today)

    def once(messages: Sequence[Message]) -> tuple[str, Picked]:
        answer = _ask(model, messages, until - time.monotonic(), asker)
        return answer, picking.read(restore(answer), effect.text, effect.wanted, fault)

    answer, picked = once(asked)
    if picked.wrong and until - time.monotonic() > SHORTEST_S:
        _answer, again = once(picking.once_more(asked, answer, picked.wrong))
        picked = Picked({**picked.found, **again.found})
    return {"found": {name: dict(said) for name, said in picked.found.items()}, "model": model.name}


def _ask(model: LanguageModel, messages: Sequence[Message], seconds: float, asker: Asker) -> str:
    deltas = metering.stream(
        model,
        messages,
        limits=ModelLimits().within(max(1.0, seconds)),
        workspace_id=asker.workspace_id,
        conversation_id=asker.conversation_id,
        purpose=purpose_of(asker, ModelCall.Purpose.EXTRACT),
    )
    with closing(deltas):
        return "".join(delta.text for delta in deltas)
