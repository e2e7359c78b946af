"""Aftersales · the seller's rule, returns with their lines and labels, exchanges · vendor's schema."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from djmoney.money import Money

from apps.aftersales.types import (
    ExchangeStatus,
    LostRule,
    Payer,
    Refusal,
    ReturnKind,
    ReturnReason,
    ReturnStatus,
    Wanted,
    Way,
)
from apps.common.fields import currency_field
from apps.common.ids import new_id
from apps.common.models import TenantModel


class ReturnPolicy(TenantModel):
    """The seller's own rule, one row; where there is none, the defaults hold.

    Goods that together cost less than `returnless_below` (vendor's currency) are not asked back: the money goes at
    once. `days` from delivery beside what the law gives; 0 takes back only what the law or a fault makes it.
    """

    days = models.PositiveSmallIntegerField(default=14)
    payer = models.CharField(max_length=6, choices=Payer.choices, default=Payer.BUYER)
    approves_by_itself = models.BooleanField(default=False)
    uses_hubs = models.BooleanField(default=True)
    returnless_below = models.DecimalField(max_digits=19, decimal_places=4, default=0)
    lost_rule = models.CharField(max_length=6, choices=LostRule.choices, default=LostRule.ASK)
    changed_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="aftersales_policy_one"),
            models.CheckConstraint(
                condition=Q(payer__in=Payer.values, lost_rule__in=LostRule.values, returnless_below__gte=0),
                name="aftersales_policy_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.days} days"


class ReturnRequest(TenantModel):
    """Goods of one order that come back. `number` is what is written on the parcel.

    `destination` is PostalAddress.as_json(), `warehouse_id` the house on whose shelf they end. `right_until` is the
    last day of the right in `right_source`. `refund_id` is checkout's; `refunded` its amount in the charge currency.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    number = models.CharField(max_length=32, unique=True)
    order_id = models.UUIDField(db_index=True)
    order_number = models.CharField(max_length=24)
    purchase_id = models.UUIDField()
    shipment_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=11, choices=ReturnKind.choices)
    reason = models.CharField(max_length=12, choices=ReturnReason.choices)
    wanted = models.CharField(max_length=8, choices=Wanted.choices, default=Wanted.REFUND)
    status = models.CharField(max_length=10, choices=ReturnStatus.choices, default=ReturnStatus.REQUESTED)
    version = models.PositiveIntegerField(default=0)
    since = models.DateTimeField()
    note = models.CharField(max_length=1000, blank=True)
    right_until = models.DateField(null=True)
    right_source = models.CharField(max_length=200, blank=True)
    payer = models.CharField(max_length=6, choices=Payer.choices)
    with_shipping = models.BooleanField(default=False)
    way = models.CharField(max_length=7, choices=Way.choices)
    hub_code = models.CharField(max_length=20, blank=True)
    destination = models.JSONField()
    warehouse_id = models.UUIDField()
    carrier_code = models.CharField(max_length=20, blank=True)
    carrier_ref = models.CharField(max_length=60, blank=True)
    tracking_number = models.CharField(max_length=40, blank=True, db_index=True)
    forwarded_as = models.CharField(max_length=40, blank=True)
    refusal = models.CharField(max_length=13, choices=Refusal.choices, blank=True)
    answer = models.CharField(max_length=1000, blank=True)
    objection = models.CharField(max_length=1000, blank=True)
    ruling = models.CharField(max_length=1000, blank=True)
    currency = currency_field()
    refund_id = models.UUIDField(null=True)
    refunded = models.DecimalField(max_digits=19, decimal_places=4, default=0)
    requested_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=ReturnStatus.values), name="aftersales_return_status_known"),
            models.CheckConstraint(
                condition=Q(kind__in=ReturnKind.values, reason__in=ReturnReason.values, way__in=Way.values),
                name="aftersales_return_words_known",
            ),
            models.CheckConstraint(
                condition=~Q(status=ReturnStatus.REFUSED) | ~Q(refusal=""), name="aftersales_return_refused_why"
            ),
            models.CheckConstraint(
                condition=~Q(status=ReturnStatus.REFUSED) | ~Q(kind=ReturnKind.WITHDRAWAL),
                name="aftersales_return_right_holds",
            ),
            models.CheckConstraint(
                condition=~Q(status=ReturnStatus.SETTLED) | Q(settled_at__isnull=False),
                name="aftersales_return_settled_when",
            ),
            models.CheckConstraint(condition=Q(refunded__gte=0), name="aftersales_return_refund_positive"),
        ]
        indexes = [models.Index(fields=["status", "since"], name="aftersales_return_queue")]

    def __str__(self) -> str:
        return self.number

    @property
    def given_back(self) -> Money:
        """What the buyer got back."""
        return Money(self.refunded, self.currency)


