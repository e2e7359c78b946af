"""Classification · how far goods are, what was confirmed, and codes by destination · public schema."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import Count, QuerySet

from ..models import Confirmation, Goods, NationalCode
from ..types import PastConfirmation, State


def of_vendor(vendor_id: int) -> QuerySet[Goods]:
    """A vendor's goods that are not put away, surest suggestions first, for lists that narrow and cut them."""
    return Goods.objects.filter(vendor_id=vendor_id, is_archived=False).order_by("-confidence", "pk")


def goods_of(product_id: UUID, *, vendor_id: int) -> Goods | None:
    """How far one product is, or None where it is not known yet."""
    return Goods.objects.filter(vendor_id=vendor_id, product_id=product_id).first()


def of_products(product_ids: Collection[UUID]) -> QuerySet[Goods]:
    """How far these products are; those that are not known yet are absent."""
    return Goods.objects.filter(product_id__in=list(product_ids))


def state_counts(vendor_id: int) -> dict[str, int]:
    """A vendor's goods by state. One query."""
    rows = of_vendor(vendor_id).order_by().values_list("state").annotate(count=Count("pk"))
    return {State(state): count for state, count in rows}


def confirmation_that_holds(product_id: UUID, *, vendor_id: int) -> Confirmation | None:
    """The confirmation of a product that was not withdrawn."""
    return Confirmation.objects.filter(vendor_id=vendor_id, product_id=product_id, withdrawn_at__isnull=True).first()


def history(product_id: UUID, *, vendor_id: int) -> list[PastConfirmation]:
    """All confirmations of a product, newest first, the withdrawn ones too. One query."""
    rows = Confirmation.objects.filter(vendor_id=vendor_id, product_id=product_id).order_by("-pk")
    return [
        PastConfirmation(
            row.public_id, row.hs_code, row.previous, row.edition, row.basis, row.rule, row.note, row.evidence,
            row.confirmed_by, row.confirmed_at, row.withdrawn_at,
        )
        for row in rows
    ]  # fmt: skip


def national_code(product_id: UUID, destination: str, *, vendor_id: int) -> str:
    """The code that a product bears in a destination; empty where none is chosen or its six digits changed since."""
    return national_codes([product_id], destination, vendor_id=vendor_id).get(product_id, "")


def national_codes(product_ids: Collection[UUID], destination: str, *, vendor_id: int) -> dict[UUID, str]:
    """Codes chosen in a destination's tree, by product; those that no longer begin with the product's six digits
    are left out. Two queries.
    """
    rows = NationalCode.objects.filter(vendor_id=vendor_id, product_id__in=list(product_ids), destination=destination)
    chosen = dict(rows.order_by("product_id", "-pk").distinct("product_id").values_list("product_id", "code"))
    held = Goods.objects.filter(vendor_id=vendor_id, product_id__in=list(chosen)).values_list("product_id", "hs_code")
    return {key: chosen[key] for key, code in held if chosen[key] and code and chosen[key].startswith(code[:6])}


def chosen_codes(product_id: UUID, *, vendor_id: int) -> dict[str, str]:
    """The codes that a product bears, by destination. Two queries."""
    rows = NationalCode.objects.filter(vendor_id=vendor_id, product_id=product_id)
    chosen = dict(rows.order_by("destination", "-pk").distinct("destination").values_list("destination", "code"))
    goods = goods_of(product_id, vendor_id=vendor_id)
    prefix = goods.hs_code[:6] if goods else ""
    return {place: code for place, code in chosen.items() if code and prefix and code.startswith(prefix)}
