"""Customs · what the drawn papers have in common: type, tables, addresses · no tables of the database.

Papers are in English, as customs reads them; what sellers and buyers wrote stays in its own script.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table, TableStyle

from apps.common.addresses import PostalAddress
from apps.common.drawing import in_font

from ..types import SnapshotParty

TITLE = ParagraphStyle("title", fontName="Helvetica-Bold", fontSize=17, leading=21, spaceAfter=6)
HEAD = ParagraphStyle("head", fontName="Helvetica-Bold", fontSize=8, leading=11, textColor=colors.HexColor("#5a564c"))
BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=8.5, leading=11.5)
END = ParagraphStyle("end", parent=BODY, alignment=2)
HEAD_END = ParagraphStyle("head-end", parent=HEAD, alignment=2)
SMALL = ParagraphStyle("small", fontName="Helvetica", fontSize=7, leading=9.5, textColor=colors.HexColor("#5a564c"))
LINE = colors.HexColor("#b8b2a4")
WIDTH = 174 * mm


def text(value: str, style: ParagraphStyle = BODY, *, width: float = WIDTH) -> Paragraph:
    """A paragraph of what anybody wrote, in any script; `width` (points) is what it may take."""
    return Paragraph(in_font(value, width=width, size=style.fontSize), style)


def document(title: str, flow: Sequence[Flowable]) -> bytes:
    """An A4 paper with page numbers. The same flow gives the same bytes."""
    buffer = BytesIO()
    paper = SimpleDocTemplate(
        buffer, pagesize=A4, leftMargin=18 * mm, rightMargin=18 * mm, topMargin=16 * mm, bottomMargin=18 * mm,
        title=title, author="Portolan", invariant=True,
    )  # fmt: skip

    def foot(canvas: Canvas, built: SimpleDocTemplate) -> None:
        canvas.setFont("Helvetica", 7)
        canvas.drawString(18 * mm, 9 * mm, title)
        canvas.drawRightString(192 * mm, 9 * mm, f"Page {built.page}")

    paper.build(list(flow), onFirstPage=foot, onLaterPages=foot)
    return buffer.getvalue()


def rows(head: Sequence[str], lines: Sequence[Sequence[str]], widths: Sequence[float], *, end: Sequence[int]) -> Table:
    """A table that repeats its head on each page; `widths` in mm, columns `end` are set at the far side."""
    cells = [[Paragraph(in_font(one), HEAD_END if column in end else HEAD) for column, one in enumerate(head)]]
    for line in lines:
        cells.append(
            [
                text(one, END if column in end else BODY, width=(widths[column] - 4) * mm)
                for column, one in enumerate(line)
            ]
        )
    table = Table(cells, colWidths=[width * mm for width in widths], repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 3),
                ("RIGHTPADDING", (0, 0), (-1, -1), 3),
            ]
        )
    )
    return table


def facts(pairs: Sequence[tuple[str, str]], *, first: float = 52) -> Table:
    """Names and values, one under the other; `first` is the width of the names in mm."""
    cells = [[Paragraph(in_font(name), HEAD), text(value, width=(170 - first) * mm)] for name, value in pairs]
    table = Table(cells, colWidths=[first * mm, WIDTH - first * mm])
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
                               ("TOPPADDING", (0, 0), (-1, -1), 1), ("LEFTPADDING", (0, 0), (0, -1), 0)]))  # fmt: skip
    return table


def ends(sender: SnapshotParty, recipient: SnapshotParty, *, names: tuple[str, str] = ("From", "To")) -> Table:
    """Sender and recipient side by side."""
    half = WIDTH / 2
    cells = [
        [Paragraph(name, HEAD) for name in names],
        [[text(line, width=half - 4 * mm) for line in address_lines(party.address)] for party in (sender, recipient)],
    ]
    table = Table(cells, colWidths=[half, half])
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("BOX", (0, 0), (-1, -1), 0.4, LINE),
                               ("INNERGRID", (0, 0), (-1, -1), 0.4, LINE)]))  # fmt: skip
    return table


def address_lines(address: PostalAddress) -> list[str]:
    """An address as written, and its Latin copy under it where it is written in another script."""
    place = " ".join(filter(None, (address.postcode, address.locality, address.region)))
    lines = [address.recipient, address.organisation, *address.lines, place, address.country]
    phone = [f"Tel. {address.phone}"] if address.phone else []
    return [line for line in (*lines, *(address.latin or ()), *phone) if line]


def kilograms(grams: int) -> str:
    """As printed: 1.250 kg."""
    return f"{grams / 1000:.3f} kg"