class ReturnLine(TenantModel):
    """Pieces of one line of the order, and what became of each once they were looked at.

    `serials` are the numbers of the pieces that go on the shelf. `duty` and `tax` are what of the refund was duty and
    tax, in the return's currency: the ground of a drawback. `swap_charge` is what one piece of the goods wanted costs
    more, without duty and tax.
    """

    request = models.ForeignKey(ReturnRequest, on_delete=models.CASCADE, related_name="lines")
    place = models.PositiveSmallIntegerField()
    variant_id = models.UUIDField()
    sku = models.CharField(max_length=64)
    title = models.CharField(max_length=200)
    option_label = models.CharField(max_length=160, blank=True)
    quantity = models.PositiveIntegerField()
    restocked = models.PositiveIntegerField(default=0)
    disposed = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    serials = models.JSONField(default=list, db_default=[])
    swap_variant_id = models.UUIDField(null=True)
    swap_title = models.CharField(max_length=340, blank=True)
    swap_charge = models.DecimalField(max_digits=19, decimal_places=4, default=0, db_default=0)
    duty = models.DecimalField(max_digits=19, decimal_places=4, default=0)
    tax = models.DecimalField(max_digits=19, decimal_places=4, default=0)

    class Meta(TenantModel.Meta):
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["request", "place"], name="aftersales_return_line_once"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0) & Q(quantity__gte=F("restocked") + F("disposed") + F("refused")),
                name="aftersales_return_line_counts",
            ),
            models.CheckConstraint(condition=Q(swap_charge__gte=0), name="aftersales_return_line_charge"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.sku}"

    @property
    def accepted(self) -> int:
        """Pieces that the buyer gets something for."""
        return int(self.restocked + self.disposed)


class ReturnLabel(TenantModel):
    """The label of the way back, as PDF. It names the buyer: never kept where anybody may fetch it."""

    request = models.OneToOneField(ReturnRequest, on_delete=models.CASCADE, related_name="label")
    pdf = models.BinaryField()
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"label of {self.request_id}"


class Exchange(TenantModel):
    """Other goods for those of a return. `difference` is what the buyer gets back, in the charge currency.

    `charge` is what the buyer was asked for, with duty and tax, at the checkout `session_id`.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    request = models.OneToOneField(ReturnRequest, on_delete=models.CASCADE, related_name="exchange")
    status = models.CharField(max_length=7, choices=ExchangeStatus.choices, default=ExchangeStatus.WANTED)
    difference = models.DecimalField(max_digits=19, decimal_places=4, default=0)
    charge = models.DecimalField(max_digits=19, decimal_places=4, default=0, db_default=0)
    session_id = models.UUIDField(null=True, unique=True)
    order_id = models.UUIDField(null=True, unique=True)
    order_number = models.CharField(max_length=24, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=ExchangeStatus.values, difference__gte=0, charge__gte=0),
                name="aftersales_exchange_known",
            ),
            models.CheckConstraint(
                condition=~Q(status=ExchangeStatus.ASKED) | Q(session_id__isnull=False, charge__gt=0),
                name="aftersales_exchange_asked_for",
            ),
            models.CheckConstraint(
                condition=Q(status=ExchangeStatus.SENT, order_id__isnull=False)
                | (~Q(status=ExchangeStatus.SENT) & Q(order_id__isnull=True)),
                name="aftersales_exchange_sent_as",
            ),
        ]

    def __str__(self) -> str:
        return f"exchange {self.status}"

    @property
    def asked_for(self) -> Money:
        """What the buyer was asked for the goods, with duty and tax; nothing where they cost no more."""
        return Money(self.charge, self.request.currency)
