"""Customs · messages of China's cross-border system taken in and matched · vendor's schema."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from apps.common.transactions import transaction_required
from apps.customs import selectors
from apps.customs.documents import ceb_keeping
from apps.customs.documents.ceb_drawing import CHINA
from apps.customs.errors import NotMatched
from apps.customs.models import Declaration, Matching, TradeMessage
from apps.customs.rules.matching import match
from apps.customs.rules.matching_fold import fold
from apps.customs.rules.matching_limits import Purchase, patterns, value_of
from apps.customs.types.ceb import CebMessage, Flow, Limits, MatchCode, MessageKind, Verdict
from apps.tariffs import selectors as tariffs

RETAIL = "cn_cbec"
_NEAR = 2000


@transaction_required
def receive(message: CebMessage, *, at: datetime) -> bool:
    """Keep a message and draw anew what it has a say in; False where it is known already.

    Messages that share an order's, a payment's or a waybill's number wait for each other, so that
    the last one sees all the others, whichever comes first.
    """
    _serialise(message)
    code, number = _named(message)
    row, is_new = TradeMessage.objects.get_or_create(
        kind=message.kind, guid=message.guid, app_type=message.app_type,
        digest=ceb_keeping.digest_of(message),
        defaults={
            "flow": message.flow, "ebp_code": message.head.get("ebpCode", ""),
            "order_no": message.head.get("orderNo", ""), "own_code": code, "own_number": number,
            "buyer_ref": _buyer(message), "content": ceb_keeping.kept(message), "received_at": at,
        },
    )  # fmt: skip
    if is_new:
        for key in _affected(row):
            judge(key, flow=message.flow, at=at)
    return is_new


@transaction_required
def judge(order_key: tuple[str, str], *, flow: Flow, at: datetime) -> Verdict:
    """What the documents of an order say by all that is known now; kept with the order's matching."""
    pool = _pool(order_key[1], flow)
    limits, flags = Limits(), []
    order = next(
        (one for one in fold(pool).current if one.kind is MessageKind.ORDER and one.order_key == order_key), None
    )
    if flow is Flow.IMPORT and order is not None:
        limits = _limits(order, at)
        flags = patterns(_purchase(order, _buyer(order)), _others(order))
    verdict = match(pool, order_key, flow=flow, as_of=at.astimezone(CHINA).date(), limits=limits)
    verdict = replace(verdict, flags=tuple(sorted({*verdict.flags, *flags})))
    row = Matching.objects.select_for_update().filter(flow=flow, ebp_code=order_key[0], order_no=order_key[1]).first()
    row = row or Matching(flow=flow, ebp_code=order_key[0], order_no=order_key[1])
    if row.code != verdict.code:
        row.since = at
    row.code, row.rule, row.updated_at = verdict.code, verdict.rule, at
    row.findings, row.flags = [ceb_keeping.as_shown(one) for one in verdict.findings], list(verdict.flags)
    row.save()
    return verdict


def require_matched(row: Declaration, *, at: datetime) -> None:
    """Let a retail import into China be sent only where its documents agree, judged by what is known now.

    Raises:
        NotMatched: with what is missing or differs.
    """
    platform = settings.CUSTOMS_CHINA_PLATFORM
    if not platform or row.jurisdiction != "CN" or not row.scheme.startswith(RETAIL):
        return
    with transaction.atomic():
        verdict = judge((platform, selectors.trade_number(row)), flow=Flow.IMPORT, at=at)
    if verdict.code is not MatchCode.MATCHED:
        named = [" ".join(filter(None, (one.code, one.document, one.field))) for one in verdict.findings[:5]]
        raise NotMatched(findings="; ".join(named))


def _named(message: CebMessage) -> tuple[str, str]:
    """The number by which others are found: a payment's, a waybill's, and of a list the waybill that it names."""
    if message.kind is MessageKind.LIST:
        return message.head.get("logisticsCode", ""), message.head.get("logisticsNo", "")
    return ("", "") if message.kind is MessageKind.ORDER else message.own_key


def _serialise(message: CebMessage) -> None:
    keys = {f"order:{message.head.get('orderNo', '')}", f"number:{_named(message)[1]}"}
    numbers = sorted(int.from_bytes(hashlib.sha256(key.encode()).digest()[:7]) for key in keys if not key.endswith(":"))
    with connection.cursor() as cursor:
        for number in numbers:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def _affected(row: TradeMessage) -> list[tuple[str, str]]:
    """The orders whose verdict a message may change: its own, and those that use the same payment or waybill."""
    near = TradeMessage.objects.filter(flow=row.flow).exclude(ebp_code="")
    same = Q(pk=row.pk) | Q(order_no=row.order_no or None)
    if row.own_number:
        same |= Q(own_code=row.own_code, own_number=row.own_number)
    return sorted(set(near.filter(same).values_list("ebp_code", "order_no")))


def _pool(order_no: str, flow: Flow) -> list[CebMessage]:
    rows = TradeMessage.objects.filter(flow=flow)
    numbers = set(rows.filter(order_no=order_no).exclude(own_number="").values_list("own_number", flat=True))
    return [ceb_keeping.opened(one.content) for one in rows.filter(Q(order_no=order_no) | Q(own_number__in=numbers))]


def _limits(order: CebMessage, at: datetime) -> Limits:
    """The scheme's limits of the day, and what the same person bought before in the same year, as far as known."""
    day = at.astimezone(CHINA).date()
    regime = next(
        (one for one in tariffs.rules_for("CN", day).regimes if one.code == RETAIL and one.annual_limit), None
    )
    stamp = order.head["appTime"]
    known = fold(_orders(TradeMessage.objects.filter(buyer_ref=_buyer(order)))).current
    before = {
        one.order_key: value_of(one)
        for one in known
        if one.head["appTime"][:4] == stamp[:4]
        and (one.head["appTime"], one.order_key[1]) < (stamp, order.order_key[1])
    }
    return Limits(
        single=regime.threshold if regime else None, annual=regime.annual_limit if regime else None,
        bought_before=sum(before.values(), Decimal(0)),
        listed=frozenset(regime.included_prefixes) if regime and regime.included_prefixes else None,
    )  # fmt: skip


def _others(order: CebMessage) -> list[Purchase]:
    rows = list(_imported(TradeMessage.objects.exclude(order_no=order.order_key[1]).order_by("-pk")))
    buyers = {(one.guid, one.content["head"].get("appTime", "")): one.buyer_ref for one in rows}
    messages = fold(CebMessage.from_json(one.content) for one in rows).current
    return [_purchase(one, buyers[one.guid, one.head.get("appTime", "")]) for one in messages]


def _orders(rows: QuerySet[TradeMessage]) -> list[CebMessage]:
    """Orders, numbers of identity still sealed."""
    return [CebMessage.from_json(one.content) for one in _imported(rows)]


def _imported(rows: QuerySet[TradeMessage]) -> QuerySet[TradeMessage]:
    return rows.filter(kind=MessageKind.ORDER, flow=Flow.IMPORT)[:_NEAR]


def _purchase(order: CebMessage, buyer: str) -> Purchase:
    stamp = order.head["appTime"]
    day = datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=CHINA).date()
    return Purchase(buyer, order.head["consigneeAddress"], order.head["consigneeTelephone"], day)


def _buyer(message: CebMessage) -> str:
    return ceb_keeping.reference_of(message.head.get("buyerIdNumber", ""))
