"""Payments · what gateways have in common whose payers' money is taken with the payment itself. No database here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from djmoney.money import Money

from apps.common.currency_table import Provider
from apps.payments.errors import Duplicate, InvalidRequest

from .amounts import as_integer, fits
from .port import Capabilities, Done, RemoteDispute


class AtOnceGateway:
    """Nothing is authorised for later: there is nothing to capture or release, and nobody disputes at the provider."""

    provider: ClassVar[Provider]
    capabilities: Capabilities

    def chargeable(self, amount: Money) -> bool:
        return fits(amount, self.provider, self.capabilities)

    def counted(self, amount: Money) -> int:
        return as_integer(amount, self.provider)

    def capture(self, payment_reference: str, amount: Money, *, key: str, is_final: bool = True) -> Done:
        raise Duplicate("captured_at_once")

    def void(self, payment_reference: str, *, key: str) -> Done:
        raise InvalidRequest("captured_at_once")

    def query_disputes(self, payment_reference: str) -> Sequence[RemoteDispute]:
        return ()
