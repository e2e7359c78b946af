"""Shipping · drawing a manifest: what the driver takes along and signs for · no tables."""

from __future__ import annotations

from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from .types import ManifestView

WIDTH, HEIGHT = A4
MARGIN = 18 * mm
LINE = 6 * mm
_COLUMNS = 2


def draw(manifest: ManifestView, *, sender: str) -> bytes:
    """A PDF with every tracking number, two columns a page, and a line to sign. The same gives the same bytes."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=True)
    canvas.setTitle(f"Manifest {manifest.number}")
    numbers = list(manifest.tracking_numbers)
    first = True
    while numbers or first:
        top = _head(canvas, manifest, sender)
        rows = int((top - MARGIN - 40 * mm) // LINE)
        page, numbers = numbers[: rows * _COLUMNS], numbers[rows * _COLUMNS :]
        _numbers(canvas, page, top, rows)
        _foot(canvas)
        canvas.showPage()
        first = False
    canvas.save()
    return buffer.getvalue()


def _head(canvas: Canvas, manifest: ManifestView, sender: str) -> float:
    y = HEIGHT - MARGIN
    canvas.setFont("Helvetica-Bold", 16)
    canvas.drawString(MARGIN, y, f"Manifest {manifest.number}")
    canvas.setFont("Helvetica", 10)
    facts = (
        f"Sender: {sender.encode('cp1252', 'replace').decode('cp1252')}",
        f"Carrier: {manifest.carrier_code}",
        f"Handed over: {manifest.handed_over_at:%Y-%m-%d %H:%M} UTC",
        f"{len(manifest.order_numbers)} shipments, {len(manifest.tracking_numbers)} parcels, "
        f"{manifest.weight_g / 1000:.3f} kg",
    )
    for fact in facts:
        y -= LINE
        canvas.drawString(MARGIN, y, fact)
    canvas.line(MARGIN, y - 3 * mm, WIDTH - MARGIN, y - 3 * mm)
    return y - 10 * mm


def _numbers(canvas: Canvas, numbers: list[str], top: float, rows: int) -> None:
    canvas.setFont("Courier", 10)
    for place, number in enumerate(numbers):
        column, row = divmod(place, rows)
        canvas.drawString(MARGIN + column * (WIDTH - 2 * MARGIN) / _COLUMNS, top - row * LINE, number)


def _foot(canvas: Canvas) -> None:
    canvas.setFont("Helvetica", 10)
    canvas.line(MARGIN, MARGIN + 12 * mm, MARGIN + 80 * mm, MARGIN + 12 * mm)
    canvas.drawString(MARGIN, MARGIN + 6 * mm, "Taken over by, date, signature")
