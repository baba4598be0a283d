"""Every effect the core can ask for has exactly one who does it."""

import dataclasses
import inspect

import pytest

from flowbuilder.core import effects

dispatch = pytest.importorskip("flowbuilder.runtime.dispatch")

EFFECTS = [
    kind
    for _name, kind in inspect.getmembers(effects, inspect.isclass)
    if issubclass(kind, effects.Effect) and kind is not effects.Effect
    if dataclasses.is_dataclass(kind) and not kind.__subclasses__()
]


@pytest.mark.parametrize("kind", EFFECTS, ids=lambda kind: kind.__name__)
def test_an_effect_has_one_handler(kind):
    places = (dispatch.INLINE, dispatch.DEFERRED, dispatch.TIMERS)

    assert sum(kind in place for place in places) == 1
