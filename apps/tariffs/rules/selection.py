"""Tariffs · which measures and taxes apply to an item · pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ..errors import DatumMissing, Prohibited
from ..types import BASE_LAYER, BASIC, Consignment, Measure, MeasureType, RuleSet, TaxRate
from ..types.prefixes import Prefixes, longest_first
from .exchange import Exchange
from .places import breadth, is_in, is_in_any
from .valuation import Item

# The lower goes first; a quota or suspension that may be had before a preference, and so on.
_RANK = {
    MeasureType.SUSPENSION: 0,
    MeasureType.QUOTA: 0,
    MeasureType.PREFERENCE: 1,
    MeasureType.MFN: 2,
    MeasureType.GENERAL: 3,
}
_FULL_CODE = 10


@dataclass(frozen=True)
class Facts:
    """What the law asks of a consignment beside its goods; `intrinsic` is their value in its currency."""

    consignment: Consignment
    rules: RuleSet
    exchange: Exchange
    intrinsic: Decimal


def measures_for(facts: Facts, item: Item) -> dict[str, list[Measure | None]]:
    """By layer the measures that may apply: one, or one for each national line that the code leaves open.

    None among them is a line without such a duty. The base layer has no None.

    Raises:
        DatumMissing: the tariff has no rate for the code, or a rate depends on an additional code that is not given.
        Prohibited: the goods may not be imported.
    """
    found: dict[str, list[Measure | None]] = {}
    for layer, by_prefix in facts.rules.measures.items():
        choices = _choices(facts, item, by_prefix, is_base=layer == BASE_LAYER)
        if any(choices):
            found[layer] = choices
    if BASE_LAYER not in found:
        rules = facts.rules
        raise DatumMissing(datum=f"duty rate of HS {item.heading} from {item.origin} into {rules.ship_to}")
    return found


def taxes_for(facts: Facts, item: Item) -> list[TaxRate]:
    """The taxes on an item, in order; of each tax the row of its category, else that with the longest prefix, and the
    place of delivery before any.

    Raises:
        DatumMissing: no tax has a row for it.
    """
    found = []
    for by_prefix in facts.rules.taxes.values():
        row = _tax(by_prefix, item, facts.consignment)
        if row is not None and _is_dear_enough(row, item):
            found.append(row)
    if not found:
        raise DatumMissing(datum=f"tax rate of HS {item.heading} in {facts.rules.ship_to}")
    return sorted(found, key=lambda row: row.position)


def _choices(
    facts: Facts, item: Item, by_prefix: Mapping[str, tuple[Measure, ...]], *, is_base: bool
) -> list[Measure | None]:
    known = by_prefix if isinstance(by_prefix, Prefixes) else Prefixes(by_prefix)
    own = _resolved(facts, item, known, item.hs_code)
    longer = list(known.under(item.hs_code)) if len(item.hs_code) < _FULL_CODE else []
    if not longer:
        return [own]
    national = [_resolved(facts, item, known, prefix) for prefix in longer]
    if all(one is None for one in national):
        return [own]
    is_listed = is_base and (own is None or len(own.hs_prefix) < len(item.hs_code))
    choices = [one for one in national if one is not None] if is_listed else [own, *national]
    return list({one.cited.rule_id if one else "": one for one in choices}.values())


def _resolved(facts: Facts, item: Item, known: Mapping[str, tuple[Measure, ...]], code: str) -> Measure | None:
    """The measure of a layer for a code: of the types that may be had the first, and of it the longest prefix."""
    best: Measure | None = None
    best_rank = len(_RANK)
    for rows in longest_first(known, code):
        for rank, row in _fitting(facts, item, rows):
            if rank < best_rank:
                best, best_rank = row, rank
        if best_rank == 0:
            break
    return best


def _fitting(facts: Facts, item: Item, rows: Sequence[Measure]) -> list[tuple[int, Measure]]:
    """The row of each type that fits best among those of one prefix, by rank."""
    by_rank: dict[int, list[Measure]] = {}
    for row in rows:
        if _applies(facts, item, row):
            if row.type == MeasureType.PROHIBITION:
                raise Prohibited(goods=f"HS {item.heading}", rule=row.cited.rule_id)
            by_rank.setdefault(_RANK[MeasureType(row.type)] if row.type in BASIC else 0, []).append(row)
    return [(rank, _narrowest(item, by_rank[rank])) for rank in sorted(by_rank)]


def _narrowest(item: Item, rows: Sequence[Measure]) -> Measure:
    closest = min(breadth(item.origin, row.origin) for row in rows)
    rows = [row for row in rows if breadth(item.origin, row.origin) == closest]
    own = [row for row in rows if row.additional_code and row.additional_code in item.first.additional_codes]
    open_to_all = [row for row in rows if not row.additional_code]
    if not own and not open_to_all:
        codes = ", ".join(sorted(row.additional_code for row in rows))
        raise DatumMissing(datum=f"additional code of HS {item.heading} (one of {codes})", field="additional_codes")
    return min(own or open_to_all, key=_standing)


def _standing(row: Measure) -> tuple[bool, int, str]:
    """Of rules that fit alike the least holds: what says its own type (authorities' lists do), then what began last."""
    return (not row.is_typed, -(row.since.toordinal() if row.since else 0), row.cited.rule_id)


def _applies(facts: Facts, item: Item, row: Measure) -> bool:
    rules = facts.rules
    if not is_in(item.origin, row.origin, rules) or is_in_any(item.origin, row.excluded_origins, rules):
        return False
    if row.type == MeasureType.QUOTA and not (row.is_open and row.order_number == item.first.order_number):
        return False
    if row.needs_claim and not _is_claimed(facts, item, row):
        return False
    if row.needs_proof and not _is_proven(facts, item, row):
        return False
    return not row.needs_direct_transport or _is_direct(facts, item, row)


def _is_claimed(facts: Facts, item: Item, row: Measure) -> bool:
    claims = {*item.first.claims, *facts.consignment.claims}
    return not claims.isdisjoint({row.type, row.cited.rule_id, row.origin})


def _is_proven(facts: Facts, item: Item, row: Measure) -> bool:
    """Whether the proof at hand is accepted: any, where no rule names those that are."""
    given, rules = item.first.proof, facts.rules
    if not given:
        return False
    accepted = [
        proof for proof in rules.proofs if proof.origin == row.origin or is_in(item.origin, proof.origin, rules)
    ]
    return not accepted or any(
        proof.kind == given
        and (proof.threshold is None or facts.intrinsic <= facts.exchange.to_authority(proof.threshold, proof.currency))
        for proof in accepted
    )


def _is_direct(facts: Facts, item: Item, row: Measure) -> bool:
    consignment = facts.consignment
    if consignment.is_direct is not None:
        return consignment.is_direct
    return consignment.ship_from == item.origin or is_in(consignment.ship_from, row.origin, facts.rules)


def _tax(by_prefix: Mapping[str, tuple[TaxRate, ...]], item: Item, consignment: Consignment) -> TaxRate | None:
    category = item.first.category
    best: TaxRate | None = None
    for rows in longest_first(by_prefix, item.hs_code):
        here = [row for row in rows if _is_here(row, consignment) and row.category in ("", category)]
        if not here:
            continue
        row = min(here, key=lambda row: (row.category == "", row.postcodes == "", row.region == "", row.cited.rule_id))
        if row.category == category:
            return row
        best = best or row
    return best


def _is_here(row: TaxRate, consignment: Consignment) -> bool:
    if row.postcodes and not re.fullmatch(row.postcodes, consignment.postcode.strip()):
        return False
    return row.region in ("", consignment.region)


def _is_dear_enough(row: TaxRate, item: Item) -> bool:
    """Whether goods reach the smallest price that the tax is for; of several measures one is enough."""
    limits = {"g": row.minimum_per_g, "MLT": row.minimum_per_ml, "RET": row.minimum_per_piece}
    asked = {unit: limit for unit, limit in limits.items() if limit is not None}
    if not asked:
        return True
    known = {unit: limit for unit, limit in asked.items() if item.quantities.get(unit)}
    if not known:
        raise DatumMissing(datum=f"weight of HS {item.heading}", field="weight_g")
    return any(item.goods / item.quantities[unit] >= limit for unit, limit in known.items())
