"""Customs · which fields of the documents have to say the same, and what has to add up: pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation

from ..types.ceb import CebMessage, Finding, Flow, MatchCode, MessageKind

K = MessageKind
Papers = Mapping[MessageKind, CebMessage]
CNY = "142"
DECLARED = "2"
_TRADERS = ("ebpCode", "ebpName", "ebcCode", "ebcName")
_CARRIAGE = ("logisticsCode", "logisticsName", "logisticsNo", "freight", "insuredFee", "packNo")
# (one document, its field, the other document, its field)
Pair = tuple[MessageKind, str, MessageKind, str]


def _pairs(one: MessageKind, other: MessageKind, *names: str | tuple[str, str]) -> list[Pair]:
    both = [(name, name) if isinstance(name, str) else name for name in names]
    return [(one, mine, other, theirs) for mine, theirs in both]


_SAME: dict[Flow, list[Pair]] = {
    Flow.IMPORT: [
        *_pairs(K.ORDER, K.LIST, *_TRADERS, "orderNo", "buyerIdType", "buyerIdNumber", "buyerName", "buyerTelephone",
                "consigneeAddress", "currency"),
        *_pairs(K.PAYMENT, K.ORDER, "ebpCode", "ebpName", "orderNo", "currency", "payCode", "payName",
                "payTransactionId", ("amountPaid", "acturalPaid"), ("payerName", "buyerName"),
                ("payerIdType", "buyerIdType"), ("payerIdNumber", "buyerIdNumber")),
        *_pairs(K.WAYBILL, K.ORDER, "orderNo", "consignee", "consigneeTelephone", "consigneeAddress"),
        *_pairs(K.WAYBILL, K.LIST, *_CARRIAGE, "currency", ("weight", "grossWeight"), "billNo"),
    ],
    Flow.EXPORT: [
        *_pairs(K.ORDER, K.LIST, *_TRADERS, "orderNo"),
        *_pairs(K.PAYMENT, K.ORDER, *_TRADERS, "orderNo", "currency"),
        *_pairs(K.WAYBILL, K.LIST, *_CARRIAGE, "grossWeight", "ebcCode", "ebcName", ("currency", "fCurrency"),
                ("currency", "iCurrency")),
    ],
}  # fmt: skip
_OF_LINES = {
    Flow.IMPORT: (
        "itemNo",
        "itemName",
        "gmodel",
        "barCode",
        "unit",
        "qty",
        "price",
        "totalPrice",
        "currency",
        "country",
    ),
    Flow.EXPORT: ("itemNo", "itemName", "barCode", "unit", "qty", "price", "totalPrice", "currency"),
}
_OPTIONAL = frozenset({"payCode", "payName", "payTransactionId", "billNo"})
_NUMBERS = frozenset({"freight", "insuredFee", "packNo", "weight", "grossWeight", "amountPaid", "qty", "price",
                      "totalPrice"})  # fmt: skip
_FIGURES = _NUMBERS | {"goodsValue", "discount", "taxTotal", "acturalPaid", "charge", "netWeight"}
_SIGNS = {Flow.IMPORT: "I", Flow.EXPORT: "E"}


def comparisons(papers: Papers, flow: Flow) -> list[Finding]:
    """Every field that differs from its counterpart, every sum that does not come out; missing papers are skipped."""
    found = [
        _differs(one, name, papers[one].head, papers[other].head, their_name)
        for one, name, other, their_name in _SAME[flow]
        if one in papers and other in papers
    ]
    return [
        *filter(None, found),
        *_figures(papers),
        *_constants(papers, flow),
        *_lines(papers, flow),
        *_sums(papers, flow),
    ]


def number(values: Mapping[str, str], name: str) -> Decimal:
    """A figure; zero where it is left out, or is none: `_figures` tells of that."""
    try:
        return Decimal(values.get(name) or 0)
    except InvalidOperation:
        return Decimal(0)


def _differs(
    kind: str, name: str, mine: Mapping[str, str], theirs: Mapping[str, str], their_name: str
) -> Finding | None:
    left, right = mine.get(name, ""), theirs.get(their_name, "")
    if name in _OPTIONAL and not (left and right):
        return None
    if name == "orderNo" and kind == K.WAYBILL and not left:
        return None
    is_same = number(mine, name) == number(theirs, their_name) if name in _NUMBERS and left and right else left == right
    return None if is_same else Finding(MatchCode.MISMATCH, kind, name, left, right)


def _figures(papers: Papers) -> Iterator[Finding]:
    """What should be a figure and is none."""
    for kind, paper in papers.items():
        for values in (paper.head, *paper.lines):
            for name in sorted(_FIGURES & set(values)):
                if not re.fullmatch(r"\d+(\.\d+)?", values[name]):
                    yield Finding(MatchCode.MISMATCH, kind, name, values[name], "0.00")


def _constants(papers: Papers, flow: Flow) -> Iterator[Finding]:
    """What is the same in every matched set: it is declared, its direction, and for imports the yuan."""
    for kind, paper in papers.items():
        yield from _is(kind, "appStatus", paper.head, DECLARED)
        if flow is Flow.IMPORT:
            yield from _is(kind, "currency", paper.head, CNY)
    if K.ORDER in papers:
        yield from _is(K.ORDER, "orderType", papers[K.ORDER].head, _SIGNS[flow])
    if K.LIST in papers:
        yield from _is(K.LIST, "ieFlag", papers[K.LIST].head, _SIGNS[flow])


def _is(kind: str, name: str, values: Mapping[str, str], wanted: str) -> Iterator[Finding]:
    if values.get(name, "") != wanted:
        yield Finding(MatchCode.MISMATCH, kind, name, values.get(name, ""), wanted)


def _lines(papers: Papers, flow: Flow) -> Iterator[Finding]:
    if K.ORDER not in papers or K.LIST not in papers:
        return
    ordered, declared = (_by_number(papers[kind].lines) for kind in (K.ORDER, K.LIST))
    for position in sorted(set(ordered) ^ set(declared)):
        yield Finding(MatchCode.MISMATCH, K.LIST, "gnum", position if position in declared else "", position)
    if len(papers[K.ORDER].lines) != len(papers[K.LIST].lines):
        counts = (str(len(papers[kind].lines)) for kind in (K.LIST, K.ORDER))
        yield Finding(MatchCode.MISMATCH, K.LIST, "lines", *counts)
    for position in sorted(set(ordered) & set(declared)):
        for name in _OF_LINES[flow]:
            differs = _differs(K.LIST, name, declared[position], ordered[position], name)
            if differs:
                yield Finding(MatchCode.MISMATCH, K.LIST, f"{position}.{name}", differs.found, differs.expected)


def _by_number(lines: Iterable[Mapping[str, str]]) -> dict[str, Mapping[str, str]]:
    return {line.get("gnum", ""): line for line in lines}


def _sums(papers: Papers, flow: Flow) -> Iterator[Finding]:
    order, declared = papers.get(K.ORDER), papers.get(K.LIST)
    for paper in filter(None, (order, declared)):
        for line in paper.lines:
            name = f"{line.get('gnum', '')}.totalPrice"
            yield from _adds_up(
                paper.kind, name, number(line, "totalPrice"), number(line, "qty") * number(line, "price")
            )
    if order:
        goods = sum((number(line, "totalPrice") for line in order.lines), Decimal(0))
        yield from _adds_up(K.ORDER, "goodsValue", number(order.head, "goodsValue"), goods)
        if flow is Flow.IMPORT:
            due = number(order.head, "goodsValue") + number(order.head, "freight") + number(order.head, "taxTotal")
            due -= number(order.head, "discount")
            yield from _adds_up(K.ORDER, "acturalPaid", number(order.head, "acturalPaid"), due)
    if order and declared:
        carriage = number(declared.head, "freight") + number(declared.head, "insuredFee")
        yield from _adds_up(K.ORDER, "freight", number(order.head, "freight"), carriage)
    if declared and number(declared.head, "netWeight") > number(declared.head, "grossWeight"):
        yield Finding(MatchCode.MISMATCH, K.LIST, "netWeight", declared.head.get("netWeight", ""),
                      declared.head.get("grossWeight", ""))  # fmt: skip
    if order and flow is Flow.EXPORT and K.PAYMENT in papers:
        paid = number(papers[K.PAYMENT].head, "charge")
        yield from _adds_up(K.PAYMENT, "charge", paid, number(order.head, "goodsValue") + number(order.head, "freight"))


def _adds_up(kind: str, name: str, found: Decimal, expected: Decimal) -> Iterator[Finding]:
    if found != expected:
        yield Finding(MatchCode.MISMATCH, kind, name, format(found, "f"), format(expected, "f"))
