"""Warehouse · kinds of house and of movement, and what others may hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.addresses import PostalAddress
from apps.common.errors import MarketError


class WarehouseKind(models.TextChoices):
    OWN = "own", _("Own")
    OVERSEAS = "overseas", _("Overseas")
    BONDED = "bonded", _("Bonded")
    THIRD_PARTY = "third_party", _("Third party")


class MovementKind(models.TextChoices):
    RECEIVED = "received", _("Received")
    ADJUSTED = "adjusted", _("Adjusted")
    SHIPPED = "shipped", _("Shipped")
    RETURNED = "returned", _("Returned")
    TRANSFERRED = "transferred", _("Transferred")
    MOVED = "moved", _("Moved within the house")
    RELEASED = "released", _("Released from bond")


class SerialState(models.TextChoices):
    IN_HOUSE = "in_house", _("In the house")
    PACKED = "packed", _("Packed")
    SENT = "sent", _("Sent")
    GONE = "gone", _("Gone")


class TransferState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SENT = "sent", _("On the way")
    RECEIVED = "received", _("Received, differences open")
    CLOSED = "closed", _("Received")
    CANCELLED = "cancelled", _("Cancelled")


class Settlement(models.TextChoices):
    """What became of pieces that were sent and did not arrive, or that arrived and were not sent."""

    LOST = "lost", _("Lost on the way")
    STAYED = "stayed", _("They never left")
    EXTRA = "extra", _("More were sent than written down")


class CountState(models.TextChoices):
    OPEN = "open", _("To count")
    CLOSED = "closed", _("Counted")
    CANCELLED = "cancelled", _("Cancelled")


@dataclass(frozen=True)
class WarehouseInfo:
    """A house that goods leave from; `lat` and `lon` in decimal degrees, None where unknown."""

    public_id: UUID
    code: str
    name: str
    kind: str
    country: str
    address: PostalAddress
    lat: float | None
    lon: float | None
    processing_days: int | None = None
    operator: str = ""

    @property
    def is_bonded(self) -> bool:
        """Whether its goods are not imported yet: none is for sale until it is released."""
        return self.kind == WarehouseKind.BONDED

    @property
    def kind_label(self) -> str:
        """The kind in the reader's language."""
        return str(WarehouseKind(self.kind).label)


@dataclass(frozen=True)
class Movement:
    """One line of the ledger: `delta` pieces came (negative: left)."""

    public_id: UUID
    variant_id: UUID
    warehouse_code: str
    kind: str
    delta: int
    reference: str
    note: str
    actor: str
    occurred_at: datetime
    bin: str = ""
    lot: str = ""
    basis: str = ""

    @property
    def kind_label(self) -> str:
        """The kind in the reader's language."""
        return str(MovementKind(self.kind).label)


class CountOutcome(StrEnum):
    """What became of a count that was sent in."""

    APPLIED = "applied"
    UNCHANGED = "unchanged"
    STALE = "stale"
    REFUSED = "refused"


@dataclass(frozen=True)
class ShelfCount:
    """Pieces counted on a shelf, those promised to buyers included.

    `counted_at` is aware, None for now; `version` grows with each count of the
    sender's, None where it has none.
    """

    variant_id: UUID
    warehouse: str
    quantity: int
    counted_at: datetime | None = None
    version: int | None = None


@dataclass(frozen=True)
class CountResult:
    """What became of a count; `on_hand` is what the shelf holds now, None where there is no such shelf."""

    outcome: CountOutcome
    on_hand: int | None
    error: MarketError | None = None


@dataclass(frozen=True)
class HouseLevel:
    """Pieces of a variant in one house; `promised` are sold and wait to leave, `blocked` are not for sale."""

    warehouse: str
    on_hand: int
    promised: int
    blocked: int = 0

    @property
    def sellable(self) -> int:
        """What can be sold from here now."""
        return self.on_hand - self.promised - self.blocked


@dataclass(frozen=True)
class VariantLevels:
    """Pieces of a variant in every house of the vendor, in the houses' order."""

    houses: tuple[HouseLevel, ...]

    @property
    def promised(self) -> int:
        """Pieces in all houses that are sold and wait to leave."""
        return sum(house.promised for house in self.houses)

    @property
    def sellable(self) -> int:
        """Pieces that can be sold now, from all houses."""
        return sum(house.sellable for house in self.houses)

    @property
    def blocked(self) -> int:
        """Pieces in all houses that are not for sale: expired, or under bond."""
        return sum(house.blocked for house in self.houses)


@dataclass(frozen=True)
class Discrepancy:
    """A shelf whose counter is not the sum of its movements."""

    variant_id: UUID
    warehouse_id: UUID
    moved: int
    counted: int


