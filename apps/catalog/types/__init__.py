"""Catalog · states and the values that others may hold."""

from .drafts import (
    AttributeInput,
    Compliance,
    Content,
    Flags,
    Measure,
    Option,
    OptionChoice,
    ProductDraft,
    ProductRef,
    ProductText,
    TermsDraft,
    Tier,
    VariantDraft,
)
from .rows import PriceListInfo, ProductRow, VariantRow
from .sheets import Finding, ImportPlan, ImportView, PlannedProduct, Problem, Surroundings
from .snapshots import AttributeSnapshot, MediaSnapshot, ProductSnapshot, VariantSnapshot
from .states import ImportFileKind, ImportState, PriceKind, ProductStatus, TermsMode, TextStatus, VariantStatus, Verdict

__all__ = [
    "AttributeInput",
    "AttributeSnapshot",
    "Compliance",
    "Content",
    "Finding",
    "Flags",
    "ImportFileKind",
    "ImportPlan",
    "ImportState",
    "ImportView",
    "Measure",
    "MediaSnapshot",
    "Option",
    "OptionChoice",
    "PlannedProduct",
    "PriceKind",
    "PriceListInfo",
    "Problem",
    "ProductDraft",
    "ProductRef",
    "ProductRow",
    "ProductSnapshot",
    "ProductStatus",
    "ProductText",
    "Surroundings",
    "TermsDraft",
    "TermsMode",
    "TextStatus",
    "Tier",
    "VariantDraft",
    "VariantRow",
    "VariantSnapshot",
    "VariantStatus",
    "Verdict",
]
