"""Payments · certificates: their numbers as the SDK counts them, and when they end."""

from __future__ import annotations

import warnings
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from apps.payments.gateways import certificates

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def certificate(*, days: int = 90, key: Any = KEY, names: tuple[str, ...] = ("CN", "OU", "O", "C")) -> str:
    oids = {
        "CN": NameOID.COMMON_NAME,
        "OU": NameOID.ORGANIZATIONAL_UNIT_NAME,
        "O": NameOID.ORGANIZATION_NAME,
        "C": NameOID.COUNTRY_NAME,
    }
    name = x509.Name([x509.NameAttribute(oids[short], "CN" if short == "C" else f"Test {short}") for short in names])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=400))
        .not_valid_after(now + timedelta(days=days))
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM).decode()


@pytest.mark.parametrize("names", [("CN", "OU", "O", "C"), ("C", "O", "CN"), ("CN",)])
def test_numbers_are_those_of_the_sdk(names: tuple[str, ...]) -> None:
    from alipay import DCAliPay

    pem = certificate(names=names)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        assert certificates.serial_of(pem) == DCAliPay.get_cert_sn(pem)
        assert certificates.root_serials_of(pem) == DCAliPay.get_root_cert_sn(pem)


def test_only_roots_that_sign_with_rsa_are_named() -> None:
    first, second = certificate(), certificate()
    other = certificate(key=ec.generate_private_key(ec.SECP256R1()))
    expected = f"{certificates.serial_of(first)}_{certificates.serial_of(second)}"
    assert certificates.root_serials_of(first + "\n" + other + "\n" + second) == expected


@pytest.mark.parametrize("text", ["", "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----", "é"])
@pytest.mark.parametrize("name", ["serial_of", "root_serials_of", "public_key_of", "ends_at"])
def test_a_text_that_is_no_certificate_is_refused(text: str, name: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        getattr(certificates, name)(text)


def test_the_first_of_a_bundle_to_end_counts() -> None:
    ends = certificates.ends_at(certificate(days=300) + certificate(days=20))
    assert timedelta(days=19) < ends - datetime.now(UTC) < timedelta(days=20)


def test_when_certificates_end_is_known_while_alipay_is_switched_on(settings: Any) -> None:
    settings.ALIPAY = {name: certificate(days=10) for name in ("app_cert", "platform_cert", "root_cert")}
    settings.PAYMENT_GATEWAYS = ["stripe", "alipay"]
    ends = certificates.endings()
    assert set(ends) == {"ALIPAY_APP_CERT", "ALIPAY_PLATFORM_CERT", "ALIPAY_ROOT_CERT"}
    assert max(ends.values()) - datetime.now(UTC) < timedelta(days=10)

    settings.PAYMENT_GATEWAYS = ["stripe"]
    assert certificates.endings() == {}
