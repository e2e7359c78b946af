"""Payments · gateways are built from their settings, once."""

from __future__ import annotations

from typing import Any

import pytest

from apps.payments.gateways import registry
from apps.payments.gateways.noop import NoopGateway
from apps.payments.types import PaymentMethod


def test_a_gateway_is_built_once_while_its_settings_stay(settings: Any) -> None:
    first = registry.gateway("stripe")
    assert registry.gateway("stripe") is first
    settings.STRIPE = dict(settings.STRIPE)
    assert registry.gateway("stripe") is first

    settings.STRIPE = settings.STRIPE | {"secret_key": "sk_test_another"}
    assert registry.gateway("stripe") is not first


@pytest.mark.parametrize("name", ["alipay", "wechat", "bank"])
def test_a_gateway_without_its_account_is_not_there_and_says_what_is_missing(settings: Any, name: str) -> None:
    before = getattr(settings, name.upper())
    setattr(settings, name.upper(), {key: {} if isinstance(value, dict) else "" for key, value in before.items()})
    with pytest.raises(LookupError, match=f"{name.upper()} is not set: .+ is missing"):
        registry.gateway(name)


@pytest.mark.parametrize("name", ["", "history", "paypal", "STRIPE", "__class__"])
def test_a_gateway_that_nobody_wrote_is_not_there(name: str) -> None:
    with pytest.raises(LookupError, match="No payment gateway"):
        registry.gateway(name)


def test_each_way_to_pay_has_its_gateway_and_the_default_is_always_on(settings: Any) -> None:
    settings.PAYMENT_GATEWAY, settings.PAYMENT_GATEWAYS = "noop", ["wechat"]
    assert isinstance(registry.gateway("noop"), NoopGateway)
    assert [registry.gateway_of(method) for method in PaymentMethod] == ["noop", "alipay", "wechat", "bank", "counter"]
    assert [registry.is_on(name) for name in ("noop", "stripe", "alipay", "wechat")] == [True, False, False, True]
