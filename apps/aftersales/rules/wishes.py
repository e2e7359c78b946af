"""Aftersales · the refund that a return or a claim asks for: pure."""

from __future__ import annotations

from collections.abc import Mapping

from apps.aftersales.types import ClaimKind, ReturnReason
from apps.checkout.types.refunds import RefundKind, RefundReason, RefundWish

_OF_CLAIMS = {
    ClaimKind.LOST: RefundReason.MISSING,
    ClaimKind.MISSING: RefundReason.MISSING,
    ClaimKind.DAMAGED: RefundReason.DAMAGED,
    ClaimKind.WRONG: RefundReason.NOT_AS_DESCRIBED,
}


def of_return(reason: ReturnReason, places: Mapping[int, int], *, with_shipping: bool, number: str) -> RefundWish:
    """So many pieces of each place, with their shipping where the right asks for it."""
    described = reason is ReturnReason.NOT_AS_DESCRIBED
    return RefundWish(
        kind=RefundKind.LINES,
        reason=RefundReason.NOT_AS_DESCRIBED if described else RefundReason.RETURNED,
        lines=dict(places),
        with_shipping=with_shipping,
        note=number,
    )


def of_claim(kind: ClaimKind, places: Mapping[int, int], *, number: str) -> RefundWish:
    """So many pieces of each place, with their shipping."""
    return RefundWish(
        kind=RefundKind.LINES, reason=_OF_CLAIMS[kind], lines=dict(places), with_shipping=True, note=number
    )
