"""The WSGI application."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings.demo")

# Often enough that garbage still lies in the processor's cache: fifty times as much at once takes three times the time
# for each object, and makes a page wait for 140 ms instead of 4.
_OBJECTS_BEFORE_A_LOOK = 2_000


def _settle() -> None:
    """Load what the first request would, then take all that out of the garbage collector's sight, for it stays."""
    from django.urls import get_resolver

    assert get_resolver().url_patterns
    gc.collect()
    gc.freeze()
    gc.set_threshold(_OBJECTS_BEFORE_A_LOOK, 20, 20)


application = get_wsgi_application()

from marketplace.celery import app as celery_app  # noqa: E402, F401  tasks are queued by it; it needs the settings

_settle()
