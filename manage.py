#!/usr/bin/env python
"""Django's command line for Flowbuilder."""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def main() -> None:
    """Run the command named on the command line; a wrong setting is one sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "flowbuilder.config.settings")
    try:
        settings.INSTALLED_APPS  # noqa: B018  # reads the settings now, not half-way
    except ImproperlyConfigured as problem:
        sys.exit(str(problem))
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
