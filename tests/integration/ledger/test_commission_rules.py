"""Ledger · commission rules: what is found, and that two people agree on a change."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from djmoney.money import Money

from apps.accounts.models import User
from apps.common.ids import new_id
from apps.ledger import operations, selectors
from apps.ledger.errors import RuleChecked, RuleReplaced, SamePerson
from apps.ledger.models import CommissionRule
from apps.ledger.operations.commissions import RuleDraft
from apps.ledger.types import Bounds, SoldGoods, TaxTreatment

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 1)
OLD = date(2020, 1, 1)


@pytest.fixture
def people() -> list[int]:
    return [User.objects.create_user(f"{name}@staff.example", "x", is_staff=True).pk for name in ("ada", "ben")]


def proposed(by: int, **parts: Any) -> int:
    draft = RuleDraft(**({"rate": Decimal("0.05"), "valid_from": OLD, "position": 1} | parts))
    with transaction.atomic():
        return operations.propose_rule(draft, by=by)


def approved(people: list[int], at: datetime, **parts: Any) -> int:
    rule = proposed(people[0], **parts)
    with transaction.atomic():
        operations.approve_rule(rule, by=people[1], at=at)
    return rule


def rate_of(vendor: Any, **goods: Any) -> Decimal:
    sold = SoldGoods(goods.pop("product_id", new_id()), **goods)
    terms = selectors.sale_terms({vendor.pk: vendor.country}, market="DE", on=TODAY, goods={vendor.pk: [sold]})
    return terms[vendor.pk].of(sold.product_id).rate


def test_a_proposal_counts_for_nothing_until_another_person_has_checked_it(
    people: list[int], kiln: Any, at: datetime
) -> None:
    rule = proposed(people[0])
    assert rate_of(kiln) == Decimal("0.10")

    with pytest.raises(SamePerson), transaction.atomic():
        operations.approve_rule(rule, by=people[0], at=at)
    selectors.forget_terms()
    assert rate_of(kiln) == Decimal("0.10")

    with transaction.atomic():
        operations.approve_rule(rule, by=people[1], at=at)
    assert rate_of(kiln) == Decimal("0.05")


def test_the_database_itself_wants_two_people(people: list[int], at: datetime) -> None:
    rule = CommissionRule.objects.get(pk=proposed(people[0]))
    rule.checked_by_id, rule.checked_at = people[0], at
    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        rule.save()


def test_a_rule_that_counts_is_neither_approved_again_nor_withdrawn(people: list[int], at: datetime) -> None:
    rule = approved(people, at)
    for decide in (lambda: operations.approve_rule(rule, by=people[1], at=at), lambda: operations.withdraw_rule(rule)):
        with pytest.raises(RuleChecked), transaction.atomic():
            decide()
    assert CommissionRule.objects.filter(pk=rule).exists()


def test_a_replacement_takes_the_place_of_its_rule_when_it_is_checked(
    people: list[int], kiln: Any, at: datetime
) -> None:
    first = approved(people, at)
    second = proposed(people[0], rate=Decimal("0.07"), replaces=first)
    assert rate_of(kiln) == Decimal("0.05")
    with pytest.raises(RuleReplaced), transaction.atomic():
        operations.propose_rule(RuleDraft(rate=Decimal("0.08"), valid_from=OLD, replaces=first), by=people[1])

    with transaction.atomic():
        operations.approve_rule(second, by=people[1], at=at)

    assert rate_of(kiln) == Decimal("0.07")
    assert first not in [terms.rule_id for terms in selectors.commission_terms()]


def test_a_category_takes_in_those_below_it_and_a_product_stands_alone(
    people: list[int], kiln: Any, at: datetime
) -> None:
    product = new_id()
    approved(people, at, category="home", rate=Decimal("0.08"))
    approved(people, at, product_id=product, rate=Decimal("0.02"), position=0)

    assert selectors.asks_for_goods()
    assert rate_of(kiln, categories=("mugs", "home")) == Decimal("0.08")
    assert rate_of(kiln, categories=("toys",)) == Decimal("0.10")
    assert rate_of(kiln, product_id=product, categories=("mugs", "home")) == Decimal("0.02")


def test_floor_and_cap_are_read_exactly_for_the_currency_of_the_vendor(
    people: list[int], kiln: Any, at: datetime
) -> None:
    approved(people, at, bounds={"CNY": Bounds(Decimal("1.15"), Decimal("9.99")), "EUR": Bounds(None, Decimal(1))})
    terms = selectors.sale_terms({kiln.pk: "CN"}, market="DE", on=TODAY)[kiln.pk].commission

    assert [terms.of(Money(amount, "CNY")) for amount in ("0.50", "10.00", "100.00", "500.00")] == [
        Money(amount, "CNY") for amount in ("0.50", "1.15", "5.00", "9.99")
    ]
    assert terms.of(Money("500.00", "GBP")) == Money("25.00", "GBP")


def test_commission_is_taxed_at_home_reversed_within_the_union_and_untaxed_beyond() -> None:
    terms = selectors.sale_terms({1: "DE", 2: "LT", 3: "GB"}, market="DE", on=TODAY)
    assert [(terms[vendor].tax.treatment, terms[vendor].tax.rate) for vendor in (1, 2, 3)] == [
        (TaxTreatment.CHARGED, Decimal("0.19")),
        (TaxTreatment.REVERSE_CHARGE, Decimal(0)),
        (TaxTreatment.OUTSIDE_SCOPE, Decimal(0)),
    ]


def test_remembered_terms_cost_no_query(django_assert_num_queries: Any) -> None:
    assert CommissionRule.objects.exists()  # the connection stands
    with django_assert_num_queries(2):
        selectors.sale_terms({1: "DE"}, market="DE", on=TODAY)
    with django_assert_num_queries(0):
        selectors.sale_terms({2: "DE"}, market="DE", on=TODAY)
