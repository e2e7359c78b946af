# ruff: noqa: F811
"""Twenty programs press «pay» with the same key at the same time."""

from __future__ import annotations

import threading
import time
from collections import Counter
from typing import Any

import pytest
from django.db import close_old_connections, connection

from apps.checkout.models import Purchase
from apps.payments.models import Attempt, Intent
from apps.payments.types import PaymentMethod
from apps.stock.models import Reservation
from tests.factories import checkout as make
from tests.factories.gateways import ScriptedGateway
from tests.integration.api.shopping import Shopper
from tests.integration.payments.conftest import Provider, _hook, _program, gateways, provider  # noqa: F401

PROGRAMS = 20


def pressed_at_once(shopper: Shopper, checkout: dict[str, Any], **more: Any) -> list[Any]:
    """The answers to twenty presses with one key."""
    answers: list[Any] = []
    gate = threading.Barrier(PROGRAMS)

    def press() -> None:
        program = Shopper()
        program.headers = dict(shopper.headers)
        gate.wait()
        try:
            while True:
                answer = program.pay(checkout, key="the-same", expect=None, **more)
                if answer.status_code != 409:
                    answers.append(answer)
                    return
                time.sleep(float(answer["Retry-After"]) / 10)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(PROGRAMS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    close_old_connections()
    return answers


def test_one_purchase_one_charge_and_identical_bytes(
    own_database: str, kiln: Any, loom: Any, at: Any, provider: Provider
) -> None:
    variants = [str(one) for vendor in (kiln, loom) for one in make.goods(vendor, at=at)]
    shopper = Shopper()
    checkout = shopper.ready(shopper.fill(*variants))
    answers = pressed_at_once(shopper, checkout)

    assert Counter(answer.status_code for answer in answers) == {201: PROGRAMS}
    assert len({answer.content for answer in answers}) == 1
    assert sum(answer.headers.get("Idempotent-Replayed") == "true" for answer in answers) == PROGRAMS - 1
    assert (Intent.objects.count(), Attempt.objects.count()) == (1, 1)
    assert Reservation.objects.filter(state="held").count() == 2
    provider.pay(answers[0].json()["url"])
    assert shopper.confirm(checkout)["outcome"] == "completed"
    assert Purchase.objects.count() == 1


@pytest.mark.parametrize("method", [PaymentMethod.ALIPAY, PaymentMethod.WECHAT_PAY, PaymentMethod.BANK_TRANSFER])
def test_so_it_is_with_every_way_to_pay(
    own_database: str, kiln: Any, at: Any, gateways: dict[PaymentMethod, ScriptedGateway], method: PaymentMethod
) -> None:
    shopper = Shopper()
    checkout = shopper.ready(shopper.fill(*(str(one) for one in make.goods(kiln, at=at))))

    answers = pressed_at_once(shopper, checkout, method=method.value)

    assert Counter(answer.status_code for answer in answers) == {201: PROGRAMS}
    assert len({answer.content for answer in answers}) == 1
    provider = gateways[method]
    assert (len(provider.payments), provider.count("start")) == (1, 1)
    assert Attempt.objects.get().method == method
    provider.pay(Attempt.objects.get().reference)
    assert shopper.confirm(checkout)["outcome"] == "completed"
    intent = Intent.objects.get()
    assert (intent.captured, Purchase.objects.count()) == (intent.amount, 1)
