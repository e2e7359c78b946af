"""Payments · the ways to pay that ship with the software · public schema."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from apps.common.transactions import transaction_required
from apps.payments import selectors
from apps.payments.models import MethodRule
from apps.reference import operations as reference
from apps.reference.types import LoadedTable


@transaction_required
def load_rows(at: datetime) -> list[LoadedTable]:
    """The shipped ways to pay, where there is no rule of theirs yet: what staff have set stays as it is."""
    shipped = reference.fixture("reference/payment_methods.json")["methods"]
    known = set(MethodRule.objects.values_list("method", flat=True))
    fresh = [MethodRule(**row) for row in shipped if row["method"] not in known]
    MethodRule.objects.bulk_create(fresh)
    transaction.on_commit(selectors.forget_methods)
    return [LoadedTable(MethodRule._meta.db_table, len(fresh), len(shipped) - len(fresh))]
