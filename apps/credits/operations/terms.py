"""Credits · what gift cards are sold for, as it ships with the software · public schema."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from apps.common.transactions import transaction_required
from apps.credits.models import CardTerms
from apps.reference import operations as reference
from apps.reference.types import LoadedTable


@transaction_required
def load_rows(at: datetime) -> list[LoadedTable]:
    """The shipped amounts, for currencies that have none yet: what staff have set stays as it is."""
    shipped = reference.fixture("reference/gift_cards.json")["terms"]
    known = set(CardTerms.objects.values_list("currency", flat=True))
    fresh = [
        CardTerms(
            currency=row["currency"],
            amounts=[Decimal(amount) for amount in row["amounts"]],
            least=Decimal(row["least"]),
            most=Decimal(row["most"]),
        )
        for row in shipped
        if row["currency"] not in known
    ]
    CardTerms.objects.bulk_create(fresh)
    return [LoadedTable(CardTerms._meta.db_table, len(fresh), len(shipped) - len(fresh))]
