"""What production refuses of payment gateways: only those that are switched on are looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.exceptions import ImproperlyConfigured

from . import environment as env
from . import payments

_HINT = "give it as a file, {name}_FILE=/run/secrets/…"


def problems(unfit: Callable[[str], bool]) -> Iterator[str]:
    """Each with its remedy; `unfit` says whether an address is no https address of another machine."""
    yield from _switched_on()
    yield from _stripe()
    on = env.words("PAYMENT_GATEWAYS", "stripe")
    if "alipay" in on:
        yield from _alipay()
    if "wechat" in on:
        yield from _wechat()
    if "bank" in on:
        yield from _bank()
    for name, default in (
        ("STRIPE_API_BASE", payments.STRIPE["api_base"]),
        ("ALIPAY_GATEWAY_URL", payments.ALIPAY["gateway_url"]),
        ("WECHAT_API_BASE", payments.WECHAT["api_base"]),
        ("WECHAT_ACCOUNT_PAGE_BASE", payments.WECHAT["account_page_base"]),
        ("WECHAT_ACCOUNT_API_BASE", payments.WECHAT["account_api_base"]),
        ("BANK_STATEMENTS_URL", ""),
    ):
        value = env.text(name, default)
        if value and not value.startswith("file:///") and unfit(value):
            yield f"{name}={value} is no https address of another machine: sandboxes are for demo and tests only."


def _switched_on() -> Iterator[str]:
    cards = env.text("PAYMENT_GATEWAY", "stripe")
    if cards != "stripe":
        yield f"PAYMENT_GATEWAY={cards} takes payments without money: it is for demos and benchmarks only."
    for word in env.words("PAYMENT_GATEWAYS", "stripe"):
        if word not in payments.KNOWN:
            yield f"PAYMENT_GATEWAYS: {word} is none of {', '.join(payments.KNOWN)}."


def _stripe() -> Iterator[str]:
    secret = env.text("STRIPE_SECRET_KEY", "")
    if not secret.startswith(("sk_", "rk_")):
        yield "STRIPE_SECRET_KEY must be the account's secret or restricted key (sk_… or rk_…)."
    elif secret[3:].startswith("test_") and not env.flag("STRIPE_TEST_MODE", default=False):
        yield "STRIPE_SECRET_KEY is a test key, which takes no money; STRIPE_TEST_MODE=yes says that this is meant."
    if not env.text("STRIPE_WEBHOOK_SECRET", "").startswith("whsec_"):
        yield "STRIPE_WEBHOOK_SECRET must be the endpoint's signing secret (whsec_…)."


def _alipay() -> Iterator[str]:
    yield from _missing("ALIPAY_APP_ID", "ALIPAY_SELLER_ID")
    yield from _no_private_key("ALIPAY_APP_PRIVATE_KEY")
    for name in ("ALIPAY_APP_CERT", "ALIPAY_PLATFORM_CERT", "ALIPAY_ROOT_CERT"):
        try:
            x509.load_pem_x509_certificates(env.text(name, "").encode())
        except ValueError:
            yield f"{name} is no certificate in PEM: {_HINT.format(name=name)}."


def _wechat() -> Iterator[str]:
    yield from _missing("WECHAT_APP_ID", "WECHAT_MERCHANT_ID", "WECHAT_MERCHANT_SERIAL")
    yield from _no_private_key("WECHAT_MERCHANT_PRIVATE_KEY")
    if len(env.text("WECHAT_API_KEY", "").encode()) != 32:
        yield "WECHAT_API_KEY must have 32 characters, as the merchant platform says."
    secret = env.text("WECHAT_APP_SECRET", "")
    if secret and len(secret) != 32:
        yield "WECHAT_APP_SECRET must be the official account's secret of 32 characters; leave it out without one."
    page = env.text("WECHAT_ACCOUNT_PAGE_BASE", payments.WECHAT["account_page_base"])
    if secret and page not in env.words("PAYMENT_PAGE_ORIGINS"):
        yield f"PAYMENT_PAGE_ORIGINS must name {page}: with WECHAT_APP_SECRET buyers are sent there."
    try:
        keys = payments.platform_keys(env.text("WECHAT_PLATFORM_KEYS", ""))
        for pem in keys.values():
            serialization.load_pem_public_key(pem.encode())
    except (ValueError, ImproperlyConfigured):
        keys = {}
    if not keys:
        yield "WECHAT_PLATFORM_KEYS needs one or two public keys, each with its serial on the line before."


def _bank() -> Iterator[str]:
    yield from _missing("BANK_BENEFICIARY", "BANK_ACCOUNTS", "BANK_BIC", "BANK_NAME")


def _missing(*names: str) -> Iterator[str]:
    yield from (
        f"{name} is not set, although PAYMENT_GATEWAYS names its gateway." for name in names if not env.text(name, "")
    )


def _no_private_key(name: str) -> Iterator[str]:
    try:
        key = serialization.load_pem_private_key(env.text(name, "").encode(), password=None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, rsa.RSAPrivateKey):
        yield f"{name} is no RSA private key in PEM: {_HINT.format(name=name)}."
