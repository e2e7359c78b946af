"""Checkout · reading past purchases back · public schema."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from apps.checkout.models import Purchase


def recorded(keys: Collection[UUID]) -> dict[UUID, UUID]:
    """The purchases that are recorded under these keys, by key. One query."""
    return dict(Purchase.objects.filter(session_id__in=list(keys)).values_list("session_id", "public_id"))
