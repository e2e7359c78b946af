"""Payments · which gateway carries which way to pay."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from apps.payments.types import PaymentMethod

from .counter import CounterGateway
from .noop import NoopGateway
from .port import Gateway
from .stripe import StripeGateway

_CARRIES = {PaymentMethod.ALIPAY: "alipay", PaymentMethod.WECHAT_PAY: "wechat", PaymentMethod.BANK_TRANSFER: "bank",
            PaymentMethod.COUNTER: CounterGateway.name}  # fmt: skip


def default_gateway() -> str:
    """The gateway that payments by card go to: the setting PAYMENT_GATEWAY, else Stripe."""
    return str(getattr(settings, "PAYMENT_GATEWAY", "stripe"))


def gateway_of(method: PaymentMethod) -> str:
    """The name of the gateway that carries a way to pay, whether it is switched on or not."""
    return _CARRIES.get(method) or default_gateway()


def is_on(name: str) -> bool:
    """Whether new payments may go to a gateway: the setting PAYMENT_GATEWAYS, and the one of cards."""
    return name == default_gateway() or name in getattr(settings, "PAYMENT_GATEWAYS", ())


def gateway(name: str) -> Gateway:
    """The gateway of that name, switched on or not, as the settings have it now.

    Raises:
        LookupError: there is none, or its account is not set.
    """
    if name == NoopGateway.name:
        return NoopGateway()
    if name == CounterGateway.name:
        return CounterGateway()
    if name not in _BUILT:
        raise LookupError(f"No payment gateway is named {name}.")
    options: dict[str, Any] = getattr(settings, name.upper())
    kept = _kept.get(name)
    if kept is None or kept[0] != options:
        kept = _kept[name] = (dict(options), _BUILT[name](options))
    return kept[1]


# What was built, with the settings that it was built from: reading keys takes a while.
_kept: dict[str, tuple[dict[str, Any], Gateway]] = {}


def _stripe(given: dict[str, Any]) -> Gateway:
    return StripeGateway(
        secret_key=given["secret_key"],
        webhook_secret=given["webhook_secret"],
        api_base=given["api_base"],
        timeout_s=given["timeout_s"],
    )


def _alipay(given: dict[str, Any]) -> Gateway:
    from .alipay import AlipayGateway
    from .alipay_client import AlipayKeys

    keys = AlipayKeys(**_account("ALIPAY", given, AlipayKeys))
    return AlipayGateway(
        keys, gateway_url=given["gateway_url"], timeout_s=given["timeout_s"], on_desk=given.get("on_desk", "qr")
    )


def _wechat(given: dict[str, Any]) -> Gateway:
    from .wechat import WeChatGateway
    from .wechat_client import WeChatKeys
    from .wechat_payer import WeChatAccount

    keys, account = WeChatKeys(**_account("WECHAT", given, WeChatKeys)), None
    if given["app_secret"]:
        account = WeChatAccount(
            given["app_id"], given["app_secret"], given["account_page_base"], given["account_api_base"]
        )
    return WeChatGateway(
        keys,
        api_base=given["api_base"],
        timeout_s=given["timeout_s"],
        account=account,
        stand_in=given["stand_in"],
    )


def _bank(given: dict[str, Any]) -> Gateway:
    from .bank import BankAccounts, BankGateway

    accounts = BankAccounts(**_account("BANK", given, BankAccounts))
    return BankGateway(accounts, import_string(given["book"])())


def _account(setting: str, given: dict[str, Any], shape: type) -> dict[str, Any]:
    found = {field.name: given.get(field.name) for field in fields(shape)}
    missing = [name for name, value in found.items() if not value]
    if missing:
        raise LookupError(f"{setting} is not set: {', '.join(missing)} is missing.")
    return found


# An adapter and its SDK are loaded when they are first asked for.
_BUILT: dict[str, Callable[[dict[str, Any]], Gateway]] = {
    "stripe": _stripe,
    "alipay": _alipay,
    "wechat": _wechat,
    "bank": _bank,
}
