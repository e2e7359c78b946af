"""Catalog · deciding prices in other currencies · vendor's schema."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from apps.common.errors import Conflict
from apps.common.tenancy import current_vendor_id
from apps.common.transactions import transaction_required
from apps.common.types import SYSTEM, Actor
from apps.outbox import operations as outbox

from .. import selectors
from ..errors import ProductMissing, VariantMissing
from ..events import ProductChanged
from ..models import CurrencyTerms, Price, Product, Variant
from ..rules import currency_terms as rules
from ..selectors import currency_terms as reads
from ..types import TermsDraft


@transaction_required
def set_currency_terms(
    product_id: UUID,
    drafts: Sequence[TermsDraft],
    *,
    own_currency: str,
    expected_version: int | None = None,
    at: datetime,
    by: Actor = SYSTEM,
) -> int:
    """Have variants of a product sold so in the currencies that are named; what is not named stays. The product's
    version afterwards, which is the one before where nothing changes.

    A good that follows the day's rate with nothing else said has no row. A price in a price list of the currency, which
    a sheet or a program may have stated, gives way.

    Raises:
        ProductMissing, VariantMissing: there is none of that id in this catalogue, or not of this product.
        Conflict: the product is not at `expected_version` any more.
        Unusable: see selectors.currency_terms.checked. Nothing is written.
    """
    product = Product.objects.select_for_update().filter(public_id=product_id).first()
    if product is None:
        raise ProductMissing()
    if expected_version is not None and product.version != expected_version:
        raise Conflict()
    keys = dict(Variant.objects.filter(product=product).values_list("public_id", "pk"))
    wanted = {(draft.variant_id, draft.currency): draft for draft in reads.checked(drafts, own_currency=own_currency)}
    if any(variant_id not in keys for variant_id, _ in wanted):
        raise VariantMissing()
    decided = reads.decided(selectors.product_snapshots([product_id]), own_currency=own_currency)
    known = {(draft.variant_id, draft.currency): draft for draft in decided}
    changed = {key: draft for key, draft in wanted.items() if not _is_so(known.get(key), draft)}
    if not changed:
        return product.version
    CurrencyTerms.objects.bulk_create(
        [_row(keys[draft.variant_id], draft) for draft in changed.values() if not rules.says_nothing(draft)],
        update_conflicts=True,
        unique_fields=["variant", "currency"],
        update_fields=["mode", "price", "rate", "markup_bps", "ending"],
    )
    for (variant_id, currency), draft in changed.items():
        Price.objects.filter(variant_id=keys[variant_id], price_list__currency=currency).delete()
        if rules.says_nothing(draft):
            CurrencyTerms.objects.filter(variant_id=keys[variant_id], currency=currency).delete()
    product.version += 1
    product.updated_at = at
    product.save(update_fields=["version", "updated_at"])
    outbox.emit(
        ProductChanged(product_id=product_id, vendor_id=current_vendor_id(), version=product.version), at=at, by=by
    )
    return product.version


def _is_so(known: TermsDraft | None, wanted: TermsDraft) -> bool:
    return rules.says_nothing(wanted) if known is None else known == wanted


def _row(variant_key: int, draft: TermsDraft) -> CurrencyTerms:
    return CurrencyTerms(
        variant_id=variant_key,
        currency=draft.currency,
        mode=draft.mode,
        price=draft.price,
        rate=draft.rate,
        markup_bps=draft.markup_bps,
        ending=draft.ending,
    )
