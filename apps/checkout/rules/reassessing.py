"""Checkout · duty, tax and fees of goods that are sent in place of others: pure.

A version of the same product may have another HS code, origin or weight. Both are assessed by the rules of the day of
the sale; what the new one owes less goes back as the same share of what is left of each charge.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from apps.checkout.types import QuotedConsignment
from apps.checkout.types.refunds import LineCells
from apps.orders.types import PartLine
from apps.tariffs.types import Assessment, Consignment

from . import quoting

CHARGES = ("duty", "tax", "fees")
_FACTS = ("hs_code", "origin", "weight_g")

Shares = Mapping[int, Mapping[str, Decimal]]


@dataclass(frozen=True)
class Sending:
    """A consignment as it was quoted, from the place `first` of its order, with what its lines send now: at the prices
    of the sale, so that none comes under a limit that it was sold above."""

    quoted: QuotedConsignment
    first: int
    lines: tuple[PartLine, ...]

    @property
    def asked(self) -> Consignment:
        """What the tariff engine is asked about."""
        asked = Consignment.from_json(self.quoted.asked)
        lines = tuple(
            replace(
                one,
                ref=str(line.variant_id),
                hs_code=line.hs_code,
                origin=line.origin,
                weight_g=line.weight_g * one.quantity,
            )
            for one, line in zip(asked.lines, self.lines, strict=True)
        )
        return replace(asked, lines=lines)

    def sold_as(self, assessment: Assessment) -> QuotedConsignment:
        """The consignment as it would have been quoted; freight is shared by the weights of the sale."""
        sent = [
            replace(
                one,
                variant_id=line.variant_id,
                sku=line.sku,
                option_labels={"": line.option_label},
                hs_code=line.hs_code,
                origin=line.origin,
            )
            for one, line in zip(self.quoted.lines, self.lines, strict=True)
        ]
        shared = quoting.share(sent, freight=self.quoted.chosen.price, assessment=assessment)
        return replace(self.quoted, lines=shared, assessment=assessment.as_json(), asked={})

    def charged(self, assessment: Assessment) -> dict[int, dict[str, Decimal]]:
        """What the buyer pays of it with the purchase, by the lines' places."""
        return {
            place: {name: getattr(line, name).amount for name in CHARGES}
            for place, line in enumerate(self.sold_as(assessment).lines, self.first)
        }


def is_alike(one: PartLine, other: PartLine) -> bool:
    """Whether customs looks at two versions in the same way."""
    return all(getattr(one, name) == getattr(other, name) for name in _FACTS)


def shares(old: Mapping[int, Mapping[str, Decimal]], new: Mapping[int, Mapping[str, Decimal]]) -> Shares | None:
    """What is left of each charge that is lower now, by the lines' places; None where any is higher."""
    if any(new[place][name] > amount for place, charges in old.items() for name, amount in charges.items()):
        return None
    found = {
        place: {name: new[place][name] / amount for name, amount in charges.items() if new[place][name] < amount}
        for place, charges in old.items()
    }
    return {place: lower for place, lower in found.items() if lower}


def given_back(left: Sequence[LineCells], lower: Shares) -> dict[int, LineCells]:
    """What of each line goes back, in whole minor units, so that what stays is rounded half up."""
    return {
        place: LineCells(**{name: getattr(left[place], name) - _part(getattr(left[place], name), share)
                            for name, share in charges.items()})
        for place, charges in lower.items()
    }  # fmt: skip


def _part(units: int, share: Decimal) -> int:
    return int((units * share).quantize(Decimal(1), "ROUND_HALF_UP"))
