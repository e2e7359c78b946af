"""Payouts · tables, by subject · public schema."""

from .accounts import PayoutAccount, PayoutMinimum, PayoutTerms
from .payouts import Payout, PayoutBatch, PayoutItem, ReserveHold, SaleDue
from .statements import BankStatement, Break, SettlementLine, SettlementReport, StatementLine
from .transfers import TransferBack

__all__ = [
    "BankStatement",
    "Break",
    "Payout",
    "PayoutAccount",
    "PayoutBatch",
    "PayoutItem",
    "PayoutMinimum",
    "PayoutTerms",
    "ReserveHold",
    "SaleDue",
    "SettlementLine",
    "SettlementReport",
    "StatementLine",
    "TransferBack",
]
