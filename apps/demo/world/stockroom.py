"""Demo · bins, a lot, single pieces, transfers, a count and what runs low, in one vendor's houses · vendor's schema."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django_tenants.utils import tenant_context

from apps.common.addresses import PostalAddress
from apps.stock import operations as stock
from apps.vendors.models import Vendor
from apps.warehouse import operations, selectors
from apps.warehouse.types import TransferItem, WarehouseKind

_BINS = (("A-01", "A", "2", "3"), ("A-02", "A", "2", "5"), ("B-01", "B", "5", "3"))
_BONDED = PostalAddress(
    recipient="Maasvlakte Bonded Storage",
    country="NL",
    lines=("Europaweg 902",),
    locality="Rotterdam",
    postcode="3199 LC",
)
# Of goods with fewer pieces in the house nothing is put anywhere.
_ENOUGH = 12


def make(vendor: Vendor, *, at: datetime) -> None:
    """Fill the pages of a vendor's houses with a few rows. Twice is once."""
    with transaction.atomic(), tenant_context(vendor):
        houses = selectors.warehouses()
        if not houses or selectors.bins(houses[0].code):
            return
        home = houses[0]
        stocked = sorted(
            variant
            for (variant, house), pieces in selectors.shelves().items()
            if house == home.public_id and pieces >= _ENOUGH
        )
        for code, aisle, x_m, y_m in _BINS:
            operations.add_bin(home.code, code=code, aisle=aisle, x_m=Decimal(x_m), y_m=Decimal(y_m), at=at)
        if len(stocked) < 4:
            return
        _put_away(stocked, home.code, at=at)
        _carry(stocked, home.code, at=at)
        stock.set_thresholds({(stocked[3], home.public_id): 500}, vendor_id=vendor.pk)
        stock.announce_low(at=at)
        operations.plan_count(home.code, most=6, at=at)


def _put_away(stocked: list[UUID], home: str, *, at: datetime) -> None:
    """Three goods lie in bins; one of them is of a lot that expires soon, of another each piece has a number."""
    for variant, (code, *_where) in zip(stocked, _BINS, strict=False):
        operations.put_away(variant_id=variant, warehouse=home, quantity=6, to_bin=code, at=at)
    operations.keep_lot(stocked[0], "L-2601", expires_on=at.date() + timedelta(days=20), at=at)
    operations.put_away(variant_id=stocked[0], warehouse=home, quantity=4, from_bin="A-01", to_bin="A-01",
                        to_lot="L-2601", at=at)  # fmt: skip
    operations.keep_serials(stocked[1], [f"SN-{number:04}" for number in range(1, 7)], warehouse=home,
                            bin_code="A-02", at=at)  # fmt: skip


def _carry(stocked: list[UUID], home: str, *, at: datetime) -> None:
    """Goods lie under bond in Rotterdam; more are on their way there, later than was hoped."""
    operations.open_warehouse(
        code="RTM-BOND", name="Rotterdam bonded store", kind=WarehouseKind.BONDED, address=_BONDED,
        operator="Maasvlakte Bonded Storage", latitude=51.9497, longitude=4.0259, at=at,
    )  # fmt: skip
    for days, is_there in ((9, True), (2, False)):
        items = [TransferItem(stocked[1], 2), TransferItem(stocked[2], 2)]
        sent_at = at - timedelta(days=days)
        made = operations.draft_transfer(
            source=home, target="RTM-BOND", items=items, expected_on=(sent_at + timedelta(days=1)).date(), at=sent_at
        )
        operations.send_transfer(made, at=sent_at)
        if is_there:
            operations.receive_transfer(made, {}, at=at - timedelta(days=days - 1))
