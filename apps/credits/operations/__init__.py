"""Credits · writes, by subject · public schema.

`pay_card`, `settle_card`, `expire_sales` and `send_due_cards` open transactions of their own.
"""

from .bought import follow_card_chargeback, follow_card_dispute, follow_card_dispute_won, give_card_back, issue_bought
from .cards import block_card, expire_cards, issue_batch, issue_card, unblock_card
from .giving import give_back, give_credit, move_card, refund_as_credit
from .guessing import found_card
from .holding import hold, hold_until, release, release_expired, take
from .letters import mail_receipt, mail_transfer_facts, mail_undelivered
from .selling import end_sale, expire_sales, order_card, pay_card, promise_card, settle_card
from .sending import change_recipient, send_card_again, send_due_cards
from .stranded import give_stranded, replace_stranded

__all__ = [
    "block_card",
    "change_recipient",
    "end_sale",
    "expire_cards",
    "expire_sales",
    "follow_card_chargeback",
    "follow_card_dispute",
    "follow_card_dispute_won",
    "found_card",
    "give_back",
    "give_card_back",
    "give_credit",
    "give_stranded",
    "hold",
    "hold_until",
    "issue_batch",
    "issue_bought",
    "issue_card",
    "mail_receipt",
    "mail_transfer_facts",
    "mail_undelivered",
    "move_card",
    "order_card",
    "pay_card",
    "promise_card",
    "refund_as_credit",
    "release",
    "release_expired",
    "replace_stranded",
    "send_card_again",
    "send_due_cards",
    "settle_card",
    "take",
    "unblock_card",
]
