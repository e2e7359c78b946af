"""Payouts · our bank accounts as the payments see them: what came in under a reference, and sending it back · public.

`send_waiting` speaks to the bank: it opens its own transactions and is called outside of any.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from djmoney.money import Money

from apps.common.clock import now
from apps.common.errors import InvalidInput
from apps.common.money import to_minor
from apps.common.sealing import Unreadable, unseal
from apps.payments import operations as payments
from apps.payments.errors import Declined
from apps.payments.types import BankEntry

from ..bank.registry import bank
from ..errors import BankRefused, BankUnavailable
from ..models import StatementLine, TransferBack
from ..rules import accounts
from ..types import AccountDetails, LineMatch, PayoutOrder, TransferStatus


class Book:
    """The BankBook of the payments, over imported statements."""

    def entries(self, reference: str) -> Sequence[BankEntry]:
        """What came in under a reference and what was sent back of it, oldest first."""
        came = StatementLine.objects.filter(match=LineMatch.PAYMENT, matched_to=reference)
        back = TransferBack.objects.filter(reference=reference).exclude(status=TransferStatus.FAILED)
        found = [_came(line) for line in came] + [_went(order) for order in back]
        return sorted(found, key=lambda one: (one.booked_at, one.entry_id))

    def entries_of(self, day: date) -> Sequence[BankEntry]:
        """All bookings of a day that bear any payment's reference, in the order of the statement."""
        lines = StatementLine.objects.filter(booked_on=day, match__in=[LineMatch.PAYMENT, LineMatch.REFUND]).order_by(
            "pk"
        )
        orders = {one.order: one for one in TransferBack.objects.filter(order__in=[one.matched_to for one in lines])}
        return [_came(line) if line.amount > 0 else _booked(line, orders[line.matched_to]) for line in lines]

    def send_back(self, reference: str, amount: Money, *, key: str) -> str:
        """Order a transfer to whom the money of a reference came from; the order's id. The same key orders once.

        Raises:
            Declined: the account it came from is not known, or less is left of it.
        """
        with transaction.atomic():
            lines = list(
                StatementLine.objects.select_for_update()
                .filter(match=LineMatch.PAYMENT, matched_to=reference)
                .order_by("-amount")
            )
            known = self.sent_back(key)
            if known is not None:
                return known
            sent = TransferBack.objects.filter(reference=reference).exclude(status=TransferStatus.FAILED)
            left = sum(line.amount for line in lines) - int(sent.aggregate(units=Sum("amount"))["units"] or 0)
            source = next((line for line in lines if line.sealed_account), None)
            if source is None:
                raise Declined("unknown_account")
            if to_minor(amount) > left or source.currency != amount.currency.code:
                raise Declined("insufficient_credit")
            row = TransferBack(
                key=key, order=f"new{key}"[:35], reference=reference, line=source, currency=source.currency,
                amount=to_minor(amount), ordered_at=now(),
            )  # fmt: skip
            row.save()
            row.order = f"RB{row.pk:08d}"
            row.save(update_fields=["order"])
            return row.order

    def sent_back(self, key: str) -> str | None:
        """The order that was given with this key; None where there is none, or the bank refused it."""
        rows = TransferBack.objects.filter(key=key).exclude(status=TransferStatus.FAILED)
        return rows.values_list("order", flat=True).first()


def send_waiting(*, at: datetime, limit: int = 200) -> int:
    """Hand every ordered transfer back to the bank, each in a file of its own; how many it took. Safe to repeat."""
    taken = 0
    waiting = TransferBack.objects.select_related("line").filter(status=TransferStatus.ORDERED).order_by("pk")[:limit]
    for order in waiting:
        status, problem = _send(order, at=at)
        with transaction.atomic():
            TransferBack.objects.filter(pk=order.pk, status=TransferStatus.ORDERED).update(
                status=status, problem=problem[:200]
            )
            if status == TransferStatus.FAILED:
                payments.refund_bounced("bank", key=order.key, reference=order.order, at=at)
        taken += status == TransferStatus.SENT
    return taken


def _send(order: TransferBack, *, at: datetime) -> tuple[TransferStatus, str]:
    from ..bank import pain001, pain002

    try:
        account = _account(order)
        file = pain001.written(
            [PayoutOrder(order.order, account, order.money, f"Refund {order.reference}")],
            scheme=accounts.scheme_of(accounts.checked(account)),
            message_id=order.order,
            execute_on=at.date(),
            house=_house(order.currency),
            at=at,
        )
        answer = bank().upload(file.encode(), message_id=order.order)
        said = pain002.read(answer) if answer else None
        if said is not None and not said.reason.startswith("DU"):
            if order.order in said.refused:
                return TransferStatus.FAILED, said.refused[order.order]
            if not said.accepted:
                return TransferStatus.FAILED, said.reason
    except (InvalidInput, Unreadable, BankRefused) as refusal:
        return TransferStatus.FAILED, str(refusal)
    except BankUnavailable as failure:
        return TransferStatus.ORDERED, str(failure)
    return TransferStatus.SENT, ""


def _account(order: TransferBack) -> AccountDetails:
    number = unseal(order.line.sealed_account)
    return AccountDetails(order.line.counterparty[:70] or "Buyer", number[:2], order.currency, iban=number)


def _house(currency: str) -> AccountDetails:
    iban = settings.BANK["iban_by_currency"][currency]
    return AccountDetails(settings.BANK["beneficiary"], iban[:2], currency, iban=iban, bic=settings.BANK["bic"])


def _came(line: StatementLine) -> BankEntry:
    return BankEntry(f"{line.account}:{line.entry_ref}", line.matched_to, line.money, _instant(line.booked_on))


def _booked(line: StatementLine, order: TransferBack) -> BankEntry:
    name = f"{line.account}:{line.entry_ref}"
    return BankEntry(name, order.reference, line.money, _instant(line.booked_on), order.key)


def _went(order: TransferBack) -> BankEntry:
    return BankEntry(order.order, order.reference, -order.money, order.ordered_at, order.key)


def _instant(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)
