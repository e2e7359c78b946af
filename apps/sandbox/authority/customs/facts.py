"""What the authority reads in a declaration, whatever its form · sandbox · no schema."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class DeclaredCharge:
    """Duty or tax as declared: `rate` a fraction, None for a fixed amount; money in the charge's currency."""

    type_code: str
    base: Decimal
    rate: Decimal | None
    amount: Decimal
    currency: str


@dataclass(frozen=True)
class Item:
    """A goods item; masses in kilograms, `value` in the declaration's currency."""

    number: int
    description: str
    hs_code: str
    origin: str
    quantity: int
    value: Decimal
    net_kg: Decimal
    gross_kg: Decimal
    charges: tuple[DeclaredCharge, ...]


@dataclass(frozen=True)
class Facts:
    """A declaration. `kind` is H7 or IM; one unit of `currency` is `rate` units of the charges' currency."""

    kind: str
    lrn: str
    country: str
    exporter: str
    importer: str
    currency: str
    total_value: Decimal
    gross_kg: Decimal
    packages: int
    transport_documents: tuple[str, ...]
    items: tuple[Item, ...]
    procedures: tuple[str, ...] = ()
    tax_number: str = ""
    rate: Decimal = Decimal(1)
    intrinsic: Decimal = Decimal(0)
    is_deferred: bool = True
