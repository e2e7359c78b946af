"""Logistics · from a carrier's code to its adapter."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings

from apps.logistics.errors import CarrierUnknown
from apps.logistics.models import Carrier

from .karrio_sdk import Karrio
from .meridian import Meridian
from .port import CarrierPort


def _meridian(code: str) -> CarrierPort:
    account = settings.MERIDIAN
    return Meridian(api_base=account["api_base"], key=account["key"], secret=account["secret"])


def _karrio(code: str) -> CarrierPort:
    account = settings.KARRIO.get(code)
    if not account:
        raise CarrierUnknown(carrier=code)
    return Karrio(**account)


_ADAPTERS: dict[str, Callable[[str], CarrierPort]] = {"meridian": _meridian, "karrio": _karrio}


def carrier(code: str) -> CarrierPort:
    """The adapter that speaks with a carrier.

    Raises:
        CarrierUnknown: no active carrier has this code, nobody wrote its adapter, or no account is set for it.
    """
    row = Carrier.objects.filter(code=code, is_active=True).first()
    if row is None or row.adapter not in _ADAPTERS:
        raise CarrierUnknown(carrier=code)
    return _ADAPTERS[row.adapter](code)
