"""Classification · saying that a code is right, taking it back, choosing a country's own digits · public schema."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from apps.common.transactions import transaction_required
from apps.common.types import Actor
from apps.outbox import operations as outbox

from .. import selectors
from ..errors import CodeUnknown, GoodsUnknown, NationalCodeUnknown, NothingToWithdraw, NoTree
from ..events import CodeConfirmed, CodeWithdrawn
from ..models import Confirmation, Goods, NationalCode
from ..types import Basis, Reasoning, State


@transaction_required
def confirm(
    goods: Goods,
    *,
    hs_code: str,
    why: Reasoning,
    at: datetime,
    by: Actor,
    basis: Basis = Basis.PERSON,
    like: Confirmation | None = None,
) -> Confirmation:
    """Write down that goods have these six digits. The product takes the code by the event; one before is withdrawn.

    Saying again what holds writes nothing.

    Raises:
        CodeUnknown: the nomenclature in force has no such subheading.
    """
    digits = hs_code[:6]
    edition = selectors.current_edition()
    if edition is None or selectors.node(digits) is None:
        raise CodeUnknown(hs_code=hs_code, edition=edition.code if edition else "HS")
    goods = Goods.objects.select_for_update().get(pk=goods.pk)
    before = selectors.confirmation_that_holds(goods.product_id, vendor_id=goods.vendor_id)
    if before is not None and before.hs_code == digits and before.fingerprint == goods.fingerprint:
        return before
    if before is not None:
        _end(before, at=at, by=by)
    ranks = {one["code"]: (rank, one["confidence"]) for rank, one in enumerate(goods.suggestions, start=1)}
    rank, confidence = ranks.get(digits, (None, None))
    made = Confirmation.objects.create(
        vendor_id=goods.vendor_id, product_id=goods.product_id, edition=edition.code, hs_code=digits,
        previous=goods.hs_code, title=goods.title, category=goods.category, material=goods.material,
        details=goods.details, fingerprint=goods.fingerprint, basis=basis, like=like, rule=why.rule, note=why.note,
        evidence=why.evidence, rank=rank, confidence=confidence, confirmed_by=_name(by), confirmed_at=at,
    )  # fmt: skip
    goods.state = State.CONFIRMED
    goods.hs_code = goods.hs_code if goods.hs_code[:6] == digits else digits
    goods.save(update_fields=["state", "hs_code"])
    _wake(goods)
    outbox.emit(
        CodeConfirmed(
            vendor_id=goods.vendor_id, version=made.pk, product_id=goods.product_id, confirmation_id=made.public_id,
            hs_code=digits,
        ),
        at=at,
        by=by,
    )  # fmt: skip
    return made


@transaction_required
def withdraw(confirmation_id: UUID, *, vendor_id: int, at: datetime, by: Actor) -> Confirmation:
    """Take a confirmation back: it stays in the history and teaches no longer; the product gets back what it had.

    Raises:
        NothingToWithdraw: it was taken back or replaced before.
    """
    found = Confirmation.objects.select_for_update().filter(
        public_id=confirmation_id, vendor_id=vendor_id, withdrawn_at__isnull=True
    )
    row = found.first()
    if row is None:
        raise NothingToWithdraw()
    _end(row, at=at, by=by)
    goods = Goods.objects.select_for_update().get(product_id=row.product_id)
    if goods.hs_code[:6] == row.hs_code:
        goods.hs_code = row.previous
    goods.state = State.STATED if goods.hs_code else State.WAITING
    goods.save(update_fields=["state", "hs_code"])
    outbox.emit(
        CodeWithdrawn(
            vendor_id=vendor_id, version=row.pk, product_id=row.product_id, confirmation_id=row.public_id,
            hs_code=row.hs_code, previous=row.previous,
        ),
        at=at,
        by=by,
    )  # fmt: skip
    return row


@transaction_required
def choose_national_code(
    product_id: UUID, *, vendor_id: int, destination: str, code: str, at: datetime, by: Actor
) -> NationalCode:
    """Say which line of a destination's tree a product is; an empty `code` says none. What was chosen stays readable.

    Raises:
        GoodsUnknown: this vendor has no such goods.
        NoTree: no tree of the destination is loaded.
        NationalCodeUnknown: the line is not among those below the product's six digits.
    """
    goods = selectors.goods_of(product_id, vendor_id=vendor_id)
    if goods is None:
        raise GoodsUnknown()
    edition = selectors.current_edition(destination) if destination else None
    if edition is None:
        raise NoTree(country=destination)
    if code and code not in {line.code for line in selectors.children(goods.hs_code, destination)}:
        raise NationalCodeUnknown(national_code=code, edition=edition.code)
    return NationalCode.objects.create(
        vendor_id=vendor_id, product_id=product_id, destination=destination, edition=edition.code, code=code,
        chosen_by=_name(by), chosen_at=at,
    )  # fmt: skip


def _end(row: Confirmation, *, at: datetime, by: Actor) -> None:
    row.withdrawn_at, row.withdrawn_by = at, _name(by)
    row.save(update_fields=["withdrawn_at", "withdrawn_by"])


def _wake(goods: Goods) -> None:
    """Have this vendor's undecided goods of the same words judged anew, so that they are confirmed likewise."""
    same = Goods.objects.filter(vendor_id=goods.vendor_id, fingerprint=goods.fingerprint, hs_code="")
    same.filter(state__in=[State.SUGGESTED, State.ASKED]).update(state=State.WAITING)


def _name(by: Actor) -> str:
    return f"{by.kind}:{by.ref}"[:60] if by.ref else str(by.kind)
