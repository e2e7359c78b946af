"""A marketplace on this machine: embedded services, sandbox outside world, mail in files."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from marketplace.runtime import BASE_DIR

from .base import *  # noqa: F403
from .base import CONTENT_SECURITY_POLICY, STATE_DIR, env
from .payments import of_sandbox

DEBUG = False
DEMO = True
_secrets = STATE_DIR / "secrets.json"


def _secret(name: str) -> str:
    """A random secret kept in the state folder, made at first use."""
    import secrets

    known = json.loads(_secrets.read_text()) if _secrets.exists() else {}
    if name not in known:
        known[name] = secrets.token_urlsafe(48)
        _secrets.parent.mkdir(parents=True, exist_ok=True)
        _secrets.write_text(json.dumps(known, indent=2))
        _secrets.chmod(0o600)
    return str(known[name])


def _gateways() -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Alipay, WeChat Pay and the bank with the keys of the sandbox gateway, whose program makes what is missing."""
    state = STATE_DIR / "sandbox" / "gateway"
    try:
        return of_sandbox(state / "keys", f"http://127.0.0.1:{GATEWAY_PORT}")
    except FileNotFoundError:
        program = BASE_DIR / "apps" / "sandbox" / "gateway" / "keygen.py"
        subprocess.run([sys.executable, str(program), "--state", str(state)], check=True, stdout=subprocess.DEVNULL)
        return of_sandbox(state / "keys", f"http://127.0.0.1:{GATEWAY_PORT}")


SECRET_KEY = env.text("SECRET_KEY", _secret("django"))
ENCRYPTION_KEYS = [_secret("encryption")]
RISK_HASH_KEY = _secret("risk")
GIFT_CARD_KEY = _secret("gift cards")
RISK_KNOWS_CARDS = env.flag("RISK_KNOWS_CARDS", default=False)
WEBHOOKS_ALLOW_LOOPBACK = True
GATEWAY_PORT = env.integer("GATEWAY_PORT", 9101)
CARRIER_PORT = env.integer("CARRIER_PORT", 9102)
AUTHORITY_PORT = env.integer("AUTHORITY_PORT", 9103)
STRIPE = {
    "api_base": env.text("STRIPE_API_BASE", f"http://127.0.0.1:{GATEWAY_PORT}"),
    "secret_key": env.text("STRIPE_SECRET_KEY", "sk_test_portolan_demo"),
    "webhook_secret": env.text("STRIPE_WEBHOOK_SECRET", "whsec_portolan_demo"),
    "timeout_s": 10,
}
PAYMENT_GATEWAYS = env.words("PAYMENT_GATEWAYS", "stripe,alipay,wechat,bank")
ALIPAY, WECHAT, BANK = _gateways()
MERIDIAN = {
    "api_base": env.text("MERIDIAN_API_BASE", f"http://127.0.0.1:{CARRIER_PORT}"),
    "key": env.text("MERIDIAN_KEY", "mk_portolan_demo"),
    "secret": env.text("MERIDIAN_SECRET", "ms_portolan_demo"),
}
ECB_FEED_URL = env.text("ECB_FEED_URL", f"http://127.0.0.1:{AUTHORITY_PORT}/ecb/eurofxref-daily.xml")
RATES_FEED = {
    "url": env.text("RATES_URL", f"http://127.0.0.1:{AUTHORITY_PORT}/json/latest.json"),
    "name": "Sandbox Rates",
    "shape": "openexchangerates",
    "key": "rates_portolan_demo",
}
CUSTOMS_AUTHORITIES = {
    "*": {
        "api_base": env.text("CUSTOMS_API_BASE", f"http://127.0.0.1:{AUTHORITY_PORT}"),
        "key": env.text("CUSTOMS_KEY", "ck_portolan_demo"),
        "secret": env.text("CUSTOMS_SECRET", "cs_portolan_demo"),
    }
}
CUSTOMS_POLL_SECONDS = env.integer("CUSTOMS_POLL_SECONDS", 20)
CUSTOMS_CHINA_PARTIES = {
    "platform": {"code": "3301960A01", "name": "Portolan"},
    "payer": {"code": "3301960P03", "name": "Sandbox Pay"},
    "carrier": {"code": "3301960L04", "name": "Meridian"},
    "agent": {"code": "3301960G05", "name": "Sandbox Customs Agents"},
    "sellers": {"*": "3301960B02"},
    "customs_code": "2900",
    "port_code": "2910",
    "transfer": {"code": "3301960A01", "name": "Portolan", "dxp_id": "DXPENT0000000001"},
}
VIES = {"api_base": env.text("VIES_API_BASE", f"http://127.0.0.1:{AUTHORITY_PORT}/vies/rest-api"), "timeout_s": 8}
# Nobody on the list that ships with the software exists, and it is never published anew.
SCREENING_LISTS = {"demo": f"file://{BASE_DIR.as_posix()}/fixtures/reference/screening_demo.xml"}
SCREENING_MAX_AGE_DAYS = 3650
TRACKING_POLL_SECONDS = env.integer("TRACKING_POLL_SECONDS", 3)
CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"] += [
    f"http://127.0.0.1:{GATEWAY_PORT}",
    f"http://localhost:{GATEWAY_PORT}",
]
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
MAILBOX_PAGE = True
SILENCED_SYSTEM_CHECKS = []
