"""Customs · commercial invoice, packing list and statement of origin · drawn from the snapshot."""

from __future__ import annotations

from djmoney.money import Money
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from apps.common.money import exponent

from ..types import Snapshot
from .sheets import END, SMALL, TITLE, document, ends, facts, kilograms, rows, text

_UNVERIFIED = (
    "Duty and tax above were reckoned with at least one rate that has not been checked at its official source yet; "
    "customs may reckon otherwise."
)


def invoice(snapshot: Snapshot, *, lrn: str) -> bytes:
    """What was sold, at which price, under which terms; it adds up to what the buyer paid."""
    currency = snapshot.currency
    lines = [
        (
            str(line.position),
            line.description,
            line.hs_code,
            line.origin,
            str(line.quantity),
            _per_piece(line.goods.amount / line.quantity, currency),
            _amount(line.goods),
        )
        for line in snapshot.lines
    ]
    sums = [
        ("Goods", _amount(snapshot.goods)),
        ("Shipping", _amount(snapshot.shipping)),
        ("Import duty, collected at the sale", _amount(snapshot.duty)),
        ("Tax, collected at the sale", _amount(snapshot.tax)),
        ("Import fees, collected at the sale", _amount(snapshot.fees)),
        (f"Total paid, {currency}", _amount(snapshot.total)),
    ]
    flow: list[Flowable] = [
        text("Commercial invoice", TITLE),
        facts(
            [
                ("Invoice number", snapshot.order_number),
                ("Invoice date", snapshot.placed_at.date().isoformat()),
                ("Declaration", lrn),
                ("Delivery terms", f"{snapshot.incoterm} {snapshot.recipient.address.locality} (Incoterms 2020)"),
                ("Reason for export", "Sale of goods"),
                ("Currency", currency),
                *(("Buyer's tax id", one.number) for one in snapshot.recipient.registrations if one.kind == "VAT"),
            ]
        ),
        Spacer(1, 4 * mm),
        ends(snapshot.sender, snapshot.recipient, names=("Seller and exporter", "Buyer and importer")),
        Spacer(1, 5 * mm),
        rows(
            ("No.", "Goods", "HS code", "Origin", "Pieces", "Each", "Sum"),
            lines,
            (10, 66, 24, 14, 14, 22, 24),
            end=(4, 5, 6),
        ),
        Spacer(1, 3 * mm),
        rows(("", ""), sums, (130, 44), end=(0, 1)),
        Spacer(1, 3 * mm),
        text(
            f"{_counted(snapshot.pieces, 'piece')}, {_counted(len(snapshot.parcels), 'parcel')}, "
            f"net {kilograms(snapshot.net_g)}, gross {kilograms(snapshot.gross_g)}."
        ),
    ]
    if "reverse_charge" in snapshot.scheme:
        flow.append(text("Reverse charge: the buyer accounts for the tax."))
    if not snapshot.is_verified:
        flow.append(text(f"Unverified. {_UNVERIFIED}", SMALL))
    return document(f"Commercial invoice {snapshot.order_number}", flow)


def packing_list(snapshot: Snapshot, *, lrn: str) -> bytes:
    """What lies in which boxes, with weights and sizes, without prices."""
    goods = [
        (str(line.position), line.sku, line.description, str(line.quantity), kilograms(line.net_g))
        for line in snapshot.lines
    ]
    boxes = [
        (
            str(parcel.number),
            parcel.tracking_number,
            f"{parcel.length_mm} x {parcel.width_mm} x {parcel.height_mm} mm",
            kilograms(parcel.gross_g),
        )
        for parcel in snapshot.parcels
    ]
    flow: list[Flowable] = [
        text("Packing list", TITLE),
        facts(
            [
                ("Order", snapshot.order_number),
                ("Declaration", lrn),
                ("Packed", snapshot.packed_at.date().isoformat()),
            ]
        ),
        Spacer(1, 4 * mm),
        ends(snapshot.sender, snapshot.recipient),
        Spacer(1, 5 * mm),
        rows(("No.", "SKU", "Goods", "Pieces", "Net weight"), goods, (10, 36, 82, 18, 28), end=(3, 4)),
        Spacer(1, 5 * mm),
        rows(("Parcel", "Tracking number", "Size", "Gross weight"), boxes, (18, 60, 62, 34), end=(3,)),
        Spacer(1, 3 * mm),
        text(
            f"{_counted(snapshot.pieces, 'piece')} in {_counted(len(snapshot.parcels), 'parcel')}, "
            f"net {kilograms(snapshot.net_g)}, gross {kilograms(snapshot.gross_g)}."
        ),
    ]
    return document(f"Packing list {snapshot.order_number}", flow)


def origin(snapshot: Snapshot, *, lrn: str) -> bytes:
    """The exporter's own statement of non-preferential origin; a chamber's certificate is the chamber's to issue."""
    goods = [
        (str(line.position), line.description, line.hs_code, line.origin, str(line.quantity), kilograms(line.net_g))
        for line in snapshot.lines
    ]
    flow: list[Flowable] = [
        text("Statement of origin", TITLE),
        facts(
            [("Invoice", snapshot.order_number), ("Declaration", lrn), ("Destination", snapshot.ship_to)],
        ),
        Spacer(1, 4 * mm),
        ends(snapshot.sender, snapshot.recipient, names=("Exporter", "Consignee")),
        Spacer(1, 5 * mm),
        rows(
            ("No.", "Goods", "HS code", "Country of origin", "Pieces", "Net weight"),
            goods,
            (10, 74, 24, 28, 14, 24),
            end=(4, 5),
        ),
        Spacer(1, 6 * mm),
        text(
            f"The exporter, {snapshot.sender.name}, declares that the goods listed above originate in the countries "
            "stated (non-preferential origin). This statement claims no tariff preference."
        ),
        Spacer(1, 12 * mm),
        text(f"{snapshot.packed_at.date().isoformat()}   ______________________________", END),
        text("Place, date, signature of the exporter", SMALL),
    ]
    return document(f"Statement of origin {snapshot.order_number}", flow)


def _amount(money: Money) -> str:
    return _plain(money.amount, money.currency.code)


def _plain(amount: object, currency: str) -> str:
    return f"{amount:.{exponent(currency)}f}"


def _per_piece(amount: object, currency: str) -> str:
    """A price of one piece, with as many digits as it needs, at most four."""
    exact = f"{amount:.4f}".rstrip("0")
    digits = max(exponent(currency), len(exact.partition(".")[2]))
    return f"{amount:.{digits}f}"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
