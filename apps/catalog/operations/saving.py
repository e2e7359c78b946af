"""Catalog · writing whole products, set by set, however many there are · vendor's schema.

One way in for the editor, the import and the loaders: what differs from the
stored product is written, what does not is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from django.db import IntegrityError, models
from django.db.models import F, Value
from django.db.models.functions import Concat

from apps.common.errors import Conflict
from apps.common.tenancy import current_vendor_id
from apps.common.transactions import transaction_required
from apps.common.types import SYSTEM, Actor
from apps.outbox import operations as outbox
from apps.reference import selectors as reference
from apps.taxonomy import selectors as taxonomy

from .. import selectors
from ..errors import NotPublishable, Taken
from ..events import ProductChanged
from ..models import (
    AttributeValue,
    Price,
    PriceList,
    Product,
    ProductOption,
    ProductOptionValue,
    ProductTranslation,
    Variant,
)
from ..rules import drafts as draft_rules
from ..types import Compliance, ProductDraft, ProductRef, ProductSnapshot, ProductStatus
from .slugs import with_slugs

_BATCH = 2000
_PRODUCT_FIELDS = ["version", "status", "published_at", "category", "default_language", "hs_code", "origin", "brand",
                   "material", "customs_description", "is_fragile", "has_battery", "is_liquid", "is_food",
                   "is_dangerous", *vars(Compliance()), "updated_at"]  # fmt: skip
_VARIANT_FIELDS = ["product", "gtin", "options", "options_key", "weight_g", "length_mm", "width_mm",
                   "height_mm", "hs_code", "origin", "moq", "pack_size", "status", "position"]  # fmt: skip


@dataclass(frozen=True)
class Change:
    """One product to be written: what it shall be, and what it was (None where it is new)."""

    draft: ProductDraft
    before: ProductDraft | None
    version: int
    status: str
    published_at: datetime | None

    def differs(self, part: Callable[[ProductDraft], object]) -> bool:
        """Whether `part` of the product is not as it was."""
        return self.before is None or part(self.before) != part(self.draft)


@transaction_required
def save_products(
    drafts: Sequence[ProductDraft],
    *,
    at: datetime,
    by: Actor = SYSTEM,
    statuses: Mapping[str, str] | None = None,
) -> list[ProductRef]:
    """Make the catalogue hold these products, found by their code, in a fixed number of statements.

    `statuses` gives some of them a status by code; else new ones begin as drafts
    and stored ones keep theirs. What a draft leaves out of a stored product is
    removed, except variants, which stay as they are. A product that is already
    as its draft says is not touched: no version, no event.

    Raises:
        Unusable: a field cannot be stored; nothing is.
        Taken: a SKU, GTIN or slug belongs to another product.
        NotPublishable: a published product would be incomplete.
        Conflict: someone else saved one of these at the same moment.
    """
    codes = [draft.code for draft in drafts]
    list(Product.objects.filter(code__in=codes).order_by("pk").select_for_update().values_list("pk"))
    stored = selectors.snapshots_by_code(codes)
    before = {code: draft_rules.draft_of(snapshot) for code, snapshot in stored.items()}
    units = reference.units()
    wanted = with_slugs(
        [
            draft_rules.settled(
                draft,
                before.get(draft.code),
                attributes=taxonomy.attributes_of(draft.category),
                units=units,
            )
            for draft in drafts
        ],
        before,
    )
    changes = [
        change
        for draft in wanted
        for change in [_change(draft, stored.get(draft.code), (statuses or {}).get(draft.code), at)]
        if change.before != draft or change.status != stored[draft.code].status
    ]
    if changes:
        try:
            _write(changes, at=at)
        except IntegrityError as error:
            raise Conflict() from error
    refs = _refs(codes)
    tell([refs[change.draft.code] for change in changes], at=at, by=by)
    _keep_publishable([refs[c.draft.code].product_id for c in changes if c.status == ProductStatus.PUBLISHED])
    return [refs[code] for code in codes]


def tell(refs: Iterable[ProductRef], *, at: datetime, by: Actor) -> None:
    """Let others know that these products have changed."""
    vendor_id = current_vendor_id()
    events = [ProductChanged(product_id=ref.product_id, vendor_id=vendor_id, version=ref.version) for ref in refs]
    if events:
        outbox.emit_many(cast("list[Any]", events), at=at, by=by)


def _change(draft: ProductDraft, stored: ProductSnapshot | None, status: str | None, at: datetime) -> Change:
    before = draft_rules.draft_of(stored) if stored else None
    status = status or (stored.status if stored else ProductStatus.DRAFT)
    published_at = stored.published_at if stored else None
    if status == ProductStatus.PUBLISHED and (stored is None or stored.status != status):
        published_at = at
    return Change(draft, before, stored.version + 1 if stored else 1, status, published_at)


def _keep_publishable(product_ids: Sequence[UUID]) -> None:
    for snapshot in selectors.product_snapshots(product_ids):
        found = selectors.publishing_problems(snapshot)
        if found:
            raise NotPublishable(found)


def _refs(codes: Sequence[str]) -> dict[str, ProductRef]:
    variants: dict[str, dict[str, Any]] = {}
    for code, sku, public_id in Variant.objects.filter(product__code__in=codes).values_list(
        "product__code", "sku", "public_id"
    ):
        variants.setdefault(code, {})[sku] = public_id
    rows = Product.objects.filter(code__in=codes).values_list("public_id", "code", "version")
    return {code: ProductRef(public_id, code, version, variants.get(code, {})) for public_id, code, version in rows}


def _write(changes: Sequence[Change], *, at: datetime) -> None:
    _check_owners(changes)
    products = _upsert([_product_row(change, at=at) for change in changes], unique=["code"], update=_PRODUCT_FIELDS)
    keys = {product.code: product.pk for product in products}
    _write_texts([change for change in changes if change.differs(lambda d: d.texts)], keys)
    _write_attributes([change for change in changes if change.differs(lambda d: d.attributes)], keys)
    _write_options([change for change in changes if change.differs(lambda d: d.options)], keys)
    variants = _write_variants([change for change in changes if change.differs(lambda d: d.variants)], keys)
    _write_prices(changes, variants)


def _product_row(change: Change, *, at: datetime) -> Product:
    draft, flags = change.draft, change.draft.flags
    return Product(
        code=draft.code,
        version=change.version,
        status=change.status,
        published_at=change.published_at,
        category_id=draft.category,
        default_language=draft.default_language,
        hs_code=draft.hs_code,
        origin=draft.origin,
        brand=draft.brand,
        material=draft.material,
        customs_description=draft.customs_description,
        is_fragile=flags.is_fragile,
        has_battery=flags.has_battery,
        is_liquid=flags.is_liquid,
        is_food=flags.is_food,
        is_dangerous=flags.is_dangerous,
        **vars(draft.compliance),
        created_at=at,
        updated_at=at,
    )


def _write_texts(changes: Sequence[Change], keys: Mapping[str, int]) -> None:
    # Slugs of one product may change places: its old texts go before the new ones come.
    ProductTranslation.objects.filter(product_id__in=[keys[change.draft.code] for change in changes]).delete()
    ProductTranslation.objects.bulk_create(
        [
            ProductTranslation(
                product_id=keys[change.draft.code],
                language=language,
                title=text.title,
                slug=text.slug,
                description=text.description,
                status=text.status,
            )
            for change in changes
            for language, text in change.draft.texts.items()
        ],
        batch_size=_BATCH,
    )


def _write_attributes(changes: Sequence[Change], keys: Mapping[str, int]) -> None:
    AttributeValue.objects.filter(product_id__in=[keys[change.draft.code] for change in changes]).delete()
    AttributeValue.objects.bulk_create(
        [
            AttributeValue(product_id=keys[change.draft.code], attribute_id=code, **{_column(value): value})
            for change in changes
            for code, value in change.draft.attributes.items()
        ],
        batch_size=_BATCH,
    )


def _column(value: object) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, Decimal):
        return "number"
    return "choices" if isinstance(value, tuple) else "text"


def _write_options(changes: Sequence[Change], keys: Mapping[str, int]) -> None:
    ProductOption.objects.filter(product_id__in=[keys[change.draft.code] for change in changes]).delete()
    pairs = [
        (option, ProductOption(product_id=keys[change.draft.code], code=option.code, names=dict(option.names),
                               position=position))
        for change in changes
        for position, option in enumerate(change.draft.options)
    ]  # fmt: skip
    ProductOption.objects.bulk_create([row for _, row in pairs], batch_size=_BATCH)
    ProductOptionValue.objects.bulk_create(
        [
            ProductOptionValue(option=row, code=value.code, names=dict(value.names), hex=value.hex, position=position)
            for option, row in pairs
            for position, value in enumerate(option.values)
        ],
        batch_size=_BATCH,
    )


def _write_variants(changes: Sequence[Change], keys: Mapping[str, int]) -> dict[str, int]:
    """Write the changes' variants; the primary keys of all of them by SKU."""
    rows = [
        Variant(
            product_id=keys[change.draft.code],
            sku=variant.sku,
            gtin=variant.gtin,
            options=dict(variant.options),
            options_key=draft_rules.options_key(variant.options),
            weight_g=variant.weight_g,
            length_mm=variant.length_mm,
            width_mm=variant.width_mm,
            height_mm=variant.height_mm,
            hs_code=variant.hs_code,
            origin=variant.origin,
            moq=variant.moq,
            pack_size=variant.pack_size,
            status=variant.status,
            position=position,
        )
        for change in changes
        for position, variant in enumerate(change.draft.variants)
    ]
    _step_aside(changes)
    return {row.sku: row.pk for row in _upsert(rows, unique=["sku"], update=_VARIANT_FIELDS)}


