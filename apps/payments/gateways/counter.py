"""Payments · what a seller has taken in its own shop, in cash or at its own card terminal: nobody is called.

The seller says that it has the money, and holds it: none of it is ever at a provider of ours.
"""

from __future__ import annotations

from apps.payments.types import PaymentMethod

from .noop import NoopGateway
from .port import Capabilities


class CounterGateway(NoopGateway):
    """Says yes to every amount at once: the books follow the till. What goes back is given back by the seller."""

    name = "counter"
    capabilities = Capabilities(currencies=None, partial_capture=False, refunds=True, methods=(PaymentMethod.COUNTER,))
