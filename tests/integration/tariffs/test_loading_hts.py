"""The schedule of the United States from a file: what is charged by it, and how one edition follows another."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.backends.postgresql.psycopg_any import DateRange

from apps.common.clock import now
from apps.tariffs import selectors
from apps.tariffs.models import GeoGroup, Measure, RuleChange, RuleList, RuleRevision
from apps.tariffs.operations.upserting import upsert_rules
from apps.tariffs.selectors import life
from apps.tariffs.types import RuleKind

pytestmark = pytest.mark.django_db

HEAD = "htsno,indent,description,units,general,special,column2,additional_duties,footnotes\n"
EDITION = HEAD + "\n".join(
    (
        "9617.00,0,Vacuum flasks,,,,,,",
        '9617.00.10.00,1,Up to 1 liter,No.,7.2%,"Free (A,AU,BH,CL,CO,D,E,IL,JO,KR,MA,OM,P,PA,PE,S,SG)",55.5%,,',
        '9617.00.40.00,1,More,No.,6.9%,"Free (AU,S) 2% (KR) See 9822.04.10 (PA)",51%,,See 9903.88.15.',
        ",1,Of metal:,,,,,,",
        "9102.11.25,1,Watches,No.,40¢ each + 8.5% on the case + 5.3% on the battery,,,,"
        "See 9903.88.15.; See 9903.91.01.",
        "1701.12.05.00,1,Sugar,kg,3.6606¢/kg less 0.020668¢/kg for each degree,,,,",
        "8211.10.00,1,Sets,No.,The rate of duty applicable to that article,Free (C),45%,,",
        '9903.88.15,0,"Except as provided, articles the product of China, as provided for",,'
        "The duty provided in the applicable subheading + 7.5%,,No change,,",
        '9903.91.01,0,"Effective with respect to entries on or after September 27, 2027, the product of China",,'
        "The duty provided in the applicable subheading + 25%,,No change,,",
    )
)
LATER = EDITION.replace("6.9%", "5%").replace("2% (KR)", "1% (KR)").replace("1701.12.05.00", "1701.12.10.00")
FOLDER = Path(os.environ.get("CUSTOMS_DATA", "/nonexistent"))
WHOLE = FOLDER / "us_hts_2025_basic.csv.gz"


def load(path: Path, text: str, on: str, *options: str) -> None:
    path.write_text(text)
    call_command("load_hts", str(path), "--listed-on", on, *options)


def owed(hs: str, day: str, **goods: Any) -> list[tuple[str, str, str]]:
    """Duties on goods of USD 100 from China, unless told otherwise: rule, rate and amount."""
    one = {"hs": hs, "origin": "CN", "value": "100.00", "weight_kg": "1", **goods}
    asked = {"ship_from": one["origin"], "ship_to": "US", "date": day, "currency": "USD", "goods": [one]}
    answer: Any = selectors.answers(asked, today=date.fromisoformat(day))
    return [
        (line["rule_id"], line["expression"], line["amount"]["amount"])
        for line in answer["lines"]
        if line["kind"] == "duty" and line["layer"] in ("mfn", "section_301")
    ]


def test_a_list_is_charged_by_from_its_day_and_the_next_one_follows_what_changed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "hts.csv"
    before, revisions = Measure.objects.count(), RuleRevision.objects.count()

    load(file, EDITION, "2027-01-15", "--dry-run")
    assert (Measure.objects.count(), RuleList.objects.count(), RuleRevision.objects.count()) == (before, 0, revisions)
    said = capsys.readouterr().out
    assert "1 × general rate: the amount falls by degrees of sugar (1701.12.05.00)" in said
    assert "1 × special rate: another provision is referred to (9617.00.40.00)" in said
    assert "Dry run" in said

    load(file, EDITION, "2027-01-15")
    assert owed("9617001000", "2027-01-20") == [("US-HTS-1-9617001000", "7.2%", "7.20")]
    assert owed("9617004000", "2027-01-20") == [
        ("US-HTS-1-9617004000", "6.9%", "6.90"),
        ("US-HTS-1-9617004000-section_301-CN", "7.5%", "7.50"),
    ]
    assert owed("9617004000", "2027-01-20", origin="CU") == [("US-HTS-1-9617004000-US-COL2", "51%", "51.00")]
    assert owed("9617004000", "2027-01-20", origin="KR", proof="origin_declaration")[0][1:] == ("2%", "2.00")
    assert owed("9617001000", "2027-01-20", origin="SG", proof="origin_declaration")[0][1:] == ("0%", "0.00")
    assert owed("9617004000", "2027-01-20", origin="KR")[0][1:] == ("6.9%", "6.90")
    watches = {"attributes": {"case": "60.00", "battery": "10.00"}, "quantity": 2}
    assert owed("91021125", "2027-01-20", **watches) == [
        ("US-HTS-1-91021125", "0.4 USD/item + 8.5% of case + 5.3% of battery", "6.43"),
        ("US-HTS-1-91021125-section_301-CN", "7.5%", "7.50"),
    ]
    assert owed("91021125", "2027-10-01", **watches)[1][1:] == ("25%", "25.00")
    assert owed("961700", "2027-01-14")[0][0] == "US-MFN-9617-2025-01-01"
    assert GeoGroup.objects.get(pk="US-FTA").members.count() == 20

    shipped = Measure.objects.get(pk="US-MFN-9617-2025-01-01")
    assert (shipped.status, shipped.valid.upper) == ("superseded", date(2027, 1, 15))
    assert RuleChange.objects.filter(rule=shipped.pk, by="list US-HTS-1").exists()
    upsert_rules(RuleKind.MEASURE, [{"code": shipped.pk, "valid": DateRange(date(2025, 1, 1), None)}], at=now())
    shipped.refresh_from_db()
    assert (shipped.status, shipped.valid.upper) == ("superseded", date(2027, 1, 15)), "a pack does not come back"

    stored = Measure.objects.count()
    load(file, EDITION, "2027-01-15")
    assert "this very file already" in capsys.readouterr().out
    assert (Measure.objects.count(), RuleList.objects.count()) == (stored, 1)

    load(file, LATER, "2027-04-01", "--draft")
    drafts = Measure.objects.filter(source="US-HTS-2")
    assert {(row.status, row.is_enabled, row.supersedes_id) for row in drafts} == {
        ("draft", False, "US-HTS-1-9617004000"), ("draft", False, "US-HTS-1-9617004000-pref-KR"),
    }  # fmt: skip
    assert owed("9617004000", "2027-04-02")[0][0] == "US-HTS-1-9617004000"
    assert {one.row.pk for one in life.waiting()} == set(drafts.values_list("pk", flat=True)), "people see what waits"

    load(file, LATER, "2027-04-01")
    assert set(drafts.values_list("status", flat=True)) == {"rejected"}
    assert owed("9617004000", "2027-04-02")[0] == ("US-HTS-3-9617004000", "5%", "5.00")
    assert owed("9617004000", "2027-03-31")[0] == ("US-HTS-1-9617004000", "6.9%", "6.90")
    ended = Measure.objects.get(pk="US-HTS-1-9617004000")
    assert (ended.status, ended.superseded_by_id) == ("superseded", "US-HTS-3-9617004000")
    assert Measure.objects.get(pk="US-HTS-1-9617001000").status == "active", "what is equal stays"

    with pytest.raises(CommandError, match="older than the one in force"):
        load(file, EDITION, "2027-02-01")
    with pytest.raises(CommandError, match="no number of the schedule"):
        load(file, HEAD + "96-17,0,Flasks,,5%,,,,", "2027-05-01")
    assert RuleList.objects.count() == 3


@pytest.mark.skipif(not WHOLE.is_file(), reason="CUSTOMS_DATA names no folder with the schedule of the United States")
def test_the_whole_schedule_is_loaded_and_codes_that_only_it_has_are_charged_as_it_says(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Checked by hand in the file: vacuum flasks, honey, wrist watches, lithium batteries, cotton pullovers, bags."""
    call_command("load_hts", str(WHOLE), "--listed-on", "2027-01-15")
    assert "50,649 written, 0 unchanged, 2,658 ended" in capsys.readouterr().out

    day = "2027-01-20"
    assert [one[1:] for one in owed("9617004000", day)] == [("6.9%", "6.90"), ("7.5%", "7.50")]
    assert [one[1:] for one in owed("0409000000", day, weight_kg="10")] == [("0.019 USD/kg", "0.19"), ("25%", "25.00")]
    watches = {"attributes": {"case": "60.00", "strap": "20.00", "battery": "2.00"}, "quantity": 10}
    assert owed("9102111000", day, **watches)[0][2] == "10.91", "4.40 each, 3.60 on the case, 2.80 on the strap, 0.11"
    assert owed("8507600020", day)[0][1:] == ("3.4%", "3.40")
    assert owed("6110202079", day)[0][1:] == ("16.5%", "16.50")
    assert owed("4202923131", day)[0][1:] == ("17.6%", "17.60")
    assert owed("6110202079", day, origin="KR", proof="origin_declaration")[0][1:] == ("0%", "0.00")
