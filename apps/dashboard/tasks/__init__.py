"""Dashboard · Celery tasks started from the vendor's pages · no tables."""

from . import imports  # noqa: F401
