"""Ledger · writes, by subject · public schema."""

from .checkpoints import make_checkpoints
from .commissions import approve_rule, load_rows, propose_rule, withdraw_rule
from .posting import post, post_many

__all__ = [
    "approve_rule",
    "load_rows",
    "make_checkpoints",
    "post",
    "post_many",
    "propose_rule",
    "withdraw_rule",
]
