"""Tariffs · stored rules as the engine holds them · public schema."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, TypeVar

from . import models, types
from .types.prefixes import Prefixes

R = TypeVar("R", bound=types.Measure | types.TaxRate)
A = TypeVar("A", bound=models.Rule | models.GeoGroupMember)


@dataclass(frozen=True)
class Stored:
    """The rows for a destination, those of its union and of everywhere with them."""

    policies: Collection[models.JurisdictionPolicy]
    regimes: Collection[models.Regime]
    measures: Collection[models.Measure]
    taxes: Collection[models.TaxRate]
    fees: Collection[models.Fee]
    stackings: Collection[models.Stacking] = ()
    proofs: Collection[models.OriginProof] = ()
    members: Collection[models.GeoGroupMember] = ()

    def on(self, day: date) -> Stored:
        """Those in force on a day."""
        return Stored(
            policies=_in_force(self.policies, day),
            regimes=_in_force(self.regimes, day),
            measures=_in_force(self.measures, day),
            taxes=_in_force(self.taxes, day),
            fees=_in_force(self.fees, day),
            stackings=_in_force(self.stackings, day),
            proofs=_in_force(self.proofs, day),
            members=_in_force(self.members, day),
        )

    @cached_property
    def changes(self) -> frozenset[date]:
        """The days on which a row begins to hold, or no longer holds."""
        kinds: tuple[Collection[Any], ...] = (
            self.policies,
            self.regimes,
            self.measures,
            self.taxes,
            self.fees,
            self.stackings,
            self.proofs,
            self.members,
        )
        rows = [row for kind in kinds for row in kind]
        return frozenset(day for row in rows for day in (row.valid.lower, row.valid.upper) if day is not None)


@dataclass(frozen=True)
class Dated:
    """A measure with its days, the end exclusive; None: open."""

    measure: types.Measure
    lower: date | None
    upper: date | None

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return (self.lower is None or self.lower <= day) and (self.upper is None or day < self.upper)


def dated(row: models.Measure) -> Dated:
    """A measure's row with its days."""
    return Dated(as_measure(row), row.valid.lower, row.valid.upper)


def rule_set(
    ship_to: str, as_of: date, *, members: Collection[str], incoterm: str, stored: Stored, digest: str = ""
) -> types.RuleSet:
    """The rows indexed for the engine, with the hash of all that they say, unless another is given."""
    policies = [as_policy(row) for row in stored.policies]
    regimes = sorted((as_regime(row) for row in stored.regimes), key=lambda row: (row.priority, row.code))
    measures = [as_measure(row) for row in stored.measures]
    taxes = [as_tax(row) for row in stored.taxes]
    fees = [as_fee(row) for row in stored.fees]
    stackings = [as_stacking(row) for row in stored.stackings]
    proofs = [as_proof(row) for row in stored.proofs]
    groups = _groups(stored.members)
    said = [sorted(members), incoterm, groups, *policies, *regimes, *measures, *taxes, *fees, *stackings, *proofs]
    return types.RuleSet(
        ship_to=ship_to,
        as_of=as_of,
        members=frozenset(members),
        incoterm=incoterm,
        policies=tuple(policies),
        regimes=tuple(regimes),
        measures=by_layer(measures),
        taxes=_index(taxes, "tax"),
        fees=tuple(fees),
        digest=digest or _digest(said),
        groups={code: frozenset(countries) for code, countries in groups.items()},
        stackings={row.layer: row for row in reversed(stackings)},
        proofs=tuple(proofs),
    )


def by_layer(measures: Iterable[types.Measure]) -> dict[str, Prefixes[tuple[types.Measure, ...]]]:
    """Measures by layer and then prefix, the base layer first."""
    return _index(sorted(measures, key=lambda row: (row.layer != types.BASE_LAYER, row.layer)), "layer")


def as_official_rate(row: models.FxRate) -> types.OfficialRate:
    """An authority's rate of exchange."""
    return types.OfficialRate(
        rate_id=row.code,
        base=row.base,
        currency=row.currency,
        rate=row.rate,
        source_title=row.source.title,
        source_url=row.source.url,
        first_day=row.valid.lower,
        last_day=row.valid.upper - timedelta(days=1) if row.valid.upper else None,
    )


def as_policy(row: models.JurisdictionPolicy) -> types.Policy:
    """A policy's row."""
    return types.Policy(
        cited=_cited(row),
        trade=row.trade,
        sale=row.sale,
        currency=row.currency,
        value_basis=row.value_basis,
        share=row.share,
        tax_basis=row.tax_basis,
        rounding=row.rounding,
        level=row.level,
        duty_quantum=row.duty_quantum,
        tax_quantum=row.tax_quantum,
        value_quantum=row.value_quantum,
        item_duty_quantum=row.item_duty_quantum,
        tax_base_quantum=row.tax_base_quantum,
        post_is_whole=row.post_is_whole,
        tax_uplift=row.tax_uplift,
        uplift_exempt=row.uplift_exempt,
        minimum=row.minimum,
        minimum_of=row.minimum_of,
        fx_authority=row.fx_authority,
        fx_kind=row.fx_kind,
        fx_day=row.fx_day,
    )


