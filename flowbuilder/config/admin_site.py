"""The admin: one place for authors, owners and agents, ordered by what people do."""

from __future__ import annotations

from unfold.sites import UnfoldAdminSite


class FlowbuilderSite(UnfoldAdminSite):
    """The admin site that every app registers with."""
