"""Risk's tests pay at the no-op gateway and begin with rules as they are shipped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from apps.checkout import operations, selectors
from apps.checkout.operations import Device
from apps.checkout.types import PurchaseSummary
from apps.risk.models import Rule
from apps.risk.selectors import facts
from tests.factories import checkout as make

HOME = Device(ip="93.184.216.34", country="DE", name="session:one")


@pytest.fixture(autouse=True)
def _noop_gateway(settings: Any) -> Iterator[None]:
    settings.PAYMENT_GATEWAY = "noop"
    facts.forget()
    yield
    facts.forget()


@pytest.fixture
def rule(db: None, at: datetime) -> Callable[..., Rule]:
    """Puts one rule into force, alone: those that are shipped are gone."""

    def put(conditions: list[list[Any]], action: str, *, is_shadow: bool = False, name: str = "only") -> Rule:
        Rule.objects.all().delete()
        made = Rule.objects.create(
            name=name, title=name, conditions=conditions, action=action, weight=50, is_shadow=is_shadow, valid_from=at
        )
        facts.forget()
        return made

    return put


@pytest.fixture
def pressed(at: datetime) -> Callable[..., UUID]:
    """Fills in a checkout of these goods and presses the pay button; the session."""

    def press(variants: list[UUID], *, device: Device = HOME, quantity: int = 1) -> UUID:
        session, version = make.ready(make.cart(variants, at=at, quantity=quantity), at=at)
        operations.pay(
            selectors.session_for_payment(session), expected_version=version, back="http://portolan.localhost/back",
            device=device, by=make.BUYER, at=at,
        )  # fmt: skip
        return session

    return press


@pytest.fixture
def bought(pressed: Callable[..., UUID], at: datetime) -> Callable[..., PurchaseSummary]:
    """Presses the button, has the no-op gateway authorise, and completes the purchase."""

    def buy(variants: list[UUID], **how: Any) -> PurchaseSummary:
        session = pressed(variants, **how)
        settled = operations.settle(selectors.session_for_payment(session), by=make.BUYER, at=at)
        assert settled.purchase_id is not None
        return make.complete(session, at=at)

    return buy
