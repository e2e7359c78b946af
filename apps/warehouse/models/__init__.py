"""Warehouse · houses, goods, the ledger of movements, transfers and counts · vendor's schema."""

from .books import ShelfMark, StockMovement, Stowage
from .counts import CountLine, CycleCount
from .goods import Lot, Serial
from .houses import Bin, Warehouse
from .transfers import Transfer, TransferLine

__all__ = [
    "Bin",
    "CountLine",
    "CycleCount",
    "Lot",
    "Serial",
    "ShelfMark",
    "StockMovement",
    "Stowage",
    "Transfer",
    "TransferLine",
    "Warehouse",
]
