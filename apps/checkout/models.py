"""Checkout · carts, checkout sessions, purchases, their refunds and their timeline · public schema."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from djmoney.money import Money

from apps.common.addresses import PostalAddress
from apps.common.fields import MoneyField, country_field, currency_field
from apps.common.ids import new_id
from apps.common.models import SharedModel

from .fields import QuoteField, StoredQuote
from .types import COMPONENTS, PartStatus, PurchaseSummary, Quote, SessionStatus, Step, Totals
from .types.refunds import Funder, RefundKind, RefundReason, RefundStatus


class Cart(SharedModel):
    """What somebody means to buy, from any number of vendors; a guest's is known by its public id alone."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    fx_quote_id = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(user__isnull=False), name="checkout_cart_one_for_a_person"
            )
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class CartLine(SharedModel):
    """Pieces of one variant. `seen_price` is the unit price that the buyer was last shown, in the vendor's currency."""

    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="lines")
    vendor_id = models.BigIntegerField()
    variant_id = models.UUIDField()
    quantity = models.PositiveIntegerField()
    seen_price = MoneyField(null=True)
    titles = models.JSONField(default=dict)
    added_at = models.DateTimeField()

    objects = models.Manager["CartLine"]()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["cart", "variant_id"], name="checkout_cart_line_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="checkout_cart_line_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.variant_id}"


