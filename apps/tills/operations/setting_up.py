"""Tills · opening a till in a shop and taking it out of use · vendor's schema."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.common.errors import InvalidInput
from apps.common.transactions import transaction_required
from apps.warehouse import selectors as houses
from apps.warehouse.errors import WarehouseMissing

from ..errors import HouseUnfit, TillUnknown
from ..models import Till


@transaction_required
def open_till(*, name: str, warehouse_code: str, at: datetime) -> UUID:
    """Make a till in the shop that one of the vendor's houses is; its id.

    Raises:
        HouseUnfit: the vendor has no such house, or its goods lie under bond.
        InvalidInput: another till has this name.
    """
    try:
        house = houses.warehouse(warehouse_code)
    except WarehouseMissing as missing:
        raise HouseUnfit(field="warehouse", problem=missing.message, warehouse=warehouse_code) from missing
    if house.is_bonded:
        raise HouseUnfit(field="warehouse", problem=_("Goods under bond cannot be sold here. Choose another house."))
    try:
        with transaction.atomic():
            return Till.objects.create(name=name, warehouse_id=house.public_id, created_at=at).public_id
    except IntegrityError as taken:
        raise InvalidInput(field="name", problem=_("Another till has this name. Choose another one.")) from taken


@transaction_required
def change_till(till_id: UUID, *, is_open: bool) -> None:
    """Take a till out of use, or put it into use again. Twice is once.

    Raises:
        TillUnknown: the vendor has none of this id.
    """
    till = locked(till_id)
    till.is_open = is_open
    till.save(update_fields=["is_open"])


def locked(till_id: UUID) -> Till:
    """The till, locked until the transaction ends: one act after another changes its drawer.

    Raises:
        TillUnknown: the vendor has none of this id.
    """
    till = Till.objects.select_for_update().filter(public_id=till_id).first()
    if till is None:
        raise TillUnknown()
    return till
