"""Customs · what a person may buy by retail import, and patterns of orders that look made up: pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ..types.ceb import CebMessage, Finding, Limits, MatchCode, MessageKind
from .matching_fields import number
from .matching_rules import data

K = MessageKind


def value_of(order: CebMessage) -> Decimal:
    """What counts against the limits: goods and freight, without tax, in CNY."""
    return number(order.head, "goodsValue") + number(order.head, "freight")


def within_limits(papers: Mapping[MessageKind, CebMessage], limits: Limits) -> tuple[list[Finding], list[str]]:
    """What is above a limit or not on the list, and flags for a person.

    One piece alone may cost more than the limit of a transaction while the year's is kept; it then owes duty
    and tax in full, and is flagged. The year's sum is only what was bought here: that is flagged too.
    """
    findings: list[Finding] = []
    flags = ["annual_is_lower_bound"] if limits.annual is not None else ["limits_unknown"]
    if limits.listed is None:
        flags.append("positive_list_unknown")
    order, declared = papers.get(K.ORDER), papers.get(K.LIST)
    if order:
        value = value_of(order)
        pieces = sum((number(line, "qty") for line in order.lines), Decimal(0))
        if limits.single is not None and value > limits.single:
            if pieces > 1:
                findings.append(_above("single_limit", value, limits.single))
            else:
                flags.append("one_piece_above_limit")
        if limits.annual is not None and value + limits.bought_before > limits.annual:
            findings.append(_above("annual_limit", value + limits.bought_before, limits.annual))
    if declared and limits.listed is not None:
        for line in declared.lines:
            code = line.get("gcode", "")
            if not code.startswith(tuple(limits.listed)):
                findings.append(Finding(MatchCode.MISMATCH, K.LIST, f"{line.get('gnum', '')}.gcode", code, "listed"))
    return findings, flags


def _above(name: str, found: Decimal, limit: Decimal) -> Finding:
    return Finding(MatchCode.MISMATCH, K.ORDER, name, format(found, "f"), format(limit, "f"))


@dataclass(frozen=True)
class Purchase:
    """What patterns are looked for in: who bought, where it goes, on which day in China."""

    buyer: str
    address: str
    phone: str
    day: date


def patterns(purchase: Purchase, others: Iterable[Purchase]) -> list[str]:
    """Codes of patterns that a purchase is part of: many buyers at one address or phone, many orders in one day.

    Nothing is refused for them: a person looks. The thresholds are ours.
    """
    rules = data()["patterns"]
    near = [one for one in others if abs((one.day - purchase.day).days) <= rules["days"]]
    buyers: dict[tuple[str, str], set[str]] = defaultdict(set)
    days: Counter[tuple[str, date]] = Counter()
    for one in (*near, purchase):
        buyers["address", _plain(one.address)].add(one.buyer)
        buyers["phone", _plain(one.phone)].add(one.buyer)
        days[one.buyer, one.day] += 1
    found = []
    if purchase.address and len(buyers["address", _plain(purchase.address)]) >= rules["buyers_at_one_address"]:
        found.append("brush_address")
    if purchase.phone and len(buyers["phone", _plain(purchase.phone)]) >= rules["buyers_with_one_phone"]:
        found.append("brush_phone")
    if days[purchase.buyer, purchase.day] >= rules["orders_of_one_buyer_a_day"]:
        found.append("brush_buyer")
    return found


def _plain(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
