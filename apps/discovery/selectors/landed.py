"""Discovery · what goods cost at the door, as shown before checkout · public schema.

Asks logistics for services and the tariff engine for duty and tax. Checkout
computes its own, for whole parcels and with locked rates; for one line at the
same rates both agree, since they ask the same engines.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from djmoney.money import Money

from apps.common.money import rounded
from apps.common.remember import Remembered
from apps.currencies.errors import RateMissing
from apps.currencies.types import RateTable
from apps.discovery.types import Door, LandedLine, LandedPrice, Offer
from apps.logistics import selectors as logistics
from apps.logistics.rules import plan_parcels
from apps.logistics.types import DeliveryOption, PackLine, ParcelPlan
from apps.markets import selectors as markets
from apps.markets.pricing import Pricing
from apps.markets.types import SellersTerms
from apps.registrations import selectors as registrations
from apps.tariffs import selectors as tariffs
from apps.tariffs.errors import DatumMissing
from apps.tariffs.types import Assessment, ConsignmentLine
from apps.tariffs.types.explanations import Explanation

from . import consigning
from .consigning import Carriage

NOBODY = UUID(int=0)
_IMPORTED_IN = (0, 7, 14, 21, 28)
_tiers: Remembered[tuple[Offer, Mapping[int, Money]]] = Remembered(seconds=30, most=5_000)


@dataclass(frozen=True)
class Goods:
    """Pieces of one kind, all together. `unit_price` is in the seller's currency; sizes are of one packed piece.

    `first` is the seller's price of a single piece where that is another, `terms` are its own for other currencies.

    `processing_days` are those that the seller takes until it hands them over; `modes` by what means alone they may
    travel (None: any), `minimum_age` how old who takes them has to be.
    """

    unit_price: Money
    quantity: int
    hs_code: str
    origin: str
    weight_g: int
    length_mm: int
    width_mm: int
    height_mm: int
    processing_days: int = 0
    first: Money | None = None
    terms: Mapping[str, SellersTerms] = field(default_factory=dict)
    modes: frozenset[str] | None = None
    minimum_age: int = 0


@dataclass
class LandedPrices:
    """Computes prices at the door on one day and at one table of rates, remembering the services of a lane."""

    rates: RateTable
    as_of: date
    _options: dict[tuple[object, ...], tuple[DeliveryOption, ...]] = field(default_factory=dict)
    _into: dict[str, Mapping[str, Decimal]] = field(default_factory=dict)
    _priced: dict[tuple[str, str], Pricing] = field(default_factory=dict)

    def options(self, goods: Goods, *, ships_from: str, to: str, currency: str) -> tuple[DeliveryOption, ...]:
        """The services that take the goods there, cheapest first, priced in `currency`; empty if none does."""
        parcels = self._parcels(goods)
        key = (ships_from, to, currency, parcels, goods.modes, goods.minimum_age)
        if key not in self._options:
            if len(self._options) > 20_000:
                self._options.clear()
            found = logistics.delivery_options(
                ship_from=ships_from, ship_to=to, parcels=parcels, currency=currency, rates=self.rates
            )
            self._options[key] = tuple(
                one for one in found if one.takes(modes=goods.modes, minimum_age=goods.minimum_age)
            )
        return self._options[key]

    def price(self, goods: Goods, *, ships_from: str, to: str, currency: str) -> LandedPrice | None:
        """The price at the door by the cheapest service, in `currency`; None where no service goes there.

        Raises:
            DatumMissing: no rule says what duty or tax is due.
            RateMissing: a currency has no rate.
        """
        promised = str(markets.for_country(to).duty_policy)
        options = self.options(goods, ships_from=ships_from, to=to, currency=currency)
        service = next((one for one in options if ships_from == to or promised in one.incoterms), None)
        if service is None:
            return None
        amount = self._pricing(to, currency).goods_price(
            goods.unit_price, goods.quantity, first=goods.first, terms=goods.terms
        )
        line = ConsignmentLine(
            ref="1",
            hs_code=goods.hs_code,
            origin=goods.origin,
            quantity=goods.quantity,
            goods=amount,
            weight_g=goods.weight_g * goods.quantity,
        )
        assessment = consigning.assessed(
            [line],
            ships_from=ships_from,
            door=Door(to),
            carriage=Carriage(service.price, len(self._parcels(goods)), goods.processing_days + service.max_days),
            rates=self._rates_into(currency),
            sold_on=self.as_of,
        )
        return _landed(amount, service, assessment, ships_from=ships_from, to=to)

    def _pricing(self, to: str, currency: str) -> Pricing:
        if (to, currency) not in self._priced:
            self._priced[to, currency] = markets.pricing(markets.for_country(to).code, currency, self.rates)
        return self._priced[to, currency]

    def _rates_into(self, currency: str) -> Mapping[str, Decimal]:
        if currency not in self._into:
            self._into[currency] = self.rates.into(currency)
        return self._into[currency]

    @staticmethod
    def _parcels(goods: Goods) -> tuple[ParcelPlan, ...]:
        line = PackLine(
            variant_id=NOBODY,
            quantity=goods.quantity,
            weight_g=goods.weight_g,
            length_mm=goods.length_mm,
            width_mm=goods.width_mm,
            height_mm=goods.height_mm,
        )
        return tuple(plan_parcels([line]))


def price_at_door(
    offer: Offer, *, quantity: int, ships_from: str, to: str, currency: str, rates: RateTable, on: date
) -> LandedPrice | None:
    """What `quantity` pieces of an offer cost at a door in `currency`; None where no carrier takes them there.

    Raises:
        DatumMissing, RateMissing: duty and tax, or the currency, cannot be worked out.
    """
    goods = Goods(
        unit_price=offer.unit_price(quantity),
        quantity=quantity,
        hs_code=offer.hs_code,
        origin=offer.origin,
        weight_g=offer.weight_g,
        length_mm=offer.length_mm,
        width_mm=offer.width_mm,
        height_mm=offer.height_mm,
        processing_days=offer.processing_days,
        first=offer.unit_prices[0][1],
        terms=offer.terms,
        modes=offer.modes(to, on=on, pieces=quantity),
        minimum_age=offer.minimum_age(to, on=on),
    )
    return LandedPrices(rates=rates, as_of=on).price(goods, ships_from=ships_from, to=to, currency=currency)


def tiers_at_door(
    offer: Offer, *, ships_from: str, to: str, currency: str, rates: RateTable, on: date, without_tax: bool = False
) -> Mapping[int, Money]:
    """What one piece costs at a door where each tier's smallest quantity is bought together, by that quantity.

    `without_tax` leaves the tax in it out.

    A tier that cannot be sent there, or for which duty and tax cannot be worked out, is left out. Remembered in the
    process for half a minute.
    """
    own = offer.unit_prices[0][1].currency.code
    key = (offer.variant_id, ships_from, to, currency, on, rates.rate(own, currency).value, without_tax)
    known = _tiers.get(key)
    if known is not None and known[0] == offer:
        return known[1]
    found = {}
    for quantity, _price in offer.unit_prices:
        try:
            landed = price_at_door(
                offer, quantity=quantity, ships_from=ships_from, to=to, currency=currency, rates=rates, on=on
            )
        except (DatumMissing, RateMissing):
            continue
        if landed is not None:
            found[quantity] = rounded((landed.without_tax if without_tax else landed.total) / quantity)
    return _tiers.put(key, (offer, found))[1]


def pricing_digests(as_of: date) -> dict[str, str]:
    """By open market a hash of all rules that its listings of a day come from: prices at the door, what may be sold.

    It changes when one of them, a registration of ours or a region that is assumed begins, ends or is edited, and
    stays when rules of other places do. Since goods are imported days after they are sold, rules of the weeks to come
    (`_IMPORTED_IN`) count too: what is sold today is priced by the rules of its import, on lists as on its own page.
    """
    found = {}
    days = [as_of + timedelta(days=ahead) for ahead in _IMPORTED_IN]
    for market in markets.open_markets():
        digests = [tariffs.restrictions_digest(as_of), *registrations.held(as_of), repr(market.default_regions)]
        for country in market.countries:
            try:
                digests += [tariffs.rules_for(country, day).digest for day in days]
            except DatumMissing:
                digests.append("")
        found[market.code] = hashlib.sha256("".join(digests).encode()).hexdigest()
    return found


def _landed(amount: Money, service: DeliveryOption, assessment: Assessment, *, ships_from: str, to: str) -> LandedPrice:
    lines = [LandedLine("goods", "", amount), LandedLine("shipping", "", service.price)]
    lines += [
        LandedLine(
            kind=line.kind,
            label=line.label,
            amount=line.amount,
            rate=line.rate,
            base=line.base,
            rule_id=line.rule_id,
            source_title=line.source_title,
            source_url=line.source_url,
            checked_on=line.checked_on,
            is_verified=line.is_verified,
            collected_by=line.collected_by,
            valid_on=line.valid_on,
        )
        for line in assessment.lines
    ]
    return LandedPrice(
        country=to,
        ships_from=ships_from,
        lines=tuple(lines),
        total=amount + service.price + assessment.duty + assessment.tax + assessment.fees,
        service=service.names,
        min_days=service.min_days,
        max_days=service.max_days,
        incoterm=assessment.incoterm,
        scheme=assessment.scheme,
        why=Explanation.of(assessment),
        is_assumed=consigning.is_assumed(Door(to)),
        notes=tuple(assessment.notes),
        is_verified=assessment.is_verified,
    )
