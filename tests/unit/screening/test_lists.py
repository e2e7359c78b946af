"""Lists in their authorities' forms, written for these tests: what is read of them, and what is refused."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import pytest

from apps.common.errors import Retryable
from apps.screening.errors import ListInvalid
from apps.screening.lists import facts, fetching
from apps.screening.types import Kind, Listed, ListFile, Source

SDN_CSV = (
    '9001,"DRAKMOOR, Zoltarion","individual","DEMO] [TEST","Baron",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,'
    "\"DOB 14 Mar 1961; alt. DOB 1962; nationality Switzerland; Passport X00DEMO1 (Switzerland); a.k.a. 'DRAKO'.\"\r\n"
    '9002,"BLACKFATHOM PROCUREMENT",-0- ,"DEMO",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n'
    '9003,"MV OBSIDIAN HERON","vessel","DEMO",-0- ,"9HXX",-0- ,-0- ,-0- ,"Malta",-0- ,-0- \r\n\x1a'
)
ALT_CSV = '9001,1,"aka","DRAKMUR, Zoltaryon",-0- \r\n9999,2,"aka","ORPHAN ALIAS",-0- \r\n\x1a'
SDN_XML = """<?xml version="1.0"?>
<sdnList xmlns="http://tempuri.org/sdnList.xsd"><publshInformation><Publish_Date>11/21/2026</Publish_Date>
<Record_Count>1</Record_Count></publshInformation><sdnEntry><uid>9001</uid><firstName>Zoltarion</firstName>
<lastName>DRAKMOOR</lastName><sdnType>Individual</sdnType><programList><program>DEMO</program></programList>
<idList><id><uid>1</uid><idType>Passport</idType><idNumber>X00DEMO1</idNumber></id></idList>
<akaList><aka><uid>2</uid><type>a.k.a.</type><category>weak</category><lastName>DRAKO</lastName></aka></akaList>
<nationalityList><nationality><uid>3</uid><country>Korea, North</country></nationality></nationalityList>
<dateOfBirthList><dateOfBirthItem><uid>4</uid><dateOfBirth>14 Mar 1961</dateOfBirth></dateOfBirthItem></dateOfBirthList>
</sdnEntry></sdnList>"""
EU_XML = """<?xml version="1.0"?>
<export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="2026-11-20T10:00:00.000+01:00" globalFileId="1">
<sanctionEntity euReferenceNumber="EU.1.1" logicalId="7"><remark>made up</remark><regulation programme="DEMO"/>
<subjectType code="person" classificationCode="P"/><nameAlias wholeName="Zoltarion Drakmoor" strong="true"/>
<nameAlias wholeName="Золтарион Дракмур" strong="true"/><nameAlias wholeName="Drako" strong="false"/>
<citizenship countryIso2Code="CH"/><birthdate birthdate="1961-03-14"/>
<birthdate yearRangeFrom="1960" yearRangeTo="1962"/>
<identification identificationTypeCode="passport" number="X00DEMO1"/></sanctionEntity></export>"""
BIS_TEXT = (
    '"Name"\t"Street_Address"\t"City"\t"State"\t"Country"\t"Postal_Code"\t"Effective_Date"\t"Expiration_Date"\t'
    '"Standard_Order"\t"Last_Update"\t"Action"\t"FR_Citation"\n'
    '" ZOLTARION  DRAKMOOR"\t"1 ROAD"\t"BERN"\t""\t"CH"\t"3000"\t"01/02/2026"\t"01/02/2036"\t"Y"\t""\t""\t"91 F.R. 1"\n'
    '"ZOLTARION DRAKMOOR"\t"2 ROAD"\t"WIEN"\t""\t"AT"\t"1010"\t"01/02/2026"\t"01/02/2036"\t"Y"\t""\t""\t"91 F.R. 1"\n'
)


def load(source: Source, *texts: str) -> ListFile:
    return fetching.read(source, [text.encode() for text in texts])


def test_ofac_as_csv_with_alternates() -> None:
    person, company, vessel, orphan = load(Source.OFAC_SDN, SDN_CSV, ALT_CSV).entries
    assert person == Listed(
        "9001", Kind.PERSON, ("DRAKMOOR, Zoltarion", "DRAKMUR, Zoltaryon"), ("DRAKO",), ("DEMO", "TEST"),
        ("1961-03-14", "1962"), ("CH",), (("Passport", "X00DEMO1"),), person.remarks,
    )  # fmt: skip
    assert (company.kind, company.birth_dates, company.identifiers) == (Kind.COMPANY, (), ())
    assert vessel.kind is Kind.VESSEL
    assert orphan.names == ("ORPHAN ALIAS",), "an alternate without its entry is kept"


def test_ofac_as_xml() -> None:
    file = load(Source.OFAC_OTHER, SDN_XML)
    assert file == ListFile(
        (
            Listed("9001", Kind.PERSON, ("DRAKMOOR, Zoltarion",), ("DRAKO",), ("DEMO",), ("1961-03-14",), ("KP",),
                   (("Passport", "X00DEMO1"),)),
        ),
        date(2026, 11, 21),
    )  # fmt: skip


def test_the_european_list() -> None:
    file = load(Source.EU, EU_XML)
    assert file == ListFile(
        (
            Listed("EU.1.1", Kind.PERSON, ("Zoltarion Drakmoor", "Золтарион Дракмур"), ("Drako",), ("DEMO",),
                   ("1961-03-14", "1960/1962"), ("CH",), (("passport", "X00DEMO1"),), "made up"),
        ),
        date(2026, 11, 20),
    )  # fmt: skip


def test_the_demonstration_list_is_in_the_united_nations_form() -> None:
    path = Path(__file__).parents[3] / "fixtures" / "reference" / "screening_demo.xml"
    file = fetching.read(Source.DEMO, fetching.fetch(path.as_uri()))
    assert len(file.entries) == 6
    assert file.listed_on == date(2026, 11, 22)
    first, second = file.entries[:2]
    assert first.names == ("Zoltarion Vexley Drakmoor", "Zoltaryon Drakmur")
    assert (first.weak_names, first.countries, first.birth_dates) == (("Drako",), ("CH",), ("1961-03-14",))
    assert second.birth_dates == ("1970/1972",)
    assert file.entries[4].kind is Kind.COMPANY


def test_denied_persons_at_two_addresses_are_one_entry() -> None:
    (entry,) = load(Source.BIS, BIS_TEXT).entries
    assert (entry.names, entry.countries, entry.kind) == (("ZOLTARION DRAKMOOR",), ("CH", "AT"), Kind.UNKNOWN)
    assert "91 F.R. 1" in entry.remarks


@pytest.mark.parametrize(
    ("source", "text", "problem"),
    [
        (Source.UN, "<nothing", "no XML"),
        (Source.UN, "<html/>", "no CONSOLIDATED_LIST"),
        (Source.UN, "<CONSOLIDATED_LIST/>", "no CONSOLIDATED_LIST"),
        (Source.EU, '<!DOCTYPE x [<!ENTITY a "b">]><export/>', "document type"),
        (Source.EU, '<export generationDate=""><sanctionEntity logicalId="1"/></export>', "no name"),
        (Source.OFAC_SDN, "<sdnList/>", "no sdnList"),
        (Source.OFAC_SDN, "", "no entries"),
        (Source.OFAC_SDN, '1,"too","few"\r\n', "line 1"),
        (Source.OFAC_SDN, "Server error", "line 1"),
        (Source.BIS, "Name\tCity\nx\ty\n", "Street_Address"),
    ],
)
def test_what_is_not_in_the_form_is_refused_with_the_reason(source: Source, text: str, problem: str) -> None:
    with pytest.raises(ListInvalid, match=problem):
        load(source, text)


def test_files_are_fetched_unpacked_and_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packed, plain = tmp_path / "a.gz", tmp_path / "b.txt"
    packed.write_bytes(gzip.compress(b"one"))
    plain.write_bytes(b"two")
    files = fetching.fetch(f"{packed.as_uri()} {plain.as_uri()}")
    assert files == [b"one", b"two"]
    assert fetching.checksum(files) != fetching.checksum([b"onet", b"wo"])
    with pytest.raises(Retryable, match="FileNotFoundError"):
        fetching.fetch((tmp_path / "c").as_uri())
    monkeypatch.setattr(fetching, "LARGEST_LIST_BYTES", 2)
    with pytest.raises(ListInvalid, match="larger"):
        fetching.fetch(plain.as_uri())


@pytest.mark.parametrize(
    ("text", "found"),
    [("19 Apr 1976", "1976-04-19"), ("Apr 1976", "1976-04"), ("circa 1960", "1960"), ("1960 to 1962", "1960/1962"),
     ("1961-03-14", "1961-03-14"), ("1961-00-00", "1961"), ("long ago", "")],
)  # fmt: skip
def test_dates_of_birth(text: str, found: str) -> None:
    assert facts.birth_date(text) == found


@pytest.mark.parametrize(("text", "code"), [("Iran", "IR"), ("Russia", "RU"), ("Korea, South", "KR"), ("CH", "CH"),
                                            ("Atlantis", ""), ("ZZ", "")])  # fmt: skip
def test_countries(text: str, code: str) -> None:
    assert facts.country(text) == code
