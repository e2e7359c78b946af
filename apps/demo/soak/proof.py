"""Demo · what must hold when the soak has come to rest: books, providers and bank say the same to the minor unit."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal
from typing import Any

from django.db.models import F, Sum
from djmoney.money import Money

from apps.checkout.models import Refund
from apps.common.money import from_minor, to_minor
from apps.credits import selectors as credits
from apps.ledger import selectors as ledger
from apps.ledger.types import AccountCode
from apps.outbox.models import OutboxEvent
from apps.payments import selectors as payments
from apps.payments.rules import OPEN_OPERATIONS
from apps.payments.types import OperationKind, OperationState
from apps.payouts import selectors as payouts

from . import receivables, sandbox
from .findings import Finding

POSTED = {
    OperationKind.CAPTURE: "capture", OperationKind.REFUND: "refund", OperationKind.REFUND_BOUNCED: "refund",
    OperationKind.DISPUTE: "dispute_opened", OperationKind.DISPUTE_WON: "dispute_won",
    OperationKind.DISPUTE_LOST: "dispute_lost",
}  # fmt: skip
OF_OPERATIONS = [*dict.fromkeys(POSTED.values())]
OF_REFUNDS = ("return", "goodwill")
PROVIDERS = ("stripe", "alipay", "wechat")


def findings() -> list[Finding]:
    """Every comparison."""
    return [
        *_balanced(), *_journals(), *receivables.findings(), *_credit(), *_providers(), *_bank(), *_explained(),
    ]  # fmt: skip


def _balanced() -> list[Finding]:
    return [Finding(f"trial balance {row.currency}", str(row.debit), str(row.credit)) for row in ledger.trial_balance()]


def _journals() -> list[Finding]:
    done = payments.operations().filter(state=OperationState.SUCCEEDED, kind__in=list(POSTED)).order_by()
    wanted = {f"{POSTED[OperationKind(kind)]}:{public_id}" for kind, public_id in done.values_list("kind", "public_id")}
    posted = ledger.journals().filter(kind__in=OF_OPERATIONS).exclude(idempotency_key__endswith=":absorbed")
    keys = Counter(posted.order_by().values_list("idempotency_key", flat=True))
    refunds = Refund.objects.filter(status__in=receivables.CARRIED_OUT).order_by()
    given = {f"{kind}:{public_id}" for public_id in refunds.values_list("public_id", flat=True) for kind in OF_REFUNDS}
    booked = ledger.journals().filter(kind__in=OF_REFUNDS).order_by().values_list("idempotency_key", flat=True)
    open_ones = payments.operations().filter(state__in=OPEN_OPERATIONS).exclude(kind=OperationKind.AUTHORISE).count()
    return [
        Finding("operations, and their journals", str(len(wanted)), str(keys.total())),
        Finding("operations without exactly one", str(sum(keys[key] != 1 for key in wanted)), "0"),
        Finding("refunds, and their journals", str(refunds.count()), str(sum(key in given for key in booked))),
        Finding("operations that are open or unknown", str(open_ones), "0"),
        Finding("news that nobody could take in", _unsent(), "none"),
    ]


def _unsent() -> str:
    """What the outbox holds: how many, and the first one's trouble."""
    waiting = OutboxEvent.objects.filter(sent_at__isnull=True).order_by("pk")
    first = waiting.first()
    return f"{waiting.count()}: {first.topic} {first.last_error[:100]}" if first else "none"


def _credit() -> list[Finding]:
    """What buyers may spend, in the books and on their balances; entries and holds agree with these."""
    owed = {one.currency: one.total for one in credits.owed()}
    books = {
        one.balance.currency.code: -one.balance for one in ledger.balances() if one.code is AccountCode.STORE_CREDIT
    }
    return [
        *(
            Finding(f"store credit {code}: books, balances", str(books.get(code, owed[code] * 0)), str(owed[code]))
            for code in sorted(owed)
        ),
        Finding("balances, entries or holds that differ", str(len(credits.faults())), "0"),
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
