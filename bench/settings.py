"""bench · no app · the settings of the measured marketplace: a demo whose payments always succeed and cost nothing."""

from __future__ import annotations

from marketplace.settings.demo import *  # noqa: F403

PAYMENT_GATEWAY = "noop"
