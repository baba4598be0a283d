"""Errors of signing in.

AppError
└── LoginLinkSpent  410  the link was used, ran out, or never existed
"""

from __future__ import annotations

from flowbuilder.common.errors import AppError


class LoginLinkSpent(AppError):
    """The link was used, ran out, or never existed: alike on purpose."""

    code = "login_link_spent"
    status = 410
