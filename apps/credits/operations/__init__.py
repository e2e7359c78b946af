"""Credits · writes, by subject · public schema."""

from .cards import block_card, expire_cards, issue_batch, issue_card, unblock_card
from .giving import give_back, give_credit, move_card, refund_as_credit
from .guessing import found_card
from .holding import hold, hold_until, release, release_expired, take
from .stranded import give_stranded, replace_stranded

__all__ = [
    "block_card",
    "expire_cards",
    "found_card",
    "give_back",
    "give_credit",
    "give_stranded",
    "hold",
    "hold_until",
    "issue_batch",
    "issue_card",
    "move_card",
    "refund_as_credit",
    "release",
    "release_expired",
    "replace_stranded",
    "take",
    "unblock_card",
]
