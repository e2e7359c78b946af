"""Risk · administration: the queue, the rules, what was decided, alarms."""

from . import cases, records, rulebook

__all__ = ["cases", "records", "rulebook"]
