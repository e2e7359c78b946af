"""Tariffs, currencies, taxonomy, markets, reference · administration pages answer, and actions do what they say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.admin.sites import site
from django.contrib.auth import get_user_model
from django.contrib.messages.storage.base import BaseStorage
from django.test import RequestFactory

from apps.common.clock import now
from apps.currencies.models import ExchangeRate
from apps.currencies.types import RateStatus

pytestmark = [pytest.mark.django_db, pytest.mark.urls("marketplace.urls.staff")]
APPS = {"reference", "currencies", "taxonomy", "markets", "tariffs"}


class Messages(BaseStorage):
    def _get(self, *args, **kwargs):
        return [], True

    def _store(self, messages, response, *args, **kwargs):
        return []


@pytest.fixture
def request_of_staff():
    user = get_user_model()(email="staff@example.com", is_staff=True, is_superuser=True, is_active=True)
    user.save()
    request = RequestFactory().get("/admin/")
    request.user = user
    request._messages = Messages(request)
    return request


@pytest.mark.parametrize("model", [m for m in site._registry if m._meta.app_label in APPS], ids=lambda m: m.__name__)
def test_lists_answer_within_the_budget(model, request_of_staff, django_assert_max_num_queries):
    model.objects.exists()
    with django_assert_max_num_queries(12):
        response = site._registry[model].changelist_view(request_of_staff)
        response.render()
    assert response.status_code == 200


def test_the_action_confirms_waiting_rates_and_leaves_the_others(request_of_staff):
    waiting = ExchangeRate.objects.create(
        base="EUR", quote="USD", rate=Decimal(2), source="t", published_on=date(2026, 11, 20), fetched_at=now(),
        status=RateStatus.PENDING, jump=Decimal("0.7"),
    )  # fmt: skip
    rejected = ExchangeRate.objects.create(
        base="EUR", quote="USD", rate=Decimal(3), source="t", published_on=date(2026, 11, 19), fetched_at=now(),
        status=RateStatus.REJECTED,
    )  # fmt: skip
    admin = site._registry[ExchangeRate]
    admin.confirm(request_of_staff, ExchangeRate.objects.filter(pk__in=[waiting.pk, rejected.pk]))
    waiting.refresh_from_db(), rejected.refresh_from_db()
    assert (waiting.status, rejected.status) == (RateStatus.ACTIVE, RateStatus.REJECTED)
