#!/usr/bin/env python
"""Run a management command, with the embedded services under it where it needs them."""

from __future__ import annotations

import os
import sys

from marketplace import runtime
from marketplace.embedded.errors import EmbeddedServiceError


def main() -> None:
    """Choose the settings, lease the services that the command needs, and run it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings.demo")
    try:
        runtime.prepare(sys.argv[1] if len(sys.argv) > 1 else "help")
    except EmbeddedServiceError as error:
        sys.exit(str(error))

    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
