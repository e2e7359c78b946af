"""Lists of the United Kingdom and the Union from files: duties, rates of tax and of exchange."""

from __future__ import annotations

import gzip
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.backends.postgresql.psycopg_any import DateRange

from apps.tariffs import selectors
from apps.tariffs.models import FxRate, GeoGroupMember, Measure, RuleList, TaxRate
from tests.factories.taric import DELETE, UPDATE, component, envelope, extraction, taric_measure

pytestmark = pytest.mark.django_db

_AREA = {"1011": ("ERGA OMNES", []), "1013": ("European Union", ["DE", "FR"]), "CN": ("China", [])}


def measure(sid: int, kind: str, area: str, *parts: dict[str, Any], **more: Any) -> dict[str, Any]:
    name, members = _AREA[area]
    return {
        "id": sid, "effective_start_date": "2026-01-01T00:00:00.000Z", "effective_end_date": None,
        "measure_type": {"id": kind, "description": f"Type {kind}", "measure_type_series_id": more.pop("series", "C")},
        "geographical_area": {"id": area, "description": name,
                              "children_geographical_areas": [{"id": one} for one in members]},
        "measure_components": list(parts), "excluded_countries": [], "order_number": None,
        "footnotes": [{"code": "TN1"}], "legal_acts": [{"regulation_code": "C0000/26"}], "measure_conditions": [],
        **more,
    }  # fmt: skip


def part(expression: str, amount: float, currency: str | None = None, unit: str | None = None) -> dict[str, Any]:
    return {"duty_expression_id": expression, "duty_amount": amount, "monetary_unit_code": currency,
            "measurement_unit_code": unit, "measurement_unit_qualifier_code": None}  # fmt: skip


def commodity(rate: float = 4.0, control: str = "103") -> dict[str, Any]:
    return {
        "goods_nomenclature_item_id": "9617000000", "meta": {"duty_calculator": {"source": "uk"}},
        "import_measures": [
            measure(1, "103", "1011", part("01", rate), part("04", 2.5, "GBP", "DTN")),
            measure(2, "142", "1013", part("01", 0.0)),
            measure(3, "552", "CN", part("01", 20.0), series="D"),
            measure(4, "305", "1011", part("01", 20.0), series="P"),
            measure(5, control, "1011", series="B"),
        ],
    }  # fmt: skip


def as_json_api(document: dict[str, Any]) -> dict[str, Any]:
    """The same document with its relations apart, as the service answers it."""
    included: list[dict[str, Any]] = []

    def refer(kind: str, one: dict[str, Any]) -> dict[str, Any]:
        nested = {name: value for name, value in one.items() if isinstance(value, (dict, list)) and name != "meta"}
        relations = {
            name: {"data": [refer(name, row | {"id": row.get("id", f"{one['id']}-{number}")})
                            for number, row in enumerate(value)] if isinstance(value, list) else refer(name, value)}
            for name, value in nested.items()
        }  # fmt: skip
        plain = {name: value for name, value in one.items() if name not in nested}
        included.append({"type": kind, "id": str(one["id"]), "attributes": plain, "relationships": relations})
        return {"type": kind, "id": str(one["id"])}

    top = refer("commodity", {"id": "9617", **document})
    data = next(one for one in included if one["id"] == top["id"])
    return {"data": data, "included": [one for one in included if one is not data]}


def owed(ship_to: str, origin: str, day: str, **goods: Any) -> list[tuple[str, str]]:
    one = {"hs": "961700", "origin": origin, "value": "500.00", "weight_kg": "10", **goods}
    asked = {"ship_from": origin, "ship_to": ship_to, "date": day, "currency": "GBP" if ship_to == "GB" else "EUR",
             "goods": [one]}  # fmt: skip
    answer: Any = selectors.answers(asked, today=date.fromisoformat(day))
    return [(row["expression"], row["amount"]["amount"]) for row in answer["lines"] if row["kind"] == "duty"]