def _step_aside(changes: Sequence[Change]) -> None:
    """Free the GTINs and combinations of variants that take new ones, so that two may change places."""
    moving = []
    for change in changes:
        before = {variant.sku: variant for variant in change.before.variants} if change.before else {}
        for variant in change.draft.variants:
            old = before.get(variant.sku)
            if old is not None and (old.gtin, old.options) != (variant.gtin, variant.options):
                moving.append(variant.sku)
    if moving:
        Variant.objects.filter(sku__in=moving).update(gtin="", options_key=Concat(Value("~"), F("sku")))


def _write_prices(changes: Sequence[Change], variants: Mapping[str, int]) -> None:
    wanted = []
    for change in changes:
        before = {variant.sku: variant.prices for variant in change.before.variants} if change.before else {}
        wanted += [variant for variant in change.draft.variants if before.get(variant.sku, ()) != variant.prices]
    if not wanted:
        return
    Price.objects.filter(variant_id__in=[variants[variant.sku] for variant in wanted]).delete()
    lists = _price_lists({(tier.kind, tier.price.currency.code) for variant in wanted for tier in variant.prices})
    Price.objects.bulk_create(
        [
            Price(
                price_list_id=lists[tier.kind, tier.price.currency.code],
                variant_id=variants[variant.sku],
                min_quantity=tier.min_quantity,
                unit_price=tier.price,
            )
            for variant in wanted
            for tier in variant.prices
        ],
        batch_size=_BATCH,
    )


