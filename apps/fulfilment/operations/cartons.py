"""Fulfilment · the vendor's cartons · vendor's schema."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from djmoney.money import Money

from apps.common.money import rounded
from apps.common.transactions import transaction_required
from apps.currencies import selectors as currencies

from .. import selectors
from ..errors import CartonCodeTaken
from ..models import Carton
from ..rules.cartons import USUAL
from ..types import CartonDraft


@transaction_required
def add_carton(draft: CartonDraft, *, at: datetime) -> UUID:
    """Keep a carton; its id.

    Raises:
        CartonCodeTaken: another has this code.
    """
    _require_free(draft.code)
    return Carton.objects.create(**vars(draft), created_at=at).public_id


@transaction_required
def change_carton(public_id: UUID, draft: CartonDraft) -> None:
    """Change a carton. Boxes that are being packed keep the sizes that they were planned with.

    Raises:
        CartonUnknown: there is none of this id. CartonCodeTaken: another has this code.
    """
    row = selectors.carton(public_id)
    if draft.code != row.code:
        _require_free(draft.code)
    for name, value in asdict(draft).items():
        setattr(row, name, value)
    row.cost = draft.cost
    row.save()


@transaction_required
def add_usual(*, currency: str, at: datetime) -> int:
    """Add the usual sizes that the vendor has no carton for by code, costs converted into `currency`; how many."""
    known = set(Carton.objects.values_list("code", flat=True))
    rates = currencies.rate_table(at.date())
    missing = [one for one in USUAL if one.code not in known]
    Carton.objects.bulk_create(
        Carton(
            code=one.code,
            length_mm=one.size[0],
            width_mm=one.size[1],
            height_mm=one.size[2],
            tare_g=one.tare_g,
            most_weight_g=one.most_weight_g,
            cost=rounded(rates.convert(Money(one.cost_eur, "EUR"), currency)),
            created_at=at,
        )
        for one in missing
    )
    return len(missing)


def _require_free(code: str) -> None:
    if Carton.objects.filter(code=code).exists():
        raise CartonCodeTaken(carton=code)
