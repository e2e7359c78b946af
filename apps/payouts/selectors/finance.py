"""Payouts · the figures of the finance page: balances, ages, health of gateways · public schema."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Avg, Count, F, Max, Min, Q
from djmoney.money import Money

from apps.common.money import zero
from apps.ledger import selectors as ledger
from apps.ledger.types import AccountCode
from apps.payments import selectors as payments
from apps.payments.types import OperationKind, OperationState

from ..models import Payout
from ..rules.cycles import AGES, ageing
from ..types import PayoutStatus

WEEK = timedelta(days=7)
SHOWN = {
    "cash": (AccountCode.CASH, 1),
    "clearing": (AccountCode.PSP_CLEARING, 1),
    "payable": (AccountCode.VENDOR_PAYABLE, -1),
    "reserve": (AccountCode.VENDOR_RESERVE, -1),
    "under_way": (AccountCode.PAYOUT_CLEARING, -1),
    "suspense": (AccountCode.SUSPENSE, 1),
}


@dataclass(frozen=True)
class CurrencyFigures:
    """What stands in one currency; what is owed to others is positive too."""

    currency: str
    cash: Money
    clearing: Money
    payable: Money
    reserve: Money
    under_way: Money
    suspense: Money
    by_gateway: dict[str, Money] = field(default_factory=dict)


@dataclass(frozen=True)
class GatewayHealth:
    """How a gateway has fared in a week. `rate`: authorised of all that came to an end, a fraction or None."""

    gateway: str
    authorised: int
    refused: int
    unknown: int
    oldest_unknown: datetime | None
    callback_lag: timedelta | None
    longest_lag: timedelta | None
    waiting_callbacks: int

    @property
    def rate(self) -> float | None:
        done = self.authorised + self.refused
        return self.authorised / done if done else None


def by_currency() -> list[CurrencyFigures]:
    """What stands on the accounts that finance looks at, by currency. One query."""
    sums: dict[str, dict[str, Money]] = defaultdict(dict)
    gateways: dict[str, dict[str, Money]] = defaultdict(dict)
    names = {code: name for name, (code, _) in SHOWN.items()}
    for account in ledger.balances():
        name = names.get(account.code)
        if name is None:
            continue
        currency = account.balance.currency.code
        amount = account.balance * SHOWN[name][1]
        sums[currency][name] = sums[currency].get(name, zero(currency)) + amount
        if account.code is AccountCode.PSP_CLEARING and account.balance.amount:
            gateways[currency][account.detail] = account.balance
    return [
        CurrencyFigures(
            currency,
            **{name: sums[currency].get(name, zero(currency)) for name in SHOWN},
            by_gateway=gateways[currency],
        )
        for currency in sorted(sums)
    ]


def payout_ages(*, at: datetime) -> dict[str, dict[str, int]]:
    """How many payouts wait in each state for how many days: state → bucket → count."""
    waiting = (PayoutStatus.DRAFT, PayoutStatus.APPROVED, PayoutStatus.SENT)
    counted: dict[str, Counter[str]] = {status: Counter() for status in waiting}
    for status, since in Payout.objects.filter(status__in=waiting).values_list("status", "made_at"):
        counted[status][ageing((at - since).days)] += 1
    return {status: {bucket: counted[status][bucket] for bucket in AGES} for status in waiting}


def gateway_health(*, at: datetime) -> list[GatewayHealth]:
    """How each gateway has fared in the last week. Three queries."""
    done = (
        payments.operations()
        .filter(requested_at__gte=at - WEEK)
        .order_by()
        .values("attempt__gateway")
        .annotate(
            authorised=Count("pk", filter=Q(kind=OperationKind.AUTHORISE, state=OperationState.SUCCEEDED)),
            refused=Count("pk", filter=Q(kind=OperationKind.AUTHORISE, state=OperationState.FAILED)),
            unknown=Count("pk", filter=Q(state=OperationState.UNKNOWN)),
            oldest=Min("requested_at", filter=Q(state=OperationState.UNKNOWN)),
        )
    )
    lags: dict[str, Any] = {
        row["gateway"]: row
        for row in payments.callbacks()
        .filter(received_at__gte=at - WEEK)
        .order_by()
        .values("gateway")
        .annotate(
            mean=Avg(F("handled_at") - F("received_at")),
            longest=Max(F("handled_at") - F("received_at")),
            waiting=Count("pk", filter=Q(handled_at__isnull=True)),
        )
    }
    nothing: dict[str, Any] = {"mean": None, "longest": None, "waiting": 0}
    return [
        GatewayHealth(
            gateway=row["attempt__gateway"],
            authorised=row["authorised"],
            refused=row["refused"],
            unknown=row["unknown"],
            oldest_unknown=row["oldest"],
            callback_lag=lags.get(row["attempt__gateway"], nothing)["mean"],
            longest_lag=lags.get(row["attempt__gateway"], nothing)["longest"],
            waiting_callbacks=lags.get(row["attempt__gateway"], nothing)["waiting"],
        )
        for row in sorted(done, key=lambda one: one["attempt__gateway"])
    ]
