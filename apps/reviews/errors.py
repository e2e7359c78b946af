"""Reviews · refusals."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Conflict, Forbidden


class NotDelivered(Forbidden):
    code = "reviews.not_delivered"
    message = _("Only someone who received this product can review it.")
    remedy = _("Open the purchase after delivery and follow its link, or sign in with the account you bought with.")


class AlreadyReviewed(Conflict):
    code = "reviews.already_reviewed"
    message = _("You have already reviewed this product from this purchase. Thank you.")
