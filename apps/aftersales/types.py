"""Aftersales · what may go wrong, where it stands, and what somebody asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from djmoney.money import Money


class ReturnKind(models.TextChoices):
    """By what right goods come back."""

    WITHDRAWAL = "withdrawal", _("Withdrawal within the legal period")
    GOODWILL = "goodwill", _("Return by the seller's own rule")
    COMPLAINT = "complaint", _("Something is wrong with the goods")
    UNDELIVERED = "undelivered", _("The carrier brings it back")


class ReturnReason(models.TextChoices):
    CHANGED_MIND = "changed_mind", _("I changed my mind")
    DOES_NOT_FIT = "does_not_fit", _("It does not fit")
    DEFECTIVE = "defective", _("It does not work")
    NOT_AS_DESCRIBED = "described", _("It is not as described")
    TOO_LATE = "too_late", _("It came too late")
    UNDELIVERED = "undelivered", _("It could not be delivered, or was not accepted")


# Reasons for which goods come back at the seller's cost, whenever they are noticed.
FAULTS = frozenset({ReturnReason.DEFECTIVE, ReturnReason.NOT_AS_DESCRIBED})


class Wanted(models.TextChoices):
    """What the buyer wants for the goods."""

    REFUND = "refund", _("My money back")
    EXCHANGE = "exchange", _("Other goods in exchange")


class ReturnStatus(models.TextChoices):
    REQUESTED = "requested", _("Asked for")
    APPROVED = "approved", _("Waits to be sent back")
    IN_TRANSIT = "in_transit", _("On its way back")
    AT_HUB = "at_hub", _("At the return hub")
    FORWARDED = "forwarded", _("On its way from the return hub")
    RECEIVED = "received", _("Is back, to be looked at")
    INSPECTED = "inspected", _("Looked at, to be settled")
    UNPAID = "unpaid", _("Waits for the difference to be paid")
    SETTLED = "settled", _("Settled")
    REFUSED = "refused", _("Refused")
    DISPUTED = "disputed", _("The marketplace decides")
    CANCELLED = "cancelled", pgettext_lazy("return", "Called off")
    EXPIRED = "expired", _("Never sent back")
    CLOSED = "closed", _("Closed by the marketplace")


class Payer(models.TextChoices):
    """Who pays for the way back."""

    BUYER = "buyer", _("The buyer")
    VENDOR = "vendor", _("The seller")


class Way(models.TextChoices):
    """How goods come back."""

    DIRECT = "direct", _("To the seller")
    HUB = "hub", _("To a return hub of the marketplace")
    CARRIER = "carrier", _("Brought back by the carrier")
    NONE = "none", _("Stays with the buyer")


class Refusal(models.TextChoices):
    """Why a return is not taken."""

    TOO_LATE = "too_late", _("The time for returns is over")
    USED = "used", _("The goods have been used")
    MADE_TO_ORDER = "made_to_order", _("The goods were made for you alone")
    SEALED = "sealed", _("Sealed goods were opened that cannot be sold again for hygiene")
    NOT_OURS = "not_ours", _("These are not the goods that were sold")
    NO_FAULT = "no_fault", _("No fault was found")


class ExchangeStatus(models.TextChoices):
    WANTED = "wanted", _("Waits for the goods")
    ASKED = "asked", _("Waits for the difference to be paid")
    SENT = "sent", _("Is being sent")
    DROPPED = "dropped", _("Not exchanged: money back instead")


class ClaimKind(models.TextChoices):
    LOST = "lost", _("The parcel was lost")
    DAMAGED = "damaged", _("It came damaged")
    MISSING = "missing", _("Something was missing")
    WRONG = "wrong", _("Something else was in the parcel")


class ClaimStatus(models.TextChoices):
    """Where the seller's claim against the carrier or insurer stands."""

    OPEN = "open", _("To be handed in")
    SUBMITTED = "submitted", _("With the carrier")
    ACCEPTED = "accepted", _("The carrier pays")
    PAID = "paid", _("Paid by the carrier")
    REJECTED = "rejected", _("Rejected by the carrier")
    CLOSED = "closed", _("Closed")


class RemedyStatus(models.TextChoices):
    """What the buyer gets meanwhile."""

    PENDING = "pending", _("The seller decides")
    REFUNDED = "refunded", _("Money given back")
    RESENT = "resent", _("Sent once more")
    REFUSED = "refused", _("Refused")
    DISPUTED = "disputed", _("The marketplace decides")
    UPHELD = "upheld", _("Refused; the marketplace agrees")


class LostRule(models.TextChoices):
    """What a buyer gets at once for a parcel that the carrier has lost or damaged."""

    REFUND = "refund", _("The money back")
    RESEND = "resend", _("The same goods again, or the money where there are none")
    ASK = "ask", _("What I decide each time")


@dataclass(frozen=True)
class Pieces:
    """Pieces of a line of an order; `place` counts from 0."""

    place: int
    quantity: int


@dataclass(frozen=True)
class ReturnWish:
    """What a buyer wants to send back, and why. `swaps` maps a place to the variant wanted in its stead."""

    pieces: tuple[Pieces, ...]
    reason: ReturnReason
    wanted: Wanted = Wanted.REFUND
    note: str = ""
    swaps: Mapping[int, UUID] | None = None


@dataclass(frozen=True)
class ClaimWish:
    """What a buyer or vendor says has happened to pieces of an order."""

    kind: ClaimKind
    pieces: tuple[Pieces, ...]
    note: str = ""
    shipment_id: UUID | None = None


@dataclass(frozen=True)
class Findings:
    """What came back of a line, and what becomes of each piece.

    Of numbered goods of which more left `serials` are the pieces that go on the shelf.
    """

    place: int
    restocked: int
    disposed: int
    refused: int
    serials: tuple[str, ...] = ()


@dataclass(frozen=True)
class Returnable:
    """A line of an order with what can be returned or claimed of it, in the charge currency."""

    place: int
    variant_id: UUID
    sku: str
    title: str
    option_label: str
    quantity: int
    left: int
    unit_price: Money
    warehouse_id: UUID


@dataclass(frozen=True)
class Terms:
    """By what right an order's goods can come back today. `until` is the last day, None before delivery or without."""

    kind: ReturnKind
    until: date | None
    is_open: bool
    payer: Payer
    with_shipping: bool
    source: str
    is_verified: bool


@dataclass(frozen=True)
class Options:
    """What a buyer may do about an order, and why what is not there is not."""

    order_id: UUID
    order_number: str
    delivered_on: date | None
    lines: tuple[Returnable, ...]
    terms: Terms
    may_return: bool
    may_claim: bool
    why_not: str
