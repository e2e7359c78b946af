"""Customs · the post's declarations, CN22 and CN23, one page a parcel · drawn from the snapshot.

Source of the fields: Universal Postal Convention, forms CN 22 and CN 23. The light form is for
contents of up to 300 SDR; any consignment may bear the full one.
"""

from __future__ import annotations

from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, PageBreak, Spacer

from apps.common.money import on_wire

from ..types import Snapshot, SnapshotParcel
from .sheets import SMALL, TITLE, document, ends, facts, kilograms, rows, text


def cn22(snapshot: Snapshot, *, lrn: str) -> bytes:
    """The light declaration, once for each parcel."""
    return _pages("CN 22 Customs declaration", snapshot, lrn, is_full=False)


def cn23(snapshot: Snapshot, *, lrn: str) -> bytes:
    """The full declaration, once for each parcel."""
    return _pages("CN 23 Customs declaration", snapshot, lrn, is_full=True)


def _pages(title: str, snapshot: Snapshot, lrn: str, *, is_full: bool) -> bytes:
    flow: list[Flowable] = []
    for parcel in snapshot.parcels:
        if flow:
            flow.append(PageBreak())
        flow += _page(title, snapshot, parcel, lrn, is_full=is_full)
    return document(f"{title} {snapshot.order_number}", flow)


def _page(title: str, snapshot: Snapshot, parcel: SnapshotParcel, lrn: str, *, is_full: bool) -> list[Flowable]:
    several = len(snapshot.parcels) > 1
    goods = [
        (
            line.description,
            str(line.quantity),
            kilograms(line.net_g),
            f"{on_wire(line.goods)['amount']} {snapshot.currency}",
            line.hs_code[:6],
            line.origin,
        )
        for line in snapshot.lines
    ]
    value = on_wire(snapshot.goods)
    pairs = [
        ("Item number", parcel.tracking_number),
        ("Category", "[X] Sale of goods   [ ] Gift   [ ] Documents   [ ] Commercial sample   [ ] Returned goods"),
        ("Parcel", f"{parcel.number} of {len(snapshot.parcels)}, gross {kilograms(parcel.gross_g)}"),
    ]
    totals = [
        ("Total net weight", kilograms(snapshot.net_g)),
        ("Total gross weight", kilograms(snapshot.gross_g)),
        ("Total value", f"{value['amount']} {value['currency']}"),
    ]
    if is_full:
        shipping = on_wire(snapshot.shipping)
        pairs += [
            ("Invoice", f"{snapshot.order_number} of {snapshot.placed_at.date().isoformat()}"),
            ("Declaration", lrn),
            ("Delivery terms", snapshot.incoterm),
        ]
        totals.append(("Postal charges", f"{shipping['amount']} {shipping['currency']}"))
    flow: list[Flowable] = [
        text(title, TITLE),
        Code128(parcel.tracking_number, barWidth=0.36 * mm, barHeight=14 * mm),
        Spacer(1, 2 * mm),
        facts(pairs),
        Spacer(1, 3 * mm),
        ends(snapshot.sender, snapshot.recipient),
        Spacer(1, 4 * mm),
        rows(("Contents", "Pieces", "Net weight", "Value", "HS code", "Origin"), goods, (70, 16, 26, 30, 18, 14),
             end=(1, 2, 3)),
        Spacer(1, 3 * mm),
        facts(totals),
    ]  # fmt: skip
    if several:
        flow.append(text("The contents are those of all parcels of the consignment together.", SMALL))
    flow += [
        Spacer(1, 6 * mm),
        text(
            "I certify that the particulars given in this declaration are correct and that this item does not contain "
            "any dangerous article or articles prohibited by legislation or by postal or customs regulations."
        ),
        Spacer(1, 8 * mm),
        text(f"{snapshot.packed_at.date().isoformat()}   {snapshot.sender.name}   ______________________"),
    ]
    return flow
