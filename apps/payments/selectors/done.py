"""Payments · what was asked of providers, for those who compare it with their reports · public schema."""

from __future__ import annotations

from django.db.models import QuerySet

from apps.payments.models import Attempt, Callback, Operation


def attempts() -> QuerySet[Attempt]:
    """Every payment at a provider, with its intent, to be narrowed by who compares."""
    return Attempt.objects.select_related("intent")


def operations() -> QuerySet[Operation]:
    """Everything that was asked of providers, with its payment there and its intent, to be narrowed by who compares."""
    return Operation.objects.select_related("attempt__intent").order_by("pk")


def callbacks() -> QuerySet[Callback]:
    """Every message of a provider, to be narrowed by who counts."""
    return Callback.objects.all()
