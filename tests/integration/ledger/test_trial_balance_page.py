"""Ledger · the trial balance as staff read it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import RequestFactory
from django.urls import reverse
from djmoney.money import Money

from apps.common.admin import staff_site
from apps.ledger import operations
from apps.ledger.models import Account, CommissionRule
from apps.ledger.types import AccountCode, Entry, JournalKind, Leg

pytestmark = [pytest.mark.django_db, pytest.mark.urls("marketplace.urls.staff")]


def test_staff_read_debit_credit_and_difference_of_each_currency(at: datetime, admin_user: Any) -> None:
    money = Money(Decimal("1234.50"), "EUR")
    legs = (Leg(AccountCode.BUYER_RECEIVABLE, money), Leg(AccountCode.SUSPENSE, -money))
    operations.post(Entry(JournalKind.SALE, "k", legs), at=at)
    address = reverse("admin:ledger_trial_balance")
    assert address == "/admin/ledger/account/trial-balance/"
    request = RequestFactory().get(address)
    request.user = admin_user
    request.session = {}

    answer = staff_site._registry[Account].trial_balance(request)
    body = answer.rendered_content

    assert 'data-currency="EUR"' in body
    assert 'data-debit="1234.5' in body
    assert 'data-difference="0' in body


def test_a_rule_that_is_never_reached_is_flagged(admin_user: Any) -> None:
    CommissionRule.objects.create(position=2000, rate="0.05", valid_from="2010-01-01")
    page = staff_site._registry[CommissionRule]
    request = RequestFactory().get("/")
    request.user = admin_user
    reached = {rule.position: page.is_reached(rule) for rule in page.get_queryset(request)}
    assert reached == {1000: True, 2000: False}
