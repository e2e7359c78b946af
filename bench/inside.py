"""bench · no app · `python -m bench.inside <module> …`: calls the module's `main` where the marketplace is set up."""

from __future__ import annotations

import importlib
import os
import sys

import django


def main() -> None:
    """Set Django up by the benchmark's settings, unless others are named; hand over the words that follow."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    django.setup()
    importlib.import_module(sys.argv[1]).main(*sys.argv[2:])


if __name__ == "__main__":
    main()
