"""Every paper and dataset says the same as the snapshot, to the cent and gram, in any script, on many pages."""

from __future__ import annotations

import json
import os
import re
import tarfile
import unicodedata
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from lxml import etree

from apps.common.addresses import PostalAddress
from apps.customs.documents import cusdec, drawing, h7, post, trade, wco
from apps.customs.documents.drawing import Drawn
from apps.customs.rules import checks
from apps.customs.types import Registration, Snapshot, SnapshotParty
from tests.factories.customs import charges, line, money, snapshot

LRN = "PT0123456789ABCDEFGH12"
PUBLISHED = Path(os.environ.get("CUSTOMS_DATA", "")) / "schemas"
DUBAI = PostalAddress(
    recipient="فاطمة الزهراء", country="AE", lines=("شارع الشيخ زايد 12",), locality="دبي",
    latin=("Fatima Al Zahra", "Sheikh Zayed Road 12", "Dubai"),
)  # fmt: skip
JINGDEZHEN = PostalAddress(recipient="景德镇青瓷厂", country="CN", lines=("昌江区陶瓷路1号",), locality="景德镇")
DEC = "{urn:wco:datamodel:WCO:DEC-DMS:2}"


def text_of(pdf: bytes) -> str:
    """All that can be copied out of a PDF, with letters in their ordinary form."""
    pages = pypdfium2.PdfDocument(pdf)
    return unicodedata.normalize("NFKC", "\n".join(page.get_textpage().get_text_range() for page in pages))


def drawn(one: Snapshot) -> dict[str, Drawn]:
    return {str(paper.kind): paper for paper in drawing.all_of(one, lrn=LRN, version=1)}


def mixed() -> Snapshot:
    """Odd masses and amounts over three boxes, one charge on the whole."""
    lines = (
        line(1, goods=money("33.33"), net_g=701, quantity=3),
        line(2, goods=money("0.01"), net_g=1, quantity=1),
        line(3, goods=money("99.99"), net_g=1999, quantity=7, hs_code="69120021"),
    )
    whole = replace(charges(lines[0])[0], position=None, amount=money("3.01"), rate=None)
    return snapshot(*lines, parcels=3, charges=(*charges(*lines), whole))


def test_a_snapshot_survives_its_own_json_and_its_hash_finds_any_change() -> None:
    one = mixed()
    again = Snapshot.from_json(json.loads(one.canonical()))

    assert again == one
    assert again.digest == one.digest
    changed = replace(one, lines=(replace(one.lines[0], net_g=702), *one.lines[1:]))
    assert changed.digest != one.digest


def test_masses_values_and_charges_add_up_in_every_dataset() -> None:
    one = mixed()
    papers = drawn(one)
    low = h7.dataset(one, lrn=LRN, version=1)
    goods: list[dict[str, Any]] = low["goods"]
    assert sum(Decimal(item["gross_mass_kg"]) for item in goods) * 1000 == one.gross_g
    assert sum(Decimal(item["net_mass_kg"]) for item in goods) * 1000 == one.net_g
    assert sum(Decimal(item["value"]["amount"]) for item in goods) == one.goods.amount
    amounts = {"A00": Decimal(0), "B00": Decimal(0)}
    for item in goods:
        for charge in item["charges"]:
            amounts[charge["type_code"]] += Decimal(charge["amount"]["amount"])
    assert amounts == {"A00": checks.declared(one, "duty").amount, "B00": checks.declared(one, "tax").amount}

    top = etree.fromstring(papers["wco"].content).find(f"{DEC}Declaration")
    assert top is not None
    items = top.findall(f"{DEC}GoodsShipment/{DEC}GovernmentAgencyGoodsItem")

    def total(path: str) -> Decimal:
        where = "/".join(f"{DEC}{part}" for part in path.split("/"))
        return sum((Decimal(found.text or "") for item in items for found in item.findall(where)), Decimal(0))

    assert total("Commodity/InvoiceLine/ItemChargeAmount") == one.goods.amount
    assert total("Commodity/GoodsMeasure/GrossMassMeasure") * 1000 == one.gross_g
    assert total("Commodity/GoodsMeasure/NetNetWeightMeasure") * 1000 == one.net_g
    assert total("Packaging/QuantityQuantity") == len(one.parcels)
    assert total("Commodity/DutyTaxFee/Payment/TaxAssessedAmount") == sum(amounts.values())
    assert cusdec.problems(papers["cusdec"].content) == []


