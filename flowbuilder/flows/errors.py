"""What can go wrong with flows, and what to do about it.

AppError
├── Conflict
│   ├── DraftIsStale      somebody saved after you opened the flow (409)
│   ├── NothingScheduled  what was scheduled was published or cancelled meanwhile (409)
│   └── ReviewIsOver      the review was answered or withdrawn meanwhile (409)
└── InvalidInput
    ├── FlowHasProblems   the flow cannot be published or read (422)
    ├── NoSuchStep        the draft has no such node (400)
    ├── TooManyComments   no more are kept (400)
    └── UnfitMoment       nothing can be scheduled for then (400)
"""

from flowbuilder.common.errors import Conflict, InvalidInput


class DraftIsStale(Conflict):
    """Someone saved this flow after it was opened; carries their revision and document."""

    code = "draft_is_stale"


class NothingScheduled(Conflict):
    """What was scheduled was published, cancelled or read meanwhile."""

    code = "nothing_scheduled"


class ReviewIsOver(Conflict):
    """The review was answered or withdrawn meanwhile."""

    code = "review_is_over"


class FlowHasProblems(InvalidInput):
    """The flow has errors; carries all its problems."""

    code = "invalid_flow"
    status = 422


class NoSuchStep(InvalidInput):
    """The saved draft has no node or trigger of that id."""

    code = "no_such_step"


class TooManyComments(InvalidInput):
    """As many threads, or as many comments in one, as are kept."""

    code = "too_many_comments"


class UnfitMoment(InvalidInput):
    """The moment is past, or too far ahead."""

    code = "unfit_moment"


class BranchNotUsable(InvalidInput):
    """A topic's branch is gone, is full, or shares an example with another topic."""

    code = "branch_not_usable"
