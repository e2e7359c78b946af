"""Orders · writes, by subject · vendor's schema."""

from .accepting import accept_part, recover_part
from .changing import change_address, change_wishes
from .holding import cancel_of_purchase, hold_of_purchase, release_of_purchase
from .lessening import cancel_pieces
from .past import record_past, record_past_returns
from .screening import hold_for_screening, release_after_screening, screen
from .steps import cancel, confirm, follow_fulfilments, note
from .swapping import reassess, swap_line

__all__ = [
    "accept_part",
    "cancel",
    "cancel_of_purchase",
    "cancel_pieces",
    "change_address",
    "change_wishes",
    "confirm",
    "follow_fulfilments",
    "hold_for_screening",
    "hold_of_purchase",
    "note",
    "reassess",
    "record_past",
    "record_past_returns",
    "recover_part",
    "release_after_screening",
    "release_of_purchase",
    "screen",
    "swap_line",
]
