"""Risk · the facts that rules speak of, from counts and sums: pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from apps.risk.types import Attempt, Fact, Facts, Share, SignalKind

# What is told of a feature, for those who write rules and those who read decisions. {kind}: see _NAMES.
FEATURES: dict[str, str] = {
    "amount": "amount in the book currency",
    "ship_to": "country of delivery",
    "ip_country": "country of the IP address, where a front server tells it",
    "card_country": "country of the card's issuer",
    "is_express": "delivery within three days was chosen",
    "is_first": "nothing was paid from this mailbox within the time that signals are kept",
    "is_guest": "bought without an account",
    "vendor_count": "vendors in this purchase",
    "vendor_z": "standard deviations by which a vendor's part is above the vendor's usual (largest part)",
    "vendor_n": "purchases that this vendor's usual is known from",
    "goods_z": "standard deviations above what is usual for this kind of goods (chapter of the HS)",
    "goods_n": "purchases that this usual is known from",
    "buyer_z": "standard deviations above the mailbox's own usual",
    "buyer_n": "purchases of the mailbox that this usual is known from",
    "vendor_surge": "a vendor's sales today over its daily mean of four weeks",
    "vendor_today": "that vendor's sales today in the book currency",
    "is_own_team": "the buyer works for one of the vendors",
    "shares_with_team": "card, device or address were used with a mailbox of one of the vendors' teams",
    "was_challenged": "the bank was made to ask before this payment",
    "gift_cards_24h": "gift cards that the person buys within a day, this one included (only where one is bought)",
    "gift_worth_24h": "what these are worth together in the book currency",
    "payout_amount": "amount of a payout in the book currency",
    "payout_account_age_h": "hours since the vendor's payout account was changed",
    "anomaly": "how unusual the whole is, 0 to 100",
    "score": "weights of the rules that hit, together",
}
# What an attempt states itself, and what is therefore the same once it is paid.
STATED = (
    "amount", "ship_to", "is_express", "is_guest", "vendor_count", "ip_country", "gift_cards_24h", "gift_worth_24h",
)  # fmt: skip
KINDS = {
    SignalKind.CARD: "card",
    SignalKind.DEVICE: "device",
    SignalKind.EMAIL: "email",
    SignalKind.ADDRESS: "address",
    SignalKind.NETWORK: "network",
    SignalKind.BIN: "bin",
}
COUNTED = {
    "tried_1h": "attempts within an hour",
    "tried_24h": "attempts within a day",
    "declined_24h": "declined within a day",
    "paid": "paid while signals are kept",
    "refunded": "refunded while signals are kept",
    "disputed": "disputed while signals are kept",
    "partners": "different cards (for cards: addresses) within 30 days",
}
FEATURES |= {f"{kind}_{name}": f"{kind}: {told}" for kind in KINDS.values() for name, told in COUNTED.items()}

# Below so many sales a mean and a spread say nothing.
LEAST_SAMPLE = 5
# No spread of amounts is believed to be smaller (natural logarithm): one price list is not a distribution.
LEAST_SPREAD = 0.25


@dataclass(frozen=True)
class Counts:
    """What signals of one digest come to. `log_sum` and `log_square_sum` are of what was paid, in major units."""

    tried_1h: int = 0
    tried_24h: int = 0
    declined_24h: int = 0
    paid: int = 0
    refunded: int = 0
    disputed: int = 0
    partners: int = 0
    log_sum: float = 0.0
    log_square_sum: float = 0.0


@dataclass(frozen=True)
class Norm:
    """What is usual in a scope: sums over four weeks, and what today and the days before came to (major units)."""

    count: int
    log_sum: float
    log_square_sum: float
    today: float = 0.0
    before: float = 0.0
    days: int = 0


def scopes_of(shares: Sequence[Share]) -> set[str]:
    """The scopes whose usual is asked for: each vendor, each kind of goods."""
    return {vendor_scope(share.vendor_id) for share in shares} | {
        goods_scope(chapter) for share in shares for chapter in share.goods
    }


def vendor_scope(vendor_id: int) -> str:
    return f"vendor:{vendor_id}"


def goods_scope(chapter: str) -> str:
    return f"goods:{chapter}"


def stated(attempt: Attempt) -> dict[str, Fact]:
    """The facts that an attempt states itself; what is not known is left out."""
    facts: dict[str, Fact] = {
        "amount": float(attempt.amount),
        "ship_to": attempt.ship_to,
        "is_express": attempt.is_express,
        "is_guest": not attempt.person,
        "vendor_count": len(attempt.shares),
    }
    if attempt.visit.country:
        facts["ip_country"] = attempt.visit.country
    if attempt.gift is not None:
        facts |= {"gift_cards_24h": attempt.gift.count_24h, "gift_worth_24h": float(attempt.gift.worth_24h)}
    return facts


def counted(
    facts: Facts, shares: Sequence[Share], counts: Mapping[int, Counts], norms: Mapping[str, Norm]
) -> dict[str, Fact]:
    """The facts that follow from others' attempts and from what is usual, beside those that are `stated`."""
    email = counts.get(SignalKind.EMAIL, Counts())
    amount = float(facts.get("amount") or 0)
    found: dict[str, Fact] = {**facts, "is_first": email.paid == 0}
    for kind, one in counts.items():
        if name := KINDS.get(SignalKind(kind)):
            found |= {f"{name}_{counter}": getattr(one, counter) for counter in COUNTED}
    found |= _above("buyer", [(amount, email.paid, email.log_sum, email.log_square_sum)])
    found |= _above("vendor", _samples(((vendor_scope(s.vendor_id), s.amount) for s in shares), norms))
    found |= _above("goods", _samples(((goods_scope(c), s.amount) for s in shares for c in s.goods), norms))
    return found | _surge(shares, norms)


