"""Payments · where a way to pay is offered, and what an act makes of a payment."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from djmoney.money import Money

from apps.payments import rules
from apps.payments.rules import MethodTerms, Sums, why_not_offered
from apps.payments.types import Audience, OperationKind, PaymentMethod

CNY = Money(Decimal("100.00"), "CNY")
ALIPAY = PaymentMethod.ALIPAY


@pytest.mark.parametrize(
    ("terms", "country", "is_company", "why"),
    [
        (MethodTerms(ALIPAY), "DE", False, ""),
        (MethodTerms(ALIPAY, is_on=False), "CN", False, "switched_off"),
        (MethodTerms(ALIPAY, countries=frozenset({"CN"})), "DE", False, "country"),
        (MethodTerms(ALIPAY, countries=frozenset({"CN"})), "CN", False, ""),
        (MethodTerms(ALIPAY, currencies=frozenset({"EUR"})), "CN", False, "currency"),
        (MethodTerms(ALIPAY, audience=Audience.COMPANIES), "CN", False, "for_companies"),
        (MethodTerms(ALIPAY, audience=Audience.COMPANIES), "CN", True, ""),
        (MethodTerms(ALIPAY, audience=Audience.PEOPLE), "CN", True, "for_people"),
        (MethodTerms(ALIPAY, smallest={"CNY": Decimal("100.01")}), "CN", False, "below_smallest"),
        (MethodTerms(ALIPAY, smallest={"CNY": Decimal("100.00")}), "CN", False, ""),
        (MethodTerms(ALIPAY, largest={"CNY": Decimal("99.99")}), "CN", False, "above_largest"),
        (MethodTerms(ALIPAY, smallest={"EUR": Decimal(1000)}), "CN", False, ""),
    ],
)
def test_terms_say_why_a_way_is_not_offered(terms: MethodTerms, country: str, is_company: bool, why: str) -> None:
    assert why_not_offered(terms, CNY, country=country, is_company=is_company) == why


@pytest.mark.parametrize("said", [{"EUR": "much"}, {"EUR": "-1"}, {"EUR": "0"}, {"EUR": "NaN"}, {"EUR": "Infinity"}])
def test_a_bound_is_a_positive_amount(said: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"bound"):
        rules.bounds(said)


@pytest.mark.parametrize(
    ("kind", "sums", "event"),
    [
        (OperationKind.CAPTURE, Sums(authorised=10, captured=4), "capture_part"),
        (OperationKind.CAPTURE, Sums(authorised=10, captured=10), "capture"),
        (OperationKind.CAPTURE, Sums(authorised=10, captured=4, voided=6), "capture"),
        (OperationKind.VOID, Sums(authorised=10, voided=10), "void"),
        (OperationKind.REFUND, Sums(authorised=10, captured=10, refunded=10), ""),
    ],
)
def test_an_act_moves_its_payment(kind: OperationKind, sums: Sums, event: str) -> None:
    assert rules.move_after(kind, sums) == event


@pytest.mark.parametrize(("minutes", "seconds"), [(0, 10), (4, 60), (60, 900), (10_000, 1800)])
def test_the_older_a_page_the_rarer_it_is_asked_about_however_often_somebody_looked(minutes: int, seconds: int) -> None:
    assert rules.look_after(timedelta(minutes=minutes)) == timedelta(seconds=seconds)
