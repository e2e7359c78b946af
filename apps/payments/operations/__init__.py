"""Payments · writes, by subject · public schema.

`intents`, `requests`, `counter`, `issues` and `refund_bounced` write within the caller's
transaction; `begin`, `payer`, `verify`, `verify_closed`, `follow_disputes`, `perform` and
what handles callbacks talk to providers, so they open transactions of their own
and must not be called inside one.
"""

from .afterwards import follow_disputes, refund_bounced
from .calls import perform, resolve_due
from .counter import give_back_at_counter, promise_at_counter, take_at_counter
from .inbox import answer_callback, handle_callback, note_credit, receive_callback
from .intents import cancel, expire, open_intent
from .issues import can_repeat, close_issue, settle_refund_issues, try_again
from .pages import begin
from .payers import payer, payer_page
from .requests import request_capture, request_refund, request_void
from .verifying import verify, verify_closed

__all__ = [
    "answer_callback",
    "begin",
    "can_repeat",
    "cancel",
    "close_issue",
    "expire",
    "follow_disputes",
    "give_back_at_counter",
    "handle_callback",
    "note_credit",
    "open_intent",
    "payer",
    "payer_page",
    "perform",
    "promise_at_counter",
    "receive_callback",
    "refund_bounced",
    "request_capture",
    "request_refund",
    "request_void",
    "resolve_due",
    "settle_refund_issues",
    "take_at_counter",
    "try_again",
    "verify",
    "verify_closed",
]
