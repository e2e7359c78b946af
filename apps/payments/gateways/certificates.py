"""Payments · gateways · certificates of providers: their serial numbers as Alipay counts them, and when they end."""

from __future__ import annotations

from datetime import datetime
from hashlib import md5

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.x509.oid import NameOID
from django.conf import settings

_RSA = "1.2.840.113549.1.1."
_NAMED = (
    ("CN", NameOID.COMMON_NAME),
    ("OU", NameOID.ORGANIZATIONAL_UNIT_NAME),
    ("O", NameOID.ORGANIZATION_NAME),
    ("C", NameOID.COUNTRY_NAME),
)


def serial_of(pem: str) -> str:
    """The number by which Alipay calls a certificate: MD5 of its issuer and serial.

    Source: Alipay open platform documentation, signing with certificates.

    Raises:
        ValueError: the text is no certificate.
    """
    return _serial(x509.load_pem_x509_certificates(pem.encode())[0])


def root_serials_of(pem: str) -> str:
    """The numbers of those roots in a bundle that sign with RSA, joined as Alipay wants them.

    Raises:
        ValueError: the text holds no certificate.
    """
    roots = x509.load_pem_x509_certificates(pem.encode())
    return "_".join(_serial(root) for root in roots if root.signature_algorithm_oid.dotted_string.startswith(_RSA))


def public_key_of(pem: str) -> str:
    """The public key of a certificate, as PEM.

    Raises:
        ValueError: the text is no certificate.
    """
    key = x509.load_pem_x509_certificates(pem.encode())[0].public_key()
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_bytes(serialization.Encoding.PEM, form).decode()


def endings() -> dict[str, datetime]:
    """When each certificate of a gateway that is switched on ends, by its variable's name.

    Raises:
        ValueError: a setting is no certificate; production does not start with such a one.
    """
    if "alipay" not in settings.PAYMENT_GATEWAYS:
        return {}
    named = {name: str(settings.ALIPAY[name]) for name in ("app_cert", "platform_cert", "root_cert")}
    return {f"ALIPAY_{name.upper()}": ends_at(pem) for name, pem in named.items() if pem}


def ends_at(pem: str) -> datetime:
    """When the first of the certificates in a text to end does so.

    Raises:
        ValueError: the text holds no certificate.
    """
    return min(one.not_valid_after_utc for one in x509.load_pem_x509_certificates(pem.encode()))


def _serial(certificate: x509.Certificate) -> str:
    issuer = ",".join(f"{short}={_named(certificate, oid)}" for short, oid in _NAMED)
    return md5(f"{issuer}{certificate.serial_number}".encode(), usedforsecurity=False).hexdigest()


def _named(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> str:
    """A part of the issuer's name; Alipay writes None where there is none."""
    found = certificate.issuer.get_attributes_for_oid(oid)
    return str(found[0].value) if found else "None"
