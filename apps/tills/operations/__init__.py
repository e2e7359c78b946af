"""Tills · writes, by subject · vendor's schema, and public through the checkout."""

from .basket import price_list, quote_basket
from .closing import close_till, move_cash
from .selling import give_back, sell
from .setting_up import change_till, open_till

__all__ = ["change_till", "close_till", "give_back", "move_cash", "open_till", "price_list", "quote_basket", "sell"]
