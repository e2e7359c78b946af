"""Catalog · a product takes the HS code that was confirmed for it, and gives it back · vendor's schema."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from apps.classification import operations as classification
from apps.classification import selectors as classified
from apps.classification.types import PastConfirmation, Reasoning
from apps.common.transactions import transaction_required
from apps.common.types import SYSTEM, Actor

from .. import selectors
from ..errors import ProductMissing
from ..selectors.classifying import goods_facts
from .products import locked_snapshot, update_product


@transaction_required
def classify(
    product_id: UUID, *, hs_code: str, why: Reasoning, vendor_id: int, at: datetime, by: Actor
) -> PastConfirmation:
    """Confirm a product's six digits as a person of the vendor, and give it the code. Further digits that begin with
    them stay. Orders keep the code that they were placed with.

    Raises:
        ProductMissing: there is no such product.
        CodeUnknown: the nomenclature in force has no such subheading; nothing is written.
    """
    locked_snapshot(product_id)
    facts = goods_facts([product_id], vendor_id=vendor_id)
    if not facts:
        raise ProductMissing()
    classification.note_goods(facts, at=at)
    goods = classified.goods_of(product_id, vendor_id=vendor_id)
    if goods is None:
        raise ProductMissing()
    classification.confirm(goods, hs_code=hs_code, why=why, at=at, by=by)
    take_code(product_id, hs_code=hs_code, at=at, by=by)
    return classified.history(product_id, vendor_id=vendor_id)[0]


@transaction_required
def declassify(confirmation_id: UUID, *, vendor_id: int, at: datetime, by: Actor) -> UUID:
    """Take a confirmation back and give the product the code that it had before; the product's id.

    Raises:
        NothingToWithdraw: it was taken back or replaced before; nothing is written.
    """
    row = classification.withdraw(confirmation_id, vendor_id=vendor_id, at=at, by=by)
    give_code_back(row.product_id, withdrawn=row.hs_code, previous=row.previous, at=at, by=by)
    return row.product_id


@transaction_required
def take_code(product_id: UUID, *, hs_code: str, at: datetime, by: Actor = SYSTEM) -> None:
    """Give a product these six digits. One that is gone, or has them already, stays as it is."""
    product = selectors.product_snapshot(product_id)
    if product is not None and product.hs_code[:6] != hs_code[:6]:
        update_product(product_id, hs_code=hs_code[:6], at=at, by=by)


@transaction_required
def give_code_back(product_id: UUID, *, withdrawn: str, previous: str, at: datetime, by: Actor = SYSTEM) -> None:
    """Give a product the code that it had before `withdrawn`; one that has another by now keeps that."""
    product = selectors.product_snapshot(product_id)
    if product is not None and product.hs_code[:6] == withdrawn and product.hs_code != previous:
        update_product(product_id, hs_code=previous, at=at, by=by)
