"""Checkout · a consignment as it was sold: quoted, collected, and by the law of another day · public schema."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from djmoney.money import Money

from apps.checkout.models import Purchase, PurchasePart
from apps.checkout.rules import quoting
from apps.checkout.types import QuotedConsignment, QuotedVendor
from apps.common.addresses import PostalAddress
from apps.currencies import selectors as currencies
from apps.discovery import selectors as discovery
from apps.discovery.selectors.consigning import Carriage
from apps.discovery.types import Door
from apps.payments import selectors as payments
from apps.registrations.types import Business
from apps.tariffs.errors import DatumMissing
from apps.tariffs.types import Assessment


@dataclass(frozen=True)
class SoldConsignment:
    """What one warehouse sent of a purchase, with the assessment that was frozen at the sale.

    `collected` is what the buyer paid with it for duty, tax and fees: nothing while the money is not taken.
    `tax_id_of` is the country of the tax id that the buyer bought with, "" without one.
    """

    quoted: QuotedConsignment
    assessment: Assessment
    collected: Money
    door: Door
    tax_id_of: str

    @property
    def charged(self) -> Money:
        """What the quote asks the buyer for duty, tax and fees with the purchase."""
        return self.quoted.totals.charges


def sold_consignment(order_id: UUID, *, ships_from: str, variants: Collection[UUID]) -> SoldConsignment | None:
    """The consignment of these variants out of a country; None where the order has no such quote. Three queries."""
    part = PurchasePart.objects.select_related("purchase").filter(order_id=order_id).first()
    if part is None:
        return None
    for one in QuotedVendor.from_json(part.frozen).consignments:
        is_it = one.warehouse_country == ships_from and {line.variant_id for line in one.lines} == set(variants)
        if is_it and one.assessment:
            return SoldConsignment(
                quoted=one,
                assessment=Assessment.from_json(one.assessment),
                collected=_collected(part.purchase, one),
                door=_door(part),
                tax_id_of=_tax_id_of(part.purchase),
            )
    return None


def assessed_as_of(sold: SoldConsignment, imported_on: date) -> Assessment | None:
    """What the same goods, sold on the same day, owe where they are imported on another; None where nobody can say."""
    quoted, sold_on = sold.quoted, sold.assessment.as_of
    freight = quoted.chosen.price
    try:
        return discovery.assessed(
            quoting.consignment_lines(quoted.lines),
            ships_from=quoted.warehouse_country,
            door=sold.door,
            carriage=Carriage(freight, quoted.parcel_count, (imported_on - sold_on).days),
            rates=currencies.rate_table(sold_on).into(freight.currency.code),
            sold_on=sold_on,
            incoterm=quoted.incoterm,
            tax_id_of=sold.tax_id_of,
        )
    except DatumMissing:
        return None


def _collected(purchase: Purchase, quoted: QuotedConsignment) -> Money:
    paid = payments.intent(purchase.intent_id).captured.amount + purchase.credit
    charged = quoted.totals.charges
    return charged if paid >= purchase.totals.total.amount else Money(0, charged.currency)


def _tax_id_of(purchase: Purchase) -> str:
    return Business.from_json(purchase.business).country_at(purchase.placed_at) if purchase.business else ""


def _door(part: PurchasePart) -> Door:
    address = PostalAddress.from_json(part.purchase.address)
    return Door(part.purchase.ship_to, address.region, address.postcode)
