"""Planning · why goods cannot be given slots."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.errors import MarketError


class UnreadableOrders(MarketError):
    """A file is not a list of order lines."""

    code = "planning.unreadable_orders"
    message = _("The file does not hold order lines: %(problem)s.")


class FloorTooSmall(MarketError):
    """There are more goods than slots."""

    code = "planning.floor_too_small"
    message = _("%(goods)s goods do not fit into %(slots)s slots. Give more aisles or longer ones.")
