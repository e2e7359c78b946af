"""Invoicing · number series, and invoices as they were issued · public schema."""

from __future__ import annotations

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from djmoney.money import Money

from apps.common.fields import country_field, currency_field
from apps.common.ids import new_id
from apps.common.models import SharedModel
from apps.common.money import rounded

from .types import Document, Kind


class Series(SharedModel):
    """The last number of a seller's documents of one kind in one year (UTC); `code` is vendor, kind and year."""

    code = models.CharField(max_length=60, primary_key=True)
    last = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.code


class Invoice(SharedModel):
    """A document of one seller of record: a vendor, or the marketplace (no vendor). Nothing of it ever changes.

    `key` makes it once: the purchase, or the refund, with the seller and its tax number. `corrects` is the public id
    of the invoice that a credit note is of. `missing` names facts without which it has no electronic form (`Missing`).
    """

    append_only = True

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    key = models.CharField(max_length=160, unique=True)
    vendor = models.ForeignKey("vendors.Vendor", null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    series = models.CharField(max_length=60)
    sequence = models.PositiveIntegerField()
    number = models.CharField(_("number"), max_length=60)
    purchase_id = models.UUIDField(db_index=True)
    order_ids = ArrayField(models.UUIDField())
    refund_id = models.UUIDField(null=True, db_index=True)
    corrects = models.UUIDField(null=True)
    issued_at = models.DateTimeField(_("issued"))
    country = country_field()
    currency = currency_field()
    net = models.DecimalField(_("net"), max_digits=19, decimal_places=4)
    tax = models.DecimalField(_("tax"), max_digits=19, decimal_places=4)
    gross = models.DecimalField(_("total"), max_digits=19, decimal_places=4)
    missing = ArrayField(models.CharField(max_length=20), default=list)
    document = models.JSONField()

    objects = models.Manager["Invoice"]()

    class Meta:
        ordering = ["-issued_at", "-id"]
        verbose_name = _("tax invoice")
        verbose_name_plural = _("tax invoices")
        indexes = [
            models.Index(fields=["vendor", "-issued_at", "-id"], name="invoicing_of_seller"),
            models.Index(fields=["-issued_at", "-id"], name="invoicing_newest"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["series", "sequence"], name="invoicing_number_once"),
            models.UniqueConstraint(
                Coalesce(F("vendor_id"), Value(0, models.BigIntegerField())), "number", name="invoicing_name_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="invoicing_kind_known"),
            models.CheckConstraint(
                condition=Q(kind=Kind.INVOICE, refund_id__isnull=True, corrects__isnull=True)
                | Q(kind=Kind.CREDIT_NOTE, refund_id__isnull=False, corrects__isnull=False),
                name="invoicing_credit_note_corrects",
            ),
            models.CheckConstraint(condition=Q(gross=F("net") + F("tax")), name="invoicing_adds_up"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def total(self) -> Money:
        """What was paid, or is paid back, at the currency's exponent."""
        return self.money("gross")

    def money(self, name: str) -> Money:
        """One of the amounts, at the currency's exponent."""
        return self.in_currency(getattr(self, name))

    def in_currency(self, amount: Decimal) -> Money:
        """An amount of the document, at the currency's exponent."""
        return rounded(Money(amount, self.currency))

    @property
    def said(self) -> Document:
        """What it says."""
        return Document.from_json(self.document)
