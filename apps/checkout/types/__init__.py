"""Checkout · states, quotes, carts and the buyer's purchase as others may hold them."""

from __future__ import annotations

from .carts import (
    CartGroup,
    CartLineView,
    CartRef,
    CartView,
)
from .lists import Asked, ListChoice, ListLine, ListProblem, ListResult
from .purchases import (
    ParcelView,
    PartSummary,
    PartView,
    PurchaseLine,
    PurchaseRow,
    PurchaseSummary,
    PurchaseView,
    TimelineEntry,
)
from .quotes import (
    COMPONENTS,
    Quote,
    QuotedConsignment,
    QuotedLine,
    QuotedOption,
    QuotedVendor,
    Totals,
)
from .states import (
    ChangeKind,
    PartStatus,
    PurchaseStatus,
    SessionStatus,
    Step,
)
from .wishes import Change, Placement, Quoted, Visitor, Wish

__all__ = [
    "COMPONENTS",
    "Asked",
    "CartGroup",
    "CartLineView",
    "CartRef",
    "CartView",
    "Change",
    "ChangeKind",
    "ListChoice",
    "ListLine",
    "ListProblem",
    "ListResult",
    "ParcelView",
    "PartStatus",
    "PartSummary",
    "PartView",
    "Placement",
    "PurchaseLine",
    "PurchaseRow",
    "PurchaseStatus",
    "PurchaseSummary",
    "PurchaseView",
    "Quote",
    "Quoted",
    "QuotedConsignment",
    "QuotedLine",
    "QuotedOption",
    "QuotedVendor",
    "SessionStatus",
    "Step",
    "TimelineEntry",
    "Totals",
    "Visitor",
    "Wish",
]
