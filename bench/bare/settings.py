"""bench · no app · the settings of the bare view: no middleware, no apps, no database."""

from __future__ import annotations

SECRET_KEY = "a bare view signs nothing"
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "bench.bare.urls"
MIDDLEWARE: list[str] = []
USE_TZ = True
