"""Logistics · from a carrier's code to its adapter."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings

from apps.logistics.errors import CarrierUnknown
from apps.logistics.models import Carrier

from .meridian import Meridian
from .port import CarrierPort

_ADAPTERS: dict[str, Callable[[], CarrierPort]] = {
    "meridian": lambda: Meridian(
        api_base=settings.MERIDIAN["api_base"],
        key=settings.MERIDIAN["key"],
        secret=settings.MERIDIAN["secret"],
    ),
}


def carrier(code: str) -> CarrierPort:
    """The adapter that speaks with a carrier.

    Raises:
        CarrierUnknown: no active carrier has this code, or nobody wrote its adapter.
    """
    row = Carrier.objects.filter(code=code, is_active=True).first()
    if row is None or row.adapter not in _ADAPTERS:
        raise CarrierUnknown(carrier=code)
    return _ADAPTERS[row.adapter]()