class CheckoutSession(SharedModel):
    """One way from a cart to a purchase. Every change counts `version` up; `quote` is frozen once placed.

    `lines` is [[vendor id, variant id, quantity]]; `choices` maps a consignment's
    key to the service chosen; `changes` is what the buyer has to accept before
    paying. `credits` are the gift cards and the store credit that shall pay first (Usable.as_json), in
    their order. `business` is the company that is bought for, with what was known of its tax id
    (registrations.types.Business.as_json). `difference` is set where only what goods cost more is paid that are sent
    in place of others (Difference.as_json).
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    cart = models.ForeignKey(Cart, null=True, on_delete=models.SET_NULL, related_name="sessions")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    status = models.CharField(max_length=10, choices=SessionStatus.choices, default=SessionStatus.OPEN)
    version = models.PositiveIntegerField(default=1)
    market = models.CharField(max_length=8)
    language = models.CharField(max_length=10)
    currency = currency_field()
    ship_to = country_field()
    email = models.EmailField(blank=True)
    address = models.JSONField(null=True)
    lines = models.JSONField(default=list)
    choices = models.JSONField(default=dict)
    confirmed_age = models.PositiveSmallIntegerField(null=True)
    fx_quote_id = models.UUIDField(null=True)
    quote = QuoteField(null=True)
    changes = models.JSONField(default=list)
    credits = models.JSONField(default=list, db_default=[])
    intent_id = models.UUIDField(null=True, db_index=True)
    method = models.CharField(max_length=20, blank=True, default="", db_default="")
    business = models.JSONField(null=True)
    difference = models.JSONField(null=True)
    expires_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=SessionStatus.values), name="checkout_session_status_known"),
            models.CheckConstraint(
                condition=~Q(status__in=[SessionStatus.PLACED, SessionStatus.COMPLETED])
                | Q(intent_id__isnull=False, quote__isnull=False, address__isnull=False, expires_at__isnull=False),
                name="checkout_session_placed_is_whole",
            ),
            models.UniqueConstraint(
                fields=["cart"], condition=Q(status=SessionStatus.OPEN), name="checkout_session_one_open"
            ),
        ]
        indexes = [
            models.Index(fields=["expires_at"], name="checkout_session_due", condition=Q(status=SessionStatus.PLACED))
        ]

    def __str__(self) -> str:
        return f"{self.public_id} {self.status}"

    @property
    def frozen(self) -> Quote:
        """The quote as it was shown, and charged once placed."""
        if isinstance(self.quote, dict) and not isinstance(self.quote, StoredQuote):
            self.quote = StoredQuote(self.quote)
        return self.quote.quote

    @property
    def postal_address(self) -> PostalAddress | None:
        return PostalAddress.from_json(self.address) if self.address else None

    @property
    def step(self) -> Step:
        """The first step that is not filled in."""
        return Step.REVIEW if self.address and self.email else Step.ADDRESS


class Purchase(SharedModel):
    """What a buyer bought: the whole. Its amounts are the frozen quote's; nothing is ever priced again.

    `credit` is what gift cards and store credit paid of it; the payment's intent is over the rest.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    session_id = models.UUIDField(unique=True)
    intent_id = models.UUIDField(db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    email = models.EmailField(db_index=True)
    buyer_name = models.CharField(max_length=160)
    address = models.JSONField()
    ship_to = country_field()
    market = models.CharField(max_length=8)
    language = models.CharField(max_length=10)
    currency = currency_field()
    goods = models.DecimalField(max_digits=19, decimal_places=4)
    shipping = models.DecimalField(max_digits=19, decimal_places=4)
    duty = models.DecimalField(max_digits=19, decimal_places=4)
    tax = models.DecimalField(max_digits=19, decimal_places=4)
    fees = models.DecimalField(max_digits=19, decimal_places=4)
    on_arrival = models.DecimalField(max_digits=19, decimal_places=4, default=0)
    credit = models.DecimalField(max_digits=19, decimal_places=4, default=0, db_default=0)
    fx_quote_id = models.UUIDField(null=True)
    business = models.JSONField(null=True)
    confirmed_age = models.PositiveSmallIntegerField(null=True)
    placed_at = models.DateTimeField()

    class Meta:
        ordering = ["-placed_at", "-id"]
        indexes = [models.Index(fields=["user", "-placed_at", "-id"], name="checkout_purchase_of_user")]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What people call it."""
        return f"P-{1000 + self.pk}"

    @property
    def totals(self) -> Totals:
        return Totals(*(Money(getattr(self, name), self.currency) for name in COMPONENTS))

    def summary(self) -> PurchaseSummary:
        return PurchaseSummary(self.public_id, self.number, self.totals.total, self.session_id)


class PurchasePart(SharedModel):
    """One vendor's part of a purchase, and what its order and parcels have told since.

    `frozen` is the vendor's share of the quote (QuotedVendor.as_json), `share` what the
    marketplace kept of it (VendorShare.as_json; null in parts older than that); `refunded`
    is what the buyer was promised back, in the charge currency; `credit` is its share of what gift cards and
    store credit paid; `parcels` maps a shipment to its last news; `swapped` maps a line's place, as text, to what is
    sent in place of what was sold there (variant_id, sku, option_label).
    """

    purchase = models.ForeignKey(Purchase, on_delete=models.PROTECT, related_name="parts")
    vendor = models.ForeignKey("vendors.Vendor", on_delete=models.PROTECT, related_name="+")
    order_id = models.UUIDField(unique=True)
    order_number = models.CharField(max_length=24)
    order_version = models.PositiveIntegerField(default=0)
    status = models.CharField(max_length=10, choices=PartStatus.choices, default=PartStatus.PLACED)
    total = MoneyField()
    commission = MoneyField()
    commission_rate = models.DecimalField(max_digits=6, decimal_places=5)
    commission_rule = models.BigIntegerField(null=True)
    share = models.JSONField(null=True)
    refunded = models.DecimalField(max_digits=19, decimal_places=4, default=0, db_default=0)
    credit = models.DecimalField(max_digits=19, decimal_places=4, default=0, db_default=0)
    frozen = models.JSONField()
    parcels = models.JSONField(default=dict)
    swapped = models.JSONField(default=dict, db_default={})
    updated_at = models.DateTimeField()

    objects = models.Manager["PurchasePart"]()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["purchase", "vendor"], name="checkout_part_once"),
            models.CheckConstraint(condition=Q(status__in=PartStatus.values), name="checkout_part_status_known"),
        ]

    def __str__(self) -> str:
        return self.order_number


class Refund(SharedModel):
    """Money of one vendor's part that goes back to its buyer. `taken` is Taken.as_json; nothing of it changes later.

    `amount` is what the buyer is owed, `credited` what of it went to gift cards and store credit (all of it
    where `to_credit`), `tendered` what the provider is asked for: it can be less than the rest by fractions
    of a coin that the provider cannot pay, which the part's next refund makes good. Nothing is booked while
    somebody else has to check it. `serials` are the numbers of the pieces that go back on the shelf, by the place of
    their line, as text. `resold` is QuotedConsignment.as_json, where another version is taxed otherwise: how its
    house's goods are sold from then on.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    part = models.ForeignKey(PurchasePart, on_delete=models.PROTECT, related_name="refunds")
    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=10, choices=RefundKind.choices)
    reason = models.CharField(max_length=20, choices=RefundReason.choices)
    status = models.CharField(max_length=10, choices=RefundStatus.choices)
    currency = currency_field()
    amount = models.DecimalField(max_digits=19, decimal_places=4)
    tendered = models.DecimalField(max_digits=19, decimal_places=4, default=0)
    credited = models.DecimalField(max_digits=19, decimal_places=4, default=0, db_default=0)
    to_credit = models.BooleanField(default=False, db_default=False)
    taken = models.JSONField()
    resold = models.JSONField(null=True)
    funder = models.CharField(max_length=12, choices=Funder.choices, default=Funder.MARKETPLACE)
    restock = models.BooleanField(default=False)
    serials = models.JSONField(default=dict, db_default={})
    note = models.CharField(max_length=200, blank=True)
    operation_id = models.UUIDField(null=True, db_index=True)
    problem = models.CharField(max_length=80, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True)
    requested_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    objects = models.Manager["Refund"]()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=RefundStatus.values), name="checkout_refund_status_known"),
            models.CheckConstraint(
                condition=Q(amount__gte=0, tendered__gte=0),
                name="checkout_refund_positive",
            ),
            models.CheckConstraint(
                condition=Q(credited__gte=0, credited__lte=models.F("amount")), name="checkout_refund_credited_of_it"
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True, checked_at__isnull=True)
                | Q(checked_by__isnull=False, checked_at__isnull=False, made_by__isnull=False)
                & ~Q(checked_by=models.F("made_by")),
                name="checkout_refund_two_people",
            ),
        ]
        indexes = [
            models.Index(
                fields=["requested_at"], name="checkout_refund_open", condition=Q(status__in=["waiting", "failed"])
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount} {self.currency}"


class PurchaseEvent(SharedModel):
    """Something that happened to a purchase; `key` is what makes the same news once."""

    append_only = True

    purchase = models.ForeignKey(Purchase, on_delete=models.PROTECT, related_name="events")
    vendor_id = models.BigIntegerField(null=True)
    key = models.CharField(max_length=120)
    code = models.CharField(max_length=60)
    source = models.CharField(max_length=12)
    data: Any = models.JSONField(default=dict)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["occurred_at", "id"]
        constraints = [models.UniqueConstraint(fields=["purchase", "key"], name="checkout_event_once")]

    def __str__(self) -> str:
        return self.code
