"""Catalog · what was decided for other currencies · vendor's schema."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from uuid import UUID

from apps.markets import selectors as markets
from apps.markets.types import SellersTerms

from ..models import CurrencyTerms
from ..rules import currency_terms as rules
from ..types import TermsDraft, TermsMode


def drafts_of(variant_ids: Collection[UUID]) -> list[TermsDraft]:
    """What was decided for these variants, by variant and currency. One query."""
    rows = CurrencyTerms.objects.filter(variant__public_id__in=list(variant_ids)).select_related("variant")
    return [
        TermsDraft(
            row.variant.public_id, row.currency, TermsMode(row.mode), row.price, row.rate, row.markup_bps, row.ending
        )
        for row in rows.order_by("variant__position", "variant_id", "currency")
    ]


def terms_of(variant_ids: Collection[UUID]) -> dict[UUID, dict[str, SellersTerms]]:
    """What was decided, as prices are made of it; variants about which nothing was are absent. One query."""
    return by_variant(drafts_of(variant_ids))


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
