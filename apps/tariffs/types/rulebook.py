"""Tariffs · rules as the engine holds them: rows in force on a day, indexed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RuleKind(models.TextChoices):
    """The five kinds of rules that there are."""

    POLICY = "policies", _("How values are formed")
    REGIME = "regimes", _("Schemes")
    MEASURE = "measures", _("Duties")
    TAX_RATE = "tax-rates", _("Taxes")
    FEE = "fees", _("Fees")


class Trade(models.TextChoices):
    """How goods come to the buyer: from abroad, within a customs union, or at home."""

    IMPORT = "import", pgettext_lazy("tariff", "Import")
    UNION = "union", _("Within the customs union")
    DOMESTIC = "domestic", _("Domestic")


class Sale(models.TextChoices):
    """Whom a rule is for."""

    ANY = "any", _("Everyone")
    B2C = "b2c", _("Consumers")
    B2B = "b2b", _("Businesses with a tax id")


class ValueBasis(models.TextChoices):
    """What a value consists of."""

    GOODS = "goods", _("Goods only")
    CIF = "cif", _("Goods, freight and insurance")
    CUSTOMS = "customs", _("Customs value")


class Rounding(models.TextChoices):
    HALF_UP = "ROUND_HALF_UP", _("Half up")
    DOWN = "ROUND_DOWN", _("Down")


class RoundingLevel(models.TextChoices):
    ITEM = "item", _("Each item")
    DECLARATION = "declaration", _("The declaration")


class DutyEffect(models.TextChoices):
    STANDARD = "standard", _("By the tariff")
    NIL = "nil", _("None")
    FLAT = "flat", _("Flat amount per tariff heading")


class TaxEffect(models.TextChoices):
    SALE = "sale", _("At the sale")
    IMPORT = "import", _("At import")
    NIL = "nil", _("None")


class TaxBase(models.TextChoices):
    VALUE = "value", _("Value with duties and earlier taxes")
    INSIDE = "inside", _("Price that contains this tax")
    TAX = "tax", _("The tax before it")


class FeeBase(models.TextChoices):
    NONE = "none", _("Fixed")
    CUSTOMS = "customs", _("Customs value")
    BORDER = "border", _("What is paid at the border")


class FeeUnit(models.TextChoices):
    CONSIGNMENT = "consignment", _("Consignment")
    HEADING = "heading", _("Tariff heading")


@dataclass(frozen=True)
class Cited:
    """A rule's id, and where it stands."""

    rule_id: str
    label: str
    source_title: str
    source_url: str
    checked_on: date
    is_verified: bool
    note: str


@dataclass(frozen=True)
class Policy:
    """How a jurisdiction values and rounds.

    The customs value is `share` of what `value_basis` says. Quanta are in units of
    `currency`; `value_quantum`, `item_duty_quantum` and `tax_base_quantum` round down,
    zero leaves a figure as it is.
    """

    cited: Cited
    trade: str
    sale: str
    currency: str
    value_basis: str
    share: Decimal
    tax_basis: str
    rounding: str
    level: str
    duty_quantum: Decimal
    tax_quantum: Decimal
    value_quantum: Decimal
    item_duty_quantum: Decimal
    tax_base_quantum: Decimal


@dataclass(frozen=True)
class Regime:
    """A scheme: when it applies and what it does to duty and tax. The first that fits, by priority, applies.

    `threshold` is the largest value it covers (of the whole consignment, on
    `basis`, in `currency`); None covers every value. A consignment with goods under
    an excluded prefix or of an excluded origin is not covered. `flat` is the amount per distinct six-digit
    code; `tax_share` the part of the tax that is collected.
    """

    cited: Cited
    code: str
    trade: str
    sale: str
    priority: int
    threshold: Decimal | None
    currency: str
    basis: str
    excluded_prefixes: tuple[str, ...]
    excluded_origins: tuple[str, ...]
    duty_effect: str
    flat: Decimal
    tax_effect: str
    tax_share: Decimal
    tax_includes_duty: bool
    duty_collector: str
    tax_collector: str


@dataclass(frozen=True)
class Measure:
    """A duty on goods under a prefix from an origin ("*" any).

    Of each layer (mfn, section_301 …) one measure applies: longest prefix, then own
    origin before any. `is_exact` is false where six digits cannot tell between
    national lines and the highest rate stands here.
    """

    cited: Cited
    layer: str
    hs_prefix: str
    origin: str
    expression: str
    is_exact: bool


@dataclass(frozen=True)
class TaxRate:
    """A tax on goods under a prefix ("" all), as a fraction; taxes of a line apply in order of `position`.

    Where `minimum_per_g` is given the tax applies only to goods that cost at least
    that per gram, in the authority's currency.
    """

    cited: Cited
    tax: str
    position: int
    hs_prefix: str
    region: str
    rate: Decimal
    base: str
    minimum_per_g: Decimal | None


@dataclass(frozen=True)
class Fee:
    """A fee of the authority or the carrier.

    `amount` plus `rate` of the base, within `minimum` and `maximum`, per unit, in
    `currency`; for customs values above `value_from` and up to `value_to`, in the
    regimes listed (none listed: all).
    """

    cited: Cited
    currency: str
    amount: Decimal
    rate: Decimal
    base: str
    minimum: Decimal
    maximum: Decimal | None
    unit: str
    value_from: Decimal
    value_to: Decimal | None
    regimes: tuple[str, ...]
    collector: str


@dataclass(frozen=True)
class RuleSet:
    """The rules in force for deliveries to a country on a day.

    `members` are the countries of its customs territory; measures are found by layer
    and then prefix, taxes by tax and then prefix; `digest` is the hash of all rows.
    """

    ship_to: str
    as_of: date
    members: frozenset[str]
    incoterm: str
    policies: tuple[Policy, ...]
    regimes: tuple[Regime, ...]
    measures: Mapping[str, Mapping[str, tuple[Measure, ...]]]
    taxes: Mapping[str, Mapping[str, tuple[TaxRate, ...]]]
    fees: tuple[Fee, ...]
    digest: str
