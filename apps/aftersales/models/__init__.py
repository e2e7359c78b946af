"""Aftersales · tables · vendor's schema."""

from .claims import Claim, ClaimLine
from .evidence import Evidence
from .parcels import ReturnParcel, ReturnScan
from .returns import Exchange, ReturnLabel, ReturnLine, ReturnPolicy, ReturnRequest

__all__ = [
    "Claim",
    "ClaimLine",
    "Evidence",
    "Exchange",
    "ReturnLabel",
    "ReturnLine",
    "ReturnParcel",
    "ReturnPolicy",
    "ReturnRequest",
    "ReturnScan",
]
