"""Credits · reads, by subject · public schema."""

from apps.credits.rules import paid_by, tenders

from .cards import card, card_view, cards, usable_card
from .checking import faults, owed
from .selling import (
    card_offer,
    card_offers,
    received_by,
    require_offered,
    sale,
    sales,
    sales_of,
    way_to_pay,
    ways_to_pay,
)
from .spending import available, balances_of, movements_of, spent_on, usable_credit

__all__ = [
    "available",
    "balances_of",
    "card",
    "card_offer",
    "card_offers",
    "card_view",
    "cards",
    "faults",
    "movements_of",
    "owed",
    "paid_by",
    "received_by",
    "require_offered",
    "sale",
    "sales",
    "sales_of",
    "spent_on",
    "tenders",
    "usable_card",
    "usable_credit",
    "way_to_pay",
    "ways_to_pay",
]
