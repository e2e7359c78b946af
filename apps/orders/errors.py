"""Orders · what can be refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Conflict, InvalidInput, MarketError, NotFound


class OrderUnknown(NotFound):
    code = "orders.unknown"
    message = _("There is no such order.")


class AlreadyShipped(Conflict):
    code = "orders.already_shipped"
    message = _("A parcel of this order has left the house; it cannot be cancelled any more.")
    remedy = _("Agree on a return with the buyer instead.")


class VariantGone(Conflict):
    code = "orders.variant_gone"
    message = _("These goods are not in the catalogue any more.")
    remedy = _("Give the money back instead.")


class UnderReview(Conflict):
    code = "orders.under_review"
    message = _("The marketplace is looking at this order. Do not send anything yet.")
    remedy = _("You will see here when it is released; usually that takes less than a working day.")


class TooLateToChange(Conflict):
    """`status` is where the order stands, in the reader's language."""

    code = "orders.too_late_to_change"
    message = _("The order is “%(status)s”: it cannot be changed any more.")
    remedy = _("Once the goods have come you can send them back.")


class BeingPacked(Conflict):
    code = "orders.being_packed"
    message = _("These goods are packed already and cannot be called off any more.")
    remedy = _("Once they have come you can send them back.")


class PiecesNotThere(MarketError):
    """`left` is how many pieces of the line are not sent or cancelled yet."""

    code = "orders.pieces_not_there"
    status = 422
    message = _("Only %(left)s pieces of this line are left to cancel.")
    remedy = _("Name fewer.")


class WholeOnly(Conflict):
    code = "orders.whole_only"
    message = _("Goods that are sent in place of others are cancelled together or not at all.")
    remedy = _("Cancel the whole order: then the return or claim that it was made for is open again.")


class VersionUnknown(InvalidInput):
    code = "orders.version_unknown"

    def __init__(self, *, field: str = "variant") -> None:
        super().__init__(field=field, problem=_("Choose another version of the same goods that is on sale."))


class VersionDearer(Conflict):
    code = "orders.version_dearer"
    message = _("That version costs more than the one that was ordered.")
    remedy = _("Call these pieces off and order the other version, or exchange them once they have come.")


class VersionTaken(Conflict):
    code = "orders.version_taken"
    message = _("That version is in this order already, out of the same house.")
    remedy = _("Call these pieces off, and order more of the other version.")


class VersionSoldOut(Conflict):
    code = "orders.version_sold_out"
    message = _("There are not enough pieces of that version in the house that sends the order.")
    remedy = _("Choose another version, or call the pieces off.")


class OrderStale(Conflict):
    code = "orders.stale"
    message = _("The order has changed meanwhile.")
    remedy = _("Look at it again, then decide.")


class AddressElsewhere(Conflict):
    code = "orders.address_elsewhere"
    message = _("The order cannot go to another country: duty, tax and freight were charged for this one.")
    remedy = _("Cancel the order and order again with the new address.")


class AddressCostsOtherwise(Conflict):
    code = "orders.address_costs_otherwise"
    message = _("At that address duty, tax or freight are not what was charged.")
    remedy = _("Give an address that is taxed and carried alike, or cancel the order and order again.")
