"""The admin's theme, made from the same tokens as the canvas, the inbox and the widget."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.http import HttpRequest

from flowbuilder.config.frontend import FrontendNotBuilt, styles_and_scripts

TOKENS = Path(__file__).resolve().parents[2] / "frontend" / "tokens" / "tokens.json"
ICON = "/static/config/icon.svg"


def tokens() -> dict[str, dict[str, Any]]:
    """Return the tokens: `light`, `dark`, `fixed` and the `palette` for Unfold."""
    found: dict[str, dict[str, Any]] = json.loads(TOKENS.read_text(encoding="utf-8"))
    return found


def _font_colours() -> dict[str, str]:
    light, dark = tokens()["light"], tokens()["dark"]
    return {
        "subtle-light": light["text-faint"],
        "subtle-dark": dark["text-faint"],
        "default-light": light["text-soft"],
        "default-dark": dark["text-soft"],
        "important-light": light["text"],
        "important-dark": dark["text"],
    }


def admin_style(request: HttpRequest) -> str | None:
    """Return the address of our style sheet, or None before the first build."""
    try:
        styles, _scripts = styles_and_scripts("admin")
    except FrontendNotBuilt:
        return None
    return styles[-1] if styles else None


def unfold_settings() -> dict[str, Any]:
    """Return the UNFOLD setting."""
    fixed, palette = tokens()["fixed"], tokens()["palette"]
    return {
        "SITE_TITLE": "Flowbuilder",
        "SITE_HEADER": "Flowbuilder",
        "SITE_SUBHEADER": "flowbuilder.config.look.workspace_name",
        "SITE_URL": None,
        "SITE_SYMBOL": "account_tree",
        "SITE_DROPDOWN": None,
        "SITE_FAVICONS": [
            {"rel": "icon", "type": "image/svg+xml", "href": lambda _request: ICON},
        ],
        "LOGIN": {"form": "flowbuilder.accounts.signing_in.LoginForm"},
        "SHOW_HISTORY": False,
        "SHOW_VIEW_ON_SITE": False,
        "SHOW_LANGUAGES": True,
        "SHOW_BACK_BUTTON": True,
        "BORDER_RADIUS": fixed["radius-control"],
        "COLORS": {**palette, "font": _font_colours()},
        "STYLES": [admin_style],
        "LANGUAGES": {"action": "/language/"},
        "DASHBOARD_CALLBACK": "flowbuilder.insights.dashboard.dashboard_callback",
        "ACCOUNT": {"navigation": "flowbuilder.config.navigation.account_links"},
        "COMMAND": {"search_models": False, "show_history": False},
        "SIDEBAR": {
            "show_search": False,
            "command_search": False,
            "show_all_applications": False,
            "navigation": "flowbuilder.config.navigation.navigation",
        },
    }


def workspace_name(request: HttpRequest) -> str:
    """Return the name under the product's: whose workspace this is."""
    from flowbuilder.accounts.access import membership_of

    membership = membership_of(request)
    return membership.workspace.name if membership else ""
