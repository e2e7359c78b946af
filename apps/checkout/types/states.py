"""Checkout · the states of checkouts, parts and purchases, and the kinds of change."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SessionStatus(models.TextChoices):
    """Whether it is paid is not here: that is the payment intent's."""

    OPEN = "open", _("Being filled in")
    PLACED = "placed", _("Waiting for payment")
    COMPLETED = "completed", _("Completed")
    EXPIRED = "expired", _("Expired")


class Step(models.TextChoices):
    ADDRESS = "address", _("Address")
    REVIEW = "review", _("Review and pay")


class PartStatus(models.TextChoices):
    """One vendor's part as the buyer sees it; it follows the order's own machine."""

    PLACED = "placed", _("Placed")
    CONFIRMED = "confirmed", _("Confirmed")
    PACKED = "packed", _("Packed")
    SHIPPED = "shipped", _("On its way")
    DELIVERED = "delivered", _("Delivered")
    CANCELLED = "cancelled", _("Cancelled")


class PurchaseStatus(models.TextChoices):
    """The whole, derived from its parts when read; never stored."""

    PLACED = "placed", _("Placed")
    PREPARING = "preparing", _("Being prepared")
    PARTLY_SHIPPED = "partly_shipped", _("Partly on its way")
    SHIPPED = "shipped", _("On its way")
    PARTLY_DELIVERED = "partly_delivered", _("Partly delivered")
    DELIVERED = "delivered", _("Delivered")
    CANCELLED = "cancelled", _("Cancelled")


class ChangeKind(models.TextChoices):
    """What became different between what the buyer saw and what holds now."""

    GONE = "gone", _("No longer for sale")
    SOLD_OUT = "sold_out", _("Sold out in the meantime")
    QUANTITY = "quantity", _("Fewer pieces are left")
    PRICE = "price", _("The price changed")
    RESTRICTED = "restricted", _("May not be sold to your country")
    DELIVERY = "delivery", _("The delivery changed")
    SHIPPING = "shipping", _("The cost of shipping changed")
    DUTY = "duty", _("The duty changed")
    TAX = "tax", _("The tax changed")
    FEES = "fees", _("The import fees changed")
    TOTAL = "total", _("The total changed")
    HOLD = "hold", _("The goods were held too long and went back on sale")
