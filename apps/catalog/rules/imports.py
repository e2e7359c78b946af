"""Catalog · the states of an import, and what a whole sheet amounts to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from apps.common.machines import Machine

from ..types import (
    AttributeSnapshot,
    ImportState,
    ProductDraft,
    ProductSnapshot,
    Surroundings,
    VariantDraft,
    VariantSnapshot,
)

MACHINE: Machine[ImportState] = Machine(
    "import",
    {
        (ImportState.UPLOADED, "check"): ImportState.CHECKING,
        (ImportState.CHECKING, "check"): ImportState.CHECKING,
        (ImportState.CHECKED, "check"): ImportState.CHECKING,
        (ImportState.FAILED, "check"): ImportState.CHECKING,
        (ImportState.CHECKING, "report"): ImportState.CHECKED,
        (ImportState.CHECKING, "refuse"): ImportState.REFUSED,
        (ImportState.CHECKING, "fail"): ImportState.FAILED,
        (ImportState.CHECKED, "apply"): ImportState.APPLYING,
        (ImportState.APPLYING, "apply"): ImportState.APPLYING,
        (ImportState.APPLYING, "finish"): ImportState.APPLIED,
        (ImportState.APPLYING, "fail"): ImportState.FAILED,
    },
)


def as_it_would_stand(
    draft: ProductDraft, *, stored: ProductSnapshot | None, status: str, at: datetime
) -> ProductSnapshot:
    """The product as it would read after the draft was saved, to judge whether it could be published."""
    return ProductSnapshot(
        product_id=stored.product_id if stored else UUID(int=0),
        code=draft.code,
        version=stored.version if stored else 0,
        status=status,
        default_language=draft.default_language,
        category_code=draft.category,
        hs_code=draft.hs_code,
        origin=draft.origin,
        brand=draft.brand,
        material=draft.material,
        customs_description=draft.customs_description,
        flags=draft.flags,
        compliance=draft.compliance,
        texts=draft.texts,
        attributes=tuple(AttributeSnapshot(code, "") for code in draft.attributes),
        options=draft.options,
        variants=tuple(_variant(variant, draft) for variant in draft.variants),
        media=stored.media if stored else (),
        updated_at=at,
        published_at=stored.published_at if stored else None,
    )


def _variant(variant: VariantDraft, draft: ProductDraft) -> VariantSnapshot:
    return VariantSnapshot(
        variant_id=UUID(int=0),
        sku=variant.sku,
        gtin=variant.gtin,
        options=variant.options,
        weight_g=variant.weight_g,
        length_mm=variant.length_mm,
        width_mm=variant.width_mm,
        height_mm=variant.height_mm,
        hs_code=variant.hs_code or draft.hs_code,
        origin=variant.origin or draft.origin,
        own_hs_code=variant.hs_code,
        own_origin=variant.origin,
        moq=variant.moq,
        pack_size=variant.pack_size,
        prices=variant.prices,
        status=variant.status,
    )


def shelves_differ(shelves: Mapping[tuple[str, str], int], variants: Mapping[str, UUID], around: Surroundings) -> bool:
    """Whether counted pieces are not what the houses hold; a variant that is not stored holds nothing."""
    for (sku, warehouse), pieces in shelves.items():
        variant_id = variants.get(sku)
        held = around.levels.get(variant_id, {}).get(warehouse, 0) if variant_id else 0
        if held != pieces:
            return True
    return False
