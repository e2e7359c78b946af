"""Discovery · reads, one module per subject · public schema."""

from __future__ import annotations

from .categories import category_paths
from .codes import near_codes, offers_by_code
from .consigning import assessed, consignment, is_assumed, is_taxed_alike, members_of
from .offers import offers, offers_of_edition

__all__ = [
    "assessed", "category_paths", "consignment", "is_assumed", "is_taxed_alike", "members_of", "near_codes", "offers",
    "offers_by_code", "offers_of_edition",
]  # fmt: skip
