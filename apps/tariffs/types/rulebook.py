"""Tariffs · rules as the engine holds them: rows in force on a day, indexed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from .choices import Above, Aggregation, Channel, FeeBase, FxDay, MeasureType, Minimum, Sale, StackingBase
from .exchange import OfficialRates


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

    The customs value is `share` of what `value_basis` says; by post all freight belongs to it where
    `post_is_whole`, else the freight to the border. Quanta are in units of `currency`; `value_quantum`,
    `item_duty_quantum` and `tax_base_quantum` round down, zero leaves a figure as it is. `tax_uplift` is the
    part of the customs value that is added to the base of taxes, except for goods from `uplift_exempt` (a
    country or group). What comes to no more than `minimum` of what `minimum_of` says is not collected.
    The rate of exchange is that of `fx_authority` (its `fx_kind` of rates) on the day that `fx_day` says; where
    no authority is named or it has no rate, the consignment's own rates are used.
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
    post_is_whole: bool = True
    tax_uplift: Decimal = Decimal(0)
    uplift_exempt: str = ""
    minimum: Decimal = Decimal(0)
    minimum_of: str = Minimum.TAX
    fx_authority: str = ""
    fx_kind: str = ""
    fx_day: str = FxDay.IMPORT


@dataclass(frozen=True)
class Regime:
    """A scheme: when it applies and what it does to duty and tax. The first that fits, by priority, applies.

    `threshold` is the largest value it covers (on `basis`, in `currency`; of the whole consignment or of each
    piece, as `aggregation` says); None covers every value. Goods under an excluded prefix or of an excluded
    origin (country or group) are not covered, nor any but those under `included_prefixes` where there are such.
    `ship_from` is the country or group of dispatch ("" any). With `requires_registration` it needs that number
    of the seller's, with `requires_claim` that claim of the importer's. `annual_limit` is what a person may buy
    in a year under it; `only_single` covers one piece alone. `flat` is the amount per distinct six-digit code,
    `expression` the scheme's own rate; `tax_share` the part of the tax that is collected. With `tariff` (a country)
    that country's duty is owed where its own is not higher by `tolerance` of the customs value or more.
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
    channel: str = Channel.ANY
    ship_from: str = ""
    included_prefixes: tuple[str, ...] = ()
    aggregation: str = Aggregation.CONSIGNMENT
    above: str = Above.NOT_COVERED
    requires_registration: str = ""
    requires_claim: str = ""
    annual_limit: Decimal | None = None
    only_single: bool = False
    expression: str = ""
    tariff: str = ""
    tolerance: Decimal = Decimal(0)


@dataclass(frozen=True)
class Measure:
    """A duty on goods under a prefix from an origin: a country, a group, or "*" for any.

    Those of `BASIC` types share the layer "mfn": the first in the order suspension or quota, preference, third
    country duty, general rate that can be had makes the basic duty. Of each other layer (anti_dumping,
    section_301 …) one measure applies. Within a type: longest prefix, then country before group before any, then
    with additional code before without; where that leaves several, one whose type the law states before one whose type
    follows from its layer (`is_typed`), then the one whose first day, `since`, is later. `order_number` is the
    quota's. `needs_claim`: only where the importer asks for it; `needs_proof`: only with proof of origin;
    `needs_direct_transport`: only where goods came straight from that origin. `base_of` names the component of the
    goods that it is reckoned on ("" all).
    `is_exact` is false where six digits cannot tell between national lines and the highest rate stands here.
    """

    cited: Cited
    layer: str
    hs_prefix: str
    origin: str
    expression: str
    is_exact: bool
    type: str = MeasureType.MFN
    excluded_origins: tuple[str, ...] = ()
    additional_code: str = ""
    order_number: str = ""
    needs_claim: bool = False
    needs_proof: bool = False
    needs_direct_transport: bool = False
    is_open: bool = True
    base_of: str = ""
    is_typed: bool = True
    since: date | None = None


@dataclass(frozen=True)
class Stacking:
    """Where a layer of additional duty stands: its place in the order, its base, and the layers that exclude it."""

    cited: Cited
    layer: str
    position: int
    base: str = StackingBase.VALUE
    excluded_by: tuple[str, ...] = ()
    in_tax_base: bool = True


@dataclass(frozen=True)
class Proof:
    """A kind of proof of origin that is accepted for goods of a country or group, up to a value of the consignment."""

    cited: Cited
    origin: str
    kind: str
    threshold: Decimal | None
    currency: str


@dataclass(frozen=True)
class TaxRate:
    """A tax on goods under a prefix ("" all), as a fraction; taxes of a line apply in order of `position`.

    A row with a `category` is for goods that are said to belong to it, one with `postcodes` (a regular expression
    of the whole postcode) for those places. Where `minimum_per_g` (or per millilitre, or per piece of a pack) is
    given the tax applies only to goods that cost at least that, in the authority's currency.
    """

    cited: Cited
    tax: str
    position: int
    hs_prefix: str
    region: str
    rate: Decimal
    base: str
    minimum_per_g: Decimal | None
    category: str = ""
    postcodes: str = ""
    minimum_per_ml: Decimal | None = None
    minimum_per_piece: Decimal | None = None


@dataclass(frozen=True)
class Fee:
    """A fee of the authority or the carrier.

    `amount` for each unit plus `rate` of the base, within `minimum` and `maximum`, in `currency`; where what
    `value_basis` says is above `value_from` and up to `value_to`, in the regimes listed (none listed: all), by the
    channel and for the sale that are named. Goods of an excluded origin do not count.
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
    value_basis: str = FeeBase.CUSTOMS
    channel: str = Channel.ANY
    sale: str = Sale.ANY
    excluded_origins: tuple[str, ...] = ()


@dataclass(frozen=True)
class RuleSet:
    """The rules in force for deliveries to a country on a day.

    `members` are the countries of its customs territory; measures are found by layer and then prefix (those that
    the consignment's codes need, and perhaps more), taxes by tax and then prefix; `groups` are countries by the
    group's code; `official` the authorities' rates of exchange; `others` are the rules of countries whose tariff a
    scheme that is claimed compares with, by country; `digest` is the hash of all rows, of those not read into this set
    too, but not of `others`, which have their own.
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
    groups: Mapping[str, frozenset[str]] = field(default_factory=dict)
    stackings: Mapping[str, Stacking] = field(default_factory=dict)
    proofs: tuple[Proof, ...] = ()
    others: Mapping[str, RuleSet] = field(default_factory=dict)
    official: OfficialRates = field(default_factory=OfficialRates)

    @property
    def mark(self) -> str:
        """Its hash, and behind it that of each tariff it compares with: `hash:GB=hash`."""
        return ":".join([self.digest, *(f"{country}={self.others[country].digest}" for country in sorted(self.others))])


def hashes_of(mark: str) -> tuple[str, dict[str, str]]:
    """What a mark says: the hash of the rules, and those of the tariffs that they compare with, by country."""
    own, *others = mark.split(":")
    return own, dict(other.split("=") for other in others)
