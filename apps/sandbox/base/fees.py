"""What each provider keeps · sandbox · no schema.

| provider | of a payment | fixed | on a refund | on a dispute |
| --- | --- | --- | --- | --- |
| Stripe | 1.5 % | 0.25, see `FIXED` | gives nothing back | 15.00, see `dispute`; not given back |
| Alipay | 0.6 % | none | gives its share back | no disputes |
| WeChat Pay | 0.6 % | none | gives its share back | no disputes |

All in minor units, rounded half up.
"""

from __future__ import annotations

PER_MILLE = {"stripe": 15, "alipay": 6, "wechat": 6}
FIXED = {"gbp": 20, "usd": 30, "cad": 30, "aud": 30, "chf": 30, "jpy": 30, "krw": 300, "huf": 8500, "isk": 3500}
DISPUTE = {"gbp": 2000, "jpy": 2000, "krw": 20000, "huf": 500000, "isk": 200000}


def share(provider: str, amount: int) -> int:
    """The percentage of a payment."""
    return (amount * PER_MILLE[provider] + 500) // 1000


def card(amount: int, currency: str, *, decimals: int) -> int:
    """Stripe's fee on a captured amount, never more than the amount."""
    fixed = FIXED.get(currency, 250 if decimals == 3 else 25)
    return min(amount, share("stripe", amount) + fixed)


def dispute(currency: str, *, decimals: int) -> int:
    """Stripe's fee for a dispute."""
    return DISPUTE.get(currency, 15000 if decimals == 3 else 1500)


def given_back(fee: int, amount: int, before: int, after: int) -> int:
    """The part of a payment's fee that goes back when its refunded sum grows from `before` to `after`.

    Taken as the difference of two rounded shares, so that all parts of a full refund add up to the fee.
    """
    return _part(fee, after, amount) - _part(fee, before, amount)


def _part(fee: int, refunded: int, amount: int) -> int:
    return (2 * fee * refunded + amount) // (2 * amount)
