"""Production refuses gateways that are switched on without what they need, and asks nothing of those that are not."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.exceptions import ImproperlyConfigured

from marketplace.settings import payment_safety, payments, safety
from tests.architecture.variables import read_variables
from tests.unit.payments.test_certificates import certificate

# A short one: each reading of it tries its primes, which takes seven times as long with 2,048 bits.
KEY = rsa.generate_private_key(public_exponent=65537, key_size=1024)
PRIVATE = KEY.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
).decode()
PUBLIC = (
    KEY.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()
)
SANE = {
    "PAYMENT_GATEWAYS": "stripe,alipay,wechat,bank",
    "STRIPE_SECRET_KEY": "sk_live_of_the_suite",
    "STRIPE_WEBHOOK_SECRET": "whsec_of_the_suite",
    "ALIPAY_APP_ID": "2021000000000009",
    "ALIPAY_SELLER_ID": "2088000000000009",
    "ALIPAY_APP_PRIVATE_KEY": PRIVATE,
    "ALIPAY_APP_CERT": certificate(),
    "ALIPAY_PLATFORM_CERT": certificate(),
    "ALIPAY_ROOT_CERT": certificate() + "\n" + certificate(),
    "WECHAT_APP_ID": "wx0000000000000009",
    "WECHAT_MERCHANT_ID": "1900000009",
    "WECHAT_MERCHANT_SERIAL": "3" * 40,
    "WECHAT_MERCHANT_PRIVATE_KEY": PRIVATE,
    "WECHAT_PLATFORM_KEYS": f"PUB_KEY_ID_1\n{PUBLIC}\nPUB_KEY_ID_2\n{PUBLIC}",
    "WECHAT_API_KEY": "thirty-two-characters-that-seal!",
    "WECHAT_APP_SECRET": "0123456789abcdef0123456789abcdef",
    "PAYMENT_PAGE_ORIGINS": "https://open.weixin.qq.com",
    "BANK_BENEFICIARY": "Portolan GmbH",
    "BANK_ACCOUNTS": "EUR:DE89370400440532013000,GBP:GB33BUKB20201555555555",
    "BANK_BIC": "COBADEFFXXX",
    "BANK_NAME": "A Bank",
}
OPTIONAL = ("PAYMENT_GATEWAYS", "BANK_ACCOUNTS", "WECHAT_APP_SECRET", "PAYMENT_PAGE_ORIGINS")
UNFIT = [
    ("PAYMENT_GATEWAYS", "stripe,paypal"),
    *[(name, None) for name in SANE if name not in OPTIONAL],
    ("BANK_ACCOUNTS", None),
    ("ALIPAY_APP_PRIVATE_KEY", PUBLIC),
    ("ALIPAY_APP_CERT", PRIVATE),
    ("ALIPAY_GATEWAY_URL", "http://127.0.0.1:9101/alipay/gateway.do"),
    ("WECHAT_MERCHANT_PRIVATE_KEY", "-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----"),
    ("WECHAT_PLATFORM_KEYS", PUBLIC),
    ("WECHAT_PLATFORM_KEYS", "PUB_KEY_ID_1\n-----BEGIN PUBLIC KEY-----\nAA==\n-----END PUBLIC KEY-----"),
    ("WECHAT_API_KEY", "short"),
    ("WECHAT_API_BASE", "https://localhost:9101/wechat"),
    ("WECHAT_APP_SECRET", "short"),
    ("PAYMENT_PAGE_ORIGINS", None),
    ("BANK_STATEMENTS_URL", "http://127.0.0.1:9101/bank"),
]


@pytest.fixture
def sane(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for variable in read_variables():
        monkeypatch.delenv(variable, raising=False)
    for variable, value in SANE.items():
        monkeypatch.setenv(variable, value)
    return monkeypatch


def problems() -> list[str]:
    return list(payment_safety.problems(safety._unfit))


@pytest.mark.parametrize(("name", "value"), UNFIT)
def test_a_gateway_that_is_switched_on_is_refused(sane: pytest.MonkeyPatch, name: str, value: str | None) -> None:
    assert problems() == [], "what is refused below has another reason"
    sane.delenv(name) if value is None else sane.setenv(name, value)

    found = problems()

    assert len(found) == 1
    assert name in found[0]
    assert value is None or "PRIVATE KEY" not in found[0], "a secret is told"


def test_gateways_that_are_switched_off_need_nothing(sane: pytest.MonkeyPatch) -> None:
    for name in SANE:
        if name.startswith(("ALIPAY_", "WECHAT_", "BANK_", "PAYMENT_GATEWAYS")):
            sane.delenv(name)
    assert problems() == []


def test_statements_may_lie_in_a_folder(sane: pytest.MonkeyPatch) -> None:
    sane.setenv("BANK_STATEMENTS_URL", "file:///srv/portolan/bank")
    assert problems() == []


def test_keys_may_be_files(sane: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    file.write_text(PRIVATE)
    sane.delenv("ALIPAY_APP_PRIVATE_KEY")
    sane.setenv("ALIPAY_APP_PRIVATE_KEY_FILE", str(file))
    assert problems() == []


def test_two_platform_keys_are_read_in_their_order() -> None:
    found = payments.platform_keys(f"B\n{PUBLIC}\n\nA\n{PUBLIC}")
    assert list(found) == ["B", "A"]
    assert all(pem.startswith("-----BEGIN PUBLIC KEY-----") for pem in found.values())
    assert payments.platform_keys("") == {}
    with pytest.raises(ImproperlyConfigured, match="WECHAT_PLATFORM_KEYS"):
        payments.platform_keys(f"A\n{PUBLIC}\nleft over")


@pytest.mark.parametrize("word", ["EUR", "eur:DE89370400440532013000", "EUR:1", "EUR:DE89 3704", "EUR=DE8937040044"])
def test_an_account_that_is_none_is_refused(word: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="BANK_ACCOUNTS"):
        payments._accounts([word])
