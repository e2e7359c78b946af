"""Tills · what is refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Conflict, InvalidInput, NotFound


class TillUnknown(NotFound):
    code = "tills.till_unknown"
    message = _("There is no such till, or it is not yours to see.")


class SaleUnknown(NotFound):
    code = "tills.sale_unknown"
    message = _("There is no such sale, or it is not yours to see.")


class TillShut(Conflict):
    code = "tills.till_shut"
    message = _("This till is out of use.")
    remedy = _("Choose another one, or put it into use again.")


class HouseUnfit(InvalidInput):
    code = "tills.house_unfit"


class BasketEmpty(InvalidInput):
    code = "tills.basket_empty"

    def __init__(self) -> None:
        super().__init__(field="lines", problem=_("There is nothing in the basket. Scan something first."))


class TooLittleGiven(InvalidInput):
    code = "tills.too_little_given"


class KeyOfOtherSale(Conflict):
    code = "tills.key_of_other_sale"
    message = _("This key belongs to another sale of this till.")
    remedy = _("Send a new sale under a key of its own.")


class SoldOut(Conflict):
    """`variants` lists {variant_id, wanted, sellable} of what is short."""

    code = "tills.sold_out"
    message = _("Sold out meanwhile: %(goods)s.")
    remedy = _("Take it out of the basket, or sell fewer.")


class NotForSale(Conflict):
    """`variants` lists the ids of what is in the way."""

    code = "tills.not_for_sale"
    message = _("Not for sale in this shop: %(goods)s.")
    remedy = _("Take it out of the basket. It is not on sale in this country, or not by the piece.")


class RefundTooLarge(Conflict):
    code = "tills.refund_too_large"
    message = _("So much needs a second person.")
    remedy = _("Give it back from the order's page, where somebody else agrees to it.")


class NothingToClose(Conflict):
    code = "tills.nothing_to_close"
    message = _("Nothing has happened at this till since you closed it.")


class CountMoved(Conflict):
    code = "tills.count_moved"
    message = _("Something was sold or given back while you counted.")
    remedy = _("Count again and close the till then.")
