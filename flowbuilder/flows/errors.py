"""What can go wrong with flows, and what to do about it.

AppError
├── Conflict
│   └── DraftIsStale     somebody saved after you opened the flow (409)
├── InvalidInput
│   └── FlowHasProblems  the flow cannot be published or read (422)
"""

from flowbuilder.common.errors import Conflict, InvalidInput


class DraftIsStale(Conflict):
    """Someone saved this flow after it was opened; carries their revision and document."""

    code = "draft_is_stale"


class FlowHasProblems(InvalidInput):
    """The flow has errors; carries all its problems."""

    code = "invalid_flow"
    status = 422
