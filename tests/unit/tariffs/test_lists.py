"""What authorities' lists say in their own notation; and, where CUSTOMS_DATA names the folder, in their own files."""

from __future__ import annotations

import io
import os
import tarfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from apps.tariffs.loaders import exchange_rates, uk_documents, us_duties, us_schedule, vat_rates
from apps.tariffs.loaders.rows import DoesNotFit, Unread
from apps.tariffs.loaders.taric_notation import Part, expression, prefix_of
from apps.tariffs.rules import expressions
from tests.factories.taric import extraction

FOLDER = Path(os.environ.get("CUSTOMS_DATA", "/nonexistent"))
shared = pytest.mark.skipif(not FOLDER.is_dir(), reason="CUSTOMS_DATA names no folder with lists of authorities")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Free", "0%"),
        ("4.5% ", "4.5%"),
        ("33 1/3%", "33.333333333333%"),
        ("$1.541/kg", "1.541 USD/kg"),
        ("4.4¢/kg +5%", "0.044 USD/kg + 5%"),
        ("24¢/pf. liter", "0.24 USD/pfl"),
        ("2.8¢/doz.", "0.028 USD/dozen"),
        ("$1.20/thou- sand + 3%", "1.2 USD/MIL + 3%"),
        ("17.6¢/kg on drained weight", "0.176 USD/kgdrained"),
        ("51¢ each + 6.25% on the case + 5.3% on the battery", "0.51 USD/item + 6.25% of case + 5.3% of battery"),
        ("1.1¢/kg on copper content + 1.1¢/kg on lead content", "0.011 USD/kgcopper + 0.011 USD/kglead"),
        ("10% on the entire set", "10%"),
    ],
)
def test_duty_texts_of_the_united_states_become_expressions(text: str, written: str) -> None:
    assert us_duties.expression(text) == written
    assert expressions.parse(written)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("3.66¢/kg less 0.02¢/kg for each degree", "degrees of sugar"),
        ("See additional U.S. note 4", "another provision"),
        ("The rate applicable to the natural juice in heading 2009", "another article"),
        ("5¢ for each other piece", "by “for each other piece”"),
        ("12 5/8%", "unusual fraction"),
        ("1.2¢/bushel", "by “bushel”"),
        ("dutiable", "neither a rate nor an amount"),
    ],
)
def test_what_is_no_duty_of_its_own_is_refused_and_never_guessed(text: str, reason: str) -> None:
    with pytest.raises(DoesNotFit, match=reason):
        us_duties.expression(text)


def test_components_of_the_union_join_as_their_numbers_say() -> None:
    parts = [Part("01", Decimal(8)), Part("12", None), Part("17", Decimal("18.7")), Part("21", None)]
    assert expression(parts) == "8% + EA MAX 18.7% + ADSZ"
    assert expression([Part("01", Decimal(250), "EUC", "DTN")]) == "2.5 EUR/DTN"
    assert expression([Part("37", None)]) == "0%"
    with pytest.raises(DoesNotFit, match="supplementary unit"):
        expression([Part("99", None, unit="NAR")])
    assert [prefix_of(code) for code in ("9617000000", "9617001000", "0702000007", "0100000000")] == [
        "9617", "96170010", "0702000007", "01",
    ]  # fmt: skip


def test_customs_takes_the_penultimate_wednesday() -> None:
    found = [exchange_rates.penultimate_wednesday(2026, month) for month in (2, 9, 11)]
    assert found == [date(2026, 2, 18), date(2026, 9, 23), date(2026, 11, 18)]


@shared
def test_envelopes_of_our_tests_are_of_the_official_schema(tmp_path: Path) -> None:
    with tarfile.open(FOLDER / "schemas" / "customs_schemas.tar.gz") as packed:
        packed.extractall(
            tmp_path, [one for one in packed.getmembers() if one.name.startswith("taric3")], filter="data"
        )
    schema = etree.XMLSchema(etree.parse(str(tmp_path / "taric3" / "envelope.xsd")))
    schema.assertValid(etree.parse(io.BytesIO(extraction().encode())))


@shared
def test_the_files_of_the_authorities_are_read_and_what_is_left_out_is_told() -> None:
    unread = Unread()
    schedule = FOLDER / "us_hts_2025_basic.csv.gz"
    duties = list(us_schedule.measures(schedule, listed_on=date(2025, 1, 13), unread=unread))
    general = [one for one in duties if one.type == "mfn" and one.origin == "*"]
    assert (len(duties), len(general)) == (56_082, 11_355)
    left = sum(count for reason, count in unread.counts.items() if reason.startswith("general rate"))
    assert left < len(general) / 150

    documents = sorted((FOLDER / "uk" / "sample_commodities").iterdir())
    found = uk_documents.read(documents, mark="GB", unread=Unread())
    assert (len(found.prefixes), len(found.groups["GB-1013"].members)) == (7, 27)
    excise = next(one for one in found.measures if one.layer == "excise")
    assert excise.expression == "16.5% of retail + 244.78 GBP/MIL MIN 320.9 GBP/MIL"

    assert len(exchange_rates.hmrc(FOLDER / "fx" / "hmrc_monthly_rates.csv.gz", unread=Unread())) > 20_000
    history = exchange_rates.ecb(FOLDER / "fx" / "ecb_eurofxref_hist.csv.gz", since=date(2026, 1, 1), unread=Unread())
    assert {(one.first.year, one.first.month) for one in history} >= {(2026, month) for month in range(1, 12)}
    for name in ("eu_standard_vat_history.csv", "ibericode_vat_rates.json", "eu_vat_rates_data.json"):
        rates = vat_rates.read(FOLDER / "vat" / name, unread=Unread())
        assert {one.rate for one in rates if one.country == "DE"} >= {Decimal("0.19")}, name
