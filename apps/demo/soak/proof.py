"""Demo · what must hold when the soak has come to rest: books, providers and bank say the same to the minor unit."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, Sum
from djmoney.money import Money

from apps.common.money import from_minor, to_minor
from apps.ledger import selectors as ledger
from apps.ledger.types import AccountCode
from apps.payments import selectors as payments
from apps.payments.types import OperationKind, OperationState
from apps.payouts import selectors as payouts

from . import sandbox

POSTED = {
    OperationKind.CAPTURE: "capture", OperationKind.REFUND: "refund", OperationKind.REFUND_BOUNCED: "refund",
    OperationKind.DISPUTE: "dispute_opened", OperationKind.DISPUTE_WON: "dispute_won",
    OperationKind.DISPUTE_LOST: "dispute_lost",
}  # fmt: skip
PROVIDERS = ("stripe", "alipay", "wechat")


@dataclass(frozen=True)
class Finding:
    """One comparison: what it is of, what each side says, whether they agree."""

    name: str
    ours: str
    theirs: str

    @property
    def holds(self) -> bool:
        return self.ours == self.theirs


def findings() -> list[Finding]:
    """Every comparison."""
    return [*_balanced(), *_journals(), *_providers(), *_bank(), *_explained()]


def _balanced() -> list[Finding]:
    return [Finding(f"trial balance {row.currency}", str(row.debit), str(row.credit)) for row in ledger.trial_balance()]


def _journals() -> list[Finding]:
    done = payments.operations().filter(state=OperationState.SUCCEEDED, kind__in=list(POSTED)).order_by()
    wanted = {f"{POSTED[OperationKind(kind)]}:{public_id}" for kind, public_id in done.values_list("kind", "public_id")}
    posted = list(ledger.journals().filter(idempotency_key__in=wanted).values_list("idempotency_key", flat=True))
    unknown = payments.operations().filter(state=OperationState.UNKNOWN).count()
    return [
        Finding("operations with exactly one journal", str(len(wanted)), str(len(posted))),
        Finding("operations whose outcome is unknown", str(unknown), "0"),
    ]


def _providers() -> list[Finding]:
    """Clearing in the books, the provider's report, and what the provider says its balance is."""
    books: dict[tuple[str, str], int] = defaultdict(int)
    for account in ledger.balances():
        if account.code is AccountCode.PSP_CLEARING and account.detail in PROVIDERS:
            books[account.detail, account.balance.currency.code] += to_minor(account.balance)
    told: dict[tuple[str, str], int] = defaultdict(int)
    rows = payouts.settlement_lines().order_by().values_list("gateway", "currency")
    for gateway, currency, units in rows.annotate(net=Sum(F("gross") - F("fee"))):
        told[gateway, currency] += int(units)
    says = _balances_there()
    return [
        Finding(
            f"{gateway} {currency}: books, {what}",
            str(from_minor(books[gateway, currency], currency)),
            str(from_minor(there.get((gateway, currency), 0), currency)),
        )
        for gateway, currency in sorted({*books, *told})
        for what, there in (("report", told), ("balance there", says))
    ]


def _balances_there() -> dict[tuple[str, str], int]:
    """What each provider says it owes us, in minor units."""
    state = sandbox.state()
    found = {
        ("stripe", code.upper()): to_minor(Money(Decimal(one["balance"]), code.upper()))
        for code, one in state["stripe"]["currencies"].items()
    }
    wallets = {(name, "CNY"): to_minor(Money(Decimal(state[name]["balance"]), "CNY")) for name in ("alipay", "wechat")}
    return found | wallets


def _bank() -> list[Finding]:
    books: dict[str, int] = defaultdict(int)
    for account in ledger.balances():
        if account.code is AccountCode.CASH:
            books[account.balance.currency.code] += to_minor(account.balance)
    bank: dict[str, Any] = sandbox.state()["bank"]["accounts"]
    told: dict[str, int] = {
        one["currency"]: to_minor(Money(Decimal(str(one["balance"])), one["currency"])) for one in bank.values()
    }
    return [
        Finding(
            f"bank {currency}: books and bank",
            str(from_minor(books[currency], currency).amount),
            str(from_minor(told.get(currency, 0), currency).amount),
        )
        for currency in sorted({*books, *told})
    ]


def _explained() -> list[Finding]:
    suspense = [
        str(one.balance) for one in ledger.balances() if one.code is AccountCode.SUSPENSE and one.balance.amount
    ]
    open_breaks = [f"{one.reason} {one.detail}" for one in payouts.open_breaks()]
    return [
        Finding("unexplained bank lines", str(payouts.unmatched_lines().count()), "0"),
        Finding("open differences", "; ".join(open_breaks[:5]) or "none", "none"),
        Finding("suspense", ", ".join(suspense) or "nothing", "nothing"),
    ]
