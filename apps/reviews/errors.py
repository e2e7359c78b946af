"""Reviews · refusals."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Conflict, Forbidden, MarketError


class NotDelivered(Forbidden):
    code = "reviews.not_delivered"
    message = _("Only someone who received this product can review it.")
    remedy = _("Open the purchase after delivery and follow its link, or sign in with the account you bought with.")


class AlreadyReviewed(Conflict):
    code = "reviews.already_reviewed"
    message = _("You have already reviewed this product from this purchase. Thank you.")


class TooLong(MarketError):
    code = "reviews.too_long"
    status = 422
    message = _("Keep it within %(most)d characters.")
