"""Paying vendors: how long a new bank account waits, and how the bank is reached."""

from __future__ import annotations

from . import environment as env

PAYOUT_COOLING_HOURS = env.integer("PAYOUT_COOLING_HOURS", 48)
BANK_TOKEN = env.text("BANK_TOKEN", "")
