"""Demo · what happened to money in a soak, counted in the books: what never happened has not been proven."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from django.db.models import Count, F, Q

from apps.checkout.models import PurchasePart, Refund
from apps.checkout.types.refunds import RefundKind, RefundStatus
from apps.credits.models import CreditEntry, StrandedRefund
from apps.credits.types import EntryKind
from apps.currencies.models import Conversion
from apps.payments.models import Attempt, Callback, Intent, Operation
from apps.payments.types import NOTHING_TO_PAY, AttemptStatus, OperationKind, OperationState
from apps.payouts import selectors as payouts
from apps.payouts.models import TransferBack
from apps.payouts.types import PayoutStatus, TransferStatus

from . import gifts

GATEWAYS = {"stripe": "card", "alipay": "Alipay", "wechat": "WeChat Pay", "bank": "transfer"}
REFUNDS = (RefundKind.WHOLE, RefundKind.LINES, RefundKind.AMOUNT, RefundKind.SHIPPING, RefundKind.GOODWILL,
           RefundKind.CHARGEBACK)  # fmt: skip
FAULTS = (
    "slow", "down", "timeout_after_acting", "wrong_amount", "tampered_answer", "unknown_serial", "duplicate_webhook",
    "out_of_order_webhooks", "tampered_webhook", "stale_webhook", "drop_webhook", "refund_fails", "payout_fails",
    "reject_payment", "return_payment",
)  # fmt: skip


def happened(faults: Mapping[str, int], rates_moved: int) -> dict[str, int]:
    """How often each thing happened that the soak is to try."""
    return {
        **_paid(), **_taken(), **_given_back(), **_credited(), **_disputed(), **_paid_out(), "rates moved": rates_moved,
        **{f"fault: {kind.replace('_', ' ')}": faults.get(kind, 0) for kind in FAULTS},
    }  # fmt: skip


def _paid() -> dict[str, int]:
    paid = Attempt.objects.filter(status=AttemptStatus.AUTHORISED).order_by()
    by_gateway = dict(paid.values_list("gateway").annotate(count=Count("pk")))
    split = PurchasePart.objects.values("purchase").annotate(count=Count("pk"))
    return {
        **{f"paid by {words}": by_gateway.get(gateway, 0) for gateway, words in GATEWAYS.items()},
        "paid for several sellers at once": split.filter(count__gt=1).order_by().count(),
        "paid too much by transfer": paid.filter(gateway="bank", received__gt=F("intent__amount")).count(),
        "messages of providers kept": Callback.objects.count(),
    }


def _taken() -> dict[str, int]:
    done = Operation.objects.filter(state=OperationState.SUCCEEDED).order_by()
    captures = done.filter(kind=OperationKind.CAPTURE).values("attempt").annotate(count=Count("pk"))
    in_parts = {row["attempt"] for row in captures if row["count"] > 1}
    released = done.filter(kind=OperationKind.VOID, attempt__operations__kind=OperationKind.CAPTURE)
    return {
        "taken in parts": len(in_parts),
        "taken in part, the rest released": released.values("attempt").distinct().count(),
    }


def _given_back() -> dict[str, int]:
    rows = Refund.objects.exclude(status__in=[RefundStatus.WAITING, RefundStatus.DECLINED])
    counts = Counter(rows.order_by().values_list("kind", flat=True))
    done = Operation.objects.filter(kind=OperationKind.REFUND).order_by()
    by_gateway = Counter(done.filter(state=OperationState.SUCCEEDED).values_list("attempt__gateway", flat=True))
    failed = Q(state=OperationState.FAILED)
    return {
        **{f"given back: {kind.label}": counts[kind] for kind in REFUNDS},
        **{f"refunds to {words}": by_gateway[gateway] for gateway, words in GATEWAYS.items()},
        "refunds agreed to by a second person": rows.filter(checked_by__isnull=False).count(),
        "refunds refused, or come back": done.filter(failed).count()
        + Operation.objects.filter(kind=OperationKind.REFUND_BOUNCED).count(),
        "refunds by transfer done": TransferBack.objects.filter(status=TransferStatus.DONE).count(),
    }


def _credited() -> dict[str, int]:
    counts = Counter(CreditEntry.objects.order_by().values_list("kind", flat=True))
    kinds = [kind for kind in EntryKind if kind is not EntryKind.EXPIRED]
    return {
        **{f"credit: {kind.label}": counts[kind] for kind in kinds},
        "paid by credit alone": Intent.objects.filter(gateway=NOTHING_TO_PAY).count(),
        "refunds to blocked cards settled": StrandedRefund.objects.filter(closed_at__isnull=False).count(),
        **gifts.happened(),
    }


def _disputed() -> dict[str, int]:
    kinds = {OperationKind.DISPUTE: "opened", OperationKind.DISPUTE_WON: "won", OperationKind.DISPUTE_LOST: "lost"}
    counts = Counter(Operation.objects.filter(kind__in=list(kinds)).order_by().values_list("kind", flat=True))
    return {f"disputes {words}": counts[kind] for kind, words in kinds.items()}


def _paid_out() -> dict[str, int]:
    counts = Counter(payouts.payouts().order_by().values_list("status", flat=True))
    wanted = (PayoutStatus.PAID, PayoutStatus.FAILED, PayoutStatus.RETURNED)
    return {
        **{f"payouts {status.value}": counts[status] for status in wanted},
        "payouts in another currency": Conversion.objects.filter(used_at__isnull=False).count(),
    }