def test_papers_state_the_same_sums() -> None:
    one = mixed()
    papers = {kind: text_of(paper.content) for kind, paper in drawn(one).items() if paper.media_type == drawing.PDF}

    assert re.search(r"Goods\s+133\.33", papers["invoice"])
    assert re.search(rf"Total paid, EUR\s+{one.total.amount:.2f}", papers["invoice"])
    for kind in ("invoice", "packing_list"):
        assert f"11 pieces, 3 parcels, net 2.701 kg, gross {one.gross_g / 1000:.3f} kg" in papers[kind].replace(
            "pieces in", "pieces,"
        )
    assert "133.33 EUR" in papers["cn22"]
    for paper in papers.values():
        for parcel_line in one.lines:
            assert parcel_line.hs_code[:6] in paper or paper is papers["packing_list"]


def test_every_script_prints_and_can_be_copied() -> None:
    described = (
        line(1, description="青瓷花瓶"), line(2, description="فنجان من السيراميك"), line(3, description="도자기 컵"),
        line(4, description="セラミックカップ"), line(5, description="Žluťoučký <b>hrnek</b> & Łódź"),
    )  # fmt: skip
    one = snapshot(*described, sender=SnapshotParty(JINGDEZHEN), recipient=SnapshotParty(DUBAI))

    for paper in (trade.invoice(one, lrn=LRN), post.cn23(one, lrn=LRN), trade.packing_list(one, lrn=LRN)):
        text = text_of(paper)
        for wanted in ("景德镇青瓷厂", DUBAI.recipient, DUBAI.lines[0], *(one.description for one in described)):
            # Readers put words of both directions on one line into an order of their own.
            assert all(word in text for word in wanted.split()), wanted
    picture = pypdfium2.PdfDocument(post.cn22(one, lrn=LRN))[0].render(scale=1).to_pil().convert("L")
    assert 0.005 < sum(picture.histogram()[:128]) / (picture.width * picture.height) < 0.25


def test_no_paper_that_travels_with_the_goods_shows_the_number_of_the_import_scheme() -> None:
    one = snapshot(scheme="eu_ioss")
    papers = drawn(one)

    assert b"IM2760012000" in papers["h7"].content
    for kind in papers.keys() - {"h7"}:
        content = papers[kind].content
        said = text_of(content) if papers[kind].media_type == drawing.PDF else content.decode()
        assert "IM2760012000" not in said, kind


@pytest.mark.parametrize("scheme", ["eu_ioss", "gb_supply_vat", "au_low_value"])
def test_tax_that_was_collected_at_the_sale_is_not_declared_to_be_paid_once_more(scheme: str) -> None:
    goods = (line(1), line(2))
    one = snapshot(*goods, scheme=scheme, charges=charges(*goods, tax_to="marketplace"))

    assert {charge.kind for charge in checks.at_border(one)} == {"duty"}
    assert checks.declared(one, "tax") == money("0.00")
    assert checks.declared(one, "duty") > money("0.00")


def test_the_invoice_of_a_business_bears_its_tax_id_and_says_who_accounts_for_the_tax() -> None:
    one = snapshot(scheme="gb_reverse_charge")
    buyer = replace(one.recipient, registrations=(Registration("VAT", "GB999900015"),))
    said = text_of(trade.invoice(replace(one, recipient=buyer), lrn=LRN))
    assert "GB999900015" in said
    assert "Reverse charge: the buyer accounts for the tax." in said
    assert "Reverse charge" not in text_of(trade.invoice(snapshot(scheme="gb_supply_vat"), lrn=LRN))


