"""Demo · a shop with a till: its float, two sales over the counter, and a piece brought back · vendor's schema."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import uuid4

from django.db import transaction

from apps.common.types import Actor, ActorKind
from apps.tills import operations, selectors
from apps.tills.types import BasketLine, Cashier, Goods, Means
from apps.vendors import selectors as vendors
from apps.vendors.models import Vendor
from apps.vendors.types import TeamRole
from apps.warehouse import selectors as houses

from .entering import for_each

_GROWN_UP = 18  # the cashier looks at whoever buys a knife


def make(slugs: Sequence[str], *, at: datetime) -> int:
    """Open a till at these vendors' homes and sell there; how many sales. Twice is once."""
    return for_each(slugs, lambda vendor: 0 if selectors.tills() else _make(vendor, at=at))


def _make(vendor: Vendor, *, at: datetime) -> int:
    person = vendors.members(vendor.pk).filter(role=TeamRole.OWNER).first()
    home = houses.warehouses()[0]
    with transaction.atomic():
        till_id = operations.open_till(name="Shop counter", warehouse_code=home.code, at=at)
        goods = [one for one in operations.price_list(till_id, limit=40, language="en", at=at)
                 if one.pieces > 1 and not one.by_serial]  # fmt: skip
        if person is None or len(goods) < 2:
            return 0
        user = person.user
        cashier, by = (
            Cashier(user.public_id, user.get_full_name(), user.pk),
            Actor(ActorKind.VENDOR, str(user.public_id)),
        )
        operations.move_cash(till_id, amount=Decimal(80), note="Float", key=uuid4(), cashier=cashier, at=at)
        for wanted, means in ((goods[:1], Means.CASH), (goods[:2], Means.TERMINAL)):
            entry = operations.sell(
                till_id, _basket(wanted), key=uuid4(), means=means, cashier=cashier, language="en",
                given=Decimal(1000) if means is Means.CASH else None,
                reference="" if means is Means.CASH else "0042-117", confirmed_age=_GROWN_UP, by=by, at=at,
            )  # fmt: skip
        operations.give_back(
            till_id, entry.public_id, pieces={0: 1}, restock=True, key=uuid4(), means=Means.TERMINAL, cashier=cashier,
            note="The wrong size", by=by, at=at,
        )  # fmt: skip
        return 2


def _basket(goods: Sequence[Goods]) -> list[BasketLine]:
    return [BasketLine(one.variant_id, 1) for one in goods]
