"""What can go wrong when a model is asked.

AppError
└── ModelError       502  `code` says which
    model_timeout        a time limit ran out: connecting, first word, silence, or all in all
    model_busy           the provider is overloaded or limits us (429, 5xx), twice
    model_empty          it answered without a word
    model_broken         unreachable, refused, cut off, too long, or not what we can read
    model_resting        it failed several times in a row and is left alone for a while
    model_budget         the workspace has spent its budget
"""

from __future__ import annotations

from flowbuilder.common.errors import AppError

TIMEOUT = "model_timeout"
BUSY = "model_busy"
EMPTY = "model_empty"
BROKEN = "model_broken"
RESTING = "model_resting"
BUDGET = "model_budget"
#: How the processor log calls a call that reached nobody, whatever its code.
UNREACHED = "not_reached"


class ModelError(AppError):
    """The model gave no usable answer. `error_code` says why; `details["reason"]` says more.

    `reached` is False when no connection came about, so nothing was sent and nothing is owed.
    """

    code = BROKEN
    status = 502
    reached = True