@dataclass(frozen=True)
class Stowed:
    """Pieces of a variant in a bin, of a lot, or loose (neither). Codes are empty where there is none."""

    variant_id: UUID
    warehouse: str
    bin: str
    lot: str
    pieces: int
    expires_on: date | None = None
    best_before_on: date | None = None
    bin_id: int | None = None
    lot_id: int | None = None

    @property
    def key(self) -> tuple[int | None, int | None]:
        """The bin and the lot, by primary key."""
        return self.bin_id, self.lot_id


@dataclass(frozen=True)
class StowedWrong:
    """A bin or lot whose pieces are not the sum of its movements."""

    stowed: Stowed
    moved: int


@dataclass(frozen=True)
class BinInfo:
    """A bin of a house; `x_m` and `y_m` in metres from the packing table."""

    public_id: UUID
    warehouse: str
    code: str
    aisle: str
    x_m: Decimal
    y_m: Decimal
    pieces: int = 0


@dataclass(frozen=True)
class SerialInfo:
    """One piece and where it is; codes are empty where there is none."""

    variant_id: UUID
    number: str
    state: str
    warehouse: str
    bin: str
    lot: str
    fulfilment_id: UUID | None
    changed_at: datetime

    @property
    def state_label(self) -> str:
        """The state in the reader's language."""
        return str(SerialState(self.state).label)


@dataclass(frozen=True)
class TransferItem:
    """A line of a transfer as it is asked for: pieces of a variant, of a lot by its number ("" for none)."""

    variant_id: UUID
    quantity: int
    lot: str = ""


@dataclass(frozen=True)
class TransferLineInfo:
    """A line of a transfer; `received` is None until it was counted at the other end."""

    id: int
    variant_id: UUID
    lot: str
    quantity: int
    received: int | None
    settlement: str

    @property
    def difference(self) -> int:
        """Pieces that arrived beyond those sent; below zero where some are missing."""
        return (self.received or 0) - self.quantity if self.received is not None else 0

    @property
    def is_open(self) -> bool:
        """Whether it has to be said what became of a difference."""
        return bool(self.difference) and not self.settlement

    @property
    def settlement_label(self) -> str:
        """What became of the difference, in the reader's language."""
        return str(Settlement(self.settlement).label) if self.settlement else ""


@dataclass(frozen=True)
class TransferInfo:
    """Goods between two houses, which are given by code."""

    public_id: UUID
    source: str
    target: str
    state: str
    note: str
    basis: str
    expected_on: date | None
    created_at: datetime
    sent_at: datetime | None
    received_at: datetime | None
    lines: tuple[TransferLineInfo, ...]
    leaves_bond: bool

    @property
    def state_label(self) -> str:
        """The state in the reader's language."""
        return str(TransferState(self.state).label)

    @property
    def pieces(self) -> int:
        """How many pieces were or are to be sent."""
        return sum(line.quantity for line in self.lines)


@dataclass(frozen=True)
class CountLineInfo:
    """One thing to count. What the books say is not told before it is counted."""

    id: int
    variant_id: UUID
    bin: str
    lot: str
    grade: str
    first: int | None
    second: int | None
    posted: int | None

    @property
    def is_done(self) -> bool:
        """Whether nobody has to count it any more."""
        return self.posted is not None

    @property
    def is_again(self) -> bool:
        """Whether it has to be counted a second time."""
        return self.first is not None and self.posted is None


@dataclass(frozen=True)
class CountInfo:
    """A cycle count of a house, which is given by code."""

    public_id: UUID
    warehouse: str
    state: str
    created_at: datetime
    closed_at: datetime | None
    lines: tuple[CountLineInfo, ...]

    @property
    def state_label(self) -> str:
        """The state in the reader's language."""
        return str(CountState(self.state).label)

    @property
    def left(self) -> int:
        """How many of its lines are still to be counted."""
        return sum(not line.is_done for line in self.lines)


class Counted(StrEnum):
    """What became of a number that somebody counted."""

    AGREED = "agreed"
    AGAIN = "again"
    CORRECTED = "corrected"


@dataclass(frozen=True)
class Countable:
    """Something that may be counted: where it lies, how much of it left the house lately, how long ago it was counted.

    `shipped` in pieces; `age_days` is None where it was never counted.
    """

    variant_id: UUID
    bin_id: int | None
    lot_id: int | None
    shipped: int
    age_days: int | None


@dataclass(frozen=True)
class ExpiringLot:
    """Pieces of a lot in a house that expire soon or have expired. `days_left` is below zero once it has."""

    variant_id: UUID
    warehouse: str
    lot: str
    expires_on: date
    days_left: int
    pieces: int
