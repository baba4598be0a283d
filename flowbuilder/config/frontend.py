"""Template tag that puts a built front-end entry on a page."""

from __future__ import annotations

from django import template

register = template.Library()


@register.simple_tag
def frontend_entry(name: str) -> str:
    """Return the script and style tags of entry `name`."""
    return ""
