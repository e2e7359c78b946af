"""Logistics · packing plans, table rates and the patience of polling: pure."""

from .packing import PACKING_G, PADDING_MM, PARCEL_MAX_G, PARCEL_MAX_GIRTH_MM, girth_mm, plan_parcels
from .polling import EXPIRES, FINAL, has_expired, next_poll
from .rates import (
    CHARGE_STEP_G,
    HOME,
    ParcelCharge,
    PostcodeKey,
    SizeLimits,
    Tariff,
    chargeable_g,
    freight,
    is_within,
    parcel_charge,
    postcode_key,
    zones,
)

__all__ = [
    "CHARGE_STEP_G",
    "EXPIRES",
    "FINAL",
    "HOME",
    "PACKING_G",
    "PADDING_MM",
    "PARCEL_MAX_G",
    "PARCEL_MAX_GIRTH_MM",
    "ParcelCharge",
    "PostcodeKey",
    "SizeLimits",
    "Tariff",
    "chargeable_g",
    "freight",
    "girth_mm",
    "has_expired",
    "is_within",
    "next_poll",
    "parcel_charge",
    "plan_parcels",
    "postcode_key",
    "zones",
]
