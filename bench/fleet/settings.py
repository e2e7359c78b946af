"""bench · no app · the measured marketplace's settings, and one more app in vendors' schemas."""

from __future__ import annotations

from bench.settings import *  # noqa: F403
from marketplace.settings.schemas import SHARED_APPS
from marketplace.settings.schemas import TENANT_APPS as WITHOUT

TENANT_APPS = [*WITHOUT, "bench.fleet"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
