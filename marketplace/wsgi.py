"""The WSGI application."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings.demo")

application = get_wsgi_application()

from marketplace.celery import app as celery_app  # noqa: E402, F401
