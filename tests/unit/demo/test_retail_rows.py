"""Reading the retail data: every spelling of its columns, exact prices, London's clock."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import pytest

from apps.demo.retail.invoices import gather
from apps.demo.retail.rows import RetailRow, UnreadableFile, columns, read

CSV = (
    "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
    "536365,85123A,WHITE HANGING HEART  T-LIGHT HOLDER,6,12/1/2010 8:26,2.55,17850.0,United Kingdom\n"
    "C536379,D,Discount,-1,2011-07-01 09:41:00,27.5,,EIRE\n"
)


def row(invoice: str, **values: object) -> RetailRow:
    facts: dict[str, object] = {
        "stock_code": "85123A", "description": "A MUG", "quantity": 1, "unit_price": Decimal("1.00"),
        "invoiced_at": datetime(2011, 1, 1, tzinfo=UTC), "customer": "17850", "country": "France",
    }  # fmt: skip
    return RetailRow(invoice=invoice, **{**facts, **values})  # type: ignore[arg-type]


def test_a_csv_reads_as_exact_decimals_and_utc(tmp_path: Path) -> None:
    file = tmp_path / "retail.csv"
    file.write_text(CSV)
    first, second = [found for batch in read(file) for found in batch]
    assert (first.invoice, first.customer, first.unit_price) == ("536365", "17850", Decimal("2.55"))
    assert first.description == "WHITE HANGING HEART T-LIGHT HOLDER"
    assert first.invoiced_at == datetime(2010, 12, 1, 8, 26, tzinfo=UTC)
    assert second.invoiced_at == datetime(2011, 7, 1, 8, 41, tzinfo=UTC), "summer time in London"
    assert (second.customer, second.value) == ("", Decimal("-27.5"))


def test_latin_1_is_read_as_well(tmp_path: Path) -> None:
    file = tmp_path / "retail.csv"
    file.write_bytes(CSV.replace("HANGING", "CAFÉ").encode("latin-1"))
    assert next(read(file))[0].description == "WHITE CAFÉ HEART T-LIGHT HOLDER"


def test_a_parquet_file_gives_the_printed_price(tmp_path: Path) -> None:
    import pyarrow as arrow
    import pyarrow.parquet as parquet

    file = tmp_path / "retail.parquet"
    parquet.write_table(
        arrow.table({
            "invoice_no": ["536365"], "stock_code": ["22423"], "description": [None], "quantity": [3],
            "invoice_ts": [datetime(2011, 1, 4, 10, 0)], "unit_price": [0.29], "customer_id": [None],
            "country": ["EIRE"],
        }),
        file,
    )  # fmt: skip
    (found,) = next(read(file))
    assert (found.value, found.description, found.customer) == (Decimal("0.87"), "", "")


SHEET = """<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
<row r="1">{header}</row><row r="2">
<c r="A2"><v>536365</v></c><c r="B2" t="inlineStr"><is><t>85123A</t></is></c>
<c r="C2" t="inlineStr"><is><t>A MUG</t></is></c><c r="D2"><v>6</v></c>
<c r="E2" s="1"><v>40513.351388888888</v></c><c r="F2"><v>2.55</v></c><c r="G2"><v>17850</v></c>
<c r="H2" t="inlineStr"><is><t>United Kingdom</t></is></c></row></sheetData></worksheet>"""
BOOK = {
    "[Content_Types].xml": """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/></Types>""",
    "_rels/.rels": """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Target="xl/workbook.xml"
Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>""",
    "xl/workbook.xml": """<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>
<sheet name="Online Retail" sheetId="1" r:id="r1"/></sheets></workbook>""",
    "xl/_rels/workbook.xml.rels": """<Relationships
xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Target="worksheets/sheet1.xml"
Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/>
<Relationship Id="r2" Target="styles.xml"
Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles"/></Relationships>""",
    "xl/styles.xml": """<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<cellXfs><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs></styleSheet>""",
}


def test_the_workbook_reads_like_the_other_files(tmp_path: Path) -> None:
    names = CSV.splitlines()[0].split(",")
    cells = "".join(
        f'<c r="{letter}1" t="inlineStr"><is><t>{name}</t></is></c>'
        for letter, name in zip("ABCDEFGH", names, strict=True)
    )
    file = tmp_path / "retail.xlsx"
    with ZipFile(file, "w") as book:
        for name, text in BOOK.items():
            book.writestr(name, text)
        book.writestr("xl/worksheets/sheet1.xml", SHEET.format(header=cells))
    (found,) = next(read(file))
    assert (found.invoice, found.stock_code, found.customer, found.value) == (
        "536365", "85123A", "17850", Decimal("15.30"),
    )  # fmt: skip
    assert found.invoiced_at.replace(second=0) == datetime(2010, 12, 1, 8, 26, tzinfo=UTC)


@pytest.mark.parametrize(
    "header",
    [
        ["invoice_no", "stock_code", "description", "quantity", "invoice_ts", "unit_price", "customer_id", "country"],
        ["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"],
        ["Invoice", "StockCode", "Description", "Quantity", "InvoiceDate", "Price", "Customer ID", "Country"],
    ],
)
def test_three_spellings_of_the_columns_are_known(header: list[str]) -> None:
    assert list(columns(header).values()) == [header[place] for place in (0, 1, 2, 3, 4, 5, 6, 7)]


def test_a_missing_column_and_a_bad_cell_are_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="unit_price"):
        columns(["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "CustomerID", "Country"])
    file = tmp_path / "retail.csv"
    file.write_text(CSV.replace(",6,", ",six,"))
    with pytest.raises(UnreadableFile, match="row 2"):
        list(read(file))
    with pytest.raises(UnreadableFile, match="parquet"):
        list(read(tmp_path / "retail.ods"))


def test_rows_of_an_invoice_come_together_though_others_stand_between() -> None:
    batches = [[row("1"), row("2"), row("1")], [row("3"), row("2")]]
    invoices = [one for group in gather(batches, at_once=2) for one in group]
    assert [(one.key, len(one.rows)) for one in invoices] == [("1", 2), ("3", 1), ("2", 2)]


def test_an_invoice_that_comes_back_late_is_one_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.demo.retail.invoices.PATIENCE", 1)
    batches = [[row(number)] for number in ("1", "2", "3", "1")]
    assert [one.key for group in gather(batches, at_once=1) for one in group] == ["1", "2", "3", "1/2"]
