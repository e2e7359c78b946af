"""Warehouse · writes · vendor's schema."""

from .counting import count_shelf, count_shelves, set_levels
from .houses import open_warehouse
from .movements import (
    adjust,
    receive,
    receive_many,
    repair_shelf,
    settle_shelf,
    ship_out,
    ship_past,
    take_back,
    transfer,
)

__all__ = [
    "adjust",
    "count_shelf",
    "count_shelves",
    "open_warehouse",
    "receive",
    "receive_many",
    "repair_shelf",
    "set_levels",
    "settle_shelf",
    "ship_out",
    "ship_past",
    "take_back",
    "transfer",
]
