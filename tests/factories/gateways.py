"""A provider whose every answer a test decides: for states that no real one can be brought to at will."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from djmoney.money import Money

from apps.common.money import to_minor, zero
from apps.payments.errors import BadCallback, Declined, Duplicate, Unknown
from apps.payments.gateways.port import (
    Capabilities,
    Done,
    RemoteDispute,
    RemotePayment,
    RemoteStatus,
    SettledLine,
    Started,
    VerifiedCallback,
)
from apps.payments.types import ActionKind, PaymentPage


@dataclass
class ScriptedGateway:
    """`captures_at_once` decides between a card's way and a wallet's. Keys act once, as at every real provider.

    `payments` is what it will answer, by reference; `calls` what it was asked; `fail` makes the next act of a kind
    fail, after acting where it is Unknown.
    """

    name: str = "scripted"
    action: ActionKind = ActionKind.REDIRECT
    captures_at_once: bool = False
    multiple_captures: bool = False
    payments: dict[str, RemotePayment] = field(default_factory=dict)
    disputes: dict[str, list[RemoteDispute]] = field(default_factory=dict)
    refunds: dict[str, Money] = field(default_factory=dict)
    done: dict[str, Done] = field(default_factory=dict)
    calls: list[tuple[str, str]] = field(default_factory=list)
    fail: dict[str, Exception] = field(default_factory=dict)

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(
            currencies=None,
            partial_capture=not self.captures_at_once,
            refunds=True,
            multiple_captures=self.multiple_captures,
            captures_at_once=self.captures_at_once,
        )

    # --- the port ---

    def chargeable(self, amount: Money) -> bool:
        return bool(amount.amount > 0)

    def counted(self, amount: Money) -> int:
        return to_minor(amount)

    def start(self, intent_id: UUID, amount: Money, page: PaymentPage, *, key: str) -> Started:
        reference = f"{self.name}:{key}"
        nothing = zero(amount.currency.code)
        self.calls.append(("start", key))
        opened = RemotePayment(RemoteStatus.OPEN, str(intent_id), amount, nothing, nothing, f"pay:{key}")
        self.payments.setdefault(reference, opened)
        self._perhaps_fail("start")
        qr = f"https://wallet.example/{key}" if self.action is ActionKind.QR else ""
        instructions = {"reference": "RF18539007547034"} if self.action is ActionKind.INSTRUCTIONS else {}
        return Started(reference, f"https://{self.name}.example/{key}", self.action, qr, instructions)

    def query(self, reference: str) -> RemotePayment:
        self.calls.append(("query", reference))
        self._perhaps_fail("query")
        return self.payments[reference]

    def capture(self, payment_reference: str, amount: Money, *, key: str, is_final: bool = True) -> Done:
        def act(known: RemotePayment) -> RemotePayment:
            if known.captured + amount > known.amount:
                raise Declined("more_than_authorised")
            return replace(known, status=RemoteStatus.CAPTURED, captured=known.captured + amount)

        return self._act("capture", payment_reference, key, act)

    def void(self, payment_reference: str, *, key: str) -> Done:
        return self._act("void", payment_reference, key, lambda known: replace(known, status=RemoteStatus.RELEASED))

    def refund(self, payment_reference: str, amount: Money, *, key: str) -> Done:
        def act(known: RemotePayment) -> RemotePayment:
            if known.refunded + amount > known.captured:
                raise Declined("more_than_captured")
            self.refunds[key] = amount
            return replace(known, refunded=known.refunded + amount)

        return self._act("refund", payment_reference, key, act)

    def query_refund(self, payment_reference: str, *, key: str) -> Done | None:
        self.calls.append(("query_refund", key))
        return Done(f"done:{key}") if key in self.refunds else None

    def query_disputes(self, payment_reference: str) -> Sequence[RemoteDispute]:
        return self.disputes.get(payment_reference, [])

    def settlement(self, day: date) -> Sequence[SettledLine]:
        return ()

    def close(self, reference: str, *, key: str) -> Done:
        self.calls.append(("close", reference))
        known = self.payments[reference]
        if known.status is RemoteStatus.OPEN:
            self.payments[reference] = replace(known, status=RemoteStatus.CLOSED)
        return Done(reference)

    def read_callback(self, headers: Mapping[str, str], body: bytes, *, at: datetime) -> VerifiedCallback | None:
        if headers.get("X-Signature") != "good":
            raise BadCallback()
        event, reference, amount = body.decode().split(" ")
        return VerifiedCallback(event, "paid", reference, "", int(amount), "EUR")

    def answer(self, *, accepted: bool) -> tuple[int, bytes, str]:
        return (200, b"success", "text/plain") if accepted else (400, b"fail", "text/plain")

    # --- what a test does at the provider ---

    def pay(self, reference: str, *, brought: Money | None = None) -> None:
        """The buyer pays: authorised, or taken at once; `brought` where that is another sum than was asked."""
        known = self.payments[reference]
        if self.captures_at_once:
            paid = replace(known, status=RemoteStatus.CAPTURED, captured=brought or known.amount)
        else:
            paid = replace(known, status=RemoteStatus.AUTHORISED, amount=brought or known.amount)
        self.payments[reference] = paid

    def say(self, reference: str, status: RemoteStatus, **more: object) -> None:
        """Answer so when asked."""
        self.payments[reference] = replace(self.payments[reference], status=status, **more)  # type: ignore[arg-type]

    def count(self, kind: str) -> int:
        """How often it was asked to do something."""
        return sum(1 for called, _ in self.calls if called == kind)

    def _act(self, kind: str, payment_reference: str, key: str, act: object) -> Done:
        self.calls.append((kind, key))
        if isinstance(self.fail.get(kind), Declined):
            raise self.fail.pop(kind)
        reference = next(one for one, known in self.payments.items() if known.payment_reference == payment_reference)
        if key not in self.done:
            if kind == "void" and self.payments[reference].status is not RemoteStatus.AUTHORISED:
                raise Duplicate("not_authorised")
            self.payments[reference] = act(self.payments[reference])  # type: ignore[operator]
            self.done[key] = Done(f"done:{key}")
        self._perhaps_fail(kind)
        return self.done[key]

    def _perhaps_fail(self, kind: str) -> None:
        failure = self.fail.pop(kind, None)
        if failure is not None:
            raise failure


def lost() -> Unknown:
    """An answer that never came."""
    return Unknown("lost")
