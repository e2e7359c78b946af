"""Orders · what can be refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Conflict, NotFound


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
