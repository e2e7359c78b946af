"""Catalog · what a vendor decides for a currency that is not its own: what can be kept, and what it means · pure."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from apps.common.money import quantum
from apps.markets import rules as markets
from apps.markets.types import SellersTerms

from ..errors import Unusable
from ..types import PriceKind, TermsDraft, TermsMode, VariantSnapshot

BASIS_POINTS = Decimal(10_000)
LEAST_MARKUP_BPS, MOST_MARKUP_BPS = -5_000, 50_000
LARGEST_PRICE, LARGEST_RATE = Decimal(10) ** 12, Decimal(10) ** 8


def checked(draft: TermsDraft, *, own_currency: str, currencies: Collection[str], field: str = "") -> TermsDraft:
    """The draft without what its mode does not ask for. `field` begins the names of fields in refusals.

    Raises:
        Unusable: the currency is the vendor's own or not one that buyers can choose, or a number or ending cannot be
            kept; it names the field.
    """
    if draft.currency == own_currency or draft.currency not in currencies:
        raise Unusable(
            field=f"{field}currency", problem=_("Choose a currency that buyers pay in and that is not yours.")
        )
    if draft.mode not in TermsMode.values:
        raise Unusable(field=f"{field}mode", problem=_("Choose one of: follows the rate, fixed price, not sold."))
    if draft.mode == TermsMode.NOT_SOLD:
        return TermsDraft(draft.variant_id, draft.currency, draft.mode)
    if draft.mode == TermsMode.FIXED:
        if draft.price is None or not 0 < draft.price <= LARGEST_PRICE or draft.price % quantum(draft.currency):
            raise Unusable(
                field=f"{field}price", problem=_("A fixed price is more than nothing, in whole coins of the currency.")
            )
        return TermsDraft(draft.variant_id, draft.currency, draft.mode, price=draft.price)
    if draft.rate is not None and not 0 < draft.rate <= LARGEST_RATE:
        raise Unusable(
            field=f"{field}rate", problem=_("A rate is more than nothing. Leave it empty for the day's rate.")
        )
    if not LEAST_MARKUP_BPS <= draft.markup_bps <= MOST_MARKUP_BPS:
        raise Unusable(field=f"{field}markup", problem=_("A markup lies between -50 and 500 percent."))
    try:
        if len(draft.ending) > 20:
            raise ValueError(draft.ending)
        markets.endings_of(draft.ending, draft.currency)
    except ValueError as error:
        raise Unusable(
            field=f"{field}ending", problem=_("An ending is like .99, 9 or 9.95, in coins that the currency has.")
        ) from error
    return TermsDraft(draft.variant_id, draft.currency, draft.mode, None, draft.rate, draft.markup_bps, draft.ending)


def stated(variant: VariantSnapshot, *, own_currency: str) -> list[TermsDraft]:
    """The fixed prices that a variant's price lists in other currencies state: those of one piece at retail."""
    return [
        TermsDraft(variant.variant_id, tier.price.currency.code, TermsMode.FIXED, price=tier.price.amount)
        for tier in variant.prices
        if tier.kind == PriceKind.RETAIL and tier.min_quantity == 1 and tier.price.currency.code != own_currency
    ]


def says_nothing(draft: TermsDraft) -> bool:
    """Whether a price would be what it is without these terms."""
    return draft.mode == TermsMode.DERIVED and draft.rate is None and not draft.markup_bps and not draft.ending


def terms_of(draft: TermsDraft) -> SellersTerms:
    """What a draft means where prices are made."""
    return SellersTerms(
        is_sold=draft.mode != TermsMode.NOT_SOLD,
        fixed=draft.price,
        rate=draft.rate,
        markup=draft.markup_bps / BASIS_POINTS,
        ending=draft.ending,
    )
