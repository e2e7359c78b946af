"""Warehouse · writes · vendor's schema."""

from .counting import count_shelf, count_shelves, set_levels
from .cycle_counts import cancel_count, enter_count, plan_count
from .houses import add_bin, change_warehouse, open_warehouse
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
from .serials import keep_new_serials, keep_serials, lose_serial, pack_serial, unpack_serial, unpack_serials
from .stowing import block_expired, keep_lot, put_away, repair_stowed
from .transfers import cancel_transfer, draft_transfer, receive_transfer, send_transfer, settle_difference

__all__ = [
    "add_bin",
    "adjust",
    "block_expired",
    "cancel_count",
    "cancel_transfer",
    "change_warehouse",
    "count_shelf",
    "count_shelves",
    "draft_transfer",
    "enter_count",
    "keep_lot",
    "keep_new_serials",
    "keep_serials",
    "lose_serial",
    "open_warehouse",
    "pack_serial",
    "plan_count",
    "put_away",
    "receive",
    "receive_many",
    "receive_transfer",
    "repair_shelf",
    "repair_stowed",
    "send_transfer",
    "set_levels",
    "settle_difference",
    "settle_shelf",
    "ship_out",
    "ship_past",
    "take_back",
    "transfer",
    "unpack_serial",
    "unpack_serials",
]
