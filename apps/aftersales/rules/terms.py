"""Aftersales · by what right goods come back, until when and at whose cost: pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from apps.aftersales.types import FAULTS, Payer, ReturnKind, ReturnReason, Terms
from apps.remedies.types import Right


@dataclass(frozen=True)
class Policy:
    """A vendor's own rule: takes goods back for so many days from delivery (0: never without a right), and who pays."""

    days: int
    payer: Payer


def terms(
    reason: ReturnReason, *, right: Right, policy: Policy, delivered_on: date | None, on: date, is_business: bool
) -> Terms:
    """What holds for a return for this reason on a day.

    A fault comes back at the seller's cost on any day. Else the law's right comes first, which companies do not have,
    then the seller's own rule. Before delivery both run.
    """
    if reason in FAULTS:
        return Terms(ReturnKind.COMPLAINT, None, True, Payer.VENDOR, True, right.source, right.is_verified)
    has_right = right.days > 0 and not is_business
    if has_right:
        until = right.lasts_until(delivered_on) if delivered_on else None
        if until is None or on <= until:
            pays = Payer.BUYER if right.buyer_pays_return and policy.payer is Payer.BUYER else Payer.VENDOR
            return Terms(
                ReturnKind.WITHDRAWAL, until, True, pays, right.refunds_outbound_shipping, right.source,
                right.is_verified,
            )  # fmt: skip
    own = delivered_on + timedelta(days=policy.days) if delivered_on and policy.days else None
    is_open = policy.days > 0 and (own is None or on <= own)
    until = own or (right.lasts_until(delivered_on) if has_right and delivered_on else None)
    return Terms(ReturnKind.GOODWILL, until, is_open, policy.payer, False, "", True)