def test_two_hundred_lines_make_pages_with_their_head_and_foot() -> None:
    one = snapshot(*(line(number, description=f"Vase of kind {number}") for number in range(1, 201)), parcels=4)
    pages = pypdfium2.PdfDocument(trade.invoice(one, lrn=LRN))

    texts = [page.get_textpage().get_text_range() for page in pages]
    assert 4 <= len(texts) <= 9
    assert all("HS code" in text and "Page" in text for text in texts[:-1])
    assert sum(len(re.findall(r"Vase of kind \d+", text)) for text in texts) == 200


def test_the_same_snapshot_gives_the_same_bytes() -> None:
    one = mixed()

    assert [paper.content for paper in drawing.all_of(one, lrn=LRN, version=1)] == [
        paper.content for paper in drawing.all_of(one, lrn=LRN, version=1)
    ]


@pytest.mark.parametrize(
    ("value", "currency", "kind"), [("330.00", "EUR", "cn22"), ("330.01", "EUR", "cn23"), ("10.00", "NOK", "cn23")]
)
def test_the_post_s_form_follows_the_value(value: str, currency: str, kind: str) -> None:
    one = snapshot(line(1, goods=money(value)), procedure="h1", authority_currency=currency, charges=())

    assert kind in drawn(one)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"hs_code": "6913"}, "hs_code"), ({"hs_code": "691390x"}, "hs_code"), ({"origin": ""}, "origin"),
        ({"description": "gift, sample"}, "description"), ({"description": " "}, "description"),
        ({"goods": money("0.00")}, "value"), ({"net_g": 0}, "net_mass"), ({"quantity": 0}, "quantity"),
    ],
)  # fmt: skip
def test_what_would_be_rejected_is_named_before_it_is_sent(changes: dict[str, Any], code: str) -> None:
    assert (code, 2) in checks.problems(snapshot(line(1), line(2, **changes), charges=()))


def test_a_whole_consignment_is_looked_at_too() -> None:
    good = snapshot()
    assert checks.problems(good) == []
    light = replace(good, parcels=tuple(replace(one, gross_g=1) for one in good.parcels))
    assert checks.problems(light) == [("gross_mass", None)]
    assert ("tracking", None) in checks.problems(
        replace(good, parcels=tuple(replace(one, tracking_number="") for one in good.parcels))
    )
    nobody = replace(good.marketplace, registrations=())
    assert checks.problems(replace(good, scheme="eu_ioss", marketplace=nobody)) == [("ioss", None)]
    dear = snapshot(line(1, goods=money("150.01")), charges=())
    assert checks.problems(dear) == [("low_value_limit", None)]
    assert checks.procedure_of(
        ship_to_in_union=True, scheme="eu_ioss", goods=money("150.00"), authority_rate=Decimal(1)
    ) == "h7"  # fmt: skip


@pytest.mark.skipif(not PUBLISHED.is_dir(), reason="CUSTOMS_DATA names no folder with the official schema")
def test_every_declaration_of_ours_is_valid_by_the_official_schema(tmp_path: Path) -> None:
    with tarfile.open(PUBLISHED / "customs_schemas.tar.gz") as archive:
        archive.extractall(tmp_path, filter="data")
    folder = tmp_path / "hmrc_cds_v3" / "wco" / "declaration"
    driver = folder / "driver.xsd"
    driver.write_bytes((PUBLISHED / "hmrc_cds_driver.xsd").read_bytes())
    schema = etree.XMLSchema(etree.parse(str(driver)))
    long = "Ein sehr langer Name " * 20
    odd = PostalAddress(recipient=long, country="GB", lines=(long, long), locality=long, postcode="E1 6AN 0000 000")
    for one in (
        snapshot(), mixed(), snapshot(recipient=SnapshotParty(DUBAI), sender=SnapshotParty(JINGDEZHEN)),
        snapshot(recipient=SnapshotParty(odd), incoterm="DAP"),
        snapshot(line(1, description=long * 3), marketplace=SnapshotParty(odd)),
        snapshot(authority_currency="GBP", authority_rate=Decimal("0.8654321"), charges=()),
        snapshot(*(line(number) for number in range(1, 100)), parcels=9),
    ):  # fmt: skip
        for version in (1, 2):
            body = wco.declaration(one, lrn=LRN, version=version)
            assert schema.validate(etree.fromstring(body)), schema.error_log
