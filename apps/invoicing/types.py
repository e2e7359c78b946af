"""Invoicing · what an invoice says, frozen. Amounts are Decimals in the invoice's currency but where it is named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any, Self
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    """What a document is."""

    INVOICE = "invoice", _("Invoice")
    CREDIT_NOTE = "credit_note", _("Credit note")


class Category(models.TextChoices):
    """Tax categories of EN 16931 (UNCL5305, the part that it allows)."""

    STANDARD = "S", pgettext_lazy("tax", "Taxed")
    ZERO = "Z", pgettext_lazy("tax", "Zero-rated")
    EXEMPT = "E", pgettext_lazy("tax", "Not taxed")
    REVERSE = "AE", _("Reverse charge")
    WITHIN_UNION = "K", _("Intra-Community supply")
    EXPORT = "G", pgettext_lazy("tax", "Export")
    OUTSIDE = "O", _("Outside the scope of tax")


class Reason(models.TextChoices):
    """Why no tax is charged; each has a text that the buyer reads."""

    NONE = "", ""
    DISBURSED = "disbursed", _("Paid to authorities on the buyer's behalf; not part of the taxable amount.")
    CORRECTION = "correction", _("Not part of the taxable amount.")
    REVERSE = "reverse", _("Reverse charge: the buyer accounts for the tax.")
    WITHIN_UNION = "within_union", _("Intra-Community supply, exempt: the buyer accounts for the tax.")
    EXPORT = "export", _("Export, exempt: duty and tax are those of the country of import.")
    OUTSIDE = "outside", _("Outside the scope of tax here: duty and tax are those of the country of import.")


class ChargeKind(models.TextChoices):
    """What is charged, or taken off, beside the goods."""

    SHIPPING = "shipping", _("Shipping")
    DUTY = "duty", _("Duty")
    IMPORT_TAX = "import_tax", _("Import tax")
    FEES = "fees", pgettext_lazy("charge", "Fees")
    ADJUSTMENT = "adjustment", _("Adjustment of the taxable amount")
    GOODWILL = "goodwill", _("Goodwill")
    GOODWILL_BEFORE = "goodwill_before", _("Goodwill paid before")


class Missing(models.TextChoices):
    """Facts that the electronic form cannot do without."""

    SELLER_TAX_NUMBER = "seller_tax_number", _("the seller's tax number")
    SELLER_COUNTRY = "seller_country", _("the seller's country")
    BUYER_TAX_NUMBER = "buyer_tax_number", _("the buyer's tax number")


def _plain(value: Any) -> Any:
    if isinstance(value, Record):
        return value.as_json()
    if isinstance(value, (Decimal, UUID)):
        return format(value, "f") if isinstance(value, Decimal) else str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (tuple, list)):
        return [_plain(one) for one in value]
    return value


@dataclass(frozen=True)
class Record:
    """A value with a JSON form: decimals and ids as text, days as ISO 8601."""

    def as_json(self) -> dict[str, Any]:
        return {one.name: _plain(getattr(self, one.name)) for one in fields(self)}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        return cls(**{name: _read(_FORMS.get(name), one) for name, one in value.items()})


def _read(form: Any, value: Any) -> Any:
    if form is None or value is None:
        return tuple(value) if isinstance(value, list) else value
    return tuple(form(one) for one in value) if isinstance(value, list) else form(value)


@dataclass(frozen=True)
class Party(Record):
    """Seller or buyer. `tax_id` is "" where none is known or none may be named; `trade_name` what shoppers know.

    `ident` is what the marketplace knows a seller by: its host.
    """

    name: str
    country: str
    tax_id: str = ""
    street: tuple[str, ...] = ()
    locality: str = ""
    region: str = ""
    postcode: str = ""
    email: str = ""
    trade_name: str = ""
    ident: str = ""


@dataclass(frozen=True)
class SoldLine(Record):
    """A line of an order as it was sold, and what of it is taxed: all that a later credit note follows from.

    `tax` is accounted for by the seller of record, `import_tax` was paid in advance for the border. `rate` is in per
    cent; `taxed` names what beside the goods the tax was reckoned on.
    """

    order_id: UUID
    order_number: str
    place: int
    sku: str
    title: str
    sold_by: str
    quantity: int
    goods: Decimal
    shipping: Decimal
    duty: Decimal
    fees: Decimal
    tax: Decimal
    import_tax: Decimal
    category: str
    rate: Decimal
    reason: str
    taxed: tuple[str, ...]
    hs_code: str
    origin: str


@dataclass(frozen=True)
class Row(Record):
    """A line of the document. `unit_price` has up to six decimals; `charge` names one that is no goods."""

    name: str
    quantity: int
    unit_price: Decimal
    net: Decimal
    category: str
    rate: Decimal
    sku: str = ""
    note: str = ""
    hs_code: str = ""
    origin: str = ""
    charge: str = ""


@dataclass(frozen=True)
class Charge(Record):
    """What is charged, or taken off, on the whole; the amount is never negative."""

    kind: str
    amount: Decimal
    is_allowance: bool
    category: str
    rate: Decimal
    reason: str = ""


@dataclass(frozen=True)
class TaxSum(Record):
    """The tax of one category and rate. `code` is of the VATEX list, "" outside the Union."""

    category: str
    rate: Decimal
    base: Decimal
    tax: Decimal
    reason: str = ""
    code: str = ""


@dataclass(frozen=True)
class Reference(Record):
    """An earlier document that this one corrects."""

    number: str
    issued_on: date


@dataclass(frozen=True)
class Document(Record):
    """An invoice or credit note without its number and day, which the row has.

    `tax_currency` is that of the country whose tax it is, "" where it is the invoice's own; `tax_there` the tax in it
    and `exchange` its units for one of the invoice's. `paid_by` is a code of UNCL4461. `delivered_on` is the day on
    which delivery is expected.
    """

    kind: str
    currency: str
    language: str
    seller: Party
    buyer: Party
    delivered_to: Party
    delivered_on: date
    purchase_number: str
    purchased_on: date
    order_numbers: tuple[str, ...]
    rows: tuple[Row, ...]
    charges: tuple[Charge, ...]
    taxes: tuple[TaxSum, ...]
    paid_by: str
    tax_currency: str = ""
    tax_there: Decimal | None = None
    exchange: Decimal | None = None
    corrects: Reference | None = None
    sold: tuple[SoldLine, ...] = ()

    @property
    def lines_net(self) -> Decimal:
        return sum((row.net for row in self.rows), Decimal(0))

    @property
    def charged(self) -> Decimal:
        return sum((one.amount for one in self.charges if not one.is_allowance), Decimal(0))

    @property
    def allowed(self) -> Decimal:
        return sum((one.amount for one in self.charges if one.is_allowance), Decimal(0))

    @property
    def net(self) -> Decimal:
        """Everything without tax."""
        return self.lines_net + self.charged - self.allowed

    @property
    def tax(self) -> Decimal:
        return sum((one.tax for one in self.taxes), Decimal(0))

    @property
    def gross(self) -> Decimal:
        """What the buyer paid, or is paid back."""
        return self.net + self.tax


_FORMS: dict[str, Any] = {
    **dict.fromkeys(("goods", "shipping", "duty", "fees", "tax", "import_tax", "rate", "unit_price", "net", "amount",
                     "base", "tax_there", "exchange"), Decimal),
    **dict.fromkeys(("issued_on", "delivered_on", "purchased_on"), date.fromisoformat),
    "order_id": UUID,
    **dict.fromkeys(("seller", "buyer", "delivered_to"), Party.from_json),
    "rows": Row.from_json,
    "charges": Charge.from_json,
    "taxes": TaxSum.from_json,
    "corrects": Reference.from_json,
    "sold": SoldLine.from_json,
}  # fmt: skip
