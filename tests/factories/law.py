"""The law of a made country "XX", rule by rule, for trying one rule of the engine at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from apps.tariffs import rows
from apps.tariffs.types import Cited, Fee, Measure, OfficialRates, Policy, Proof, Regime, RuleSet, Stacking, TaxRate
from apps.tariffs.types.prefixes import Prefixes

DAY = date(2026, 9, 1)


def cited(code: str) -> Cited:
    """A rule's id and source."""
    return Cited(code, code, "Law of XX", "https://example.org/law", DAY, True, "")


def measure(hs_prefix: str, expression: str, *, layer: str = "mfn", origin: str = "*", **more: Any) -> Measure:
    """A duty."""
    kind = more.pop("type", "mfn" if layer == "mfn" else "remedy")
    code = "-".join([layer, kind, hs_prefix or "all", origin, more.get("additional_code", ""), expression])
    return Measure(cited(code), layer, hs_prefix, origin, expression, True, type=kind, **more)


def stacking(layer: str, position: int, **more: Any) -> Stacking:
    """Where a layer stands."""
    return Stacking(cited(f"stacking-{layer}"), layer, position, **more)


def regime(code: str = "standard", **more: Any) -> Regime:
    """A scheme; by default import at the tariff's rates with tax at import."""
    given: dict[str, Any] = {
        "cited": cited(code), "code": code, "trade": "import", "sale": "any", "priority": 90, "threshold": None,
        "currency": "EUR", "basis": "goods", "excluded_prefixes": (), "excluded_origins": (), "duty_effect": "standard",
        "flat": Decimal(0), "tax_effect": "import", "tax_share": Decimal(1), "tax_includes_duty": True,
        "duty_collector": "border", "tax_collector": "border",
    }  # fmt: skip
    return Regime(**{**given, **more})


def policy(**more: Any) -> Policy:
    """CIF, cents, half up, item by item, in EUR."""
    given: dict[str, Any] = {
        "cited": cited("policy"), "trade": "import", "sale": "any", "currency": "EUR", "value_basis": "cif",
        "share": Decimal(1), "tax_basis": "cif", "rounding": "ROUND_HALF_UP", "level": "item",
        "duty_quantum": Decimal("0.01"), "tax_quantum": Decimal("0.01"), "value_quantum": Decimal(0),
        "item_duty_quantum": Decimal(0), "tax_base_quantum": Decimal(0),
    }  # fmt: skip
    return Policy(**{**given, **more})


def tax(rate: str = "0.20", *, name: str = "vat", **more: Any) -> TaxRate:
    """A tax on everything."""
    given: dict[str, Any] = {
        "cited": cited(f"{name}-{rate}-{more.get('hs_prefix', '')}"), "tax": name, "position": 1, "hs_prefix": "",
        "region": "", "rate": Decimal(rate), "base": "value", "minimum_per_g": None,
    }  # fmt: skip
    return TaxRate(**{**given, **more})


def fee(**more: Any) -> Fee:
    """A fee of EUR 1 a consignment."""
    given: dict[str, Any] = {
        "cited": cited("fee"), "currency": "EUR", "amount": Decimal(1), "rate": Decimal(0), "base": "none",
        "minimum": Decimal(0), "maximum": None, "unit": "consignment", "value_from": Decimal(0), "value_to": None,
        "regimes": (), "collector": "border",
    }  # fmt: skip
    return Fee(**{**given, **more})


def proof(origin: str, kind: str, threshold: str | None = None) -> Proof:
    """A kind of proof that is accepted."""
    return Proof(cited(f"proof-{kind}"), origin, kind, None if threshold is None else Decimal(threshold), "EUR")


def law(
    measures: Iterable[Measure] = (),
    *,
    regimes: Iterable[Regime] | None = None,
    policies: Iterable[Policy] | None = None,
    taxes: Iterable[TaxRate] | None = None,
    fees: Iterable[Fee] = (),
    stackings: Iterable[Stacking] = (),
    proofs: Iterable[Proof] = (),
    groups: Mapping[str, Iterable[str]] | None = None,
    official: OfficialRates | None = None,
    as_of: date = DAY,
    incoterm: str = "DDP",
) -> RuleSet:
    """The rules of XX on a day."""
    by_tax: dict[str, dict[str, tuple[TaxRate, ...]]] = {}
    for row in [tax()] if taxes is None else taxes:
        under = by_tax.setdefault(row.tax, {})
        under[row.hs_prefix] = (*under.get(row.hs_prefix, ()), row)
    schemes = [regime()] if regimes is None else list(regimes)
    return RuleSet(
        ship_to="XX",
        as_of=as_of,
        members=frozenset({"XX"}),
        incoterm=incoterm,
        policies=tuple([policy()] if policies is None else policies),
        regimes=tuple(sorted(schemes, key=lambda row: (row.priority, row.code))),
        measures=rows.by_layer(measures),
        taxes={name: Prefixes(under) for name, under in by_tax.items()},
        fees=tuple(fees),
        digest=f"law of {as_of}",
        groups={code: frozenset(countries) for code, countries in (groups or {}).items()},
        stackings={row.layer: row for row in stackings},
        proofs=tuple(proofs),
        official=official or OfficialRates(),
    )
