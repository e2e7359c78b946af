"""Catalog · creating, changing, publishing and withdrawing products · vendor's schema."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypedDict, Unpack
from uuid import UUID

from django.db import transaction
from django.db.models import F

from apps.common.errors import Conflict, MarketError
from apps.common.transactions import transaction_required
from apps.common.types import SYSTEM, Actor

from .. import selectors
from ..errors import NotPublishable, ProductMissing, Taken
from ..models import Product
from ..rules import codes
from ..rules import drafts as draft_rules
from ..types import (
    AttributeInput,
    Compliance,
    Flags,
    Option,
    ProductDraft,
    ProductRef,
    ProductSnapshot,
    ProductStatus,
    ProductText,
    Tier,
    VariantDraft,
)
from .saving import save_products, tell


class ProductChanges(TypedDict, total=False):
    """The parts of a product that are to be replaced; what is absent stays."""

    category: str
    texts: Mapping[str, ProductText]
    default_language: str
    hs_code: str
    origin: str
    brand: str
    material: str
    customs_description: str
    flags: Flags
    compliance: Compliance
    attributes: Mapping[str, AttributeInput]
    options: tuple[Option, ...]
    variants: tuple[VariantDraft, ...]


@transaction_required
def create_product(draft: ProductDraft, *, at: datetime, by: Actor = SYSTEM) -> ProductRef:
    """A new product, as a draft that buyers do not see yet.

    Raises:
        Taken: the catalogue has a product of this code, or one of its SKUs, GTINs or slugs elsewhere.
        Unusable: a field cannot be stored; it is named.
    """
    return create_products([draft], at=at, by=by)[0]


@transaction_required
def create_products(drafts: Sequence[ProductDraft], *, at: datetime, by: Actor = SYSTEM) -> list[ProductRef]:
    """New products, all or none, in a number of statements that does not grow with them.

    Raises:
        Taken, Unusable: as `create_product` does.
    """
    wanted = [draft.code for draft in drafts]
    taken = Product.objects.filter(code__in=wanted).values_list("code", flat=True).first()
    repeated = (
        next((code for code in wanted if wanted.count(code) > 1), None) if len(set(wanted)) < len(wanted) else None
    )
    if taken or repeated:
        raise Taken(field="code", value=taken or repeated)
    return save_products(drafts, at=at, by=by)


@transaction_required
def update_product(
    product_id: UUID,
    *,
    at: datetime,
    by: Actor = SYSTEM,
    expected_version: int | None = None,
    **changes: Unpack[ProductChanges],
) -> ProductRef:
    """Replace parts of a product. Variants that `variants` leaves out stay as they are.

    Raises:
        ProductMissing: there is no such product.
        Conflict: it is no longer at `expected_version`.
        Unusable, Taken, NotPublishable: as `save_products` does.
    """
    product = locked_snapshot(product_id)
    if expected_version is not None and product.version != expected_version:
        raise Conflict()
    return save_products([replace(draft_rules.draft_of(product), **changes)], at=at, by=by)[0]


@transaction_required
def set_prices(
    product_id: UUID, *, prices: Mapping[str, Sequence[Tier]], at: datetime, by: Actor = SYSTEM
) -> ProductRef:
    """Replace all prices of the variants that are named by SKU.

    Raises:
        Unusable: tiers do not fall, or a SKU is not one of the product's.
    """
    product = draft_rules.draft_of(locked_snapshot(product_id))
    variants = tuple(
        replace(variant, prices=tuple(prices[variant.sku])) if variant.sku in prices else variant
        for variant in product.variants
    )
    return save_products([replace(product, variants=variants)], at=at, by=by)[0]


@transaction_required
def publish(product_id: UUID, *, at: datetime, by: Actor = SYSTEM) -> None:
    """Show the product to buyers. One that is published already stays as it is.

    Raises:
        NotPublishable: with all that is missing, each naming its field.
    """
    product = locked_snapshot(product_id)
    found = selectors.publishing_problems(product)
    if found:
        raise NotPublishable(found)
    _set_status(product, ProductStatus.PUBLISHED, at=at, by=by)


@transaction_required
def publish_many(product_ids: Sequence[UUID], *, at: datetime, by: Actor = SYSTEM) -> None:
    """Show many products at once, all or none, in a fixed number of statements.

    Raises:
        NotPublishable: with all that is missing from the first that is incomplete.
    """
    list(Product.objects.locked(product_ids).values_list("pk"))
    fresh = [
        product for product in selectors.product_snapshots(product_ids) if product.status != ProductStatus.PUBLISHED
    ]
    for product in fresh:
        found = selectors.publishing_problems(product)
        if found:
            raise NotPublishable(found)
    Product.objects.filter(public_id__in=[product.product_id for product in fresh]).update(
        status=ProductStatus.PUBLISHED, version=F("version") + 1, updated_at=at, published_at=at
    )
    tell([ProductRef(product.product_id, product.code, product.version + 1, {}) for product in fresh], at=at, by=by)


@transaction_required
def unpublish(product_id: UUID, *, at: datetime, by: Actor = SYSTEM) -> None:
    """Take the product off the shop; it becomes a draft again."""
    _set_status(locked_snapshot(product_id), ProductStatus.DRAFT, at=at, by=by)


@transaction_required
def archive(product_id: UUID, *, at: datetime, by: Actor = SYSTEM) -> None:
    """Put the product away for good; its orders and history keep it."""
    _set_status(locked_snapshot(product_id), ProductStatus.ARCHIVED, at=at, by=by)


@transaction_required
def change_statuses(
    product_ids: Sequence[UUID], *, action: str, at: datetime, by: Actor = SYSTEM
) -> dict[UUID, MarketError | None]:
    """Publish, unpublish or archive products, each for itself; why not, of those that cannot be."""
    act = {"publish": publish, "unpublish": unpublish, "archive": archive}[action]
    found: dict[UUID, MarketError | None] = {}
    for product_id in dict.fromkeys(product_ids):
        try:
            with transaction.atomic():
                act(product_id, at=at, by=by)
            found[product_id] = None
        except (NotPublishable, ProductMissing) as error:
            found[product_id] = error
    return found


def new_code(title: str) -> str:
    """A product key made of a title that no product of the catalogue has; not reserved until a product is saved."""
    base = codes.code_for(title)[:60].strip("-") or "product"
    taken = set(Product.objects.filter(code__startswith=base).values_list("code", flat=True))
    number = 1
    while (code := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    return code


def locked_snapshot(product_id: UUID) -> ProductSnapshot:
    """The product as it stands, its row locked until the transaction ends.

    Raises:
        ProductMissing: there is no such product.
    """
    list(Product.objects.locked([product_id]).values_list("pk"))
    product = selectors.product_snapshot(product_id)
    if product is None:
        raise ProductMissing()
    return product


def _set_status(product: ProductSnapshot, status: ProductStatus, *, at: datetime, by: Actor) -> None:
    if product.status == status:
        return
    version = product.version + 1
    changed = {"status": status, "version": version, "updated_at": at}
    if status == ProductStatus.PUBLISHED:
        changed["published_at"] = at
    Product.objects.filter(public_id=product.product_id).update(**changed)
    tell([ProductRef(product.product_id, product.code, version, {})], at=at, by=by)
