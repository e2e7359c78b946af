"""Ledger · the chart of accounts, kinds of journal, and entries as others build them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _
from djmoney.money import Money

from apps.common.money import rounded


class AccountCode(models.TextChoices):
    BUYER_RECEIVABLE = "buyer_receivable", _("Buyers' receivable")
    PSP_CLEARING = "psp_clearing", _("Gateway clearing")
    VENDOR_PAYABLE = "vendor_payable", _("Payable to vendors")
    COMMISSION_INCOME = "commission_income", _("Commission income")
    TAX_PAYABLE = "tax_payable", _("Tax payable")
    DUTY_PAYABLE = "duty_payable", _("Duty payable")
    FEES_PAYABLE = "fees_payable", _("Import fees payable")
    FREIGHT_PAYABLE = "freight_payable", _("Freight payable")
    FX_POSITION = "fx_position", _("Currency position")
    FX_GAIN_LOSS = "fx_gain_loss", _("Currency gain and loss")
    ROUNDING = "rounding", _("Rounding")
    SUSPENSE = "suspense", _("Suspense")
    CASH = "cash", _("Bank")
    PSP_FEES = "psp_fees", _("Gateway fees")
    COMMISSION_VAT = "commission_vat", _("VAT on commission")
    VENDOR_RESERVE = "vendor_reserve", _("Reserve of vendors")
    PAYOUT_CLEARING = "payout_clearing", _("Payouts under way")
    DISPUTES = "disputes", _("Disputed payments")
    CHARGEBACK_LOSS = "chargeback_loss", _("Chargeback loss")
    GOODWILL = "goodwill", _("Goodwill")
    STORE_CREDIT = "store_credit", _("Store credit")
    BREAKAGE = "breakage", _("Expired gift cards")
    CUSTOMS_DEFERMENT = "customs_deferment", _("Owed to customs authorities")
    CARRIER_CLAIMS = "carrier_claims", _("Claims against carriers")


class JournalKind(models.TextChoices):
    SALE = "sale", _("Sale")
    CAPTURE = "capture", _("Capture")
    REFUND = "refund", _("Refund")
    RETURN = "return", _("Return")
    OPENING = "opening", _("Opening")
    GOODWILL = "goodwill", _("Goodwill")
    STORE_CREDIT = "store_credit", _("Store credit")
    GIFT_CARD_SOLD = "gift_card_sold", _("Gift card sold")
    DISPUTE_OPENED = "dispute_opened", _("Dispute opened")
    DISPUTE_WON = "dispute_won", _("Dispute won")
    DISPUTE_LOST = "dispute_lost", _("Dispute lost")
    SETTLEMENT = "settlement", _("Settlement")
    PROVIDER_FEE = "provider_fee", _("Gateway fee")
    RESERVE_HELD = "reserve_held", _("Reserve held")
    RESERVE_RELEASED = "reserve_released", _("Reserve released")
    PAYOUT = "payout", _("Payout")
    PAYOUT_PAID = "payout_paid", _("Payout paid")
    PAYOUT_RETURNED = "payout_returned", _("Payout returned")
    FX_TRADE = "fx_trade", _("Currency trade")
    CUSTOMS_PAID = "customs_paid", _("Customs debt taken over")
    CLAIM = "claim", _("Claim against a carrier")
    COUNTER_TAKEN = "counter_taken", _("Taken in the seller's shop")
    COUNTER_GIVEN = "counter_given", _("Given back in the seller's shop")
    ADJUSTMENT = "adjustment", _("Adjustment")


@dataclass(frozen=True)
class Leg:
    """One posting to be: debit positive. `vendor_id` and `detail` pick the sub-account."""

    code: AccountCode
    amount: Money
    vendor_id: int | None = None
    detail: str = ""


@dataclass(frozen=True)
class Entry:
    """One journal to be. The same idempotency key posts once."""

    kind: JournalKind
    idempotency_key: str
    legs: tuple[Leg, ...]
    purchase_id: UUID | None = None
    memo: str = ""


@dataclass(frozen=True)
class TrialRow:
    """All debits and all credits of one currency, both positive; they are equal or the books are wrong."""

    currency: str
    debit: Money
    credit: Money

    @property
    def difference(self) -> Money:
        return self.debit - self.credit


@dataclass(frozen=True)
class AccountBalance:
    """What stands on one account; debit is positive."""

    code: AccountCode
    vendor_id: int | None
    vendor_name: str
    detail: str
    balance: Money


@dataclass(frozen=True)
class CheckpointFault:
    """A checkpoint that says another balance (`kept`) than the postings up to it come to (`posted`)."""

    code: AccountCode
    vendor_id: int | None
    detail: str
    kept: Money
    posted: Money


@dataclass(frozen=True)
class JournalLeg:
    """One leg of a journal; `owner` is the vendor's name or what the account is kept for. Debit is positive."""

    code: AccountCode
    owner: str
    amount: Money

    @property
    def credit(self) -> Money:
        """The amount as people write credits: without its sign."""
        return -self.amount


