"""Tariffs · fees of authorities and carriers on the whole consignment · pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from apps.common.money import quantum

from ..types import Channel, Fee, FeeBase, FeeUnit, Sale
from .charges import Charge, Frame
from .expressions import evaluate, plain
from .places import is_in_any
from .regimes import is_for
from .valuation import Item, customs_value, to_quantum


@dataclass(frozen=True)
class Scope:
    """What the fees of a consignment are reckoned on: its items by scheme, and what is paid at the border."""

    frames: Sequence[tuple[Frame, Sequence[Item]]]
    sale: Sale
    border: Decimal


def fees(scope: Scope) -> list[Charge]:
    """The fees that are due."""
    frame = scope.frames[0][0]
    found = (_of(fee, scope, frame) for fee in frame.rules.fees)
    return [charge for charge in found if charge is not None]


def _of(fee: Fee, scope: Scope, frame: Frame) -> Charge | None:
    if fee.channel not in (Channel.ANY, frame.consignment.channel) or not is_for(fee.sale, scope.sale):
        return None
    if fee.base == FeeBase.BORDER and (scope.border == 0 or frame.rules.incoterm != "DDP"):
        return None
    items = [
        (one, item)
        for one, under in scope.frames
        if not fee.regimes or one.regime.code in fee.regimes
        for item in under
        if not is_in_any(item.origin, fee.excluded_origins, frame.rules)
    ]
    if not items:
        return None
    values = _values(items, scope.border)
    lowest = frame.exchange.to_authority(fee.value_from, fee.currency)
    highest = None if fee.value_to is None else frame.exchange.to_authority(fee.value_to, fee.currency)
    compared = values[FeeBase(fee.value_basis)]
    if compared <= lowest or (highest is not None and compared > highest):
        return None
    return _charge(fee, frame, base=values[FeeBase(fee.base)], units=_units(fee, frame, [item for _, item in items]))


def _values(items: Sequence[tuple[Frame, Item]], border: Decimal) -> Mapping[FeeBase, Decimal]:
    nothing = Decimal(0)
    return {
        FeeBase.NONE: nothing,
        FeeBase.BORDER: border,
        FeeBase.GOODS: sum((item.goods for _frame, item in items), nothing),
        FeeBase.CIF: sum((item.cif for _frame, item in items), nothing),
        FeeBase.CUSTOMS: sum(
            (customs_value(item, frame.policy, frame.consignment.channel) for frame, item in items), nothing
        ),
    }


def _units(fee: Fee, frame: Frame, items: Sequence[Item]) -> int:
    return {
        FeeUnit.CONSIGNMENT: 1,
        FeeUnit.HEADING: len({item.heading for item in items}),
        FeeUnit.LINE: len(items),
        FeeUnit.PIECE: sum(item.pieces for item in items),
        FeeUnit.PARCEL: frame.consignment.parcels,
    }[FeeUnit(fee.unit)]


def _charge(fee: Fee, frame: Frame, *, base: Decimal, units: int) -> Charge:
    """The fee, rounded by the authority where it is stated in its currency, and else only when it is charged."""
    formula, exchange = _formula(fee), frame.exchange
    quantities = {fee.unit: Decimal(units), "consignment": Decimal(1)}
    exact = evaluate(formula, value=base, quantities=quantities, convert=exchange.to_authority)
    step = quantum(exchange.authority)
    is_own = fee.currency == exchange.authority
    return Charge(
        items=(),
        kind="fee",
        cited=fee.cited,
        layer="fee",
        parts={fee.base: base},
        base=base,
        formula=formula,
        quantities=quantities,
        exact=exact,
        amount=to_quantum(exact, step, ROUND_HALF_UP) if is_own else exact,
        rate=fee.rate or None,
        collector=fee.collector,
        scheme=frame.regime.code,
        valid_on=frame.rules.as_of,
        mode=ROUND_HALF_UP if is_own else "",
        step=step,
        level="consignment",
        group="fee",
    )


def _formula(fee: Fee) -> str:
    """The fee in the notation of duty expressions."""
    code = fee.currency
    text = f"{plain(fee.amount)} {code}/{fee.unit} + {plain(fee.rate * 100)}%"
    if fee.minimum:
        text += f" MIN {plain(fee.minimum)} {code}/consignment"
    if fee.maximum is not None:
        text += f" MAX {plain(fee.maximum)} {code}/consignment"
    return text
