"""Payments · which gateway is in use."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

from .noop import NoopGateway
from .port import Gateway
from .stripe import StripeGateway


def default_gateway() -> str:
    """The gateway that new payments go to: the setting PAYMENT_GATEWAY, else Stripe."""
    return str(getattr(settings, "PAYMENT_GATEWAY", "stripe"))


def gateway(name: str) -> Gateway:
    """The gateway of that name.

    Raises:
        LookupError: there is none.
    """
    if name == NoopGateway.name:
        return NoopGateway()
    if name == StripeGateway.name:
        return _stripe(*sorted(settings.STRIPE.items()))
    raise LookupError(f"No payment gateway is named {name}.")


@lru_cache(maxsize=4)
def _stripe(*options: tuple[str, object]) -> Gateway:
    given = dict(options)
    return StripeGateway(
        secret_key=str(given["secret_key"]),
        webhook_secret=str(given["webhook_secret"]),
        api_base=str(given["api_base"]),
        timeout_s=int(str(given["timeout_s"])),
    )
