"""Customs · documents that the law asks for before goods cross a border, by what is declared · vendor's schema."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from apps.catalog import selectors as catalog
from apps.catalog.selectors import Way
from apps.common.tenancy import current_vendor_id
from apps.common.transactions import transaction_required
from apps.common.types import SYSTEM
from apps.customs.models import Declaration
from apps.customs.types import DeclarationState, Snapshot
from apps.tariffs.types import RestrictionEffect
from apps.vendors import selectors as vendors

from . import blocking
from .history import locked

LICENCE = "licence"
_WITH_US = (DeclarationState.DRAFT, DeclarationState.REJECTED)


@transaction_required
def review(public_id: UUID, *, at: datetime) -> Declaration:
    """Keep a declaration here while a document is missing that today's law asks for, and let it go once it is stated.

    Codes and origins count as they are declared, for they may have been corrected since the sale. A declaration
    that customs has is left alone.

    Raises:
        DeclarationUnknown: this vendor has none of this id.
    """
    row = locked(public_id)
    if row.state not in _WITH_US:
        return row
    change = blocking.block if _is_missing(row, at) else blocking.unblock
    return change(public_id, LICENCE, at=at, by=SYSTEM)


def _is_missing(row: Declaration, at: datetime) -> bool:
    snapshot = Snapshot.from_json(row.snapshot)
    way = Way(vendors.card(current_vendor_id()), snapshot.ship_from, snapshot.ship_to, at.date())
    declared = {line.variant_id: (line.hs_code, line.origin) for line in snapshot.lines}
    return any(
        one.effect == RestrictionEffect.LICENCE and one.holds_on(way.on)
        for found in catalog.restricted_variants(declared, way, declared=declared).values()
        for one in found
    )
