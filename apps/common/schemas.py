"""Common · the two rooms a table can live in."""

from __future__ import annotations

from enum import Enum


class Schema(Enum):
    """Where an app's tables live. Each AppConfig states it; settings/schemas.py must agree."""

    PUBLIC = "public"
    VENDOR = "vendor"
    NONE = "none"
