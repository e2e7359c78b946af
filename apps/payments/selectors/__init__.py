"""Payments · reads, by subject · public schema."""

from .done import attempts, callbacks, operations
from .intents import action, card_facts, charge_step, intent, intents, least_charge, reach, record
from .methods import forget_methods, gateway_of, method_terms, methods_for, require_method, time_for
from .timeline import plain_steps, timeline

__all__ = [
    "action",
    "attempts",
    "callbacks",
    "card_facts",
    "charge_step",
    "forget_methods",
    "gateway_of",
    "intent",
    "intents",
    "least_charge",
    "method_terms",
    "methods_for",
    "operations",
    "plain_steps",
    "reach",
    "record",
    "require_method",
    "time_for",
    "timeline",
]
