"""Payments · who pays inside a provider's own browser: asked of the provider · no tables.

Speaks to the provider: must not be called inside a transaction.
"""

from __future__ import annotations

from apps.payments.errors import (
    Declined,
    InvalidRequest,
    PaymentRefused,
    PaymentUnavailable,
    Unavailable,
    Unknown,
)
from apps.payments.gateways import registry
from apps.payments.gateways.port import NamesPayers
from apps.payments.types import PaymentMethod


def payer_page(method: PaymentMethod, *, back: str, state: str) -> str:
    """Where the provider's own browser is sent so that it comes `back` with a code and `state`.

    Empty where this way to pay knows no payers, or its account is not set up to name them.
    """
    found = registry.gateway(registry.gateway_of(method))
    return found.payer_page(back=back, state=state) if isinstance(found, NamesPayers) else ""


def payer(method: PaymentMethod, code: str) -> str:
    """The number by which the provider knows the buyer who came back with a code; each code works once.

    Raises:
        PaymentUnavailable: the provider does not answer. PaymentRefused: it knows no such code.
    """
    found = registry.gateway(registry.gateway_of(method))
    if not isinstance(found, NamesPayers) or not code:
        raise PaymentRefused()
    try:
        return found.payer(code)
    except (Declined, InvalidRequest) as refusal:
        raise PaymentRefused() from refusal
    except (Unavailable, Unknown) as failure:
        raise PaymentUnavailable() from failure
