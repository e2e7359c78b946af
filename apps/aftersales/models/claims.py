"""Aftersales · claims for what was lost, damaged, missing or wrong · vendor's schema."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from djmoney.money import Money

from apps.aftersales.types import ClaimKind, ClaimStatus, RemedyStatus
from apps.common.fields import currency_field
from apps.common.ids import new_id
from apps.common.models import TenantModel


class Claim(TenantModel):
    """What went wrong with a parcel: what its buyer gets (`remedy`), and what the carrier or insurer pays (`status`).

    `worth` is what the pieces were sold for, `compensation` what the carrier agreed to, in the charge currency;
    `owed` the same for the vendor, in the vendor's own.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    number = models.CharField(max_length=32, unique=True)
    order_id = models.UUIDField(db_index=True)
    order_number = models.CharField(max_length=24)
    purchase_id = models.UUIDField()
    shipment_id = models.UUIDField(null=True)
    tracking_number = models.CharField(max_length=40, blank=True)
    carrier_code = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=7, choices=ClaimKind.choices)
    opened_by = models.CharField(max_length=12)
    note = models.CharField(max_length=1000, blank=True)
    status = models.CharField(max_length=9, choices=ClaimStatus.choices, default=ClaimStatus.OPEN)
    remedy = models.CharField(max_length=8, choices=RemedyStatus.choices, default=RemedyStatus.PENDING)
    version = models.PositiveIntegerField(default=0)
    since = models.DateTimeField()
    deadline = models.DateTimeField(null=True)
    currency = currency_field()
    worth = models.DecimalField(max_digits=19, decimal_places=4)
    compensation = models.DecimalField(max_digits=19, decimal_places=4, default=0)
    owed = models.DecimalField(max_digits=19, decimal_places=4, default=0)
    owed_currency = currency_field()
    carrier_case = models.CharField(max_length=60, blank=True)
    answer = models.CharField(max_length=1000, blank=True)
    objection = models.CharField(max_length=1000, blank=True)
    ruling = models.CharField(max_length=1000, blank=True)
    refund_id = models.UUIDField(null=True)
    refunded = models.DecimalField(max_digits=19, decimal_places=4, default=0)
    replacement_id = models.UUIDField(null=True, unique=True)
    replacement_number = models.CharField(max_length=24, blank=True)
    opened_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ClaimKind.values, status__in=ClaimStatus.values, remedy__in=RemedyStatus.values),
                name="aftersales_claim_words_known",
            ),
            models.UniqueConstraint(
                fields=["tracking_number", "kind"],
                condition=Q(opened_by="carrier"),
                name="aftersales_claim_once_by_carrier",
            ),
            models.CheckConstraint(
                condition=Q(compensation__gte=0, owed__gte=0, worth__gte=0, refunded__gte=0)
                & Q(compensation__lte=F("worth")),
                name="aftersales_claim_sums",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[ClaimStatus.ACCEPTED, ClaimStatus.PAID]) | Q(compensation__gt=0),
                name="aftersales_claim_accepted_sum",
            ),
            models.CheckConstraint(
                condition=Q(remedy=RemedyStatus.RESENT, replacement_id__isnull=False)
                | (~Q(remedy=RemedyStatus.RESENT) & Q(replacement_id__isnull=True)),
                name="aftersales_claim_resent_as",
            ),
        ]
        indexes = [models.Index(fields=["status", "since"], name="aftersales_claim_queue")]

    def __str__(self) -> str:
        return self.number

    @property
    def given_back(self) -> Money:
        """What the buyer got back."""
        return Money(self.refunded, self.currency)

    @property
    def agreed(self) -> Money:
        """What the carrier agreed to pay."""
        return Money(self.compensation, self.currency)


class ClaimLine(TenantModel):
    """Pieces of one line of the order that a claim is about."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="lines")
    place = models.PositiveSmallIntegerField()
    variant_id = models.UUIDField()
    sku = models.CharField(max_length=64)
    title = models.CharField(max_length=200)
    option_label = models.CharField(max_length=160, blank=True)
    quantity = models.PositiveIntegerField()

    class Meta(TenantModel.Meta):
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "place"], name="aftersales_claim_line_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="aftersales_claim_line_counts"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.sku}"
