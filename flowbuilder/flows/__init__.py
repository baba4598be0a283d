"""Flows: drafts, versions, publishing, the library, import and export."""
