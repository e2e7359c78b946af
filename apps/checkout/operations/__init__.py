"""Checkout · writes, by subject · public schema (completion enters each vendor's)."""

from .cancelling import cancel_pieces
from .carts import add_all_to_cart, add_to_cart, merge_carts, set_quantity, view_cart
from .chargebacks import charge_back
from .completing import claim, complete, expire_session, give_up
from .crediting import leave_credit, use_gift_card, use_store_credit
from .differing import ask_difference, lapse_difference, withdraw_difference
from .lists import add_list_to_cart, quote_list
from .paying import Device, Outcome, Settlement, pay, settle
from .placing import place, reopen
from .recovering import recover_orders
from .redirecting import change_address, change_wishes
from .refund_outcomes import follow_open_refunds, follow_operation, retry_refund
from .refunds import approve_refund, decline_refund, refund
from .sessions import choose_delivery, save_address, start
from .swapping import swap_line
from .timeline import give_back_cancelled, record_customs_news, record_order_news, record_parcel_news

__all__ = [
    "Device",
    "Outcome",
    "Settlement",
    "add_all_to_cart",
    "add_list_to_cart",
    "add_to_cart",
    "approve_refund",
    "ask_difference",
    "cancel_pieces",
    "change_address",
    "change_wishes",
    "charge_back",
    "choose_delivery",
    "claim",
    "complete",
    "decline_refund",
    "expire_session",
    "follow_open_refunds",
    "follow_operation",
    "give_back_cancelled",
    "give_up",
    "lapse_difference",
    "leave_credit",
    "merge_carts",
    "pay",
    "place",
    "quote_list",
    "record_customs_news",
    "record_order_news",
    "record_parcel_news",
    "recover_orders",
    "refund",
    "reopen",
    "retry_refund",
    "save_address",
    "set_quantity",
    "settle",
    "start",
    "swap_line",
    "use_gift_card",
    "use_store_credit",
    "view_cart",
    "withdraw_difference",
]
