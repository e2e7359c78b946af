"""Orders · the vendor's part of a purchase · vendor's schema."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from apps.common.fields import MoneyField, country_field, currency_field
from apps.common.ids import new_id
from apps.common.models import TenantModel

from .types import OrderStatus


class Order(TenantModel):
    """What one buyer bought from this vendor in one purchase. Amounts are never computed again.

    `address` is PostalAddress.as_json(); `assessment` the landed cost as it was
    computed, with rules and sources. `held_at` is set while the payment is looked at,
    `screening_held_at` while somebody is whom the order concerns. `replaces_id` is the order whose goods this one
    sends once more, or others for: at no charge, or for what those cost more. `piece_count` is what is still to be
    sent of it, or was. `note` is what the buyer asks of the seller, `gift_message` what lies in the parcel.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    number = models.CharField(max_length=24, unique=True)
    purchase_id = models.UUIDField(db_index=True)
    purchase_number = models.CharField(max_length=24)
    session_id = models.UUIDField()
    status = models.CharField(max_length=10, choices=OrderStatus.choices, default=OrderStatus.PLACED)
    version = models.PositiveIntegerField(default=0)
    buyer_name = models.CharField(max_length=160)
    buyer_email = models.EmailField()
    address = models.JSONField()
    country = country_field()
    language = models.CharField(max_length=10)
    currency = currency_field()
    goods = MoneyField()
    shipping = MoneyField()
    duty = MoneyField()
    tax = MoneyField()
    fees = MoneyField()
    total = MoneyField()
    vendor_currency = currency_field()
    vendor_rate = models.DecimalField(max_digits=18, decimal_places=8)
    incoterm = models.CharField(max_length=3)
    carrier_code = models.CharField(max_length=20)
    service_code = models.CharField(max_length=20)
    delivery_min_days = models.PositiveSmallIntegerField()
    delivery_max_days = models.PositiveSmallIntegerField()
    piece_count = models.PositiveIntegerField()
    assessment = models.JSONField()
    placed_at = models.DateTimeField()
    replaces_id = models.UUIDField(null=True, db_index=True)
    held_at = models.DateTimeField(null=True)
    screening_held_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=300, blank=True, default="", db_default="")
    gift_message = models.CharField(max_length=300, blank=True, default="", db_default="")

    class Meta(TenantModel.Meta):
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=OrderStatus.values), name="orders_order_status_known"),
            models.UniqueConstraint(
                fields=["purchase_id"], condition=Q(replaces_id__isnull=True), name="orders_order_of_purchase"
            ),
            models.CheckConstraint(
                condition=Q(
                    total=models.F("goods") + models.F("shipping") + models.F("duty") + models.F("tax")
                    + models.F("fees")
                ),
                name="orders_order_adds_up",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["status", "-id"], name="orders_by_status")]

    def __str__(self) -> str:
        return self.number

    @property
    def is_held(self) -> bool:
        """Whether the marketplace looks at it, for whatever reason: nothing of it may be sent."""
        return self.held_at is not None or self.screening_held_at is not None


class OrderLine(TenantModel):
    """Pieces of one variant out of one warehouse. Amounts are the whole line's, as it was sold.

    `cancelled` of its pieces are not sent any more.
    """

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    variant_id = models.UUIDField(db_index=True)
    sku = models.CharField(max_length=64)
    title = models.CharField(max_length=200)
    option_label = models.CharField(max_length=160, blank=True)
    quantity = models.PositiveIntegerField()
    cancelled = models.PositiveIntegerField(default=0, db_default=0)
    unit_price = MoneyField()
    goods = MoneyField()
    shipping = MoneyField()
    duty = MoneyField()
    tax = MoneyField()
    fees = MoneyField()
    hs_code = models.CharField(max_length=10)
    origin = country_field()
    weight_g = models.PositiveIntegerField()
    length_mm = models.PositiveIntegerField()
    width_mm = models.PositiveIntegerField()
    height_mm = models.PositiveIntegerField()
    warehouse_id = models.UUIDField()
    warehouse_country = country_field()

    class Meta(TenantModel.Meta):
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(cancelled__lte=models.F("quantity")), name="orders_line_cancelled_sane")
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.sku}"


class OrderEvent(TenantModel):
    """One thing that happened to an order. Never changed or deleted."""

    append_only = True

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="timeline")
    code = models.CharField(max_length=40)
    actor_kind = models.CharField(max_length=12)
    actor_ref = models.CharField(max_length=64, blank=True)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    data = models.JSONField(default=dict)

    class Meta(TenantModel.Meta):
        ordering = ["occurred_at", "pk"]

    def __str__(self) -> str:
        return f"{self.code} {self.occurred_at:%Y-%m-%d %H:%M}"


class OrderCounter(TenantModel):
    """The last number given to an order: gap-free, since it is taken in the order's own transaction."""

    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.last)
