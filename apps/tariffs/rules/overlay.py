"""Tariffs · rules that somebody supposes, laid over those that hold: what would be owed if · pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from ..types import Measure, OfficialRate, OfficialRates, Regime, RuleSet, TaxRate
from ..types.prefixes import Prefixes

SUPPOSED = "supposed"
ALL_TAXES = ""


@dataclass(frozen=True)
class Threshold:
    """Another threshold of a scheme, by the scheme's code or the rule's id; None: it covers every value."""

    scheme: str
    amount: Decimal | None
    currency: str


@dataclass(frozen=True)
class Overlay:
    """Supposed rules.

    A duty takes the place of those of its layer under its prefix and for its origin, a tax that of the tax of its
    name under its prefix (without a name: of all taxes there). Rates of exchange have one base. `elsewhere` are duties
    of tariffs that a claimed scheme compares with, each with the country of the tariff.
    """

    duties: tuple[Measure, ...] = ()
    taxes: tuple[TaxRate, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    exchange: tuple[OfficialRate, ...] = ()
    elsewhere: tuple[tuple[str, Measure], ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.duties or self.taxes or self.thresholds or self.exchange or self.elsewhere)

    @property
    def tariffs(self) -> set[str]:
        """The countries of whose tariffs, not the destination's own, duties are supposed."""
        return {country for country, _duty in self.elsewhere}

    def of(self, country: str) -> Overlay:
        """What is supposed of a tariff that is compared with."""
        return Overlay(duties=tuple(duty for name, duty in self.elsewhere if name == country))


NOTHING = Overlay()


def applied(overlay: Overlay, rules: RuleSet) -> RuleSet:
    """The rules with what is supposed in their place; their hash says so."""
    if overlay.is_empty:
        return rules
    changed = replace(
        rules,
        measures=_with_duties(rules.measures, overlay.duties),
        taxes=_with_taxes(rules.taxes, overlay.taxes),
        regimes=tuple(_with_threshold(regime, overlay.thresholds) for regime in rules.regimes),
        digest=hashlib.sha256(f"{rules.digest}|{overlay!r}".encode()).hexdigest(),
        others={country: applied(overlay.of(country), other) for country, other in rules.others.items()},
    )
    return _with_exchange(changed, overlay.exchange) if overlay.exchange else changed


def _with_duties(
    known: Mapping[str, Mapping[str, tuple[Measure, ...]]], supposed: tuple[Measure, ...]
) -> Mapping[str, Mapping[str, tuple[Measure, ...]]]:
    found = {layer: dict(by_prefix) for layer, by_prefix in known.items()}
    for duty in supposed:
        under = found.setdefault(duty.layer, {})
        for prefix in [prefix for prefix in under if prefix.startswith(duty.hs_prefix)]:
            under[prefix] = tuple(row for row in under[prefix] if duty.origin not in ("*", row.origin))
        under[duty.hs_prefix] = (*under.get(duty.hs_prefix, ()), duty)
    return {layer: Prefixes({prefix: rows for prefix, rows in under.items() if rows}) for layer, under in found.items()}


def _with_taxes(
    known: Mapping[str, Mapping[str, tuple[TaxRate, ...]]], supposed: tuple[TaxRate, ...]
) -> Mapping[str, Mapping[str, tuple[TaxRate, ...]]]:
    found = {tax: dict(by_prefix) for tax, by_prefix in known.items()}
    for row in supposed:
        for tax in [tax for tax in found if row.tax in (ALL_TAXES, SUPPOSED, tax)]:
            found[tax] = {p: rows for p, rows in found[tax].items() if not p.startswith(row.hs_prefix)}
        under = found.setdefault(row.tax or SUPPOSED, {})
        under[row.hs_prefix] = (row,)
    return {tax: Prefixes(under) for tax, under in found.items() if under}


def _with_threshold(regime: Regime, supposed: tuple[Threshold, ...]) -> Regime:
    for threshold in supposed:
        if threshold.scheme in (regime.code, regime.cited.rule_id):
            return replace(regime, threshold=threshold.amount, currency=threshold.currency or regime.currency)
    return regime


def _with_exchange(rules: RuleSet, supposed: tuple[OfficialRate, ...]) -> RuleSet:
    table = {row.currency: row for row in supposed}
    policies = tuple(replace(policy, fx_authority=SUPPOSED, fx_kind="") for policy in rules.policies)
    return replace(rules, policies=policies, official=OfficialRates({}, table))
