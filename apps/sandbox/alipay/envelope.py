"""Signatures both ways: requests are checked, answers and notices signed · sandbox alipay · no schema.

Source: Alipay open documentation, «Sign and verify» and «Certificate signing».
"""

from __future__ import annotations

import hashlib
import json
import time
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509.oid import NameOID

from apps.sandbox.alipay.errors import invalid, missing
from apps.sandbox.base import rsa
from apps.sandbox.base.china import CHINA
from apps.sandbox.base.http import Request

FRESH_S = 900
CHARSETS = {"utf-8": "utf-8", "gbk": "gbk", "gb2312": "gb2312", "gb18030": "gb18030"}
REQUIRED = ("app_id", "method", "charset", "sign_type", "timestamp", "version", "sign")


def serial_name(certificate: x509.Certificate) -> str:
    """A certificate's SN: MD5 over issuer and serial number."""
    parts = (
        ("CN", NameOID.COMMON_NAME),
        ("OU", NameOID.ORGANIZATIONAL_UNIT_NAME),
        ("O", NameOID.ORGANIZATION_NAME),
        ("C", NameOID.COUNTRY_NAME),
    )
    issuer = certificate.issuer
    name = ",".join(f"{short}={issuer.get_attributes_for_oid(oid)[0].value}" for short, oid in parts)
    return hashlib.md5(f"{name}{certificate.serial_number}".encode()).hexdigest()


def canonical(params: dict[str, str], *, without: frozenset[str]) -> str:
    """What is signed: `name=value` sorted by name, empty values left out."""
    return "&".join(f"{name}={value}" for name, value in sorted(params.items()) if name not in without and value != "")


def parameters(request: Request) -> dict[str, str]:
    """Query and form in one, in the charset that the request names."""
    sources = [request.query_string]
    if request.method == "POST":
        sources.append(request.body.decode("ascii", "replace"))
    named = dict(pair for source in sources for pair in parse_qsl(source)).get("charset", "utf-8")
    charset = CHARSETS.get(named.lower())
    if charset is None:
        raise invalid("charset", "charset参数错误")
    found: dict[str, str] = {}
    for source in sources:
        found |= dict(parse_qsl(source, keep_blank_values=True, encoding=charset, errors="strict"))
    return found


class Keys:
    """The platform's key and certificate, and what it knows of the merchant's. The newest generation signs."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._root = rsa.read_certificate(folder / "alipay_root_cert.pem")
        app = rsa.read_certificate(folder / "alipay_app_cert.pem")
        public = app.public_key()
        if not isinstance(public, RSAPublicKey):
            raise ValueError("alipay_app_cert.pem holds no RSA key")
        self.app_public = public
        self.app_sn = serial_name(app)
        self.root_sn = serial_name(self._root)
        self._load()

    def _load(self) -> None:
        generations = sorted(self._folder.glob("alipay_platform_cert*.pem"), key=lambda path: (len(path.name), path))
        self.certificates = {serial_name(rsa.read_certificate(path)): path.read_text() for path in generations}
        newest = generations[-1]
        self.platform_sn = serial_name(rsa.read_certificate(newest))
        self._private = rsa.read_private(newest.with_name(newest.name.replace("_cert", "_private")))

    def rotate(self) -> str:
        """Sign with a new key from now on; the SN of its certificate."""
        key = rsa.generate()
        root = rsa.read_private(self._folder / "alipay_root_private.pem")
        certificate = rsa.certify("Sandbox Alipay Platform", key.public_key(), by=root, issuer=self._root)
        generation = len(self.certificates) + 1
        private = self._folder / f"alipay_platform_private_{generation}.pem"
        rsa.write_private_file(private, rsa.private_pem(key))
        file = self._folder / f"alipay_platform_cert_{generation}.pem"
        rsa.write_private_file(file, rsa.certificate_pem(certificate))
        self._load()
        return self.platform_sn

    def sign(self, text: str, *, charset: str = "utf-8", is_strangers: bool = False) -> str:
        """The platform's signature, or one of a key that nobody knows."""
        return rsa.sign(rsa.generate() if is_strangers else self._private, text.encode(charset))

    def check(self, params: dict[str, str], *, app_id: str) -> None:
        """Refuse a request that the merchant did not sign just now with the certificates on record.

        Raises:
            AlipayError: what is missing or wrong, codes 40001 and 40002.
        """
        for name in REQUIRED:
            if not params.get(name):
                raise missing(name)
        if params["app_id"] != app_id:
            raise invalid("app_id", "无效的AppID参数")
        if params["sign_type"] != "RSA2":
            raise invalid("signature_type", "无效的签名类型")
        if params["version"] != "1.0":
            raise invalid("version", "不支持的版本号")
        if params.get("format", "JSON").upper() != "JSON":
            raise invalid("format", "无效的数据格式")
        for name, wanted in (("app_cert_sn", self.app_sn), ("alipay_root_cert_sn", self.root_sn)):
            if not params.get(name):
                raise missing(name)
            if params[name] != wanted:
                raise invalid(name, f"{name}与应用证书不一致")
        charset = CHARSETS[params["charset"].lower()]
        signed = canonical(params, without=frozenset({"sign"})).encode(charset)
        if not rsa.verifies(self.app_public, signed, params["sign"]):
            raise invalid("signature", "无效签名")
        _check_age(params["timestamp"])


def _check_age(text: str) -> None:
    try:
        at = datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=CHINA)
    except ValueError:
        raise invalid("timestamp", "非法的时间戳参数, 格式为yyyy-MM-dd HH:mm:ss") from None
    if abs(at.timestamp() - time.time()) > FRESH_S:
        raise invalid("timestamp", "时间戳与北京时间(UTC+8)相差超过15分钟")


def compact(node: Any) -> str:
    """JSON as Alipay writes it: no blanks, slashes escaped."""
    return json.dumps(node, ensure_ascii=False, separators=(",", ":")).replace("/", "\\/")