def test_commodities_of_the_united_kingdom_are_charged_by_and_a_later_document_follows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "9617000000.json"
    file.write_text(json.dumps(as_json_api(commodity(control="360"))))
    call_command("load_uk_commodities", str(tmp_path), "--listed-on", "2027-01-15")

    said = capsys.readouterr().out
    assert "1 × value added tax: its goods are told apart by people (9617000000, measure 4)" in said
    assert "1 × no duty: Type 360 (9617000000, measure 5)" in said
    assert owed("GB", "US", "2027-01-20") == [("4% + 2.5 GBP/DTN", "20.25")]
    assert owed("GB", "CN", "2027-01-20") == [("4% + 2.5 GBP/DTN", "20.25"), ("20%", "100.00")]
    assert owed("GB", "FR", "2027-01-20", proof="origin_declaration") == [("0%", "0.00")]
    assert set(GeoGroupMember.objects.filter(group="GB-1013").values_list("country", flat=True)) == {"DE", "FR"}

    file.write_bytes(gzip.compress(json.dumps(commodity(6.0)).encode()))
    call_command("load_uk_commodities", str(file), "--listed-on", "2027-03-01")
    assert owed("GB", "US", "2027-03-02") == [("6% + 2.5 GBP/DTN", "30.25")]
    assert owed("GB", "US", "2027-02-28") == [("4% + 2.5 GBP/DTN", "20.25")]
    assert Measure.objects.filter(source="GB-2").count() == 1, "what is equal stays"

    file.write_text(json.dumps({"goods_nomenclature_item_id": "96", "import_measures": []}))
    with pytest.raises(CommandError, match="no commodity of the UK Trade Tariff"):
        call_command("load_uk_commodities", str(file), "--listed-on", "2027-04-01")
    assert RuleList.objects.count() == 2


def test_a_person_s_rule_stays_and_what_the_list_had_up_to_it_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "9617000000.json"
    document = commodity()
    document["import_measures"][0]["effective_end_date"] = "2027-06-30T00:00:00.000Z"
    file.write_text(json.dumps(document))
    call_command("load_uk_commodities", str(file), "--listed-on", "2027-01-15")
    own = Measure.objects.get(source="GB-1", origin="*")
    own.code, own.made_by, own.checked_by, own.expression = "GB-1-9617-2027-07-01", "ada", "grace", "5%"
    own.valid = DateRange(date(2027, 7, 1), None)
    own.save(force_insert=True)

    file.write_text(json.dumps(commodity(6.0)))
    call_command("load_uk_commodities", str(file), "--listed-on", "2027-03-01")
    assert "1 × measures for which a rule made here holds (9617)" in capsys.readouterr().out
    assert owed("GB", "US", "2027-06-30") == [("4% + 2.5 GBP/DTN", "20.25")]
    assert owed("GB", "US", "2027-07-01") == [("5%", "25.00")]


def test_a_draft_leaves_groups_as_they_are_and_a_list_of_the_same_day_corrects_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "9617000000.json"
    file.write_text(json.dumps(commodity()))
    call_command("load_uk_commodities", str(file), "--listed-on", "2027-01-15")
    GeoGroupMember.objects.filter(country="FR").update(valid=DateRange(date(2027, 1, 15), None))

    monkeypatch.setitem(_AREA, "1013", ("European Union", ["DE"]))
    file.write_text(json.dumps(commodity()))
    call_command("load_uk_commodities", str(file), "--listed-on", "2027-01-15", "--draft")
    assert owed("GB", "FR", "2027-01-20", proof="origin_declaration") == [("0%", "0.00")]

    call_command("load_uk_commodities", str(file), "--listed-on", "2027-01-15")
    assert owed("GB", "FR", "2027-01-20", proof="origin_declaration") == [("4% + 2.5 GBP/DTN", "20.25")]
    assert owed("GB", "DE", "2027-01-20", proof="origin_declaration") == [("0%", "0.00")]


