"""bench · no app · the peer's WSGI application."""

from __future__ import annotations

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.oscar.settings"

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
