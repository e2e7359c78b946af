"""Currencies · writes: rates and decisions about them, promises to checkouts, conversions, markups · public schema."""

from .conversions import quote_conversion, use_conversion
from .markups import confirm_markup, propose_markup, reject_markup
from .quotes import lock_quote
from .rates import SHIPPED_DAYS, confirm_rate, enter_rate, load_history, load_rows, reject_rate, store_rates

__all__ = [
    "SHIPPED_DAYS",
    "confirm_markup",
    "confirm_rate",
    "enter_rate",
    "load_history",
    "load_rows",
    "lock_quote",
    "propose_markup",
    "quote_conversion",
    "reject_markup",
    "reject_rate",
    "store_rates",
    "use_conversion",
]