@dataclass(frozen=True)
class JournalView:
    """A journal as people read it."""

    public_id: UUID
    kind: JournalKind
    memo: str
    purchase_id: UUID | None
    occurred_at: datetime
    legs: tuple[JournalLeg, ...]


@dataclass(frozen=True)
class AccountLine:
    """One posting on an account with the fact that it is of; debit is positive, `key` the journal's own."""

    posting_id: int
    journal_id: UUID
    kind: JournalKind
    key: str
    memo: str
    purchase_id: UUID | None
    occurred_at: datetime
    amount: Money

    @property
    def credit(self) -> Money:
        """The amount as people write credits: without its sign."""
        return -self.amount


class TaxTreatment(models.TextChoices):
    """How commission is taxed, by where the vendor that pays it is established."""

    CHARGED = "charged", _("Charged")
    REVERSE_CHARGE = "reverse_charge", _("Reverse charge: the vendor accounts for it")
    OUTSIDE_SCOPE = "outside_scope", _("Outside the scope")


@dataclass(frozen=True)
class Bounds:
    """The least and the most that a rule takes of one order, in major units of one currency."""

    floor: Decimal | None = None
    cap: Decimal | None = None


@dataclass(frozen=True)
class Commission:
    """The rule that a sale falls under, to be frozen with it; `rate` is a fraction, `bounds` are by currency."""

    rule_id: int | None
    rate: Decimal
    bounds: Mapping[str, Bounds] = field(default_factory=dict, hash=False)

    def of(self, goods: Money) -> Money:
        """What the marketplace keeps of an order's goods, in their currency; rounded half up once.

        At least the floor for that currency and at most its cap, and never more than the goods.
        """
        units = rounded(goods * self.rate).amount
        bounds = self.bounds.get(goods.currency.code, Bounds())
        units = units if bounds.floor is None else max(units, bounds.floor)
        units = units if bounds.cap is None else min(units, bounds.cap)
        return rounded(Money(min(units, goods.amount), goods.currency.code))


@dataclass(frozen=True)
class CommissionTax:
    """How commission is taxed for vendors established in `country`; `rate` is a fraction."""

    country: str
    treatment: TaxTreatment = TaxTreatment.OUTSIDE_SCOPE
    rate: Decimal = Decimal(0)
    valid_from: date = date.min
    valid_until: date | None = None


@dataclass(frozen=True)
class SoldGoods:
    """What the choice of a rule looks at in one line: the product, and its category with all above it."""

    product_id: UUID
    categories: tuple[str, ...] = ()


@dataclass(frozen=True)
class SaleTerms:
    """What one vendor's part of a sale falls under: its commission, that of single products, and the tax on it."""

    commission: Commission
    tax: CommissionTax
    by_product: Mapping[UUID, Commission] = field(default_factory=dict, hash=False)

    def of(self, product_id: UUID) -> Commission:
        """The commission of a product."""
        return self.by_product.get(product_id, self.commission)
