"""Catalog · to which countries a product may be sold, and what keeps it from others · vendor's data, public rules."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from uuid import UUID

from apps.tariffs import selectors as tariffs
from apps.tariffs.types import GoodsFacts, Needs, Restricted
from apps.vendors.types import VendorCard

from ..models import Product
from ..rules import content
from ..types import Content, ProductSnapshot, VariantSnapshot
from . import snapshots

NOTHING: Mapping[UUID, tuple[str, str]] = MappingProxyType({})
# Where the person answers for goods whom a product names itself; a seller names one for each territory.
_UNION = "EU"


@dataclass(frozen=True)
class Way:
    """From where to where, and when; `seller` answers for the goods."""

    seller: VendorCard
    ship_from: str
    ship_to: str
    on: date


def restricted(product: ProductSnapshot, variant: VariantSnapshot, way: Way) -> tuple[Restricted, ...]:
    """What keeps a variant from being sold on a way, or binds who may have and carry it; gravest first. No query."""
    return tariffs.restricted(
        facts_of(product, variant, way.seller), ship_from=way.ship_from, ship_to=way.ship_to, on=way.on
    )


def restricted_variants(
    variant_ids: Collection[UUID], way: Way, *, declared: Mapping[UUID, tuple[str, str]] = NOTHING
) -> dict[UUID, tuple[Restricted, ...]]:
    """As `restricted`, of variants by their ids. Eight queries, however many; variants that are gone are left out.

    `declared` maps a variant to the HS code and the origin that count instead of its own.
    """

    def as_declared(variant: VariantSnapshot) -> VariantSnapshot:
        code, origin = declared.get(variant.variant_id, (variant.hs_code, variant.origin))
        return replace(variant, hs_code=code, origin=origin)

    products = Product.objects.filter(variants__public_id__in=list(variant_ids)).distinct()
    return {
        variant.variant_id: restricted(product, as_declared(variant), way)
        for product in snapshots.product_snapshots(list(products.values_list("public_id", flat=True)))
        for variant in product.variants
        if variant.variant_id in variant_ids
    }


def by_destination(
    product: ProductSnapshot, variant: VariantSnapshot, seller: VendorCard, *, places: Mapping[str, str], on: date
) -> dict[str, tuple[Restricted, ...]]:
    """As `restricted`, by country; `places` maps each to where the goods ship from. Free countries are left out."""
    facts = facts_of(product, variant, seller)
    found = {
        country: tariffs.restricted(facts, ship_from=ship_from, ship_to=country, on=on)
        for country, ship_from in places.items()
    }
    return {country: findings for country, findings in found.items() if findings}


def facts_of(product: ProductSnapshot, variant: VariantSnapshot, seller: VendorCard) -> GoodsFacts:
    """What the rules of restrictions look at."""
    stated = product.compliance
    inner, net = content.held(stated, content_of(product, variant), weight_g=variant.weight_g)
    titles = [text.title for text in product.texts.values()]
    return GoodsFacts(
        hs_code=variant.hs_code,
        origin=variant.origin,
        text=" · ".join([*titles, product.customs_description, product.material]),
        seller=seller.country,
        un_number=stated.un_number,
        packing_group=stated.packing_group,
        minimum_age=stated.minimum_age,
        stated=frozenset(_stated(product, variant, seller)),
        responsible=frozenset(
            [place for place, person in seller.responsible_persons.items() if person]
            + [_UNION] * bool(stated.responsible_person)
        ),
        inner=inner,
        net=net,
    )


def content_of(product: ProductSnapshot, variant: VariantSnapshot) -> Content | None:
    """How much is in one piece, where the product says so."""
    return content.content_of(variant.options, {one.code: one.value for one in product.attributes})


def _stated(product: ProductSnapshot, variant: VariantSnapshot, seller: VendorCard) -> Collection[str]:
    compliance = product.compliance
    materials = product.material or any(one.code == "material" and one.choices for one in product.attributes)
    known = {
        Needs.TRADER: seller.is_identified,
        Needs.ENERGY_CLASS: compliance.energy_class,
        Needs.CONTENT: content_of(product, variant),
        Needs.COMPOSITION: materials,
        Needs.WARNING: compliance.warning,
        Needs.UN_NUMBER: compliance.un_number,
        Needs.BATTERY: compliance.battery_wh,
    }
    return {str(need) for need, value in known.items() if value} | compliance.permits.keys()