def as_regime(row: models.Regime) -> types.Regime:
    """A regime's row."""
    return types.Regime(
        cited=_cited(row),
        code=row.scheme,
        trade=row.trade,
        sale=row.sale,
        priority=row.priority,
        threshold=row.threshold,
        currency=row.currency,
        basis=row.value_basis,
        excluded_prefixes=tuple(row.excluded_prefixes),
        excluded_origins=tuple(row.excluded_origins),
        duty_effect=row.duty_effect,
        flat=row.flat,
        tax_effect=row.tax_effect,
        tax_share=row.tax_share,
        tax_includes_duty=row.tax_includes_duty,
        duty_collector=row.duty_collector,
        tax_collector=row.tax_collector,
        channel=row.channel,
        ship_from=row.ship_from,
        included_prefixes=tuple(row.included_prefixes or ()),
        aggregation=row.aggregation,
        above=row.above,
        requires_registration=row.requires_registration,
        requires_claim=row.requires_claim,
        annual_limit=row.annual_limit,
        only_single=row.only_single,
        expression=row.expression,
        tariff=row.tariff,
        tolerance=row.tolerance,
    )


def as_measure(row: models.Measure) -> types.Measure:
    """A measure's row."""
    basic = types.MeasureType.MFN if row.layer == types.BASE_LAYER else types.MeasureType.REMEDY
    kind = row.type or basic.value
    return types.Measure(
        cited=_cited(row),
        layer=types.BASE_LAYER if kind in types.BASIC else row.layer,
        hs_prefix=row.hs_prefix,
        origin=row.origin,
        expression=row.expression,
        is_exact=row.is_exact,
        type=kind,
        excluded_origins=tuple(row.excluded_origins or ()),
        additional_code=row.additional_code,
        order_number=row.order_number,
        needs_claim=row.needs_claim,
        needs_proof=row.needs_proof,
        needs_direct_transport=row.needs_direct_transport,
        is_open=row.is_open,
        base_of=row.base_of,
        is_typed=bool(row.type),
        since=row.valid.lower,
    )


def as_stacking(row: models.Stacking) -> types.Stacking:
    """A layer's row."""
    return types.Stacking(
        cited=_cited(row),
        layer=row.layer,
        position=row.position,
        base=row.base,
        excluded_by=tuple(row.excluded_by),
        in_tax_base=row.in_tax_base,
    )


def as_proof(row: models.OriginProof) -> types.Proof:
    """A proof's row."""
    return types.Proof(
        cited=_cited(row), origin=row.origin, kind=row.kind, threshold=row.threshold, currency=row.currency
    )


def as_tax(row: models.TaxRate) -> types.TaxRate:
    """A tax rate's row."""
    return types.TaxRate(
        cited=_cited(row),
        tax=row.tax,
        position=row.position,
        hs_prefix=row.hs_prefix,
        region=row.region,
        rate=row.rate,
        base=row.base,
        minimum_per_g=row.minimum_per_g,
        category=row.category,
        postcodes=row.postcodes,
        minimum_per_ml=row.minimum_per_ml,
        minimum_per_piece=row.minimum_per_piece,
    )


def as_fee(row: models.Fee) -> types.Fee:
    """A fee's row."""
    return types.Fee(
        cited=_cited(row),
        currency=row.currency,
        amount=row.amount,
        rate=row.rate,
        base=row.base,
        minimum=row.minimum,
        maximum=row.maximum,
        unit=row.unit,
        value_from=row.value_from,
        value_to=row.value_to,
        regimes=tuple(row.regimes),
        collector=row.collector,
        value_basis=row.value_basis,
        channel=row.channel,
        sale=row.sale,
        excluded_origins=tuple(row.excluded_origins or ()),
    )


def _cited(row: models.Rule) -> types.Cited:
    return types.Cited(
        rule_id=row.code,
        label=row.label,
        source_title=row.source.title,
        source_url=row.source.url,
        checked_on=row.source.checked_on,
        is_verified=row.is_verified,
        note=row.note,
    )


def _groups(members: Iterable[models.GeoGroupMember]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in members:
        found.setdefault(row.group_id, []).append(row.country)
    return {code: sorted(found[code]) for code in sorted(found)}


def _in_force(rows: Collection[A], day: date) -> list[A]:
    return [
        row
        for row in rows
        if (row.valid.lower is None or row.valid.lower <= day) and (row.valid.upper is None or day < row.valid.upper)
    ]


def _index(rows: Iterable[R], group: str) -> dict[str, Prefixes[tuple[R, ...]]]:
    found: dict[str, dict[str, list[R]]] = {}
    for row in rows:
        found.setdefault(getattr(row, group), {}).setdefault(row.hs_prefix, []).append(row)
    return {name: Prefixes({prefix: tuple(rows) for prefix, rows in under.items()}) for name, under in found.items()}


def _digest(parts: list[Any]) -> str:
    text = json.dumps(sorted(repr(part) for part in parts))
    return hashlib.sha256(text.encode()).hexdigest()
