"""Risk · reads, by subject · public schema."""

from .facts import model_in_use, read_signals, rules_in_force
from .queue import card_of, case_of_purchase, held_intents
from .reports import open_alarms, rule_reports

__all__ = [
    "card_of",
    "case_of_purchase",
    "held_intents",
    "model_in_use",
    "open_alarms",
    "read_signals",
    "rule_reports",
    "rules_in_force",
]
