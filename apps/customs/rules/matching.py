"""Customs · order, payment and waybill against the declaration list: pure.

The verdict is a function of the set of messages: neither the order in which they came nor how
often one came changes it. Money is compared exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import pairwise

from ..types.ceb import CebMessage, Finding, Flow, Limits, MatchCode, MessageKind, Verdict
from .matching_fields import comparisons
from .matching_fold import Folded, fold
from .matching_limits import within_limits
from .matching_rules import rule_on

K, C = MessageKind, MatchCode
_STEPS = (K.ORDER, K.PAYMENT, K.WAYBILL)


def match(
    messages: Iterable[CebMessage], order_key: tuple[str, str], *, flow: Flow, as_of: date, limits: Limits | None = None
) -> Verdict:
    """What the documents of one order say together.

    `messages` may hold those of other orders: a document that two of them use is found so. `as_of` is the day
    in China that counts while there is no list; once there is one, its own does.
    """
    folded = fold(message for message in messages if message.flow is flow)
    papers, findings = _papers(folded, order_key)
    declared = papers.get(K.LIST)
    day = (_day(declared) if declared else None) or as_of
    rule = rule_on(flow, day)
    if rule is None:
        return Verdict(C.WAITING, (Finding(C.WAITING, "rule", "appTime", day.isoformat()),))
    findings += [Finding(C.WAITING, kind) for kind in sorted(rule.documents | {K.LIST}) if kind not in papers]
    findings += comparisons(papers, flow)
    findings += _times(papers)
    flags: list[str] = []
    if flow is Flow.IMPORT:
        too_much, flags = within_limits(papers, limits or Limits())
        findings += too_much
    code = next((code for code in C if any(one.code == code for one in findings)), C.MATCHED)
    return Verdict(code, tuple(sorted(set(findings))), tuple(sorted(flags)), rule.code, rule.documents)


def _papers(folded: Folded, order_key: tuple[str, str]) -> tuple[dict[MessageKind, CebMessage], list[Finding]]:
    """The document of each kind that belongs to an order, and those that are there or used twice."""
    found: dict[MessageKind, CebMessage] = {}
    findings: list[Finding] = []
    for kind in (K.ORDER, K.PAYMENT, K.LIST):
        _take(found, findings, kind, [one for one in folded.current if one.kind is kind and one.order_key == order_key])
    _take(found, findings, K.WAYBILL, list(_waybills(folded, order_key, found.get(K.LIST))))
    ours = {one.guid for one in found.values()}
    findings += [Finding(C.DUPLICATE, kind, "guid", guid) for kind, guid in folded.contradicted if guid in ours]
    for kind in (K.PAYMENT, K.WAYBILL):
        if kind in found:
            findings += _used_by_others(found[kind], folded, order_key)
    return found, findings


def _take(
    found: dict[MessageKind, CebMessage], findings: list[Finding], kind: MessageKind, some: list[CebMessage]
) -> None:
    if some:
        first, *others = sorted(some, key=lambda one: (one.head.get("appTime", ""), one.guid))
        found[kind] = first
        findings += [Finding(C.DUPLICATE, kind, "guid", other.guid, first.guid) for other in others]


def _waybills(folded: Folded, order_key: tuple[str, str], declared: CebMessage | None) -> Iterator[CebMessage]:
    """By the number that the list names; by the order's number, which waybills of imports bear, while there is none."""
    for one in folded.current:
        if one.kind is K.WAYBILL:
            if declared is None:
                if one.head.get("orderNo") == order_key[1]:
                    yield one
            elif one.own_key == (declared.head.get("logisticsCode"), declared.head.get("logisticsNo")):
                yield one


def _used_by_others(paper: CebMessage, folded: Folded, order_key: tuple[str, str]) -> Iterator[Finding]:
    for other in folded.current:
        if paper.kind is K.PAYMENT:
            is_same = other.kind is K.PAYMENT and other.own_key == paper.own_key
        else:
            named = (other.head.get("logisticsCode"), other.head.get("logisticsNo"))
            is_same = other.kind is K.LIST and named == paper.own_key
        if is_same and other.order_key != order_key:
            yield Finding(C.DUPLICATE, paper.kind, "orderNo", other.order_key[1], order_key[1])


def _times(papers: Mapping[MessageKind, CebMessage]) -> list[Finding]:
    """An order is stamped no later than its payment, and that no later than the waybill."""
    there = [papers[kind] for kind in _STEPS if kind in papers]
    return [
        Finding(C.LATE, earlier.kind, "appTime", earlier.head.get("appTime", ""), later.head.get("appTime", ""))
        for earlier, later in pairwise(there)
        if earlier.head.get("appTime", "") > later.head.get("appTime", "")
    ]


def _day(message: CebMessage) -> date | None:
    try:
        return date.fromisoformat(message.head.get("appTime", "")[:8])
    except ValueError:
        return None
