"""Makes the keys of all gateways: `python apps/sandbox/gateway/keygen.py --state DIR` · sandbox gateway · no schema.

Run twice it changes nothing. Whose file is whose:
the merchant reads `alipay_app_private.pem`, `alipay_app_cert.pem`, `alipay_platform_cert.pem`,
`alipay_root_cert.pem`, `wechat_merchant_private.pem`, `wechat_merchant_serial.txt`, `wechat_platform_public.pem`,
`wechat_platform_serial.txt`, `wechat_api_v3_key.txt`, `wechat_app_secret.txt` and `accounts.json`; the rest is the
providers' own.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import secrets
import string
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if __package__ in (None, ""):
    sys.path[0] = str(Path(__file__).resolve().parents[3])

from apps.sandbox.bank import iban
from apps.sandbox.base import rsa

ALIPAY_FILES = (
    "alipay_root_private.pem",
    "alipay_root_cert.pem",
    "alipay_platform_private.pem",
    "alipay_platform_cert.pem",
    "alipay_app_private.pem",
    "alipay_app_cert.pem",
)
WECHAT_FILES = (
    "wechat_merchant_private.pem",
    "wechat_merchant_serial.txt",
    "wechat_platform_private.pem",
    "wechat_platform_public.pem",
    "wechat_platform_serial.txt",
    "wechat_api_v3_key.txt",
)
WECHAT_APP_SECRET = "wechat_app_secret.txt"
ACCOUNTS = {
    "alipay": {"app_id": "2021000000000001", "seller_id": "2088000000000001"},
    "wechat": {"app_id": "wx0000000000000001", "merchant_id": "1900000001"},
    "bank": {
        "beneficiary": "Portolan",
        "bic": iban.BIC,
        "bank_name": iban.BANK_NAME,
        "iban_by_currency": {currency: iban.ours(currency) for currency in iban.CURRENCIES},
    },
}


def folder(state: Path) -> Path:
    """Where a state folder's keys lie."""
    return state / "keys"


def make(state: Path) -> Path:
    """Make what is missing, in whole families, and return the folder."""
    keys = folder(state)
    keys.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _alone(keys):
        if not all((keys / name).exists() for name in ALIPAY_FILES):
            _alipay(keys)
        if not all((keys / name).exists() for name in WECHAT_FILES):
            _wechat(keys)
        if not (keys / WECHAT_APP_SECRET).exists():
            rsa.write_private_file(keys / WECHAT_APP_SECRET, secrets.token_hex(16))
        if not (keys / "accounts.json").exists():
            rsa.write_private_file(keys / "accounts.json", json.dumps(ACCOUNTS, indent=2))
    return keys


@contextmanager
def _alone(keys: Path) -> Iterator[None]:
    """Others who make keys at the same time wait for their turn."""
    lock = os.open(keys / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _alipay(keys: Path) -> None:
    root, platform, app = rsa.generate(), rsa.generate(), rsa.generate()
    root_certificate = rsa.certify("Sandbox Alipay Root", root.public_key(), by=root)
    texts = (
        rsa.private_pem(root),
        rsa.certificate_pem(root_certificate),
        rsa.private_pem(platform),
        rsa.certificate_pem(
            rsa.certify("Sandbox Alipay Platform", platform.public_key(), by=root, issuer=root_certificate)
        ),
        rsa.private_pem(app),
        rsa.certificate_pem(
            rsa.certify(ACCOUNTS["alipay"]["app_id"], app.public_key(), by=root, issuer=root_certificate)
        ),
    )
    for name, text in zip(ALIPAY_FILES, texts, strict=True):
        rsa.write_private_file(keys / name, text)


def _wechat(keys: Path) -> None:
    merchant, platform = rsa.generate(), rsa.generate()
    alphabet = string.ascii_letters + string.digits
    texts = (
        rsa.private_pem(merchant),
        secrets.token_hex(20).upper(),
        rsa.private_pem(platform),
        rsa.public_pem(platform.public_key()),
        public_key_id(),
        "".join(secrets.choice(alphabet) for _ in range(32)),
    )
    for name, text in zip(WECHAT_FILES, texts, strict=True):
        rsa.write_private_file(keys / name, text)


def public_key_id() -> str:
    """A fresh name of a WeChat Pay platform key."""
    return f"PUB_KEY_ID_{secrets.token_hex(16).upper()}"


def main() -> None:
    """Read the command line, make the keys and say where they are."""
    parser = argparse.ArgumentParser(prog="keygen")
    parser.add_argument("--state", type=Path, required=True, help="the gateway's state folder")
    print(make(parser.parse_args().state))


if __name__ == "__main__":
    main()
