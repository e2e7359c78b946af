"""Signatures both ways, the keys behind them, and sealed boxes · sandbox wechat · no schema.

Source: WeChat Pay API v3 documentation, «Signature», «Platform certificates», «Public keys», «Callbacks».
"""

from __future__ import annotations

import base64
import re
import secrets
import string
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from apps.sandbox.base import rsa
from apps.sandbox.gateway.keygen import public_key_id
from apps.sandbox.wechat.errors import unsigned

SCHEME = "WECHATPAY2-SHA256-RSA2048"
FRESH_S = 300
LIVE = 2
_PARTS = re.compile(r'([a-z_]+)="([^"]*)"')
_ALPHABET = string.ascii_letters + string.digits


@dataclass(frozen=True)
class Generation:
    """One platform key: by its public-key id, and by the serial number of a certificate over it."""

    key_id: str
    private: RSAPrivateKey
    certificate: x509.Certificate

    @property
    def serial(self) -> str:
        """The certificate's serial number in capital hex."""
        return f"{self.certificate.serial_number:X}"


def nonce(length: int = 32) -> str:
    """Random letters and digits."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


class Keys:
    """The two newest generations of the platform's key are live; the newest signs unless a caller names the other."""

    def __init__(self, folder: Path, *, merchant_id: str) -> None:
        self._folder = folder
        self._merchant_id = merchant_id
        self._merchant = rsa.read_private(folder / "wechat_merchant_private.pem").public_key()
        self._merchant_serial = (folder / "wechat_merchant_serial.txt").read_text().strip()
        self._api_key = (folder / "wechat_api_v3_key.txt").read_text().strip().encode()
        self.app_secret = (folder / "wechat_app_secret.txt").read_text().strip()
        self._seen: dict[str, float] = {}
        self._lock = threading.Lock()
        self._load()

    def _load(self) -> None:
        files = sorted(self._folder.glob("wechat_platform_private*.pem"), key=lambda path: (len(path.name), path.name))
        self._count = len(files)
        self.live = [self._generation(file) for file in files[-LIVE:]]

    def _generation(self, file: Path) -> Generation:
        private = rsa.read_private(file)
        key_id = file.with_name(file.name.replace("_private", "_serial")).with_suffix(".txt").read_text().strip()
        path = file.with_name(file.name.replace("_private", "_cert"))
        if not path.exists():
            serial = secrets.randbits(157) | 1 << 157
            made = rsa.certify("Sandbox WeChat Pay Platform", private.public_key(), by=private, serial=serial)
            rsa.write_private_file(path, rsa.certificate_pem(made))
        return Generation(key_id, private, rsa.read_certificate(path))

    @property
    def newest(self) -> Generation:
        """The generation that signs callbacks."""
        return self.live[-1]

    def rotate(self) -> Generation:
        """Make a new key. The one before stays live, an older one dies."""
        key, generation = rsa.generate(), self._count + 1
        stem = self._folder / "wechat_platform"
        rsa.write_private_file(Path(f"{stem}_serial_{generation}.txt"), public_key_id())
        rsa.write_private_file(Path(f"{stem}_public_{generation}.pem"), rsa.public_pem(key.public_key()))
        rsa.write_private_file(Path(f"{stem}_private_{generation}.pem"), rsa.private_pem(key))
        self._load()
        return self.newest

    def check(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> None:
        """Refuse a request that the merchant did not sign just now, or whose nonce came before.

        Raises:
            WeChatError: 401 SIGN_ERROR.
        """
        scheme, _, rest = headers.get("authorization", "").partition(" ")
        if scheme != SCHEME:
            raise unsigned(f"Authorization 应以 {SCHEME} 开头")
        parts = dict(_PARTS.findall(rest))
        if parts.get("mchid") != self._merchant_id:
            raise unsigned("mchid 不存在")
        if parts.get("serial_no") != self._merchant_serial:
            raise unsigned("商户证书序列号有误")
        named = headers.get("wechatpay-serial", "")
        if named and named not in {name for one in self.live for name in (one.key_id, one.serial)}:
            raise unsigned("Wechatpay-Serial 无效")
        stamp, once = parts.get("timestamp", ""), parts.get("nonce_str", "")
        if not stamp.isdecimal() or abs(int(stamp) - time.time()) > FRESH_S:
            raise unsigned("时间戳与微信支付时间相差超过5分钟")
        text = f"{method}\n{target}\n{stamp}\n{once}\n".encode() + body + b"\n"
        if not rsa.verifies(self._merchant, text, parts.get("signature", "")):
            raise unsigned("签名验证不通过")
        self._use_up(once)

    def is_merchants_call(self, call: Mapping[str, str]) -> bool:
        """Whether the merchant has signed the call that a page inside the app hands to its bridge."""
        names = ("appId", "timeStamp", "nonceStr", "package")
        text = "".join(f"{call.get(name, '')}\n" for name in names).encode()
        return call.get("signType") == "RSA" and rsa.verifies(self._merchant, text, call.get("paySign", ""))

    def _use_up(self, once: str) -> None:
        now = time.time()
        with self._lock:
            if len(self._seen) > 10_000:
                self._seen = {name: at for name, at in self._seen.items() if at > now - 2 * FRESH_S}
            if not once or once in self._seen:
                raise unsigned("随机串重复")
            self._seen[once] = now

    def signed(self, body: bytes, *, by: str = "", age_s: float = 0, is_strangers: bool = False) -> dict[str, str]:
        """The headers over a body: by the key that `by` names, if it lives, else by the newest."""
        stamp, once = str(int(time.time() - age_s)), nonce()
        one = next((one for one in self.live if by in (one.key_id, one.serial)), self.newest)
        name = one.key_id if not by or by.startswith("PUB_KEY_ID_") else one.serial
        private = one.private
        if is_strangers:
            private = rsa.generate()
            name = public_key_id() if name.startswith("PUB_KEY_ID_") else secrets.token_hex(20).upper()
        return {
            "Wechatpay-Serial": name,
            "Wechatpay-Timestamp": stamp,
            "Wechatpay-Nonce": once,
            "Wechatpay-Signature": rsa.sign(private, f"{stamp}\n{once}\n".encode() + body + b"\n"),
            "Wechatpay-Signature-Type": SCHEME,
        }

    def sealed(self, text: str, about: str) -> dict[str, Any]:
        """A text only the merchant's API v3 key opens."""
        once = nonce(12)
        box = AESGCM(self._api_key).encrypt(once.encode(), text.encode(), about.encode())
        return {
            "algorithm": "AEAD_AES_256_GCM",
            "ciphertext": base64.b64encode(box).decode(),
            "associated_data": about,
            "nonce": once,
        }