def _price_lists(wanted: set[tuple[str, str]]) -> dict[tuple[str, str], int]:
    PriceList.objects.bulk_create(
        [PriceList(kind=kind, currency=currency) for kind, currency in sorted(wanted)], ignore_conflicts=True
    )
    return {(row.kind, row.currency): row.pk for row in PriceList.objects.all()}


def _check_owners(changes: Sequence[Change]) -> None:
    homes = {variant.sku: change.draft.code for change in changes for variant in change.draft.variants}
    if len(homes) < sum(len(change.draft.variants) for change in changes):
        raise Taken(field="sku", value=_first_repeated(changes))
    for sku, code in Variant.objects.filter(sku__in=homes).values_list("sku", "product__code"):
        if homes[sku] != code:
            raise Taken(field=f"variant-{sku}-sku", value=sku)
    gtins: dict[str, str] = {}
    for change in changes:
        for variant in change.draft.variants:
            if variant.gtin and gtins.setdefault(variant.gtin, variant.sku) != variant.sku:
                raise Taken(field=f"variant-{variant.sku}-gtin", value=variant.gtin)
    foreign = Variant.objects.filter(gtin__in=gtins).exclude(sku__in=homes).values_list("gtin", flat=True).first()
    if foreign:
        raise Taken(field=f"variant-{gtins[foreign]}-gtin", value=foreign)


def _first_repeated(changes: Sequence[Change]) -> str:
    seen: set[str] = set()
    for change in changes:
        for variant in change.draft.variants:
            if variant.sku in seen:
                return variant.sku
            seen.add(variant.sku)
    return ""


def _upsert(rows: Sequence[Any], *, unique: list[str], update: list[str]) -> list[Any]:
    if not rows:
        return []
    model: type[models.Model] = type(rows[0])
    return list(
        model._default_manager.bulk_create(
            rows, update_conflicts=True, unique_fields=unique, update_fields=update, batch_size=_BATCH
        )
    )
