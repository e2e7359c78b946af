"""Every provider: slow, down, gone after acting, lying. What may have happened is never taken for what has not."""

from __future__ import annotations

import socket
from collections.abc import Callable
from uuid import uuid4

import pytest

from apps.payments.errors import InvalidRequest, Unavailable, Unknown
from apps.payments.gateways.port import Gateway, RemoteStatus
from tests.integration.payments.contract.drivers import Driver
from tests.integration.sandbox.sandbox_world import SECRET_KEY, WEBHOOK_SECRET

CALLS = ("start", "query", "refund")


def call(driver: Driver, name: str, *, at: Gateway | None = None) -> None:
    """Carry out a call that would succeed."""
    gateway = at or driver.gateway
    if name == "start":
        gateway.start(uuid4(), driver.amount, driver.page(), key=f"{uuid4()}:authorise:0")
    elif name == "query":
        gateway.query(driver.open().started.reference)
    else:
        _, payment = driver.paid()
        gateway.refund(payment, driver.amount, key=f"{uuid4()}:refund:x")


@pytest.mark.parametrize("name", CALLS)
def test_an_answer_that_takes_too_long_is_unknown(remote: Driver, name: str) -> None:
    impatient = moved(remote, remote.program.url, timeout_s=0.2)
    remote.arm("slow", name, ms=400)
    with pytest.raises(Unknown):
        call(remote, name, at=impatient)


def test_a_page_that_was_opened_without_an_answer_is_found_again(remote: Driver) -> None:
    intent, page, key = uuid4(), remote.page(), f"{uuid4()}:authorise:0"
    remote.arm("timeout_after_acting", "start")
    with pytest.raises(Unknown):
        remote.gateway.start(intent, remote.amount, page, key=key)
    started = remote.gateway.start(intent, remote.amount, page, key=key)
    assert remote.gateway.query(started.reference).our_reference == str(intent)


def test_a_refund_without_an_answer_is_found_by_its_key(remote: Driver) -> None:
    opened, payment = remote.paid()
    key = f"{uuid4()}:refund:x"
    remote.arm("timeout_after_acting", "refund")
    with pytest.raises(Unknown):
        remote.gateway.refund(payment, opened.amount, key=key)

    found = remote.gateway.query_refund(payment, key=key)

    assert found is not None
    assert remote.gateway.refund(payment, opened.amount, key=key) == found


def test_a_refund_that_did_not_arrive_is_not_there(remote: Driver) -> None:
    opened, payment = remote.paid()
    key = f"{uuid4()}:refund:x"
    remote.arm("down", "refund", refuse=True)
    with pytest.raises((Unknown, Unavailable)):
        remote.gateway.refund(payment, opened.amount, key=key)
    assert remote.gateway.query_refund(payment, key=key) is None


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("status", [502])
def test_a_provider_that_fails_may_have_acted(remote: Driver, name: str, status: int) -> None:
    remote.arm("down", name, status=status)
    with pytest.raises((Unknown, Unavailable)):
        call(remote, name)


@pytest.mark.parametrize("name", ["start", "query"])
def test_a_provider_that_nobody_reaches_has_not_acted(remote: Driver, name: str) -> None:
    reference = remote.open().started.reference
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        nowhere = moved(remote, f"http://127.0.0.1:{unused.getsockname()[1]}")
        with pytest.raises(Unavailable):
            if name == "start":
                call(remote, "start", at=nowhere)
            else:
                nowhere.query(reference)


def test_a_lie_about_the_sum_is_told_as_it_is_for_the_core_to_see(remote: Driver) -> None:
    opened = remote.open()
    remote.pay(opened)
    remote.arm("wrong_amount", "query", delta=-100)
    assert remote.gateway.query(opened.started.reference).amount != opened.amount
    assert remote.gateway.query(opened.started.reference).amount == opened.amount


@pytest.mark.parametrize("fault", ["tampered_answer", "unknown_serial", "wrong_merchant"])
def test_an_answer_that_is_forged_or_of_somebody_else_is_not_believed(signing: Driver, fault: str) -> None:
    opened = signing.open()
    signing.pay(opened)
    signing.arm(fault, "query")
    with pytest.raises(Unknown):
        signing.gateway.query(opened.started.reference)
    assert signing.gateway.query(opened.started.reference).status is RemoteStatus.CAPTURED


def test_keys_that_the_provider_does_not_know_open_nothing(at_sandbox: Callable[[str], Driver]) -> None:
    stripe = at_sandbox("stripe")
    with pytest.raises(InvalidRequest, match="credentials"):
        call(stripe, "start", at=stripe.of_another_merchant())
    wechat = at_sandbox("wechat")
    with pytest.raises(InvalidRequest):
        call(wechat, "start", at=wechat.of_another_merchant())


def moved(driver: Driver, address: str, *, timeout_s: float = 5) -> Gateway:
    """The gateway at another address, or with less patience."""
    from apps.payments.gateways.alipay import AlipayGateway
    from apps.payments.gateways.stripe import StripeGateway
    from apps.payments.gateways.wechat import WeChatGateway

    gateway = driver.gateway
    if isinstance(gateway, AlipayGateway):
        return AlipayGateway(gateway._keys, gateway_url=f"{address}/alipay/gateway.do", timeout_s=timeout_s)
    if isinstance(gateway, WeChatGateway):
        return WeChatGateway(gateway._keys, api_base=f"{address}/wechat", timeout_s=timeout_s)
    return StripeGateway(secret_key=SECRET_KEY, webhook_secret=WEBHOOK_SECRET, api_base=address, timeout_s=timeout_s)
