"""Payments · a gateway that says yes at once and moves no money: for benchmarks and for tests of other parts.

It keeps nothing: a reference carries all that a query must answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from djmoney.money import Money

from apps.common.money import to_minor, zero
from apps.payments.errors import BadCallback
from apps.payments.types import ActionKind, PaymentPage

from .port import Capabilities, Done, RemoteDispute, RemotePayment, RemoteStatus, SettledLine, Started, VerifiedCallback


class NoopGateway:
    name = "noop"
    capabilities = Capabilities(currencies=None, partial_capture=True, refunds=True)

    def chargeable(self, amount: Money) -> bool:
        return bool(amount.amount > 0)

    def counted(self, amount: Money) -> int:
        return to_minor(amount)

    def start(self, intent_id: UUID, amount: Money, page: PaymentPage, *, key: str) -> Started:
        return Started(f"{self.name}_{intent_id}_{amount.amount}_{amount.currency.code}", "", ActionKind.NONE)

    def query(self, reference: str) -> RemotePayment:
        _, intent_id, amount, currency = reference.split("_")
        money = Money(Decimal(amount), currency)
        nothing = zero(currency)
        return RemotePayment(RemoteStatus.AUTHORISED, intent_id, money, nothing, nothing, reference)

    def capture(self, payment_reference: str, amount: Money, *, key: str, is_final: bool = True) -> Done:
        return Done(key)

    def void(self, payment_reference: str, *, key: str) -> Done:
        return Done(key)

    def refund(self, payment_reference: str, amount: Money, *, key: str) -> Done:
        return Done(key)

    def query_refund(self, payment_reference: str, *, key: str) -> Done | None:
        return Done(key)

    def query_disputes(self, payment_reference: str) -> Sequence[RemoteDispute]:
        return ()

    def settlement(self, day: date) -> Sequence[SettledLine]:
        return ()

    def close(self, reference: str, *, key: str) -> Done:
        return Done(key)

    def read_callback(self, headers: Mapping[str, str], body: bytes, *, at: datetime) -> VerifiedCallback | None:
        raise BadCallback()

    def answer(self, *, accepted: bool) -> tuple[int, bytes, str]:
        return (200 if accepted else 400), b"", "text/plain"
