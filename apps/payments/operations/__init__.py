"""Payments · writes, by subject · public schema.

`intents` and `requests` write within the caller's transaction; `pages`, `calls`
and `inbox` talk to providers, so they open transactions of their own and must
not be called inside one.
"""

from .calls import perform, resolve_due
from .inbox import handle_callback, receive_callback
from .intents import cancel, expire, open_intent
from .pages import begin, verify
from .requests import request_capture, request_refund, request_void

__all__ = [
    "begin",
    "cancel",
    "expire",
    "handle_callback",
    "open_intent",
    "perform",
    "receive_callback",
    "request_capture",
    "request_refund",
    "request_void",
    "resolve_due",
    "verify",
]