def log_of(amount: float) -> float:
    """The natural logarithm of an amount in major units; cents and less count as a cent."""
    return math.log(max(amount, 0.01))


def _samples(
    amounts: Iterable[tuple[str, Decimal]], norms: Mapping[str, Norm]
) -> list[tuple[float, int, float, float]]:
    known = [(float(amount), norms[scope]) for scope, amount in amounts if scope in norms]
    return [(amount, norm.count, norm.log_sum, norm.log_square_sum) for amount, norm in known]


def _above(name: str, samples: Iterable[tuple[float, int, float, float]]) -> dict[str, Fact]:
    """By how many standard deviations of the logarithm the farthest of (amount, count, Σ log, Σ log²) stands above."""
    found = [
        ((log_of(amount) - log_sum / count) / _spread(count, log_sum, squares), count)
        for amount, count, log_sum, squares in samples
        if count >= LEAST_SAMPLE
    ]
    if not found:
        return {}
    z, count = max(found)
    return {f"{name}_z": round(z, 3), f"{name}_n": count}


def _spread(count: int, log_sum: float, squares: float) -> float:
    variance = max(squares / count - (log_sum / count) ** 2, 0.0) * count / (count - 1)
    return max(math.sqrt(variance), LEAST_SPREAD)


def _surge(shares: Sequence[Share], norms: Mapping[str, Norm]) -> dict[str, Fact]:
    """The steepest rise of a vendor's sales, this purchase with them; a week of sales must lie before."""
    rises = []
    for share in shares:
        norm = norms.get(vendor_scope(share.vendor_id))
        if norm is not None and norm.days >= 7 and norm.before > 0:
            today = norm.today + float(share.amount)
            rises.append((today / (norm.before / 28), today))
    if not rises:
        return {}
    surge, today = max(rises)
    return {"vendor_surge": round(surge, 2), "vendor_today": round(today, 2)}


def numbers(facts: Facts) -> dict[str, float]:
    """The facts that are numbers, yes and no among them."""
    return {name: float(value) for name, value in facts.items() if isinstance(value, bool | int | float)}
