"""Payouts · writes, by subject · public schema."""

from .accounts import hold, release_hold, reseal_accounts, set_account, terms_of
from .batches import approve_batch, cancel_batch, make_batches, read_answer, record_sent, reject_batch, send
from .breaks import ADJUSTABLE, assign, decide, propose, resolve
from .drafting import cancel, make_due, release_reserves
from .due import note_all_delivered, note_cancelled, note_delivered
from .matching import match_again, match_line
from .settlement import find_overdue, match_report, reconcile, record_report
from .statements import import_statement, import_statements

__all__ = [
    "ADJUSTABLE",
    "approve_batch",
    "assign",
    "cancel",
    "cancel_batch",
    "decide",
    "find_overdue",
    "hold",
    "import_statement",
    "import_statements",
    "make_batches",
    "make_due",
    "match_again",
    "match_line",
    "match_report",
    "note_all_delivered",
    "note_cancelled",
    "note_delivered",
    "propose",
    "read_answer",
    "reconcile",
    "record_report",
    "record_sent",
    "reject_batch",
    "release_hold",
    "release_reserves",
    "reseal_accounts",
    "resolve",
    "send",
    "set_account",
    "terms_of",
]
