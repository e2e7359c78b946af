"""Stock · what can go wrong when goods are set aside."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Conflict, NotFound


class InsufficientStock(Conflict):
    """`variants` lists {variant_id, wanted, sellable} of what is short."""

    code = "stock.insufficient"
    message = _("Some of these goods have just been sold.")
    remedy = _("Change the quantity or remove them.")


class HoldExpired(Conflict):
    code = "stock.hold_expired"
    message = _("The goods were held for a while and have gone back on sale.")
    remedy = _("Start the payment again.")


class Shortage(Conflict):
    """Fewer pieces were counted than are promised to buyers."""

    code = "stock.shortage"
    message = _("%(reserved)s pieces are promised to buyers; %(on_hand)s would be left.")
    remedy = _("Cancel or re-route an order first.")


class ShelfMissing(NotFound):
    code = "stock.shelf_missing"
    message = _("Nothing has ever lain there.")