def test_an_extraction_of_taric_is_charged_by_and_its_changes_are_followed(tmp_path: Path) -> None:
    whole = tmp_path / "1.xml"
    whole.write_text(extraction())
    call_command("load_taric", str(whole), "--listed-on", "2027-01-15")

    day = "2027-01-20"
    assert owed("DE", "US", day) == [("10% MIN 3.5 EUR/KGM", "50.00")]
    assert owed("DE", "US", day, value="100.00", weight_kg="40")[0] == ("3 EUR/heading", "3.00"), "below EUR 150"
    assert owed("DE", "CN", day)[1] == ("12%", "60.00")
    assert owed("DE", "VN", day, proof="origin_declaration") == [("1.5%", "7.50")]

    (tmp_path / "2.xml").write_text(
        envelope(component("1", "01", "8.000", act=UPDATE), taric_measure("3", "552", "CN", act=DELETE))
    )
    call_command("load_taric", str(tmp_path), "--listed-on", "2027-02-01")
    assert owed("DE", "CN", "2027-02-02") == [("8% MIN 3.5 EUR/KGM", "40.00")]
    assert owed("DE", "CN", "2027-01-31")[1] == ("12%", "60.00")

    whole.write_text('<!DOCTYPE x [<!ENTITY a "b">]><x><record>&a;</record></x>')
    with pytest.raises(CommandError, match="document type"):
        call_command("load_taric", str(whole), "--listed-on", "2027-03-01")


def test_rates_of_tax_and_exchange_are_followed_and_never_rewritten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    vat = tmp_path / "vat.json"
    vat.write_text(json.dumps({"items": {
        "DE": [{"effective_from": "2027-07-01", "rates": {"standard": 20, "reduced": 7}},
               {"effective_from": "0000-01-01", "rates": {"standard": 19, "reduced": 7}}],
        "FR": [{"effective_from": "0000-01-01", "rates": {"standard": 20, "reduced": 10},
                "exceptions": [{"name": "Réunion", "postcode": "974", "standard": 8.5}]}],
        "ZZ": [{"effective_from": "0000-01-01", "rates": {"standard": 1}}],
    }}))  # fmt: skip
    call_command("load_vat_rates", str(vat), "--listed-on", "2027-01-15")
    said = capsys.readouterr().out
    assert "reduced rates of ours that the list does not have (FR 5.5 %)" in said
    assert "countries without rules of ours (ZZ)" in said
    standard = TaxRate.objects.filter(jurisdiction="DE", tax="vat", hs_prefix="", category="", postcodes="", region="")
    assert standard.get(valid__contains=date(2027, 6, 30)).rate == Decimal("0.19")
    assert standard.get(valid__contains=date(2027, 7, 1)).rate == Decimal("0.20")

    hmrc = tmp_path / "hmrc.xml"
    hmrc.write_text('<exchangeRateMonthList Period="01/Jan/2027 to 31/Jan/2027"><exchangeRate><currencyCode>USD'
                    "</currencyCode><rateNew>1.25</rateNew></exchangeRate></exchangeRateMonthList>")  # fmt: skip
    again = tmp_path / "again.xml"
    again.write_text(hmrc.read_text())
    call_command("load_customs_rates", str(hmrc), str(again), "--authority", "HMRC", "--listed-on", "2027-01-01")
    assert owed("GB", "US", "2027-01-20")
    goods = {"hs": "961700", "origin": "US", "value": "625.00", "weight_kg": "1"}
    asked = {"ship_from": "US", "ship_to": "GB", "date": "2027-01-20", "currency": "USD", "goods": [goods]}
    used: Any = selectors.answers(asked, today=date(2027, 1, 20))
    assert ("HMRC-monthly-GBP-USD-2027-01-01", Decimal("0.8")) in {
        (row["rate_id"], Decimal(row["rate"])) for row in used["exchange"]
    }

    hmrc.write_text(hmrc.read_text().replace("1.25", "1.30"))
    call_command("load_customs_rates", str(hmrc), "--authority", "HMRC", "--listed-on", "2027-01-02")
    assert "periods that have another rate already (USD 2027-01-01)" in capsys.readouterr().out
    assert FxRate.objects.get(authority="HMRC").rate == Decimal("1.25")

    ecb = tmp_path / "ecb.csv"
    ecb.write_text("Date,USD,JPY,BGN,\n2027-01-27,1.20,180,N/A,\n2027-01-20,1.10,170,N/A,\n2026-12-31,1.00,160,N/A,\n")
    call_command("load_customs_rates", str(ecb), "--authority", "ECB", "--listed-on", "2027-01-27")
    row = FxRate.objects.get(authority="ECB", currency="USD", valid__contains=date(2027, 2, 28))
    assert (row.rate, row.valid.lower, row.valid.upper) == (Decimal("1.1"), date(2027, 2, 1), date(2027, 3, 1))
