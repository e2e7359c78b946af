"""Catalog · what was decided for other currencies · vendor's schema."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from uuid import UUID

from apps.markets import selectors as markets
from apps.markets.types import SellersTerms

from ..models import CurrencyTerms
from ..rules import currency_terms as rules
from ..types import ProductSnapshot, TermsDraft, TermsMode


def decided(products: Collection[ProductSnapshot], *, own_currency: str) -> list[TermsDraft]:
    """What was decided for the variants of these products, by variant and currency. One query.

    A price of one piece in a price list of another currency is a fixed price, whatever was decided before it.
    """
    variants = [variant for product in products for variant in product.variants]
    rows = CurrencyTerms.objects.filter(variant__public_id__in=[one.variant_id for one in variants])
    found = {
        (row.variant.public_id, row.currency): TermsDraft(
            row.variant.public_id, row.currency, TermsMode(row.mode), row.price, row.rate, row.markup_bps, row.ending
        )
        for row in rows.select_related("variant").order_by("variant__position", "variant_id", "currency")
    }
    for variant in variants:
        stated = rules.stated(variant, own_currency=own_currency)
        found |= {(variant.variant_id, draft.currency): draft for draft in stated}
    return list(found.values())


def terms_of(products: Collection[ProductSnapshot], *, own_currency: str) -> dict[UUID, dict[str, SellersTerms]]:
    """What was decided, as prices are made of it; variants about which nothing was are absent. One query."""
    return by_variant(decided(products, own_currency=own_currency))


def checked(drafts: Sequence[TermsDraft], *, own_currency: str) -> list[TermsDraft]:
    """The drafts without what their modes do not ask for.

    Raises:
        Unusable: see rules.currency_terms.checked; the field is «terms-<place>-<name>».
    """
    allowed = markets.charged_currencies()
    return [
        rules.checked(draft, own_currency=own_currency, currencies=allowed, field=f"terms-{place}-")
        for place, draft in enumerate(drafts)
    ]


def by_variant(drafts: Collection[TermsDraft]) -> dict[UUID, dict[str, SellersTerms]]:
    """What drafts mean, by variant and currency; those that say nothing are left out."""
    found: defaultdict[UUID, dict[str, SellersTerms]] = defaultdict(dict)
    for draft in drafts:
        if not rules.says_nothing(draft):
            found[draft.variant_id][draft.currency] = rules.terms_of(draft)
    return dict(found)
