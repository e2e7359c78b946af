"""Who carries payments: addresses, accounts and keys. Long texts are best given as files: ALIPAY_APP_CERT_FILE=…"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from . import environment as env

KNOWN = ("stripe", "alipay", "wechat", "bank")
_KEY = re.compile(r"(\S+)\s+(-----BEGIN PUBLIC KEY-----.+?-----END PUBLIC KEY-----)", re.S)


def platform_keys(text: str) -> dict[str, str]:
    """WeChat Pay's public keys by serial: blocks of a serial and a PEM text.

    Raises:
        ImproperlyConfigured: the text holds anything else.
    """
    if _KEY.sub("", text).strip():
        raise ImproperlyConfigured("WECHAT_PLATFORM_KEYS: write each key's serial on a line and its PEM text below.")
    return {serial: f"{pem}\n" for serial, pem in _KEY.findall(text)}


def _accounts(words: list[str]) -> dict[str, str]:
    """Account numbers by currency.

    Raises:
        ImproperlyConfigured: a word that is not «currency:IBAN».
    """
    found: dict[str, str] = {}
    for word in words:
        currency, _, iban = word.partition(":")
        if not re.fullmatch("[A-Z]{3}", currency) or not re.fullmatch("[A-Z]{2}[0-9]{2}[A-Z0-9]{8,30}", iban):
            raise ImproperlyConfigured(f"BANK_ACCOUNTS: {word!r} is not a currency with its IBAN, as in EUR:DE89….")
        found[currency] = iban
    return found


PAYMENT_GATEWAY = env.text("PAYMENT_GATEWAY", "stripe")
PAYMENT_GATEWAYS = env.words("PAYMENT_GATEWAYS", "stripe")
STRIPE: dict[str, Any] = {
    "api_base": env.text("STRIPE_API_BASE", "https://api.stripe.com"),
    "secret_key": env.text("STRIPE_SECRET_KEY", ""),
    "webhook_secret": env.text("STRIPE_WEBHOOK_SECRET", ""),
    "timeout_s": env.integer("STRIPE_TIMEOUT_S", 10),
}
ALIPAY: dict[str, Any] = {
    "gateway_url": env.text("ALIPAY_GATEWAY_URL", "https://openapi.alipay.com/gateway.do"),
    "app_id": env.text("ALIPAY_APP_ID", ""),
    "seller_id": env.text("ALIPAY_SELLER_ID", ""),
    "app_private_key": env.text("ALIPAY_APP_PRIVATE_KEY", ""),
    "app_cert": env.text("ALIPAY_APP_CERT", ""),
    "platform_cert": env.text("ALIPAY_PLATFORM_CERT", ""),
    "root_cert": env.text("ALIPAY_ROOT_CERT", ""),
    "on_desk": env.choice("ALIPAY_ON_DESK", ("qr", "page")),
    "timeout_s": env.integer("ALIPAY_TIMEOUT_S", 10),
}
WECHAT: dict[str, Any] = {
    "api_base": env.text("WECHAT_API_BASE", "https://api.mch.weixin.qq.com"),
    "app_id": env.text("WECHAT_APP_ID", ""),
    "merchant_id": env.text("WECHAT_MERCHANT_ID", ""),
    "merchant_serial": env.text("WECHAT_MERCHANT_SERIAL", ""),
    "merchant_private_key": env.text("WECHAT_MERCHANT_PRIVATE_KEY", ""),
    "platform_keys": platform_keys(env.text("WECHAT_PLATFORM_KEYS", "")),
    "api_v3_key": env.text("WECHAT_API_KEY", ""),
    "timeout_s": env.integer("WECHAT_TIMEOUT_S", 10),
    "app_secret": env.text("WECHAT_APP_SECRET", ""),
    "account_page_base": env.text("WECHAT_ACCOUNT_PAGE_BASE", "https://open.weixin.qq.com"),
    "account_api_base": env.text("WECHAT_ACCOUNT_API_BASE", "https://api.weixin.qq.com"),
    "stand_in": "",
}
# Payments are below payouts, which import statements: the gateway finds its book by name.
_BOOK = "apps.payouts.operations.transfers.Book"
BANK: dict[str, Any] = {
    "beneficiary": env.text("BANK_BENEFICIARY", ""),
    "iban_by_currency": _accounts(env.words("BANK_ACCOUNTS")),
    "bic": env.text("BANK_BIC", ""),
    "bank_name": env.text("BANK_NAME", ""),
    "statements_url": env.text("BANK_STATEMENTS_URL", ""),
    "book": _BOOK,
}


def of_sandbox(keys: Path, base: str) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """ALIPAY, WECHAT and BANK at the sandbox of that address, from the merchant's own files in its folder of keys."""

    def read(name: str) -> str:
        return (keys / name).read_text(encoding="utf-8").strip()

    accounts = json.loads(read("accounts.json"))
    alipay = accounts["alipay"] | {
        "gateway_url": f"{base}/alipay/gateway.do",
        "app_private_key": read("alipay_app_private.pem"),
        "app_cert": read("alipay_app_cert.pem"),
        "platform_cert": read("alipay_platform_cert.pem"),
        "root_cert": read("alipay_root_cert.pem"),
        "on_desk": "qr",
        "timeout_s": 10,
    }
    wechat = accounts["wechat"] | {
        "api_base": f"{base}/wechat",
        "merchant_serial": read("wechat_merchant_serial.txt"),
        "merchant_private_key": read("wechat_merchant_private.pem"),
        "platform_keys": {read("wechat_platform_serial.txt"): read("wechat_platform_public.pem")},
        "api_v3_key": read("wechat_api_v3_key.txt"),
        "timeout_s": 10,
        "app_secret": read("wechat_app_secret.txt"),
        "account_page_base": f"{base}/wechat",
        "account_api_base": f"{base}/wechat",
        "stand_in": f"{base}/wechat/bridge",
    }
    return alipay, wechat, accounts["bank"] | {"statements_url": f"{base}/bank", "book": _BOOK}
