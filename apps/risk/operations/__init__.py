"""Risk · writes, by subject · public schema; cases reach into vendors' schemas to hold orders."""

from .judging import assess, drafted, judge_payment, judge_payout, note_decline, note_given_back, record
from .learning import forget_old, learn
from .reviewing import refuse, release, reopen, take_over
from .rulebook import draft, put_into_force
from .watching import watch

__all__ = [
    "assess",
    "draft",
    "drafted",
    "forget_old",
    "judge_payment",
    "judge_payout",
    "learn",
    "note_decline",
    "note_given_back",
    "put_into_force",
    "record",
    "refuse",
    "release",
    "reopen",
    "take_over",
    "watch",
]
